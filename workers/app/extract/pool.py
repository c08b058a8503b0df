"""Files through the pipeline on all cores, results in input order.

A crash of the native code under spaCy must not take the others' results with it: the articles that were with the dead
process are tried again one by one, and the one that kills its process again is rejected.
"""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from itertools import chain

from workers.app.articles.files import FileMessage
from workers.errors import Rejection
from workers.messages import InputMessage

# Starting a process and loading the model costs about two seconds, some 15,000 words: less is not worth a pool.
POOL_WORTH_BYTES = 200_000
CHUNK_BYTES = 64_000
CHUNK_ARTICLES = 32
CHUNKS_PER_JOB = 3  # in flight: bounds memory, and keeps processes busy while one chunk takes long


@dataclass(frozen=True, slots=True)
class Extracted:
    """What came out of one article: the enriched record's JSON and how much it holds, or the rejection."""

    value: bytes | Rejection
    quotes: int = 0
    events: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an article."""

    source: FileMessage
    result: Extracted


Process = Callable[[InputMessage], Extracted]


def process_message(message: InputMessage) -> Extracted:
    """Run the pipeline in this process; the first call loads the model."""
    # Imported late: the command shows its help and its usage errors without loading spaCy.
    from workers.app.extract.loaded_processor import processor  # noqa: PLC0415 - see above

    result = processor().process(message)
    if isinstance(result, Rejection):
        return Extracted(result)
    streams = [record.stream for record in result]
    return Extracted(result[0].value, streams.count("quotes"), streams.count("events"))


def extract_all(articles: Iterable[FileMessage], jobs: int, process: Process = process_message) -> Iterator[Outcome]:
    """Yield one outcome per article, in order; few articles, or one job, run in this process.

    ``process`` must be importable by name where there are several jobs.
    """
    waiting = iter(articles)
    if jobs > 1:
        first: list[FileMessage] = []
        size = 0
        for article in waiting:
            first.append(article)
            size += len(article.message.value)
            if size > POOL_WORTH_BYTES and len(first) > 1:
                yield from _Pool(jobs, process).outcomes(chain(first, waiting))
                return
        waiting = iter(first)
    for article in waiting:
        yield Outcome(article, process(article.message))


class _Pool:
    """Processes that die are replaced; results come in the order of submission."""

    def __init__(self, jobs: int, process: Process) -> None:
        self._jobs = jobs
        self._work = partial(_process_chunk, process)
        self._executor = _executor(jobs)
        self._running: deque[tuple[list[FileMessage], Future[list[Extracted]]]] = deque()

    def outcomes(self, articles: Iterable[FileMessage]) -> Iterator[Outcome]:
        chunks = _chunks(articles)
        try:
            while True:
                while len(self._running) < CHUNKS_PER_JOB * self._jobs and (chunk := next(chunks, None)) is not None:
                    self._running.append((chunk, self._submit(chunk)))
                if not self._running:
                    return
                chunk, future = self._running.popleft()
                try:
                    results = future.result()
                except BrokenProcessPool:
                    results = self._recover(chunk)
                yield from map(Outcome, chunk, results)
        finally:
            self._executor.shutdown(wait=True, cancel_futures=True)

    def _submit(self, chunk: list[FileMessage]) -> Future[list[Extracted]]:
        return self._executor.submit(self._work, [article.message for article in chunk])

    def _recover(self, chunk: list[FileMessage]) -> list[Extracted]:
        """Replace the dead pool, give it back what it had not finished, and try ``chunk`` one by one."""
        self._executor.shutdown(wait=True)
        results = _one_by_one(self._work, chunk)
        self._executor = _executor(self._jobs)
        self._running = deque((c, f if _finished(f) else self._submit(c)) for c, f in self._running)
        return results


def _process_chunk(process: Process, messages: list[InputMessage]) -> list[Extracted]:
    return list(map(process, messages))


def _executor(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _leave_interrupts_to_the_parent)


def _leave_interrupts_to_the_parent() -> None:
    """Ctrl-C reaches the whole process group; one traceback for each process would bury the parent's word."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _finished(future: Future[list[Extracted]]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _one_by_one(work: Callable[[list[InputMessage]], list[Extracted]], chunk: list[FileMessage]) -> list[Extracted]:
    results: list[Extracted] = []
    executor = _executor(1)
    try:
        for article in chunk:
            try:
                results += executor.submit(work, [article.message]).result()
            except BrokenProcessPool:
                executor.shutdown(wait=True)
                executor = _executor(1)
                results.append(Extracted(Rejection("process", "ProcessDied", "its process died, also when alone")))
    finally:
        executor.shutdown(wait=True)
    return results


def _chunks(articles: Iterable[FileMessage]) -> Iterator[list[FileMessage]]:
    chunk: list[FileMessage] = []
    size = 0
    for article in articles:
        chunk.append(article)
        size += len(article.message.value)
        if size >= CHUNK_BYTES or len(chunk) >= CHUNK_ARTICLES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
