"""Redrive: a dead letter's message to the raw topic again, as it was received, with the way it came in headers."""

from collections.abc import Callable, Sequence

from schemas.dead_letter import NULL_VALUE, without_dead_letter_headers
from schemas.redrive import FIRST_PLACE, FIRST_TIMESTAMP, REDRIVEN_FROM, REDRIVES
from schemas.replay import REPLAY_ID
from workers.streaming.dead_letters.letter import Letter
from workers.streaming.options import TopicNames
from workers.streaming.ports import OutgoingRecord

MAX_REDRIVES = 3
_REPLACED = frozenset((REDRIVES, REDRIVEN_FROM, REPLAY_ID))


def redriven(letter: Letter, topics: TopicNames, raw_partitions: int) -> OutgoingRecord:
    """The message of ``letter`` for the raw topic.

    Key, value and the message's own headers are as received. It goes to the partition it came from, where its key's
    other messages are, unless that was in another topic or is no more. A message that had neither key nor value has an
    empty value now, which is the nearest that can be sent.

    Args:
        letter: one that is ``described``.
        topics: of this deployment.
        raw_partitions: how many the raw topic has.
    """
    source = letter.source
    if source is None:
        raise ValueError(f"letter {letter.place} does not say what it was")
    received = dict(letter.headers)
    own = tuple(pair for pair in without_dead_letter_headers(letter.headers) if pair[0] not in _REPLACED)
    added = [
        (REDRIVES, str(letter.redrives + 1)),
        (REDRIVEN_FROM, f"{topics.dead_letters}/{letter.partition}/{letter.offset}"),
    ]
    if FIRST_PLACE not in received:
        added.append((FIRST_PLACE, f"{source.topic}/{source.partition}/{source.offset}"))
        if source.timestamp_ms is not None:
            added.append((FIRST_TIMESTAMP, str(source.timestamp_ms)))
    at_home = source.topic == topics.raw and 0 <= source.partition < raw_partitions
    return OutgoingRecord(
        topic=topics.raw,
        key=letter.key,
        value=b"" if received.get(NULL_VALUE) == b"true" else letter.value,
        headers=(*own, *((name, text.encode()) for name, text in added)),
        partition=source.partition if at_home else None,
    )


def may_be_redriven(max_redrives: int) -> Callable[[Letter], bool]:
    """The condition that nothing loops: a message is redriven at most so often; and one that says what it was."""
    return lambda letter: letter.described is not None and letter.redrives < max_redrives


def sends_redriven(topics: TopicNames, raw_partitions: int) -> Callable[[Letter], Sequence[OutgoingRecord]]:
    """What goes with a letter that is redriven."""
    return lambda letter: (redriven(letter, topics, raw_partitions),)
