import math

from workers.app.composition import streaming_options
from workers.app.replay.session import ReplaySession, Request
from workers.ops.settings import Settings
from workers.streaming.replay.scope import Scope


def test_a_replay_may_pause_for_as_long_as_its_user_likes() -> None:
    settings = Settings()
    assert math.isfinite(streaming_options(settings).stall_s)
    assert ReplaySession(settings, Request(Scope("raw", "enriched"))).options.stall_s == math.inf
