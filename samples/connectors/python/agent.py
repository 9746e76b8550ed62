"""Dials out to a silo and serves the same calls over the stream, for a connector that cannot be dialled."""
import queue
import threading
import time
from concurrent import futures

import grpc
from prov.connector.v1 import agent_pb2, agent_pb2_grpc, connector_pb2, connector_write_pb2


class Ended(Exception):
    """A call ends with a status."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code, self.message = code.value[0], message


class Context:
    """What the servicers want of a call."""

    def __init__(self, token):
        self._token = token

    def invocation_metadata(self):
        return (("authorization", "Bearer " + self._token),)

    def abort(self, code, message):
        raise Ended(code, message)


class Running:
    """A call that is under way: how many messages it may still send, and whether the answer is wanted."""

    def __init__(self, credit):
        self.credit, self.cancelled = threading.Semaphore(credit), threading.Event()


def methods_of(*servicers):
    """Full method name -> handler, request class, whether it streams."""
    methods = {}
    for servicer, module, service in servicers:
        descriptor = module.DESCRIPTOR.services_by_name[service]
        for method in descriptor.methods:
            handler, request = getattr(servicer, method.name), getattr(module, method.name + "Request")
            methods[f"/{descriptor.full_name}/{method.name}"] = handler, request, method.name in STREAMS
    return methods


STREAMS = {"SearchAccounts", "ReadChanges", "ReadEntitlements", "ReadMemberships"}


class Agent:
    def __init__(self, reading, writing):
        self._methods = methods_of(
            (reading, connector_pb2, "ConnectorService"), (writing, connector_write_pb2, "ConnectorWriteService"))

    def run(self, channel, credentials):
        """Dials again and again; credentials() gives the token that the silo knows the agent by."""
        pause = 1
        while True:
            start = time.monotonic()
            try:
                self.dial(channel, credentials())
            except grpc.RpcError as fault:
                print(f"The stream ended: {fault.code().name}", flush=True)
            pause = 1 if time.monotonic() - start > 60 else min(pause * 2, 60)
            time.sleep(pause)

    def dial(self, channel, token):
        outgoing, running = queue.Queue(), {}
        metadata = (("authorization", "Bearer " + token),)
        stream = agent_pb2_grpc.ConnectorAgentServiceStub(channel).Connect(iter(outgoing.get, None), metadata=metadata)
        with futures.ThreadPoolExecutor(32) as pool:
            try:
                for message in stream:
                    kind = message.WhichOneof("request")
                    if kind == "begin":
                        running[message.call] = Running(message.begin.credit)
                        pool.submit(self.serve, message.call, message.begin, running, outgoing)
                    elif kind == "credit" and message.call in running:
                        running[message.call].credit.release(message.credit)
                    elif kind == "cancel" and message.call in running:
                        running[message.call].cancelled.set()
            finally:
                for call in list(running.values()):
                    call.cancelled.set()
                outgoing.put(None)

    def serve(self, call_id, call, running, outgoing):
        mine = running[call_id]
        try:
            if call.method not in self._methods:
                raise Ended(grpc.StatusCode.UNIMPLEMENTED, "There is no such method.")
            handler, request, streams = self._methods[call.method]
            answer = handler(request.FromString(call.message), Context(call.token))
            for message in answer if streams else [answer]:
                while not mine.credit.acquire(timeout=0.1):
                    if mine.cancelled.is_set():
                        raise Ended(grpc.StatusCode.CANCELLED, "")
                outgoing.put(agent_pb2.ConnectRequest(call=call_id, message=message.SerializeToString()))
            end = agent_pb2.CallEnd()
        except Ended as ended:
            end = agent_pb2.CallEnd(code=ended.code, message=ended.message)
        except NotImplementedError:
            end = agent_pb2.CallEnd(code=grpc.StatusCode.UNIMPLEMENTED.value[0])
        except Exception as fault:  # Whatever a call does must not end the stream for the others.
            print(f"A call of {call.method} failed: {type(fault).__name__}", flush=True)
            end = agent_pb2.CallEnd(code=grpc.StatusCode.UNKNOWN.value[0])
        running.pop(call_id, None)
        outgoing.put(agent_pb2.ConnectRequest(call=call_id, end=end))
