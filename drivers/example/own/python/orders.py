import json

import boto3
from botocore.config import Config

client = boto3.client("lambda", config=Config(connect_timeout=1, read_timeout=2, retries={"max_attempts": 2}))


def place(order):
    response = client.invoke(FunctionName="orders", Payload=json.dumps(order))
    return json.load(response["Payload"])


if __name__ == "__main__":
    print(place({"item": 1}))
