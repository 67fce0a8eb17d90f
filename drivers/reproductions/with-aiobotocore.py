"""Calls once at the URL that is its first argument, and prints what the caller gets. With `stream`, it calls invoke_with_response_stream."""
import asyncio
import sys

from aiobotocore.session import get_session


async def main():
    async with get_session().create_client(
        "lambda", endpoint_url=sys.argv[1], region_name="us-east-1", aws_access_key_id="AKID", aws_secret_access_key="SECRET"
    ) as client:
        try:
            if sys.argv[2:] == ["stream"]:
                async for event in (await client.invoke_with_response_stream(FunctionName="f"))["EventStream"]:
                    print(event)
            else:
                response = await client.invoke(FunctionName="f")
                print(repr(response.get("FunctionError")), await response["Payload"].read())
            print("the end, without an error")
        except Exception as error:
            status = getattr(error, "response", {}).get("ResponseMetadata", {}).get("HTTPStatusCode")
            print(f"{type(error).__name__}, status {status}: {error}")


asyncio.run(main())
