"""Files through the pipeline on all cores, results in input order.

A crash of the native code under spaCy must not take the others' results with it: the articles that were with the dead
process are tried again one by one, and the one that kills its process again is rejected.
"""

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain

from workers.app.article_files import FileMessage
from workers.errors import Rejection
from workers.messages import InputMessage

# Starting a process and loading the model costs about two seconds, some 15,000 words: less is not worth a pool.
POOL_WORTH_BYTES = 200_000
CHUNK_BYTES = 64_000
CHUNK_ARTICLES = 32


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one article: the enriched record's JSON and what it holds, or the rejection."""

    source: FileMessage
    value: bytes | Rejection
    quotes: int = 0
    events: int = 0


_Result = tuple[bytes | Rejection, int, int]


def extract_all(articles: Iterable[FileMessage], jobs: int) -> Iterator[Outcome]:
    """Yield one outcome per article, in order; few articles, or one job, run in this process."""
    waiting = iter(articles)
    if jobs > 1:
        first: list[FileMessage] = []
        size = 0
        for article in waiting:
            first.append(article)
            size += len(article.message.value)
            if size > POOL_WORTH_BYTES and len(first) > 1:
                yield from _in_pool(chain(first, waiting), jobs)
                return
        waiting = iter(first)
    for article in waiting:
        yield _outcome(article, _process(article.message))


def _outcome(article: FileMessage, result: _Result) -> Outcome:
    value, quotes, events = result
    return Outcome(article, value, quotes, events)


def _process(message: InputMessage) -> _Result:
    # Imported late: the command shows its help and its usage errors without loading spaCy.
    from workers.app.loaded_processor import processor  # noqa: PLC0415 - see above

    result = processor().process(message)
    if isinstance(result, Rejection):
        return result, 0, 0
    streams = [record.stream for record in result]
    return result[0].value, streams.count("quotes"), streams.count("events")


def _process_chunk(messages: list[InputMessage]) -> list[_Result]:
    return [_process(message) for message in messages]


def _in_pool(articles: Iterable[FileMessage], jobs: int) -> Iterator[Outcome]:
    pool = _pool(jobs)
    running: deque[tuple[list[FileMessage], Future[list[_Result]]]] = deque()
    chunks = _chunks(articles)
    try:
        while True:
            while len(running) < 3 * jobs and (chunk := next(chunks, None)) is not None:
                running.append((chunk, _submit(pool, chunk)))
            if not running:
                return
            chunk, future = running.popleft()
            try:
                results = future.result()
            except BrokenProcessPool:
                pool.shutdown(wait=True)
                results = _one_by_one(chunk)
                pool = _pool(jobs)
                # What waited in the dead pool, and did not finish before it died, is submitted again.
                running = deque((c, f if _finished(f) else _submit(pool, c)) for c, f in running)
            yield from map(_outcome, chunk, results)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _pool(jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"))


def _submit(pool: ProcessPoolExecutor, chunk: list[FileMessage]) -> Future[list[_Result]]:
    return pool.submit(_process_chunk, [article.message for article in chunk])


def _finished(future: Future[list[_Result]]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _one_by_one(chunk: list[FileMessage]) -> list[_Result]:
    results: list[_Result] = []
    pool = _pool(1)
    try:
        for article in chunk:
            try:
                results += _submit(pool, [article]).result()
            except BrokenProcessPool:
                pool.shutdown(wait=True)
                pool = _pool(1)
                results.append((Rejection("process", "ProcessDied", "the process died on this article, twice"), 0, 0))
    finally:
        pool.shutdown(wait=True)
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
