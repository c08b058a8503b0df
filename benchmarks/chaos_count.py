"""What a ``read_committed`` reader of the output topics finds, held against what was sent."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from workers.streaming.options import TopicNames

OPEN_TRANSACTION_DEADLINE_S = 30.0
Place = tuple[int, int]  # partition and offset of a raw record


@dataclass
class Findings:
    """The counts of a run, and what was done in it."""

    fed: int = 0
    poison_fed: int = 0
    enriched: int = 0
    dead_letters: int = 0
    quotes: int = 0
    events: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    parts_wrong: int = 0  # quotes and events that an enriched article has and the topics have not, or the reverse
    innocent_dead_letters: int = 0
    unfinished_partitions: int = 0
    kills: int = 0
    freezes: int = 0
    broker_restarts: int = 0
    workers_added: int = 0
    workers_removed: int = 0
    unclean_exits: int = 0
    seconds: float = 0.0
    log: list[str] = field(default_factory=list)

    @property
    def ledger_balanced(self) -> bool:
        """Whether each raw record is an enriched article or a dead letter."""
        return self.fed == self.enriched + self.dead_letters

    @property
    def exactly_once(self) -> bool:
        """Whether nothing at all is wrong."""
        wrong = (self.lost, self.doubled, self.out_of_order, self.parts_wrong, self.innocent_dead_letters)
        return not any(wrong) and self.ledger_balanced and not self.unfinished_partitions


@dataclass(frozen=True)
class Outputs:
    """All committed records of the output topics; ``echo`` when the echo processor made them."""

    enriched: list[Any]
    dead_letters: list[Any]
    quotes: list[Any]
    events: list[Any]
    echo: bool = False

    def places(self) -> Iterator[tuple[Any, Place, bool]]:
        """Each enriched article and dead letter (True), with the place of its raw record, in the order of its topic."""
        for record in self.enriched:
            yield record, _echo_place(record) if self.echo else _place(json.loads(record.value)), False
        for record in self.dead_letters:
            headers = dict(record.headers)
            place = int(headers["__connect.errors.partition"]), int(headers["__connect.errors.offset"])
            yield record, place, True


async def count(
    servers: str,
    topics: TopicNames,
    partitions: int,
    raw: list[Any],
    poison_value: bytes,
    found: Findings,
    *,
    echo: bool,
) -> None:
    """Read all output topics and fill ``found``; ``echo`` when the echo processor made the records."""
    names = (topics.enriched, topics.dead_letters, topics.quotes, topics.events)
    outputs = Outputs(*[await read_all(servers, topic, partitions) for topic in names], echo=echo)
    count_outcomes(outputs, raw, poison_value, found)
    count_parts(outputs, found)


def count_outcomes(outputs: Outputs, raw: list[Any], poison_value: bytes, found: Findings) -> None:
    """Hold enriched articles and dead letters against the raw records."""
    expected = {(record.partition, record.offset) for record in raw}
    poison = {(record.partition, record.offset) for record in raw if record.value == poison_value}
    seen: Counter[Place] = Counter()
    first: dict[Place, int] = {}
    last: dict[bytes, Place] = {}
    for record, place, dead in outputs.places():
        seen[place] += 1
        written = first.setdefault(place, record.timestamp)
        if seen[place] > 1:
            found.log.append(f"doubled: {place}, written at {_clock(written)} and {_clock(record.timestamp)}")
        if not dead:
            found.enriched += 1
            found.out_of_order += record.key in last and last[record.key] >= place
            last[record.key] = place
            continue
        found.dead_letters += 1
        if place not in poison:
            found.innocent_dead_letters += 1
            reason = dict(record.headers)["__connect.errors.exception.class.name"]
            found.log.append(f"innocent dead letter at {place}: {reason!r}")
    found.fed = len(expected)
    found.poison_fed = len(poison)
    found.lost = sum(1 for place in expected if not seen[place])
    found.doubled = sum(times - 1 for times in seen.values() if times > 1)
    found.innocent_dead_letters += sum(1 for place in seen if place not in expected)


def _clock(timestamp_ms: int) -> str:
    return datetime.fromtimestamp(timestamp_ms / 1000, UTC).strftime("%H:%M:%S.%f")[:-3]


def count_parts(outputs: Outputs, found: Findings) -> None:
    """Hold the quotes and events against what the enriched articles say."""
    told: Counter[str] = Counter()
    got: Counter[str] = Counter()
    for record in outputs.enriched:
        told.update(_echo_parts(record) if outputs.echo else _parts(json.loads(record.value)))
    for kind, records in (("quotes", outputs.quotes), ("events", outputs.events)):
        setattr(found, kind, len(records))
        for record in records:
            name = f"{_echo_place(record)}{record.value!r}" if outputs.echo else json.loads(record.value)["id"]
            got[f"{kind} {name}"] += 1
    found.parts_wrong = sum(abs(told[name] - got[name]) for name in told.keys() | got.keys())


def _place(enriched: dict[str, Any]) -> Place:
    source = enriched["provenance"]["input"]
    return source["partition"], source["offset"]


def _parts(enriched: dict[str, Any]) -> Iterator[str]:
    for quote in enriched["quotes"]:
        yield f"quotes {quote['id']}"
    for event in enriched["events"]:
        if event["type"] != "OTHER":  # those stay in the article
            yield f"events {event['id']}"


def _echo_place(record: Any) -> Place:  # noqa: ANN401 - aiokafka ships no types
    headers = dict(record.headers)
    return int(headers["x-partition"]), int(headers["x-offset"])


def _echo_parts(record: Any) -> Iterator[str]:  # noqa: ANN401 - same
    for word in record.value.split()[1:3]:
        yield f"quotes {_echo_place(record)}{word!r}"


async def read_all(servers: str, topic: str, partitions: int) -> list[Any]:
    """All committed records of a topic, partition by partition, in order."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=servers, isolation_level="read_committed", auto_offset_reset="earliest"
    )
    await consumer.start()
    try:
        assigned = [TopicPartition(topic, number) for number in range(partitions)]
        consumer.assign(assigned)
        ends = await consumer.end_offsets(assigned)
        await consumer.seek_to_beginning(*assigned)
        records: dict[TopicPartition, list[Any]] = {partition: [] for partition in assigned}
        progress_at = time.monotonic()
        while any([await consumer.position(partition) < ends[partition] for partition in assigned]):
            batch = await consumer.getmany(timeout_ms=500)
            for partition, part in batch.items():
                records[partition].extend(part)
            if batch:
                progress_at = time.monotonic()
            elif time.monotonic() - progress_at > OPEN_TRANSACTION_DEADLINE_S:
                raise TimeoutError(f"{topic}: a transaction is still open after {OPEN_TRANSACTION_DEADLINE_S:g} s")
        return [record for part in records.values() for record in part]
    finally:
        await consumer.stop()
