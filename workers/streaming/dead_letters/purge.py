"""Purge: letters are given up, and what space can be freed is freed.

That is the front of each partition up to its first open letter, and marks that nothing asks about any more.
"""

from collections.abc import Mapping

from workers.streaming.dead_letters.marks import Marks
from workers.streaming.ports import Bounds

_SLACK_MS = 24 * 3600 * 1000


def closed_front(bounds: Mapping[int, Bounds], first_open: Mapping[int, int]) -> dict[int, int]:
    """By partition, the offset before which every letter is closed; partitions with nothing to free are left out.

    Args:
        bounds: of the dead-letter topic when it was surveyed; later letters are not touched.
        first_open: first open letter of each partition that has one.
    """
    fronts = {number: first_open.get(number, held.end) for number, held in bounds.items()}
    return {number: front for number, front in fronts.items() if front > bounds[number].start}


def forgettable(
    marks: Marks, dead_letters: Mapping[int, Bounds], raw_topic: str, raw: Mapping[int, Bounds], now_ms: int
) -> list[tuple[int, int]]:
    """Places of the marks that may go: their letter is gone, and so is the message it was.

    As long as the message is in the raw topic, the ledger counts it as dead by its mark, and a replay can dead-letter
    it once more, which the mark keeps from being redriven twice; a day more lets such a replay end.
    """
    gone: list[tuple[int, int]] = []
    for mark in marks:
        held = dead_letters.get(mark.partition)
        if (held is not None and mark.offset >= held.start) or mark.closed_at_ms > now_ms - _SLACK_MS:
            continue
        source = mark.source
        there = raw.get(source.partition) if source is not None and source.topic == raw_topic else None
        if source is None or there is None or source.offset < there.start:
            gone.append((mark.partition, mark.offset))
    return gone
