"""The byte budget over all partitions: who must pause, who may go on."""

from workers.streaming.ports import Partition


class ByteBudget:
    """Bytes held by each partition (queued or in work) against one limit for all.

    A partition pauses when it holds its share (limit / partitions), or when all together exceed the limit; it resumes
    when it is below half of its share and all together are below half of the limit. The gap between the two marks is
    there because pausing costs: the client throws away what it has prefetched. A single record larger than its share,
    or than the limit, is still admitted: by a partition that holds nothing while all together are below the mark.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._held: dict[Partition, int] = {}
        self._paused: set[Partition] = set()
        self._total = 0

    @property
    def held_bytes(self) -> int:
        """Bytes held over all partitions."""
        return self._total

    def held_by(self, partition: Partition) -> int:
        """Bytes held by one partition."""
        return self._held.get(partition, 0)

    def is_paused(self, partition: Partition) -> bool:
        """Whether the budget keeps it paused."""
        return partition in self._paused

    def open(self, partition: Partition) -> None:
        """Count a partition; it holds nothing yet."""
        self._held.setdefault(partition, 0)

    def close(self, partition: Partition) -> None:
        """Forget a partition and what it held."""
        self._total -= self._held.pop(partition, 0)
        self._paused.discard(partition)

    def add(self, partition: Partition, size_bytes: int) -> None:
        """The partition holds ``size_bytes`` more."""
        self._held[partition] += size_bytes
        self._total += size_bytes

    def remove(self, partition: Partition, size_bytes: int) -> None:
        """The partition holds ``size_bytes`` less."""
        if size_bytes > self._held.get(partition, 0):
            raise ValueError(f"{partition} does not hold {size_bytes} bytes")
        if not size_bytes:
            return
        self._held[partition] -= size_bytes
        self._total -= size_bytes

    def changes(self) -> tuple[list[Partition], list[Partition]]:
        """Partitions to pause and partitions to resume now; the caller does both."""
        if not self._held:
            return [], []
        share = self._limit // len(self._held)
        pause = [
            partition
            for partition, held in self._held.items()
            if partition not in self._paused and ((held and held >= share) or self._total >= self._limit)
        ]
        resume = [
            partition
            for partition in self._paused
            if self._held[partition] < max(1, share // 2) and self._total < max(1, self._limit // 2)
        ]
        self._paused.update(pause)
        self._paused.difference_update(resume)
        return pause, resume
