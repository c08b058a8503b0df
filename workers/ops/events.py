"""Every log line that repeats, as a typed event: its level, its sentence and its fields are declared here, once.

``emit`` is the one way to log one. The sentence is for people; the fields (structlog keys) are for machines. Article
text appears in none of them.
"""

import dataclasses
import logging
from dataclasses import dataclass
from typing import ClassVar, Literal

import structlog

from workers.ops.safe_formatter import SafeFormatter, one_line_values

Level = Literal["debug", "info", "warning", "error"]


@dataclass(frozen=True)
class Event:
    """A log line. Subclasses declare ``level``, ``sentence`` and their fields."""

    level: ClassVar[Level] = "info"
    sentence: ClassVar[str] = ""


@dataclass(frozen=True)
class WorkerStarted(Event):
    """The runtime begins."""

    sentence = "streaming runtime starts"
    group: str
    topic: str
    slots: int


@dataclass(frozen=True)
class WorkerStopped(Event):
    """The runtime has ended in an orderly way."""

    sentence = "streaming runtime has stopped"
    consumed: int
    enriched: int
    dead_lettered: int


@dataclass(frozen=True)
class BrokerUnreachable(Event):
    """Logged once per outage, not per attempt."""

    level = "warning"
    sentence = "Kafka does not answer; waiting for it, nothing is lost"
    servers: str
    reason: str


@dataclass(frozen=True)
class BrokerBack(Event):
    """The outage is over."""

    sentence = "Kafka answers again; going on"
    servers: str
    outage_s: float


@dataclass(frozen=True)
class SessionRestarted(Event):
    """The group session broke and is started anew."""

    level = "warning"
    sentence = "leaving and joining the group again"
    reason: str


@dataclass(frozen=True)
class PartitionsAssigned(Event):
    """A rebalance is over."""

    sentence = "partitions assigned"
    topic: str
    partitions: list[int]


@dataclass(frozen=True)
class PartitionsRevoked(Event):
    """A rebalance begins; the drain has ended."""

    sentence = "partitions released"
    partitions: list[int]
    drained: bool
    took_s: float


@dataclass(frozen=True)
class PartitionTaken(Event):
    """The former holder is fenced and the position known."""

    level = "debug"
    sentence = "partition taken"
    topic: str
    partition: int
    offset: int


@dataclass(frozen=True)
class PartitionRetaken(Event):
    """It was fenced, and the group has given it to nobody else: a transaction that took too long is the usual cause."""

    level = "warning"
    sentence = "nobody else has the partition; taking it again"
    topic: str
    partition: int


@dataclass(frozen=True)
class PartitionRetries(Event):
    """A transaction failed in a way that may pass; the first of a series is a warning, the rest are not logged."""

    level = "warning"
    sentence = "transaction given up; going on from the committed offset"
    topic: str
    partition: int
    reason: str


@dataclass(frozen=True)
class PartitionFenced(Event):
    """Another worker has taken the partition."""

    level = "warning"
    sentence = "another worker holds the partition; dropping it"
    topic: str
    partition: int


@dataclass(frozen=True)
class RecordsExpired(Event):
    """Retention was faster than this group."""

    level = "error"
    sentence = "the broker deleted records before they were processed (retention); going on at the first kept one"
    topic: str
    partition: int
    expected_offset: int
    first_offset: int


@dataclass(frozen=True)
class WorkerDeathSuspected(Event):
    """A worker died while it worked on the record at this offset."""

    level = "warning"
    sentence = "a worker died at this offset before; processing records one by one"
    topic: str
    partition: int
    offset: int
    deaths: int


@dataclass(frozen=True)
class DeadLettered(Event):
    """A message became a dead letter."""

    level = "warning"
    sentence = "message dead-lettered"
    topic: str
    partition: int
    offset: int
    stage: str
    reason: str
    detail: str


@dataclass(frozen=True)
class PoolStartFailed(Event):
    """A child did not become ready."""

    level = "error"
    sentence = "an extraction process could not be started"
    reason: str
    attempt: int


@dataclass(frozen=True)
class PoolBatchFailed(Event):
    """A child was lost, or raised, with a batch in work."""

    level = "warning"
    sentence = "the extraction failed; trying the messages one by one"
    reason: str
    detail: str
    messages: int
    topic: str
    partition: int
    offset: int


@dataclass(frozen=True)
class StopDeadlineMissed(Event):
    """Batches in work were given up; another worker will do them."""

    level = "warning"
    sentence = "stopped at the deadline with batches in work; they stay uncommitted and will be processed again"
    deadline_s: float


@dataclass(frozen=True)
class TopicsCreated(Event):
    """The worker made topics that were missing."""

    sentence = "topics created"
    topics: list[str]


@dataclass(frozen=True)
class TopicNotAsPlanned(Event):
    """A topic's setting breaks a promise; the worker goes on."""

    level = "warning"
    sentence = "a topic is not as the worker needs it"
    topic: str
    setting: str
    wanted: str
    found: str
    advice: str


@dataclass(frozen=True)
class WorkerGaveUp(Event):
    """No retry helps; the process ends with status 1."""

    level = "error"
    sentence = "the worker gives up"
    reason: str


@dataclass(frozen=True)
class TracesLeftBehind(Event):
    """The receiver of traces did not take the last spans in time."""

    level = "warning"
    sentence = "the receiver of traces does not take the last spans; ending without them"
    waited_s: float


def emit(event: Event) -> None:
    """Log the event. Values of its fields must be plain (numbers, text, lists of them)."""
    fields = {field.name: getattr(event, field.name) for field in dataclasses.fields(event)}
    structlog.stdlib.get_logger("stringer").log(_LEVELS[event.level], event.sentence, **fields)


_LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


def configure_logging(level: Level = "info", *, as_json: bool = False) -> None:
    """Send log lines to standard error, one each, as text or JSON; for the process, once, by its entry point.

    aiokafka logs every retry of every connection as an error while a broker is away, which buries the one line that
    says so; its log shows at level ``debug`` only. Of the exporter of traces, a batch given up is a line, its retries
    are none.
    """
    numeric = _LEVELS[level]
    rendering: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if as_json
        # Its own choice of traceback shows the variables of each frame: passwords, articles.
        else [
            one_line_values,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ]
    )
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler()
    handler.setFormatter(
        SafeFormatter(
            structlog.stdlib.ProcessorFormatter(
                foreign_pre_chain=shared,
                processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
            )
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(numeric)
    logging.getLogger("aiokafka").setLevel(numeric if level == "debug" else logging.CRITICAL)
    logging.getLogger("opentelemetry.exporter").setLevel(numeric if level == "debug" else logging.ERROR)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
