"""The connector: the two services of prov.connector.v1, over the store. Every answer says what happened at the target."""
import hmac
import sqlite3

import grpc
from google.protobuf.timestamp_pb2 import Timestamp
from prov.connector.v1 import account_pb2, connector_pb2, connector_pb2_grpc, connector_write_pb2, connector_write_pb2_grpc, outcome_pb2
from prov.v1.attribute_value_pb2 import AttributeValue, AttributeValues

from store import COLUMNS, SEVERAL

PAGE = 200
Outcome = outcome_pb2.Outcome
DONE = Outcome(status=Outcome.STATUS_DONE)
GONE = Outcome(status=Outcome.STATUS_NOT_FOUND, reason="ACCOUNT_NOT_FOUND", message="There is no such account.")
CAPABILITIES = ["READ", "SEARCH", "WRITE", "COUNT", "CHANGES", "ENTITLEMENTS", "MEMBERSHIPS", "SCHEMA", "BULK"]
MOST_WRITES = 100


class Refusal(Exception):
    """Ends a write, undone, with an outcome."""

    def __init__(self, status, reason, message):
        super().__init__(message)
        self.outcome = Outcome(status=status, reason=reason, message=message)


def refused(reason, message):
    return Refusal(Outcome.STATUS_REFUSED, reason, message)


def demand(context, token):
    """Refuses a call that does not show the token."""
    shown = dict(context.invocation_metadata()).get("authorization", "")
    if not hmac.compare_digest(shown.encode(), b"Bearer " + token.encode()):
        context.abort(grpc.StatusCode.UNAUTHENTICATED, "The token is not the connector's.")


def to_value(kind, stored):
    if kind == "TIMESTAMP":
        instant = Timestamp()
        instant.FromJsonString(stored)
        return AttributeValue(timestamp_value=instant)
    return {
        "INTEGER": lambda: AttributeValue(integer_value=stored),
        "DOUBLE": lambda: AttributeValue(double_value=stored),
        "BOOLEAN": lambda: AttributeValue(boolean_value=bool(stored)),
        "BINARY": lambda: AttributeValue(bytes_value=stored),
        "STRING": lambda: AttributeValue(string_value=stored),
    }[kind]()


def to_stored(name, kind, value):
    field = value.WhichOneof("kind")
    if field is None:
        return None
    wanted = "bytes_value" if kind == "BINARY" else kind.lower() + "_value"
    if field != wanted:
        raise refused("VALUE_INVALID", f"The attribute {name} takes values of type {kind}. Correct the mapping.")
    return value.timestamp_value.ToJsonString() if kind == "TIMESTAMP" else getattr(value, field)


def locator_of(locator):
    """Native id (a number here; any other text is nobody's) and name."""
    if not locator.HasField("native_id"):
        return None, locator.name
    text = locator.native_id
    return (int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1), locator.name


class Reading(connector_pb2_grpc.ConnectorServiceServicer):
    def __init__(self, store, token):
        self.store, self.token = store, token

    def DescribeConnector(self, request, context):
        demand(context, self.token)
        return connector_pb2.DescribeConnectorResponse(
            name="badge holders", version="1", most_writes=MOST_WRITES, tells_deletions=True,
            capabilities=[connector_pb2.Capability.Value("CAPABILITY_" + c) for c in CAPABILITIES])

    def TestConnector(self, request, context):
        demand(context, self.token)
        self.store.last()
        return connector_pb2.TestConnectorResponse(outcome=DONE)

    def ReadSchema(self, request, context):
        demand(context, self.token)
        attributes = [connector_pb2.TargetAttribute(name=n, type="TYPE_" + kind) for n, (_, kind) in COLUMNS.items()]
        attributes.append(connector_pb2.TargetAttribute(name=SEVERAL, type="TYPE_STRING", multi_valued=True))
        return connector_pb2.ReadSchemaResponse(outcome=DONE, attributes=attributes)

    def ReadAccount(self, request, context):
        demand(context, self.token)
        row = self.store.find(*locator_of(request.locator))
        if row is None:
            return connector_pb2.ReadAccountResponse(outcome=GONE)
        return connector_pb2.ReadAccountResponse(outcome=DONE, account=observed(self.store, row))

    def CountAccounts(self, request, context):
        demand(context, self.token)
        count = self.store.db.execute("select count(*) from accounts").fetchone()[0]
        return connector_pb2.CountAccountsResponse(outcome=DONE, accounts=count, exact=True)

    def SearchAccounts(self, request, context):
        demand(context, self.token)
        after = 0
        while rows := self.store.page(after, PAGE):
            after = rows[-1]["id"]
            yield connector_pb2.SearchAccountsResponse(accounts=[observed(self.store, r) for r in rows])

    def GetChangeToken(self, request, context):
        demand(context, self.token)
        return connector_pb2.GetChangeTokenResponse(outcome=DONE, token=self.store.token())

    def ReadChanges(self, request, context):
        demand(context, self.token)
        seq = self.store.seq_of(request.token)
        if seq is None:
            lost = Outcome(status=Outcome.STATUS_REFUSED, reason="CHANGE_TOKEN_LOST", message="The token is of another database. Search anew.")
            yield connector_pb2.ReadChangesResponse(failure=lost)
            return
        while rows := self.store.changed_after(seq, PAGE):
            seq = rows[-1]["seq"]
            yield connector_pb2.ReadChangesResponse(changes=[self.change(r) for r in rows], next_token=self.store.token(seq))

    def change(self, row):
        found = self.store.find(row["account"], None)
        name = row["login"] or "" if found is None else found["login"]
        locator = account_pb2.AccountLocator(name=name, native_id=str(row["account"]))
        return connector_pb2.ObservedChange(locator=locator, account=None if found is None else observed(self.store, found))

    def ReadEntitlements(self, request, context):
        demand(context, self.token)
        doors = self.store.db.execute("select door, title from doors order by door").fetchall()
        yield connector_pb2.ReadEntitlementsResponse(
            entitlements=[connector_pb2.ObservedEntitlement(entitlement=d, display_name=t) for d, t in doors])

    def ReadMemberships(self, request, context):
        demand(context, self.token)
        where, values = ("where door = ?", [request.entitlement]) if request.HasField("entitlement") else ("", [])
        cursor = self.store.db.execute(f"select door, account from holders {where}", values)
        while rows := cursor.fetchmany(PAGE):
            yield connector_pb2.ReadMembershipsResponse(memberships=[
                connector_pb2.Membership(entitlement=d, account=account_pb2.AccountLocator(native_id=str(a))) for d, a in rows])


class Writing(connector_write_pb2_grpc.ConnectorWriteServiceServicer):
    def __init__(self, store, token):
        self.store, self.token = store, token

    def CreateAccount(self, request, context):
        demand(context, self.token)
        outcome, account = self.run(lambda: self.create(request.account))
        return connector_write_pb2.CreateAccountResponse(outcome=outcome, account=account)

    def UpdateAccount(self, request, context):
        demand(context, self.token)
        return connector_write_pb2.UpdateAccountResponse(outcome=self.run(lambda: self.update(request))[0])

    def DeleteAccount(self, request, context):
        demand(context, self.token)
        return connector_write_pb2.DeleteAccountResponse(outcome=self.run(lambda: self.delete(request))[0])

    def WriteAccounts(self, request, context):
        demand(context, self.token)
        work = {"create": lambda w: self.create(w.account), "update": self.update, "delete": self.delete}
        results = []
        for write in request.writes:
            kind = write.WhichOneof("write")
            outcome, account = self.run(lambda: work[kind](getattr(write, kind)))
            results.append(connector_write_pb2.AccountWriteResult(outcome=outcome, account=account))
        return connector_write_pb2.WriteAccountsResponse(results=results)

    def run(self, work):
        """One write, all of it or nothing, and what came of it."""
        try:
            return DONE, self.store.write(work)
        except Refusal as refusal:
            return refusal.outcome, None
        except sqlite3.IntegrityError:
            return Outcome(status=Outcome.STATUS_CONFLICT, reason="NAME_TAKEN", message="Another account has this name."), None
        except sqlite3.OperationalError:
            # It was rolled back: nothing has happened.
            return Outcome(status=Outcome.STATUS_UNAVAILABLE, reason="DATABASE_BUSY", message="The database does not take writes now."), None

    def create(self, account):
        cursor = self.store.db.execute("insert into accounts (login, enabled) values (?, ?)", (account.name, account.enabled))
        self.assign(cursor.lastrowid, account.attributes)
        self.give(cursor.lastrowid, account.entitlements)
        return observed(self.store, self.store.find(cursor.lastrowid, None))

    def update(self, request):
        row = self.store.find(*locator_of(request.locator))
        if row is None:
            raise Refusal(GONE.status, GONE.reason, GONE.message)
        change = request.change
        if change.HasField("name"):
            self.store.db.execute("update accounts set login = ? where id = ?", (change.name, row["id"]))
        if change.HasField("enabled"):
            self.store.db.execute("update accounts set enabled = ? where id = ?", (change.enabled, row["id"]))
        self.assign(row["id"], change.set)
        self.give(row["id"], change.add_entitlements)
        self.store.take(row["id"], change.remove_entitlements)

    def delete(self, request):
        row = self.store.find(*locator_of(request.locator))
        if row is not None:
            self.store.db.execute("delete from accounts where id = ?", (row["id"],))

    def assign(self, account, attributes):
        for name, value in attributes.items():
            if name == SEVERAL:
                values = value.list_value.values if value.WhichOneof("kind") == "list_value" else [value]
                self.store.set_phones(account, [p for p in (to_stored(name, "STRING", v) for v in values) if p is not None])
            elif name in COLUMNS:
                column, kind = COLUMNS[name]
                self.store.db.execute(f"update accounts set {column} = ? where id = ?", (to_stored(name, kind, value), account))
            else:
                raise refused("ATTRIBUTE_UNKNOWN", f"There is no attribute {name}. Correct the mappings.")

    def give(self, account, doors):
        for door in doors:
            if not self.store.has_door(door):
                raise refused("ENTITLEMENT_NOT_FOUND", f"There is no door {door}. Correct the policy, or make the door.")
        self.store.give(account, doors)


def observed(store, row):
    attributes = {n: to_value(kind, row[column]) for n, (column, kind) in COLUMNS.items() if row[column] is not None}
    if phones := store.phones(row["id"]):
        attributes[SEVERAL] = AttributeValue(list_value=AttributeValues(values=[AttributeValue(string_value=p) for p in phones]))
    return account_pb2.ObservedAccount(
        native_id=str(row["id"]), name=row["login"], enabled=bool(row["enabled"]), attributes=attributes, entitlements=store.doors_of(row["id"]))
