"""The audit on the fake broker: what balances, what does not, and what Kafka took away by itself."""

import json
from dataclasses import replace

import pytest
from fakes.broker import FakeBroker
from fakes.log import FakeLog
from fakes.running import TOPICS

from workers.errors import Fatal, Rejection
from workers.streaming.dead_letters.closing import Closer, Closing
from workers.streaming.dead_letters.selection import Selection
from workers.streaming.dead_letters.sent import dead_letter
from workers.streaming.kafka.reader import Record
from workers.streaming.ledger import audit as audit_module
from workers.streaming.ledger.audit import Audit, PartitionAudit
from workers.streaming.ledger.explain import AuditScope
from workers.streaming.ports import KafkaHeaders, OutgoingRecord, Partition

NAMES = replace(TOPICS, marks="marks")
NOW_MS = 1_700_000_100_000
REPLAYED = (("x-replay-id", b"r"),)


@pytest.fixture
def broker() -> FakeBroker:
    """Six messages on raw-0, keyed by their articles' ids."""
    made = FakeBroker({"raw": 2, "enriched": 2, "dlq": 2, "marks": 1})
    for offset in range(6):
        made.produce("raw", 0, b"article a%d" % offset, b"a%d" % offset)
    return made


def enriched(
    broker: FakeBroker, offset: int, *, key: bytes | None = None, partition: int = 0, headers: KafkaHeaders = ()
) -> None:
    source = {"topic": "raw", "partition": partition, "offset": offset, "timestamp": None}
    value = json.dumps({"article": {"text": "x"}, "provenance": {"model": "m", "input": source}}).encode()
    broker.produce("enriched", offset % 2, value, key or b"a%d" % offset, headers)


def buried(broker: FakeBroker, offset: int, headers: KafkaHeaders = ()) -> None:
    (record,) = [
        each for each in broker.committed_records("raw") if each.partition.number == 0 and each.offset == offset
    ]
    record = replace(record, headers=headers)
    letter = dead_letter(record, Rejection("decode", "Empty", ""), topic="dlq", attempts=1, pipeline_version="1")
    broker.produce("dlq", offset % 2, letter.value, letter.key, letter.headers)


def key_of(record: Record) -> bytes | None:
    """What the pipeline would say: the last word."""
    return (record.value or b"").split()[-1]


async def audited(
    broker: FakeBroker, committed: int = 6, last: int | None = None, retention_ms: int | None = None
) -> PartitionAudit:
    scope = AuditScope({0: committed}, last, retention_ms, NOW_MS, patience_s=0.0)
    (found,) = await Audit(FakeLog(broker), NAMES, key_of).run(scope)
    return found


async def test_one_outcome_each_balances(broker: FakeBroker) -> None:
    for offset in (0, 1, 3, 5):
        enriched(broker, offset)
    buried(broker, 2)
    buried(broker, 4)
    found = await audited(broker)
    assert (found.consumed, found.enriched, found.dead, found.open_letters) == (6, 4, 2, 2)
    assert found.balanced


async def test_what_is_not_committed_yet_is_not_asked_for(broker: FakeBroker) -> None:
    enriched(broker, 0)
    enriched(broker, 1)
    enriched(broker, 2)  # of a transaction that was committed after the offsets were read
    found = await audited(broker, committed=2)
    assert (found.consumed, found.enriched, found.balanced) == (2, 2, True)


async def test_a_lost_message_is_named(broker: FakeBroker) -> None:
    for offset in (0, 1, 2, 4):
        enriched(broker, offset)
    found = await audited(broker)
    assert (found.missing, found.missing_at, found.balanced) == (2, (3, 5), False)


async def test_a_doubled_message_is_named_however_it_was_doubled(broker: FakeBroker) -> None:
    for offset in range(6):
        enriched(broker, offset)
    enriched(broker, 1)
    buried(broker, 4)
    found = await audited(broker)
    assert (found.doubled, found.doubled_at, found.balanced) == (2, (1, 4), False)


async def test_markers_and_aborted_messages_are_no_messages(broker: FakeBroker) -> None:
    producer = broker.producer("id")
    await producer.start()
    await producer.begin()
    await producer.send([OutgoingRecord("raw", b"k", b"aborted", (), 0)])
    await producer.abort()
    for offset in range(6):
        enriched(broker, offset)
    found = await audited(broker, committed=8)
    assert (found.consumed, found.balanced) == (6, True)


async def test_outcomes_of_replays_and_of_other_topics_do_not_count(broker: FakeBroker) -> None:
    for offset in range(6):
        enriched(broker, offset)
    enriched(broker, 2, headers=REPLAYED)
    buried(broker, 3, headers=REPLAYED)
    broker.produce("enriched", 0, b'{"provenance": {"input": {"topic": "else", "partition": 0, "offset": 1}}}', b"a1")
    broker.produce("enriched", 0, b'{"provenance": {"input": null}}', b"from a file")
    broker.produce("enriched", 0, b"no JSON", b"x")
    broker.produce("enriched", 0, None, b"tombstone")
    found = await audited(broker)
    assert (found.enriched, found.dead, found.balanced) == (6, 0, True)


async def test_an_older_version_that_compaction_took_is_superseded(broker: FakeBroker) -> None:
    broker.produce("raw", 0, b"a newer version of a2", b"a2")
    for offset in (0, 1, 3, 4, 5):
        enriched(broker, offset)
    enriched(broker, 6, key=b"a2")
    found = await audited(broker, committed=7)
    assert (found.superseded, found.missing, found.balanced) == (1, 0, True)


async def test_a_letter_that_a_purge_deleted_is_known_by_its_mark(broker: FakeBroker) -> None:
    for offset in range(5):
        enriched(broker, offset)
    buried(broker, 5)
    log = FakeLog(broker)
    closing = Closing("purged", Selection(), {0: 9, 1: 9}, lambda _: True, lambda _: (), "run", NOW_MS)
    await Closer(broker.producer, log, NAMES, call_timeout_s=1.0).close(closing)
    await log.cut("dlq", {1: 1})
    broker._logs[Partition("dlq", 1)][0].record = None
    found = await audited(broker)
    assert (found.dead, found.open_letters, found.balanced) == (1, 0, True)


@pytest.mark.parametrize(("retention_ms", "expired"), [(50_000, 1), (200_000, 0), (None, 0)])
async def test_a_letter_that_retention_took_may_have_been(
    broker: FakeBroker, retention_ms: int | None, expired: int
) -> None:
    for offset in range(5):
        enriched(broker, offset)
    buried(broker, 5)
    await FakeLog(broker).cut("dlq", {1: 1})
    broker._logs[Partition("dlq", 1)][0].record = None
    found = await audited(broker, retention_ms=retention_ms)
    assert (found.expired, found.missing) == (expired, 1 - expired)


async def test_while_no_letter_was_deleted_age_is_no_excuse(broker: FakeBroker) -> None:
    for offset in range(5):
        enriched(broker, offset)
    assert (await audited(broker, retention_ms=1)).missing == 1


async def test_the_last_few_only(broker: FakeBroker) -> None:
    enriched(broker, 4)
    enriched(broker, 5)
    found = await audited(broker, last=2)
    assert (found.first, found.consumed, found.balanced) == (4, 2, True)


async def test_messages_that_retention_took_are_left_out(broker: FakeBroker) -> None:
    broker.expire(Partition("raw", 0), 5)
    enriched(broker, 5)
    found = await audited(broker)
    assert (found.first, found.consumed, found.balanced) == (5, 1, True)


async def test_a_transaction_that_is_not_visible_yet_is_waited_for(
    broker: FakeBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    for offset in range(5):
        enriched(broker, offset)
    waits: list[float] = []

    async def late(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            enriched(broker, 5)

    monkeypatch.setattr(audit_module.asyncio, "sleep", late)
    scope = AuditScope({0: 6}, None, None, NOW_MS, patience_s=10.0)
    (found,) = await Audit(FakeLog(broker), NAMES, key_of).run(scope)
    assert (len(waits), found.enriched, found.balanced) == (2, 6, True)


async def test_a_missing_topic_is_named(broker: FakeBroker) -> None:
    with pytest.raises(Fatal, match="there is no topic none"):
        await Audit(FakeLog(broker), replace(NAMES, enriched="none"), key_of).run(AuditScope({}, None, None, 0, 0.0))
