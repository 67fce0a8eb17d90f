import json
import os
import sys

print(json.dumps({"hello": {"driver": "orders", "version": "1", "operations": ["Invoke"], "features": []}}), flush=True)
for line in sys.stdin:
    call = json.loads(line)["call"]
    os.environ["AWS_ENDPOINT_URL_LAMBDA"] = call["endpoint"]
    os.environ["AWS_DEFAULT_REGION"] = call["region"]
    os.environ["AWS_ACCESS_KEY_ID"] = call["credentials"]["accessKeyId"]
    os.environ["AWS_SECRET_ACCESS_KEY"] = call["credentials"]["secretAccessKey"]
    try:
        import orders  # your own code, as it is

        orders.place({"item": 1})
        told = {"output": {}}
    except Exception as error:
        told = {"error": {"name": type(error).__name__, "message": str(error), "sent": True}}
    print(json.dumps({"result": {"id": call["id"], **told}}), flush=True)
