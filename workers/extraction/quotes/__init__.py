"""Who said what: direct, indirect and mixed quotes with cue, speaker and attribution chain."""

from workers.extraction.entities.table import EntityTable
from workers.extraction.quotes.block import build_block, mend
from workers.extraction.quotes.colon import find_colon
from workers.extraction.quotes.direct import find_direct
from workers.extraction.quotes.free import find_free, join_free
from workers.extraction.quotes.indirect import find_indirect
from workers.extraction.quotes.marks import find_quoted
from workers.extraction.quotes.parse import read
from workers.extraction.quotes.resolve import resolve
from workers.extraction.quotes.select import select
from workers.extraction.types import Analysis, Quote, Span


def extract_quotes(analysis: Analysis, entities: EntityTable) -> tuple[Quote, ...]:
    """Return the quotes of the article in text order."""
    text = analysis.article.text
    parses = [read(paragraph) for paragraph in analysis.paragraphs]
    quoted = find_quoted(text, tuple(Span(p.start, p.end) for p in analysis.paragraphs))
    laid = [build_block(parse, pieces) for parse, pieces in zip(parses, quoted, strict=True)]
    joined = [any(q.joined for q in pieces) for pieces in quoted]
    blocks = tuple(mend(block, after) for block, after in zip(laid, [*joined, False][1:], strict=True))
    direct = find_colon(analysis, blocks)
    turns = {d.block for d in direct if d.rule == "turn"}
    direct += [d for d in find_direct(blocks) if d.block not in turns]
    direct += find_free(analysis, blocks, direct)
    drafts = select(text, blocks, direct, [d for d in find_indirect(blocks) if d.block not in turns])
    join_free(blocks, drafts)
    return resolve(analysis, entities, blocks, quoted, drafts)
