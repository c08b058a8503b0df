"""The streaming runtime as its host sees it: ``run``, ``stop``, ``status``."""

from workers.streaming.connection import Connection
from workers.streaming.options import StreamingOptions, TopicNames
from workers.streaming.status import RuntimeStatus


class StreamRuntime:
    """Reads the raw topic, has each message processed, and publishes the result exactly once.

    One instance runs once. The host (a ``mode.Service``) starts :meth:`run` as a task and calls :meth:`stop` on
    SIGTERM; both belong to the same event loop.
    """

    def __init__(self, options: StreamingOptions, connection: Connection, topics: TopicNames) -> None:
        self._options = options
        self._connection = connection
        self._topics = topics

    async def run(self) -> None:
        """Work until :meth:`stop`; waits for an unreachable broker as long as it takes.

        Raises:
            Fatal: no retry helps; the host exits non-zero with the message.
        """
        raise SystemExit(self)

    async def stop(self, deadline_s: float | None = None) -> None:
        """Finish batches in work, leave the group, end the pool; at the latest after ``deadline_s`` (default: drain)."""
        raise SystemExit(self, deadline_s)

    def status(self) -> RuntimeStatus:
        """What the runtime is doing now; cheap, never blocks."""
        raise SystemExit(self)
