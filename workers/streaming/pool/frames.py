"""What the worker and a pool child say to each other: length-prefixed MessagePack frames over the child's pipes.

::

    worker                          child
      Hello             ──────►
                        ◄──────     Ready | Broken          once the processor is open
      [InputMessage]    ──────►
                        ◄──────     Reply                   one per batch
"""

import struct
from dataclasses import dataclass

import msgspec

from workers.errors import Rejection
from workers.messages import InputMessage, OutputRecord

LENGTH = struct.Struct(">Q")
MAX_FRAME_BYTES = (
    512 * 1024 * 1024
)  # several times a batch's records; a child that a hostile article took over says more


class BadFrame(Exception):  # noqa: N818 - named for what came
    """What the child wrote is no answer: the child is not to be trusted any more."""


@dataclass(frozen=True, slots=True)
class Hello:
    """First frame: what to load, from where, and how much private memory (bytes, 0: no limit) it may map."""

    processor_factory: str
    import_path: list[str]
    data_limit_bytes: int


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The processor is open; ``model`` is what it says it loaded."""

    rss_bytes: int
    model: str = ""


class Broken(msgspec.Struct, frozen=True, tag="broken"):
    """The processor cannot be opened."""

    reason: str


class Reply(msgspec.Struct, frozen=True, tag="reply"):
    """One result per message in order, or, when the processor raised, the exception's class name and text.

    ``stage_seconds`` sums the stages over the batch, ``message_seconds`` has the messages begun, in order; both are
    empty when the processor does not measure.
    """

    results: list[tuple[OutputRecord, ...] | Rejection] | None
    rss_bytes: int
    error_class: str = ""
    error_text: str = ""
    stage_seconds: dict[str, float] = {}
    message_seconds: list[float] = []


_encoder = msgspec.msgpack.Encoder()
_hello = msgspec.msgpack.Decoder(Hello)
_batch = msgspec.msgpack.Decoder(list[InputMessage])
_answer = msgspec.msgpack.Decoder(Ready | Broken | Reply)


def encode(frame: Hello | list[InputMessage] | Ready | Broken | Reply) -> bytes:
    """The frame with its length before it."""
    body = _encoder.encode(frame)
    return LENGTH.pack(len(body)) + body


def decode_hello(body: bytes) -> Hello:
    """Read the first frame."""
    return _hello.decode(body)


def decode_batch(body: bytes) -> list[InputMessage]:
    """Read a batch."""
    return _batch.decode(body)


def decode_answer(body: bytes) -> Ready | Broken | Reply:
    """Read what the child says.

    Raises:
        BadFrame: it makes no sense.
    """
    try:
        answer: Ready | Broken | Reply = _answer.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadFrame("the extraction process answered nonsense") from error
    return answer
