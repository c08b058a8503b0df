from fakes.broker import FakeBroker
from fakes.log import FakeLog
from letter_queue import closer, counted, new_queue, put, redrive

from schemas.letter_mark import LetterMark, LetterSource
from workers.streaming.dead_letters.marks import Marks, read_marks
from workers.streaming.dead_letters.purge import closed_front, forgettable
from workers.streaming.dead_letters.selection import LetterRange, Selection
from workers.streaming.ports import Bounds, Partition

DAY_MS = 24 * 3600 * 1000


async def test_the_front_that_can_be_freed_ends_at_the_first_open_letter() -> None:
    broker = new_queue()
    for offset in range(4):
        put(broker, offset)
    put(broker, 9, number=1)
    await redrive(broker, Selection(letters=(LetterRange(0, 0, 1), LetterRange(0, 3, 3), LetterRange(1, 0, 0))))
    found = await counted(broker)
    fronts = closed_front(found.bounds, found.first_open)
    assert fronts == {0: 2, 1: 1}
    log = FakeLog(broker)
    await log.cut("dlq", fronts)
    assert (await log.bounds("dlq"))[0] == Bounds(2, 4)
    assert (await counted(broker)).open == found.open == 1
    assert closed_front((await counted(broker)).bounds, (await counted(broker)).first_open) == {}


def mark(offset: int, source_offset: int | None, closed_at_ms: int = 0, partition: int = 0) -> LetterMark:
    source = None if source_offset is None else LetterSource(topic="raw", partition=0, offset=source_offset)
    return LetterMark(
        state="purged", partition=partition, offset=offset, timestamp_ms=0, stage="s", reason="r", source=source,
        closed_at_ms=closed_at_ms, run="r",
    )  # fmt: skip


def test_a_mark_is_forgotten_a_day_after_letter_and_message_are_gone() -> None:
    marks = Marks()
    now = 10 * DAY_MS
    marks.add(mark(1, 1))
    marks.add(mark(2, 50))  # the message is still there
    marks.add(mark(7, 2))  # the letter is still there
    marks.add(mark(3, 3, closed_at_ms=now - DAY_MS + 1))
    marks.add(mark(4, None))
    marks.add(mark(5, 50, partition=9))  # the partition is gone, the message is not
    places = forgettable(marks, {0: Bounds(7, 8)}, "raw", {0: Bounds(40, 60)}, now)
    assert places == [(0, 1), (0, 4)]


async def test_forgotten_marks_are_deleted_by_compaction() -> None:
    broker = new_queue()
    put(broker, 0)
    put(broker, 1)
    await redrive(broker)
    await closer(broker).forget([(0, 0)])
    assert await offsets(broker) == [1]


async def offsets(broker: FakeBroker) -> list[int]:
    assert broker.committed_records("marks")[-1].partition == Partition("marks", 0)
    return [each.offset for each in await read_marks(FakeLog(broker), "marks")]
