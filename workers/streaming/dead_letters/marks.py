"""Which letters are closed, as the marks topic says. Held in memory, about 300 bytes a closed letter."""

from collections.abc import Iterator
from typing import Literal

from schemas.codec import CodecError, decode
from schemas.letter_mark import LetterMark, LetterSource
from workers.errors import Fatal
from workers.streaming.dead_letters.letter import Letter
from workers.streaming.dead_letters.log import Log

State = Literal["open", "redriven", "purged"]
OPEN: State = "open"


class Marks:
    """The marks read so far.

    A mark is about a letter with its place *and* timestamp, and a message with its place *and* timestamp: topics that
    were made anew count from 0 again.
    """

    def __init__(self) -> None:
        self._marks: dict[tuple[int, int], LetterMark] = {}
        self._redriven: dict[LetterSource, int] = {}  # how many marks say so

    def __len__(self) -> int:
        return len(self._marks)

    def __iter__(self) -> Iterator[LetterMark]:
        return iter(self._marks.values())

    def add(self, mark: LetterMark) -> None:
        """Take a mark; the later of two for a place counts."""
        self.remove(mark.partition, mark.offset)
        self._marks[mark.partition, mark.offset] = mark
        if mark.state == "redriven" and mark.source is not None:
            self._redriven[mark.source] = self._redriven.get(mark.source, 0) + 1

    def remove(self, partition: int, offset: int) -> None:
        """Forget the mark of a place, if there is one."""
        mark = self._marks.pop((partition, offset), None)
        if mark is not None and mark.state == "redriven" and mark.source is not None:
            self._redriven[mark.source] -= 1
            if not self._redriven[mark.source]:
                del self._redriven[mark.source]

    def at(self, partition: int, offset: int) -> LetterMark | None:
        """Return the mark of a place."""
        return self._marks.get((partition, offset))

    def state(self, letter: Letter) -> State:
        """What has become of the letter.

        A message that was redriven from another letter (a replay dead-letters a message once more) is redriven: to send
        it twice would double it.
        """
        mark = self._marks.get((letter.partition, letter.offset))
        if mark is not None and mark.timestamp_ms == letter.timestamp_ms:
            return mark.state
        source = letter.source
        if source is not None and source.timestamp_ms is not None and source in self._redriven:
            return "redriven"
        return OPEN


async def read_marks(log: Log, topic: str) -> Marks:
    """Return the marks as of now; none when the topic does not exist.

    Raises:
        Retriable: Kafka does not answer.
        Fatal: somebody else has written into the topic.
    """
    marks = Marks()
    if not await log.bounds(topic):
        return marks
    async for record in log.read(topic):
        if record.value is None:
            partition, _, offset = (record.key or b"").partition(b":")
            if partition.isdigit() and offset.isdigit():
                marks.remove(int(partition), int(offset))
            continue
        try:
            marks.add(decode(record.value, LetterMark))
        except CodecError as error:
            place = f"partition {record.partition} offset {record.offset}"
            raise Fatal(f"{topic} holds something that is no mark of a dead letter ({place}): {error}") from error
    return marks
