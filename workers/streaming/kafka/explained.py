"""Kafka's errors as one line for a person: what is wrong, and what to do."""

import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka.conn import collect_hosts, create_conn
from aiokafka.errors import KafkaConnectionError, KafkaError

from workers.errors import Fatal, Retriable, StringerError
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.errors import RAISED_BY_AIOKAFKA, translate


@asynccontextmanager
async def explained(connection: Connection) -> AsyncIterator[None]:
    """Raise what aiokafka raises inside with the cluster's address and a way out.

    Raises:
        Retriable: the cluster cannot be reached or cannot do it now.
        Fatal: the cluster refuses this client.
    """
    try:
        yield
    except RAISED_BY_AIOKAFKA as error:
        cause: BaseException = error
        if isinstance(error, KafkaConnectionError):
            cause = await refusal(connection) or error
        raise explanation(connection, cause) from error


async def refusal(connection: Connection) -> BaseException | None:
    """Return why no server lets this client in, or None when one does.

    aiokafka only logs this and says "unable to bootstrap", whether a password is wrong or a server is down.
    """
    arguments = connection.client_arguments()
    error: BaseException | None = None
    for host, port, _ in collect_hosts(arguments.pop("bootstrap_servers"), randomize=False):
        try:
            (await create_conn(host, port, **arguments)).close()
        except (OSError, KafkaError) as refused:
            error = refused
        else:
            return None
    return error


def explanation(connection: Connection, error: BaseException) -> StringerError:
    """Return the error as one of ours: Fatal when waiting would not help, else Retriable."""
    where = f"Kafka at {connection.bootstrap_servers}"
    if isinstance(error, ssl.SSLError):
        reason = getattr(error, "verify_message", "") or error.reason or str(error)
        return Fatal(f"{where}: no TLS connection ({reason}); check STRINGER_SECURITY_PROTOCOL and STRINGER_TLS_*")
    ours = translate(error)
    if isinstance(ours, Fatal):
        return Fatal(f"{where} refuses this client ({ours}); check the STRINGER_SASL_* settings and its permissions")
    reason = str(ours)
    if isinstance(error, OSError) and error.errno:  # negative ones are the resolver's
        reason = os.strerror(error.errno) if error.errno > 0 else error.strerror
    return Retriable(f"{where} does not answer ({reason}); check STRINGER_BOOTSTRAP_SERVERS")
