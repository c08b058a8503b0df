"""Promise 6: every span of every record is the text it says, whatever the article looks like.

Articles are put together from sentences of our own and from the punctuation, labels, blanks and oddities that news
carries, so that rules meet what they were not written for.
"""

from collections.abc import Iterator

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.codec import decode, encode_value
from schemas.enriched_article import EnrichedArticle
from schemas.event import Event
from schemas.quote import Quote
from schemas.span import LemmaSpan, Span
from workers.app.extract.loaded_processor import processor
from workers.errors import Rejection
from workers.messages import InputMessage

SENTENCES = [
    "“We will not go back,” said Ada Olsen, the foreign minister of Norland.",
    '"The bridge is gone," the mayor of Rondeville told Reuters on Friday.',
    "Ivo Marek said that Russia had shelled two villages near the border, killing three people.",
    "According to the ministry, talks with France will start next week.",
    "She added: “Nobody asked us",
    "The United Nations condemned the attack and urged both sides to stop.",
    "'It's over', he wrote, adding that \"the guards' truck\" was theirs.",
    "Police arrested 12 protesters in Paris on 9 June 2023.",
    'President Marek\'s office denied that Germany would send troops; "no", it said.',
    "Details: the minister, quoted by TASS as saying so, left for Berlin at 5 p.m. yesterday.",
]
ODDITIES = [
    "Source: Ada Olsen, as reported by Norland Radio citing Reuters",
    "Quote: ",
    "Advertisement:",
    "Background:",
    "“",
    "”",
    '"',
    "« Non », a-t-il dit.",
    "\u00a0",
    "\u200b",
    "\u2028",
    "\r\n",
    "\t",
    "\x00",
    "\U0001f600\U0001f1eb\U0001f1f7",
    "e\u0301t\u00e9",
    "\u202eright to left\u202c",
    " date 2023-06-10 ",
    "RONDEVILLE, June 10 (Reuters) - ",
    "—",
    "...",
    "'",
    "(",
    ")",
    "http://example.org/a?b=c",
    "1,000.5%",
    ":",
    ",",
]
PIECES = st.sampled_from(SENTENCES) | st.sampled_from(ODDITIES) | st.text(max_size=12)
ARTICLES = st.lists(st.tuples(PIECES, st.sampled_from(["", " ", "\n", "\n\n", " \n \n"])), min_size=1, max_size=14).map(
    lambda pieces: "".join(piece + blank for piece, blank in pieces)
)


def spans(value: object) -> Iterator[tuple[int, int, str]]:
    """Yield every span in a record, wherever it is."""
    if isinstance(value, msgspec.Struct):
        if isinstance(value, Span | LemmaSpan) or {"start", "end", "text"} <= set(value.__struct_fields__):
            found = (value.start, value.end, value.text)  # type: ignore[union-attr] # has the three fields
            if found[0] is not msgspec.UNSET:
                yield found
        for name in value.__struct_fields__:
            yield from spans(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from spans(item)


def check(text: str) -> int:
    """Process the text and check every span of every record; return how many there were."""
    result = processor().process(
        InputMessage(encode_value({"text": text, "language": "en", "published_at": "2023-06-10"}))
    )
    if isinstance(result, Rejection):
        assert not text.strip(), result
        return 0
    article = decode(result[0].value, EnrichedArticle)
    assert article.article.text == text
    count = 0
    for record in result:
        kind = {"enriched": EnrichedArticle, "quotes": Quote, "events": Event}[record.stream]
        for start, end, piece in spans(decode(record.value, kind)):
            assert 0 <= start < end <= len(text)
            assert text[start:end] == piece
            count += 1
    position = 0
    for section in article.sections:
        assert position <= section.start < section.end <= len(text)
        assert not text[position : section.start].strip()
        position = section.end
    assert not text[position:].strip()
    ids = [record.id for record in (*article.entities, *article.quotes, *article.events)]
    assert len(ids) == len(set(ids))
    return count


def test_every_span_of_plain_sentences() -> None:
    assert check("\n\n".join(SENTENCES)) > 0


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ARTICLES.map(lambda text: text.encode("utf-8", "ignore").decode()))
def test_every_span_of_any_article(text: str) -> None:
    check(text)
