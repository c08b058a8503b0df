"""Raw articles to a topic: idempotent, acknowledged by all replicas, in order per key."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from workers.errors import Fatal, Retriable
from workers.messages import Headers
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.explained import explained
from workers.streaming.kafka.topics_admin import describe_topics

IN_FLIGHT = 500
LINGER_MS = 5
HEADER_ROOM_BYTES = 65_536
SEND_DEADLINE_S = 60.0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to publish; ``place`` says where it came from, for error messages."""

    place: str
    key: bytes | None
    value: bytes
    headers: Headers = ()


async def publish(
    connection: Connection,
    topic: str,
    messages: Iterable[Outgoing],
    *,
    max_message_bytes: int,
    on_acknowledged: Callable[[Outgoing, int, int], None] | None = None,
) -> int:
    """Send the messages and return how many were acknowledged: all of them, or an error is raised.

    Args:
        connection: the cluster.
        topic: the topic, which must exist.
        messages: taken as they are sent, at most ``IN_FLIGHT`` ahead of the acknowledgements.
        max_message_bytes: largest value; a larger one ends the run before it is sent.
        on_acknowledged: called for each message with its partition and offset, in the order of ``messages``.

    Raises:
        Retriable: the cluster cannot be reached or did not acknowledge in ``SEND_DEADLINE_S``; the message names the
            first article that may not have arrived.
        Fatal: the topic does not exist, a message is too large, or the cluster refuses it.
    """
    if not await describe_topics(connection, [topic]):
        raise Fatal(f"there is no topic {topic}: stringer topics create")
    producer = AIOKafkaProducer(
        **connection.client_arguments(),
        enable_idempotence=True,
        acks="all",
        linger_ms=LINGER_MS,
        max_request_size=max_message_bytes + HEADER_ROOM_BYTES,
    )
    try:
        async with explained(connection):
            await producer.start()
    except BaseException:
        await producer.stop()
        raise
    sent = 0
    pending: deque[tuple[Outgoing, asyncio.Future[object]]] = deque()
    try:
        for message in messages:
            if len(message.value) > max_message_bytes:
                size = len(message.value)
                raise Fatal(f"{message.place}: {size} bytes, more than max_message_bytes ({max_message_bytes})")
            if len(pending) >= IN_FLIGHT:
                sent += await _acknowledged(pending, on_acknowledged)
            async with asyncio.timeout(SEND_DEADLINE_S):
                future = await producer.send(topic, key=message.key, value=message.value, headers=list(message.headers))
            pending.append((message, future))
        while pending:
            sent += await _acknowledged(pending, on_acknowledged)
    except TimeoutError as error:
        place = pending[0][0].place if pending else "the first article"
        raise Retriable(f"{topic} took too long to acknowledge {place}; {sent} articles were published") from error
    except MessageSizeTooLargeError as error:
        raise Fatal(f"{topic} refuses a message as too large: raise its max.message.bytes ({error})") from error
    except KafkaError as error:
        raise Retriable(f"{topic} did not take {_first(pending)}; {sent} articles were published: {error}") from error
    finally:
        await producer.stop()
    return sent


async def _acknowledged(
    pending: deque[tuple[Outgoing, asyncio.Future[object]]], tell: Callable[[Outgoing, int, int], None] | None
) -> int:
    message, future = pending[0]
    async with asyncio.timeout(SEND_DEADLINE_S):
        metadata = await future
    pending.popleft()
    if tell is not None:
        tell(message, metadata.partition, metadata.offset)  # type: ignore[attr-defined] # aiokafka ships no types
    return 1


def _first(pending: deque[tuple[Outgoing, asyncio.Future[object]]]) -> str:
    return pending[0][0].place if pending else "a message"
