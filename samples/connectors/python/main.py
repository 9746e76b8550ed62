"""Serves the connector, or dials out as an agent. CONNECTOR_TOKEN is what Prov must show with each call."""
import argparse
import os
from concurrent import futures

import grpc
from prov.connector.v1 import connector_pb2_grpc, connector_write_pb2_grpc

from agent import Agent
from connector import Reading, Writing
from store import Store


def read(path):
    with open(path, "rb") as file:
        return file.read()


def serve(arguments, reading, writing):
    server = grpc.server(futures.ThreadPoolExecutor(32))
    connector_pb2_grpc.add_ConnectorServiceServicer_to_server(reading, server)
    connector_write_pb2_grpc.add_ConnectorWriteServiceServicer_to_server(writing, server)
    if arguments.certificate:
        server.add_secure_port(arguments.listen, grpc.ssl_server_credentials([(read(arguments.key), read(arguments.certificate))]))
    else:
        server.add_insecure_port(arguments.listen)
    server.start()
    print("serving", flush=True)
    server.wait_for_termination()


# Finds a connection that a firewall has dropped without a word.
KEEP_ALIVE = [("grpc.keepalive_time_ms", 30_000), ("grpc.keepalive_timeout_ms", 20_000)]


def dial(arguments, reading, writing):
    if arguments.ca:
        channel = grpc.secure_channel(arguments.silo, grpc.ssl_channel_credentials(read(arguments.ca)), KEEP_ALIVE)
    else:
        channel = grpc.insecure_channel(arguments.silo, KEEP_ALIVE)
    Agent(reading, writing).run(channel, lambda: read(arguments.credentials).decode().strip())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", required=True)
    parser.add_argument("--listen", help="address and port to serve at, as 127.0.0.1:7400")
    parser.add_argument("--certificate", help="PEM file; without it only for the own machine")
    parser.add_argument("--key", help="PEM file of the certificate's key")
    parser.add_argument("--silo", help="address and port of a silo to dial out to")
    parser.add_argument("--credentials", help="file with the token that the silo knows the agent by")
    parser.add_argument("--ca", help="PEM file of the authorities that signed the silo's certificate")
    arguments = parser.parse_args()
    store, token = Store(arguments.database), os.environ["CONNECTOR_TOKEN"]
    run = dial if arguments.silo else serve
    run(arguments, Reading(store, token), Writing(store, token))


if __name__ == "__main__":
    main()
