"""A client of Prov in Python, with classes that protoc generated.

Usage: client.py ADDRESS TOKEN_FILE GENERATED_FOLDER. Prints what it saw as one JSON object.
"""

import json
import sys
import time

address, token_file, generated = sys.argv[1:]
sys.path.insert(0, generated)

import grpc  # noqa: E402
from google.rpc import error_details_pb2, status_pb2  # noqa: E402
from prov.v1 import account_pb2, account_pb2_grpc, attribute_value_pb2, identity_pb2, identity_pb2_grpc  # noqa: E402
from prov.v1 import lifecycle_event_pb2, lifecycle_event_pb2_grpc  # noqa: E402

LIMIT_SECONDS = 30


def event(source, kind, sequence, **attributes):
    return lifecycle_event_pb2.LifecycleEvent(
        source=source,
        source_key="p1",
        event_id=f"python:{source}:{sequence}",
        kind=kind,
        sequence=sequence,
        attributes={name: attribute_value_pb2.AttributeValue(string_value=text) for name, text in attributes.items()},
    )


def submit_stream(events, metadata, sent):
    requests = (lifecycle_event_pb2.StreamEventsRequest(correlation_id=i, event=e) for i, e in enumerate(sent))
    answers = {a.correlation_id: a.receipt for a in events.StreamEvents(requests, metadata=metadata, timeout=LIMIT_SECONDS)}
    return [answers[i] for i in range(len(sent))]


def refusal(events, metadata, sent):
    try:
        events.SubmitEvent(lifecycle_event_pb2.SubmitEventRequest(event=sent), metadata=metadata, timeout=LIMIT_SECONDS)
    except grpc.RpcError as error:
        details = dict(error.trailing_metadata())["grpc-status-details-bin"]
        info = error_details_pb2.ErrorInfo()
        for detail in status_pb2.Status.FromString(details).details:
            if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
                detail.Unpack(info)
        return {"code": error.code().name, "reason": info.reason, "domain": info.domain}
    return None


def accounts_of(accounts, metadata, identity_id):
    request = account_pb2.ListAccountsRequest(filter=f'account.identity == "{identity_id}"')
    end = time.monotonic() + LIMIT_SECONDS
    while True:
        found = accounts.ListAccounts(request, metadata=metadata, timeout=LIMIT_SECONDS).accounts
        if (found and all(a.applied_generation == a.desired.generation for a in found)) or time.monotonic() > end:
            return found
        time.sleep(0.1)


def main():
    with open(token_file, encoding="ascii") as file:
        metadata = [("authorization", f"Bearer {file.read().strip()}")]
    with grpc.insecure_channel(address) as channel:
        events = lifecycle_event_pb2_grpc.LifecycleEventServiceStub(channel)
        identities = identity_pb2_grpc.IdentityServiceStub(channel)
        accounts = account_pb2_grpc.AccountServiceStub(channel)
        kinds = lifecycle_event_pb2.LifecycleEvent
        join = event("hr", kinds.KIND_JOIN, 1, number="p1", name="Zoë", department="Sales")
        move = event("hr", kinds.KIND_MOVE, 2, department="Support")
        joined = submit_stream(events, metadata, [join])[0]
        moved = submit_stream(events, metadata, [move])[0]
        refused = refusal(events, metadata, event("nowhere", kinds.KIND_JOIN, 1, number="p1"))
        identity = identities.GetIdentity(
            identity_pb2.GetIdentityRequest(identity_id=joined.identity_id), metadata=metadata, timeout=LIMIT_SECONDS).identity
        outcome = lifecycle_event_pb2.EventReceipt.Outcome.Name
        print(json.dumps({
            "outcomes": [outcome(joined.outcome), outcome(moved.outcome)],
            "same_identity": joined.identity_id == moved.identity_id,
            "refusal": refused,
            "state": identity_pb2.Identity.State.Name(identity.state),
            "attributes": {name: value.string_value for name, value in identity.attributes.items()},
            "accounts": [
                {
                    "target": a.target_system,
                    "name": a.desired.name,
                    "converged": a.applied_generation == a.desired.generation,
                    "department": a.observed.attributes["department"].string_value,
                }
                for a in accounts_of(accounts, metadata, identity.id)
            ],
        }))


main()
