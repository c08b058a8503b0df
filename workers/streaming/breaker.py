"""The breaker: too many dead letters among recent messages are a broken worker or feed, not poison.

It stops the worker, not the data: it is asked before a batch is committed, so that of the batch that trips it nothing
is; what follows stays in the raw topic until the cause is mended. A worker that is started again begins with an empty
window and may so dead-letter up to ``minimum`` messages before it stops again; they wait for ``stringer dlq redrive``.
"""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from workers.errors import Fatal, Rejection
from workers.ops import metrics
from workers.streaming.options import BreakerOptions


class Breaker:
    """Watches the last messages of all partitions of this worker. See :class:`BreakerOptions`.

    A batch is given as one item a message: its rejection, or None when it was enriched.
    """

    def __init__(self, options: BreakerOptions) -> None:
        self._options = options
        self._recent: deque[str | None] = deque(maxlen=options.window)  # None: enriched, else stage and reason
        self._admitted: list[list[str | None]] = []  # by partitions whose transaction is under way

    @property
    def share(self) -> float:
        """Dead letters among the recent messages, 0 to 1."""
        return _count_dead(self._recent) / len(self._recent) if self._recent else 0.0

    @contextmanager
    def admitting(self, batch: Sequence[Rejection | None]) -> Iterator[None]:
        """Hold a place for the batch while it is committed inside; :meth:`committed` makes it count for good.

        Raises:
            Fatal: with it, too many of the recent messages would be dead letters.
        """
        names = [_name(rejection) for rejection in batch]
        if any(names):
            self._check(names)
        self._admitted.append(names)
        try:
            yield
        finally:
            self._admitted.remove(names)

    def committed(self, batch: Sequence[Rejection | None]) -> None:
        """The batch is committed."""
        self._recent.extend(map(_name, batch))
        metrics.RECENT_DEAD_LETTERS.set(self.share)

    def _check(self, names: Sequence[str | None]) -> None:
        admitted = [name for batch in self._admitted for name in batch]
        recent = [*self._recent, *admitted, *names][-self._options.window :]
        dead = _count_dead(recent)
        if len(recent) < self._options.minimum or dead <= self._options.share * len(recent):
            return
        worst, count = Counter(name for name in recent if name is not None).most_common(1)[0]
        raise Fatal(
            f"the breaker stops the worker: {dead} of its last {len(recent)} messages would be dead letters, more than"
            f" {self._options.share:.0%}; {count} of them for {worst}. The last batch is not committed, nothing is"
            " lost. See `stringer dlq list` and `stringer dlq show`, mend the cause, start the worker again, then"
            " `stringer dlq redrive` (STRINGER_BREAKER_SHARE=1 switches the breaker off)"
        )


def _name(rejection: Rejection | None) -> str | None:
    return None if rejection is None else f"{rejection.stage}/{rejection.reason}"


def _count_dead(names: Sequence[str | None]) -> int:
    return sum(name is not None for name in names)
