"""A dead letter queue on the fake broker, and the commands' steps on it."""

from dataclasses import replace

from fakes.broker import FakeBroker
from fakes.log import FakeLog
from fakes.running import TOPICS

from workers.errors import Rejection
from workers.streaming.dead_letters.closing import Closer, Closing, ClosingResult
from workers.streaming.dead_letters.marks import read_marks
from workers.streaming.dead_letters.redrive import may_be_redriven, sends_redriven
from workers.streaming.dead_letters.selection import Selection
from workers.streaming.dead_letters.sent import dead_letter
from workers.streaming.dead_letters.survey import Survey, survey
from workers.streaming.ports import KafkaHeaders, Partition, ReceivedRecord

NAMES = replace(TOPICS, marks="marks")
ALL = Selection()
RAW_PARTITIONS = 2


def new_queue() -> FakeBroker:
    return FakeBroker({"raw": RAW_PARTITIONS, "dlq": 2, "marks": 1, "enriched": 1, "quotes": 1, "events": 1})


def put(
    broker: FakeBroker,
    offset: int,
    *,
    reason: str = "InvalidJson",
    stage: str = "decode",
    headers: KafkaHeaders = (),
    key: bytes | None = b"k",
    value: bytes | None = b"text",
    number: int = 0,
) -> int:
    """Write the letter of raw-0's record at ``offset``; the letter's own offset."""
    record = ReceivedRecord(Partition("raw", 0), offset, 1_600_000_000_000 + offset, key, value, headers)
    letter = dead_letter(record, Rejection(stage, reason, "why"), topic="dlq", attempts=1, pipeline_version="1")
    return broker.produce("dlq", number, letter.value, letter.key, letter.headers)


async def counted(broker: FakeBroker, selection: Selection = ALL, max_redrives: int | None = None) -> Survey:
    log = FakeLog(broker)
    admits = may_be_redriven(max_redrives) if max_redrives is not None else lambda _: True
    return await survey(log, "dlq", await read_marks(log, "marks"), selection, admits=admits)


async def closing_of(
    broker: FakeBroker, selection: Selection = ALL, *, state: str = "redriven", max_redrives: int = 3, run: str = "r1"
) -> Closing:
    bounds = await FakeLog(broker).bounds("dlq")
    redrives = state == "redriven"
    return Closing(
        state=state,  # type: ignore[arg-type] # one of two words
        selection=selection,
        ends={number: held.end for number, held in bounds.items()},
        admits=may_be_redriven(max_redrives) if redrives else lambda _: True,
        sends=sends_redriven(NAMES, RAW_PARTITIONS) if redrives else lambda _: (),
        run=run,
        now_ms=1_800_000_000_000,
    )


def closer(broker: FakeBroker) -> Closer:
    return Closer(broker.producer, FakeLog(broker), NAMES, call_timeout_s=0.5)


async def redrive(broker: FakeBroker, selection: Selection = ALL, **how: object) -> ClosingResult:
    return await closer(broker).close(await closing_of(broker, selection, **how))  # type: ignore[arg-type] # tests
