"""One message in, the records it becomes out: bytes to bytes, pure, the same for the worker and for files."""

import logging
from collections.abc import Sequence
from importlib.metadata import version
from traceback import walk_tb

from schemas.enriched_article import Article, EnrichedArticle, FiveW, Input, Provenance, Section
from workers.errors import Rejection
from workers.extraction.article import extract
from workers.extraction.laps import Laps
from workers.extraction.nlp import MODEL, Analyzer
from workers.extraction.segmentation import segment
from workers.extraction.text import ArticleText
from workers.messages import InputMessage, OutputRecord
from workers.pipeline.decode import DecodedArticle, decode
from workers.pipeline.encode import encode_records
from workers.pipeline.enrich import Findings, enrich
from workers.pipeline.language import is_english, language_of
from workers.pipeline.limits import Limits

PIPELINE_VERSION = version("stringer")

Result = tuple[OutputRecord, ...] | Rejection

logger = logging.getLogger(__name__)


class Processor:
    """Holds the loaded model; not safe for several threads at once."""

    model = MODEL

    def __init__(self, analyzer: Analyzer, limits: Limits) -> None:
        self._analyzer = analyzer
        self._limits = limits
        self._laps = Laps()

    def process(self, raw: InputMessage) -> Result:
        """Return the records of one message, or why there are none.

        An error inside the extractors is a rejection too: it concerns this article, and the next one is fine.
        """
        self._laps.begin()
        try:
            return self._process(raw)
        finally:
            self._laps.end()

    def take_times(self) -> tuple[dict[str, float], list[float]]:
        """Seconds of each stage in sum, and of each message in order, since this was last asked."""
        return self._laps.take()

    def _process(self, raw: InputMessage) -> Result:
        article = decode(raw, self._limits)
        self._laps.lap("decode")
        if isinstance(article, Rejection):
            return article
        language = language_of(article.text, article.language)
        self._laps.lap("language")
        try:
            findings = self._findings(article) if is_english(language) else _sections_only(article)
        except MemoryError:
            raise  # the process is at its end, not the article
        except Exception as error:
            logger.debug("extraction failed", exc_info=True)
            return Rejection("extract", type(error).__name__, f"extraction failed at {_place(error)}")
        self._laps.lap("enrich")
        records = encode_records(_enriched(article, language, findings, raw), raw, self._limits)
        self._laps.lap("encode")
        return records

    def process_many(self, raws: Sequence[InputMessage]) -> list[Result]:
        """Return one result per message, in order.

        Articles are never parsed together: a matrix product of another shape rounds differently, and a record's bytes
        may depend on its message and the pipeline version alone (docs/adr/0005).
        """
        return [self.process(raw) for raw in raws]

    def _findings(self, article: DecodedArticle) -> Findings:
        text = ArticleText(
            text=article.text,
            title=article.title,
            description=article.description,
            publisher=article.publisher,
            published_on=article.published_on,
        )
        return enrich(article, extract(text, self._analyzer, self._laps))


def open_processor(limits: Limits | None = None) -> Processor:
    """Load the model (about a second) and return a processor; without ``limits`` they come from the environment."""
    return Processor(Analyzer(), Limits.from_environment() if limits is None else limits)


def _place(error: Exception) -> str:
    """Return module and line of the project's own innermost frame; the error's message may hold the article's text."""
    own = [
        f"{module}:{line}"
        for frame, line in walk_tb(error.__traceback__)
        if (module := str(frame.f_globals.get("__name__"))).startswith("workers.")
    ]
    return own[-1] if own else "an unknown place"


def _sections_only(article: DecodedArticle) -> Findings:
    sections = tuple(Section(start=s.start, end=s.end, role=s.role) for s in segment(article.text))
    return Findings(sections=sections, entities=(), quotes=(), events=(), times=(), five_w=FiveW())


def _enriched(article: DecodedArticle, language: str, findings: Findings, raw: InputMessage) -> EnrichedArticle:
    source = None
    if raw.topic:
        timestamp = -1 if raw.timestamp_ms is None else raw.timestamp_ms
        source = Input(topic=raw.topic, partition=raw.partition, offset=raw.offset, timestamp=timestamp)
    return EnrichedArticle(
        article=Article(
            id=article.id,
            url=article.url,
            title=article.title,
            description=article.description,
            publisher=article.publisher,
            authors=article.authors,
            published_at=article.published_at,
            language=language,
            version=article.version,
            text=article.text,
        ),
        sections=findings.sections,
        entities=findings.entities,
        quotes=findings.quotes,
        events=findings.events,
        times=findings.times,
        five_w=findings.five_w,
        provenance=Provenance(pipeline_version=PIPELINE_VERSION, model=MODEL, input=source),
    )
