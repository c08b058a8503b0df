"""Attributes are counted before the parser sees them, and never fewer than it will find."""

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.pipeline.web_page_limits import most_attributes

# What decides where tags, values, comments and scripts begin and end; `@` becomes a name that no other attribute has.
PIECES = (
    *("<p ", "<a", "</p ", "<", ">", "/", "=", '"', "'", " ", "\n", "\v", "\0", "x", "&", "é@ "),
    *("@ ", '@="x"', "@='", '@="', "@=x>", "=@ ", "@ = "),
    *("<!--", "-->", "<script>", "</script>", "<title>", "</title>", "<textarea>", "<xmp>", "<?", "<![CDATA[", "]]>"),
)


def found_by_the_parser(html: str) -> int:
    page = lxml.html.document_fromstring(html)
    return max(len(element.attrib) for element in page.iter() if isinstance(element.tag, str))


@given(st.lists(st.sampled_from(PIECES), max_size=16))
def test_never_fewer_than_the_parser_finds(pieces: list[str]) -> None:
    html = "<body>" + "".join(piece.replace("@", f"a{number}") for number, piece in enumerate(pieces))
    assert most_attributes(html) >= found_by_the_parser(html)


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("", 0),
        ("<p>a b c</p>", 0),
        ("<p a b=1 c = 'x y' d>e f g", 4),
        ("<p a='>'b=\">\"/c/>", 3),
        ("<img src='data:image/png;base64,AB=/+ = CD' alt>", 2),
        ("<p a><p a b><p>", 2),
        ("1 < 2 and 3 > 2, a = b", 0),
        ("<!-- <p a b c> -->", 3),  # parsers differ on where a comment ends
    ],
)
def test_as_many_as_there_are(html: str, count: int) -> None:
    assert most_attributes(html) == count


@pytest.mark.parametrize("part", ["<a ", '<a b="', "<a b=' c=\" ", '="', " ", "/", "<a/"])
def test_each_place_is_read_once(part: str) -> None:
    """To read on from each of 100,000 tags by itself would take hours."""
    most_attributes("<a " + part * 100_000)
