"""What deploy-smoke asks of the emulator beside what the toolkit and the operator's command do.

  emulator.py port                  prints a free port
  emulator.py ready                 waits until the emulator answers
  emulator.py key <stack> <file>    writes the public key that the stack's outputs name to a file, and
                                    fails when they name none
  emulator.py worked <stack>        sends the retry queue a message that is out of date, and waits
                                    until the worker has taken it: the queue feeds its function
  emulator.py scheduled             waits until the schedule of every minute has run check-quotas
  emulator.py left                  fails when a table, queue, function, secret, bus or bucket is left
"""

import json
import socket
import sys
import time

import botocore.session

clients = botocore.session.get_session()


def client(service):
    return clients.create_client(service)


def until(what, seconds, attempt):
    end = time.monotonic() + seconds
    while True:
        try:
            if attempt():
                return
        except Exception as error:  # Not there yet, most of the time: the last one is told.
            if time.monotonic() > end:
                raise SystemExit(f"{what}: not within {seconds} s: {error}")
        if time.monotonic() > end:
            raise SystemExit(f"{what}: not within {seconds} s")
        time.sleep(0.25)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        print(probe.getsockname()[1])


def outputs_of(stack):
    [found] = client("cloudformation").describe_stacks(StackName=stack)["Stacks"]
    return {each["OutputKey"]: each["OutputValue"] for each in found["Outputs"]}


def key(stack, path):
    public_key = outputs_of(stack).get("ServerPublicKey", "")
    if not public_key:
        raise SystemExit("the output ServerPublicKey is empty: its custom resource made nothing")
    with open(path, "w") as file:
        file.write(public_key)


def has_run(function_part):
    """Whether a function has written a line of a run to any of the stack's log groups."""
    logs = client("logs")
    names = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
    mine = [name for name in names if function_part in name.replace("-", "").lower()]
    return any(logs.describe_log_streams(logGroupName=name)["logStreams"] for name in mine)


def worked(stack):
    url = outputs_of(stack)["RetryQueueUrl"]
    stale = {"clientId": "SMOKE_NOBODY", "referenceNo": "NOTHING", "attempts": 0}
    client("sqs").send_message(QueueUrl=url, MessageBody=json.dumps(stale))
    until("retry-credit-grant", 30, lambda: has_run("retrycreditgrant"))
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]

    def is_empty():
        read = client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=names)
        return all(int(read["Attributes"][name]) == 0 for name in names)

    until("the message is gone", 30, is_empty)


def left():
    found = [
        *client("dynamodb").list_tables()["TableNames"],
        *client("sqs").list_queues().get("QueueUrls", []),
        *(each["FunctionName"] for each in client("lambda").list_functions()["Functions"]),
        *(each["Name"] for each in client("secretsmanager").list_secrets()["SecretList"]),
        *(each["Name"] for each in client("events").list_event_buses()["EventBuses"]),
        *(each["Name"] for each in client("s3").list_buckets()["Buckets"]),
    ]
    ours = [name for name in found if name != "default" and not name.startswith("cdk-hnb659fds-")]
    if ours:
        raise SystemExit("left after the stack: " + ", ".join(ours))


match sys.argv[1:]:
    case ["port"]:
        free_port()
    case ["ready"]:
        until("the emulator", 30, lambda: client("sts").get_caller_identity()["Account"])
    case ["key", stack, path]:
        key(stack, path)
    case ["worked", stack]:
        worked(stack)
    case ["scheduled"]:
        until("check-quotas", 90, lambda: has_run("checkquotas"))
    case ["left"]:
        left()
    case _:
        raise SystemExit(__doc__)
