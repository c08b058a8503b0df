from workers.streaming.replay.pace import Pace


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_without_a_rate_everything_goes() -> None:
    pace = Pace(None, Clock())
    pace.took(1000)
    assert (pace.admits(500), pace.wait_s()) == (500, 0.0)


def test_over_time_the_rate_is_kept() -> None:
    clock = Clock()
    pace = Pace(20.0, clock)
    handed_out = 0
    while clock.now < 10.0:
        admitted = pace.admits(500)
        pace.took(admitted)
        handed_out += admitted
        clock.now += max(0.01, pace.wait_s())
    assert 195 <= handed_out <= 212


def test_less_than_one_a_second() -> None:
    clock = Clock()
    pace = Pace(0.5, clock)
    assert pace.admits(10) == 1
    pace.took(1)
    assert pace.admits(10) == 0
    assert pace.wait_s() == 2.0
    clock.now = 2.0
    assert pace.admits(10) == 1


def test_more_than_admitted_is_made_up_for() -> None:
    clock = Clock()
    pace = Pace(10.0, clock)
    pace.took(21)
    assert pace.admits(5) == 0
    clock.now = pace.wait_s()
    assert pace.admits(5) == 1
