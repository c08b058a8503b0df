"""Who said what: direct, indirect and mixed quotes with cue, speaker and attribution chain."""

from workers.extraction.entities.table import EntityTable
from workers.extraction.marks import Quoted
from workers.extraction.parse import Parse
from workers.extraction.quotes.block import Block, build_block, mend, part
from workers.extraction.quotes.colon import find_colon
from workers.extraction.quotes.direct import find_direct
from workers.extraction.quotes.draft import Draft
from workers.extraction.quotes.free import find_free, join_free
from workers.extraction.quotes.indirect import find_indirect
from workers.extraction.quotes.resolve import resolve
from workers.extraction.quotes.select import select
from workers.extraction.types import Analysis, Quote


def extract_quotes(analysis: Analysis, entities: EntityTable) -> tuple[Quote, ...]:
    """Return the quotes of the article in text order."""
    blocks, drafts = find_drafts(analysis)
    return resolve(analysis, entities, blocks, drafts)


def find_drafts(analysis: Analysis) -> tuple[tuple[Block, ...], list[Draft]]:
    """Return the paragraphs with their marks, and the utterances in text order, one for each quote."""
    text = analysis.article.text
    blocks = _lay(analysis.parses, analysis.quoted)
    direct = find_colon(analysis, blocks)
    turns = {d.block for d in direct if d.rule == "turn"}
    direct += [d for d in find_direct(blocks) if d.block not in turns]
    direct += find_free(analysis, blocks, direct)
    drafts = select(text, blocks, direct, [d for d in find_indirect(blocks) if d.block not in turns])
    join_free(blocks, drafts)
    return blocks, drafts


def _lay(parses: tuple[Parse, ...], quoted: tuple[tuple[Quoted, ...], ...]) -> tuple[Block, ...]:
    """Lay the marks over the paragraphs and mend missing ones, which shows whether the next paragraph goes on."""
    joined = [any(q.joined for q in pieces) for pieces in quoted]
    blocks = []
    goes_on = False
    for parse, pieces, here, after in zip(parses, quoted, joined, [*joined, False][1:], strict=True):
        block, still = mend(build_block(parse, pieces), continues=after)
        blocks.append(part(block) if here and not goes_on else block)
        goes_on = still
    return tuple(blocks)
