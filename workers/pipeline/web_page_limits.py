"""What of a web page would take its parser too long, found in one pass before it is parsed.

libxml2 compares each attribute of a tag with those before it, and trafilatura goes over headings again and again: time
grows with the square of both. 32,000 attributes in one tag, 200 kB, take 3 to 14 s, 2,000 take 0.02 s.
"""

import re

# Long articles with their menus and scripts have some thousand tags, and a tag some dozen attributes.
MAX_TAGS = 50_000
MAX_ATTRIBUTES = 2_000

# As the HTML standard's tokenizer reads an attribute: with or without a value, in quotes or not, parted by blanks,
# slashes or the quote before it. A quote that never closes is read as if it were none, so that what follows counts.
_BLANK = r" \t\n\f\r"  # \s has more
_TAG = re.compile(rf"<[a-zA-Z][^{_BLANK}/>]*")
_ATTRIBUTE = re.compile(
    rf"[{_BLANK}/]*[^{_BLANK}/>][^{_BLANK}/>=]*(?:[{_BLANK}]*=[{_BLANK}]*(?:\"[^\"]*\"|'[^']*'|[^{_BLANK}>]*))?"
)


def excess(html: str) -> str | None:
    """Return why the page is too much for the extraction of its text, or None; linear in its length."""
    tags = html.count("<")  # closing tags, comments and what scripts compare count too
    if tags > MAX_TAGS:
        return f"a web page with {tags} tags, the limit is {MAX_TAGS}"
    attributes = most_attributes(html)
    if attributes > MAX_ATTRIBUTES:
        return f"a web page with {attributes} attributes in a tag, the limit is {MAX_ATTRIBUTES}"
    return None


def most_attributes(html: str) -> int:
    """How many attributes a tag has at most, wherever the parser may see one begin.

    Which ``<a`` is a tag depends on comments, scripts and quotes before it, on which parsers differ; so each is taken
    for one. Readings that come to the same place go on alike from there: from back to front, each place is read once.
    """
    to_the_end: dict[int, int] = {}  # by place between attributes: how many follow in its tag
    most = 0
    for tag in reversed(list(_TAG.finditer(html))):
        place, passed = tag.end(), []
        while place not in to_the_end and (attribute := _ATTRIBUTE.match(html, place)):
            passed.append(place)
            place = attribute.end()
        follow = to_the_end.setdefault(place, 0)
        for earlier in reversed(passed):
            follow += 1
            to_the_end[earlier] = follow
        most = max(most, follow)
    return most
