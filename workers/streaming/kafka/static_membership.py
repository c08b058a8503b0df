"""Static membership (KIP-345): a worker that comes back under its instance id gets its partitions back, unasked.

A member that restarts within the session timeout makes no rebalance: the others work on. aiokafka 0.14 knows the
instance id when it joins, but not what follows from it. Its heartbeats do not carry the id, so that a member replaced
by another with the same id is told "unknown member", as one whose session has run out is. It then joins anew without a
member id, which is how a restarted member takes its place back: a frozen worker that wakes would throw its successor
out, and be thrown out by it, without end (transactions stay right, nothing gets done). And the broker's
FENCED_INSTANCE_ID is no error it knows (aiokafka #1186).

So a member that lost its place asks for it under the member id it had. The broker answers FENCED_INSTANCE_ID when
another has the place, UNKNOWN_MEMBER_ID when the session has run out; only then it joins as a new one.
"""

from typing import Any

FENCED_INSTANCE_ID = 82  # https://kafka.apache.org/protocol#protocol_error_codes


class StaticMembership:
    """Watches over one consumer's coordinator; install it after the consumer has started, before it subscribes.

    Attributes:
        fenced: another member has taken the instance id; nothing but leaving is left.
    """

    def __init__(self, coordinator: Any) -> None:  # noqa: ANN401 - aiokafka ships no types
        self.fenced = False
        self._coordinator = coordinator
        self._former_id = ""
        self._joining = False
        self._send = coordinator._send_req  # noqa: SLF001 - aiokafka offers no other way, see the module
        self._reset = coordinator.reset_generation
        self._rejoin = coordinator._do_rejoin_group  # noqa: SLF001 - same
        coordinator._send_req = self._send_and_look  # noqa: SLF001 - same
        coordinator.reset_generation = self._reset_and_remember
        coordinator._do_rejoin_group = self._rejoin_as_before  # noqa: SLF001 - same

    async def _send_and_look(self, request: Any) -> Any:  # noqa: ANN401 - same
        response = await self._send(request)
        self.fenced = self.fenced or getattr(response, "error_code", 0) == FENCED_INSTANCE_ID
        return response

    def _reset_and_remember(self) -> None:
        """Keep the member id for the next join, unless it is a join that was refused: then the id is dead."""
        if self._coordinator.member_id and not self._joining:
            self._former_id = self._coordinator.member_id
        self._reset()

    async def _rejoin_as_before(self, subscription: Any) -> Any:  # noqa: ANN401 - same
        if not self._coordinator.member_id:
            self._coordinator.member_id, self._former_id = self._former_id, ""
        self._joining = True
        try:
            return await self._rejoin(subscription)
        finally:
            self._joining = False
