"""The runtime's broker for a replay."""

from collections.abc import Callable, Mapping, Sequence

from workers.streaming.ports import GrouplessBroker, Partition, ReceivedRecord, TransactionalProducer
from workers.streaming.replay.journal import Entry
from workers.streaming.replay.marking_producer import MarkingProducer
from workers.streaming.replay.pace import Pace
from workers.streaming.replay.range_consumer import RangeConsumer
from workers.streaming.replay.ranges import Range


class ReplayBroker:
    """``Broker``; remembers its last consumer, which knows how far the ranges are read.

    Args:
        inner: the cluster, with the replay's group.
        replay_id: goes on every record.
        entries: of the partitions that ``ranges`` are about.
        ranges: what is left to replay.
        selects: which messages of them.
        pace: shared by all consumers.
    """

    def __init__(
        self,
        inner: GrouplessBroker,
        replay_id: str,
        entries: Mapping[Partition, Entry],
        ranges: Sequence[Range],
        selects: Callable[[ReceivedRecord], bool],
        pace: Pace,
    ) -> None:
        self._inner = inner
        self._replay_id = replay_id
        self._entries = entries
        self._ranges = ranges
        self._selects = selects
        self._pace = pace
        self._consumer: RangeConsumer | None = None

    def consumer(self) -> RangeConsumer:
        """A new consumer of the ranges."""
        self._consumer = RangeConsumer(self._inner.reader(), self._ranges, self._selects, self._pace)
        return self._consumer

    def producer(self, transactional_id: str) -> TransactionalProducer:
        """A new producer that marks what it sends."""
        return MarkingProducer(self._inner.producer(transactional_id), self._replay_id, self._entries)

    @property
    def current(self) -> RangeConsumer | None:
        """The consumer made last."""
        return self._consumer
