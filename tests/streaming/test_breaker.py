"""The breaker alone, and in the whole runtime on the fakes."""

import asyncio
from collections.abc import Sequence

import pytest
from fakes.broker import FakeBroker
from fakes.pool import FakePool
from fakes.running import build, new_broker, running
from hypothesis import given
from hypothesis import strategies as st

from workers.errors import Fatal, Rejection, Retriable
from workers.streaming.breaker import Breaker
from workers.streaming.options import BreakerOptions
from workers.streaming.ports import Partition
from workers.streaming.status import RuntimeState
from workers.streaming.suspicion import Suspicion

BAD = Rejection("decode", "InvalidJson", "no")
ODD = Rejection("process", "ProcessDied", "no")
RAW_0 = Partition("raw", 0)


def admit(breaker: Breaker, batch: Sequence[Rejection | None]) -> None:
    with breaker.admitting(batch):
        pass


def opened(broker: FakeBroker, texts: Sequence[bytes], number: int = 0) -> None:
    for text in texts:
        broker.produce("raw", number, text)


def test_it_trips_above_the_share_and_names_the_commonest_reason_and_what_to_do() -> None:
    breaker = Breaker(BreakerOptions(share=0.5, window=10, minimum=4))
    breaker.committed([None, ODD])
    admit(breaker, [BAD, None])  # half is not more than half
    with pytest.raises(Fatal) as tripped:
        admit(breaker, [BAD, BAD])
    text = str(tripped.value)
    assert "3 of its last 4 messages" in text
    assert "2 of them for decode/InvalidJson" in text
    assert "`stringer dlq list`" in text
    assert "\n" not in text


def test_it_needs_the_minimum() -> None:
    breaker = Breaker(BreakerOptions(share=0.1, window=10, minimum=4))
    admit(breaker, [BAD] * 3)
    with pytest.raises(Fatal):
        admit(breaker, [BAD] * 4)


def test_share_1_is_off_and_share_0_admits_none() -> None:
    admit(Breaker(BreakerOptions(share=1.0, window=5, minimum=1)), [BAD] * 5)
    with pytest.raises(Fatal):
        admit(Breaker(BreakerOptions(share=0.0, window=5, minimum=1)), [BAD])


def test_what_is_no_longer_recent_is_forgotten() -> None:
    breaker = Breaker(BreakerOptions(share=0.5, window=4, minimum=4))
    breaker.committed([BAD, BAD, None, None])
    admit(breaker, [BAD, BAD])  # the two oldest go
    breaker.committed([None] * 4)
    assert breaker.share == 0.0


def test_a_batch_without_rejections_passes_whatever_went_before() -> None:
    breaker = Breaker(BreakerOptions(share=0.0, window=4, minimum=1))
    breaker.committed([BAD] * 4)
    admit(breaker, [None])


def test_batches_under_way_count_and_those_that_failed_do_not() -> None:
    breaker = Breaker(BreakerOptions(share=0.5, window=10, minimum=4))
    with breaker.admitting([BAD] * 3), pytest.raises(Fatal):
        admit(breaker, [BAD])
    admit(breaker, [BAD])


@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=6), max_size=12), st.integers(1, 8), st.integers(0, 4))
def test_it_agrees_with_counting_the_tail(batches: list[list[bool]], window: int, quarters: int) -> None:
    options = BreakerOptions(share=quarters / 4, window=window, minimum=1)
    breaker = Breaker(options)
    history: list[bool] = []
    for batch in batches:
        tail = (history + batch)[-window:]
        rejections = [BAD if dead else None for dead in batch]
        expected = any(batch) and sum(tail) > options.share * len(tail)
        try:
            admit(breaker, rejections)
        except Fatal:
            assert expected
        else:
            assert not expected
        breaker.committed(rejections)
        history += batch
        assert breaker.share == sum(history[-window:]) / len(history[-window:])


@pytest.mark.parametrize("bad", [{"share": 1.5}, {"share": -0.1}, {"minimum": 0}, {"minimum": 9, "window": 8}])
def test_options_that_make_no_sense_are_refused(bad: dict[str, float]) -> None:
    with pytest.raises(Fatal, match="breaker"):
        BreakerOptions(**bad)  # type: ignore[arg-type] # integers where integers belong


async def test_the_worker_stops_and_nothing_of_the_batch_that_trips_is_committed() -> None:
    broker = new_broker(1)
    opened(broker, [b"a", b"b", b"c", b"d", b"REJECT", b"e", b"f", b"g", b"REJECT", b"REJECT", b"REJECT", b"h"])
    runtime = build(broker, FakePool(), breaker=BreakerOptions(share=0.3, window=8, minimum=4), batches_in_flight=1)
    with pytest.raises(Fatal, match=r"stops the worker: 4 of its last 8 .* 4 of them for decode/AskedTo"):
        async with asyncio.timeout(10):
            await runtime.run()
    assert runtime.status().state is RuntimeState.FAILED
    enriched = [record.value for record in broker.committed_records("enriched")]
    assert enriched == [b"a", b"b", b"c", b"d", b"e", b"f", b"g"]
    assert len(broker.committed_records("dlq")) == 1
    assert broker.positions[RAW_0].offset == 8
    assert runtime.status().ledger.consumed == 8


async def test_the_mark_of_a_begun_attempt_is_taken_back() -> None:
    """Else the next worker takes a breaker that tripped over a partition's first record for a death over it."""
    broker = new_broker(1)
    opened(broker, [b"REJECT"])
    options = {"breaker": BreakerOptions(share=0.0, window=5, minimum=1)}
    for _ in range(4):
        with pytest.raises(Fatal, match="breaker"):
            async with asyncio.timeout(10):
                await build(broker, FakePool(), **options).run()
    position = broker.positions[RAW_0]
    assert position.offset == 0
    assert Suspicion.decode(position.metadata).deaths == 0
    async with running(broker) as run:
        await run.until_consumed(1)
    assert len(broker.committed_records("dlq")) == 1


async def test_a_broker_error_while_it_stops_does_not_hide_it() -> None:
    broker = new_broker(1)
    opened(broker, [b"REJECT"] * 4)
    broker.fail("commit", Retriable("for a moment"), times=2)
    runtime = build(broker, FakePool(), breaker=BreakerOptions(share=0.5, window=5, minimum=1))
    with pytest.raises(Fatal, match="breaker"):
        async with asyncio.timeout(10):
            await runtime.run()
    assert broker.committed_records("dlq") == []


async def test_the_window_spans_the_partitions() -> None:
    broker = new_broker(2)
    opened(broker, [b"REJECT"] * 3, 0)
    opened(broker, [b"REJECT"] * 3, 1)
    runtime = build(broker, FakePool(), breaker=BreakerOptions(share=0.5, window=100, minimum=5))
    with pytest.raises(Fatal, match="breaker"):
        async with asyncio.timeout(10):
            await runtime.run()
    assert len(broker.committed_records("dlq")) == 3
