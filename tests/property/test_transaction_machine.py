"""The transaction machine against the fake broker, under every interleaving Hypothesis can think of.

Any number of workers believe that they hold one partition: the one the group chose, and zombies that have not noticed
yet. Each does what the protocol says (work from its own position; reopen after an error; stop when fenced), the broker
fails before or after a call took effect, workers die in the middle of a transaction. Whatever happens, a read_committed
reader sees the results of a prefix of the input, each once, in order, and the committed position is the end of it.
"""

import asyncio
from dataclasses import dataclass

import pytest
from fakes.broker import FakeBroker
from fakes.faults import Silence
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from workers.errors import CommitUnknown, Fenced, Retriable
from workers.streaming.ports import Committed, OutgoingRecord, Partition
from workers.streaming.transaction import PartitionTransactions, TransactionState

RAW = Partition("raw", 0)
CALLS = ("start", "committed", "begin", "send", "send_position", "commit", "abort")
FAULTS = st.sampled_from([Retriable("no"), CommitUnknown("who knows"), Silence()])


@dataclass
class Worker:
    machine: PartitionTransactions
    position: int = -1  # -1: must open first
    gone: bool = False


class TransactionMachine(RuleBasedStateMachine):
    workers = Bundle("workers")
    one_id_for_all = True

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.broker = FakeBroker({"raw": 1, "out": 1})
        self.produced = 0
        self.made = 0

    @initialize()
    def first_messages(self) -> None:
        self.produce(3)

    @rule(count=st.integers(1, 4))
    def produce(self, count: int) -> None:
        self.produced += count

    @rule(target=workers)
    def a_worker_is_given_the_partition(self) -> Worker:
        self.made += 1
        transactional_id = "g-raw-0" if self.one_id_for_all else f"g-{self.made}"
        return Worker(PartitionTransactions(RAW, lambda: self.broker.producer(transactional_id), call_timeout_s=0.001))

    @rule(call=st.sampled_from(CALLS), fault=FAULTS, takes_effect=st.booleans())
    def the_broker_will_fail(self, call: str, fault: Exception, takes_effect: bool) -> None:
        self.broker.fail(call, fault, takes_effect=takes_effect)

    @rule(worker=workers)
    def it_opens(self, worker: Worker) -> None:
        if worker.gone:
            return
        epoch = worker.machine.epoch
        try:
            committed = self.runner.run(worker.machine.open())
        except (Retriable, CommitUnknown):
            worker.position = -1
            assert not worker.machine.usable
        except Fenced:
            self.fenced(worker)
        else:
            worker.position = committed.offset if committed is not None else 0
            assert worker.machine.usable
            assert worker.machine.epoch == epoch + 1

    @rule(worker=workers, count=st.integers(0, 3))
    def it_publishes_what_follows(self, worker: Worker, count: int) -> None:
        if worker.gone or worker.position < 0:
            return
        begin = worker.position
        end = min(begin + count, self.produced)
        records = [OutgoingRecord("out", b"k", b"%d" % number) for number in range(begin, end)]
        try:
            self.runner.run(worker.machine.publish(records, Committed(end)))
        except (Retriable, CommitUnknown):
            worker.position = -1
            assert not worker.machine.usable
        except Fenced:
            self.fenced(worker)
        else:
            worker.position = end

    @rule(worker=consumes(workers), steps=st.integers(1, 12))
    def it_dies_in_the_middle_of_publishing(self, worker: Worker, steps: int) -> None:
        if worker.gone or worker.position < 0:
            return
        end = min(worker.position + 2, self.produced)
        records = [OutgoingRecord("out", b"k", b"%d" % number) for number in range(worker.position, end)]
        self.runner.run(die_after(steps, worker.machine, records, Committed(end)))

    @rule(worker=workers)
    def it_closes_and_opens_again_later(self, worker: Worker) -> None:
        self.runner.run(worker.machine.close())
        worker.position = -1
        assert worker.machine.state in (TransactionState.CLOSED, TransactionState.FENCED)

    @invariant()
    def a_reader_sees_each_message_of_a_prefix_once_in_order(self) -> None:
        seen = [int(record.value or b"") for record in self.broker.committed_records("out")]
        position = self.broker.positions.get(RAW, Committed(0)).offset
        if "g-raw-0" in self.broker._open:  # records behind an open transaction are not shown yet
            assert seen == list(range(len(seen)))
            assert len(seen) <= position
        else:
            assert seen == list(range(position))

    def teardown(self) -> None:
        self.runner.close()

    def fenced(self, worker: Worker) -> None:
        worker.gone = True
        assert worker.machine.state is TransactionState.FENCED
        with pytest.raises(Fenced):
            self.runner.run(worker.machine.open())


async def die_after(
    steps: int, machine: PartitionTransactions, records: list[OutgoingRecord], position: Committed
) -> None:
    """Let the transaction go on for a few steps of the event loop, then nothing of the worker runs any more."""
    work = asyncio.create_task(machine.publish(records, position))
    for _ in range(steps):
        await asyncio.sleep(0)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)


TestTransactionMachine = TransactionMachine.TestCase
TestTransactionMachine.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)


def test_the_machine_can_fail_without_fencing_a_zombie_doubles() -> None:
    """The same steps with an id for each worker instead of one for the partition."""
    model = TransactionMachine()
    model.one_id_for_all = False
    model.produce(4)
    frozen = model.a_worker_is_given_the_partition()
    heir = model.a_worker_is_given_the_partition()
    model.it_opens(frozen)
    model.it_opens(heir)
    model.it_publishes_what_follows(heir, 3)
    model.it_publishes_what_follows(frozen, 2)
    with pytest.raises(AssertionError):
        model.a_reader_sees_each_message_of_a_prefix_once_in_order()
    model.teardown()


def test_the_machine_can_fail_when_the_position_is_read_before_the_id_is_taken() -> None:
    """The order inside ``open`` matters: a commit of the former holder may come between."""
    broker = FakeBroker({"raw": 1, "out": 1})

    async def scenario() -> list[bytes | None]:
        former = PartitionTransactions(RAW, lambda: broker.producer("g-raw-0"), 1.0)
        await former.open()
        early = await broker.producer("other").committed(RAW)  # read first: nothing yet
        await former.publish([OutgoingRecord("out", b"k", b"0")], Committed(1))
        holder = PartitionTransactions(RAW, lambda: broker.producer("g-raw-0"), 1.0)
        late = await holder.open()
        assert (early, late) == (None, Committed(1))
        begin = early.offset if early is not None else 0
        await holder.publish([OutgoingRecord("out", b"k", b"%d" % begin)], Committed(begin + 1))
        return [record.value for record in broker.committed_records("out")]

    assert asyncio.run(scenario()) == [b"0", b"0"]
