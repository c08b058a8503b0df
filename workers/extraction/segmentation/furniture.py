"""What stands around an article's text: donation calls, captions, datelines, bylines, headlines."""

import re
from functools import cache

from workers.extraction.lexicons.reader import lines
from workers.extraction.text import Span

_MAX_BOILERPLATE = 400
_MAX_CAPTION = 300
_CAPTION = re.compile(
    r"(?:^|[\s.(\[])(?:image|photo|photograph|photographer|picture|illustration|screenshot|credit)s?"
    r"(?: (?:by|from|credit|courtesy(?: of)?))?\s*[:©]\s*[^:\n]{2,80}$|"
    r"^\(?(?:(?:file|ap|afp|reuters|getty|archive|stock) )?(?:photo|image|picture)s? "
    r"(?:by|from|courtesy|credit)\b.{0,100}$",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:by|written by|from|story by|reporting by|von|par|por)\s+"
    r"(?:[^\W\d_][\w.'’-]*,?(?:\s+|$)(?:(?:and|in|&|\|)\s+)?){1,12}$",
    re.IGNORECASE,
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
_DATE = (
    rf"(?:{_WEEKDAY},?\s+)?(?:{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}(?:,?\s+\d{{4}})?|\d{{4}}-\d{{2}}-\d{{2}}(?:T[\d:.+Z-]+)?|"
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4})"
)
_DATE_LINE = re.compile(
    rf"(?:(?:published|updated|posted|last (?:updated|modified)|first published|date|modified|created)"
    rf"(?: (?:on|at))?:?\s*)?{_DATE}(?:[\s,|·–—-]*(?:at\s+)?\d{{1,2}}[:.h]\d{{2}}(?::\d{{2}})?\s*(?:[ap]\.?m\.?)?\s*"
    rf"(?:[A-Z]{{2,5}})?(?:[+-]\d+)?)?(?:[\s,|·–—-]+(?:updated|published):?.{{0,60}})?[.\s]*$",
    re.IGNORECASE,
)
_SEED_DATE = re.compile(r"date \d{4}-\d{2}-\d{2}(?=\s|$)")
_CITY = r"(?:[A-Z\u00c0-\u00de][\w.'’-]*|al-\w+|de|la|do|da|di|del)"
_PLACE = rf"{_CITY}(?: {_CITY}){{0,4}}"
_DATELINE = re.compile(
    rf"(?:\(?photo\)? )?(?P<place>{_PLACE}(?:[,/] ?{_PLACE}){{0,2}})?"
    rf"(?P<date>,?\s*{_DATE})?(?P<agency>,?\s*[(\[][^()\[\]]{{2,40}}[)\]])?\s*(?P<dash>--|[-–—]|:(?=\s))\s*(?=\S)",
    re.IGNORECASE,
)
_MAX_HEADLINE = 200
_MAX_HEADLINE_WORDS = 30
_STOP = re.compile(r"[.!?…]['\"”’»)\]]*$|,$")
_TITLE_CASE_SHARE = 0.7
_MIN_CASED = 4
_SMALL = frozenset(
    {
        "a",
        "an",
        "the",
        "and",
        "or",
        "but",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "by",
        "with",
        "from",
        "as",
        "vs",
        "v",
        "is",
        "are",
        "be",
        "his",
        "her",
        "its",
        "over",
        "into",
    }
)


@cache
def _boilerplate() -> re.Pattern[str]:
    return re.compile(
        "(?:[-*•>|»(\\s]*)(?:" + "|".join(f"(?:{line})" for line in lines("boilerplate.txt")) + ")", re.IGNORECASE
    )


def is_boilerplate(text: str, block: Span) -> bool:
    """Return whether a block is no part of the article, a caption included."""
    size = block.end - block.start
    if size > _MAX_BOILERPLATE:
        return False
    content = text[block.start : block.end]
    return _boilerplate().match(content) is not None or (size <= _MAX_CAPTION and _CAPTION.search(content) is not None)


def is_byline(text: str, block: Span) -> bool:
    """Return whether a block names the article's writer only."""
    content = text[block.start : block.end]
    if len(content) > 120 or _BYLINE.match(content) is None:  # noqa: PLR2004 - a byline is a short line
        return False
    words = content.split()[1:]
    return sum(1 for w in words if w[0].isupper()) >= (len(words) + 1) // 2


def is_date_line(text: str, block: Span) -> bool:
    """Return whether a block gives a date and no more."""
    return block.end - block.start <= 100 and _DATE_LINE.match(text, block.start, block.end) is not None  # noqa: PLR2004 - a date is short


def seed_date(text: str, block: Span) -> int | None:
    """Return the end of a leading ``date 2023-06-10``, or None."""
    found = _SEED_DATE.match(text, block.start, block.end)
    return None if found is None else found.end()


def dateline_end(text: str, block: Span, *, first: bool) -> int | None:
    """Return where the running text begins after ``NAIROBI, March 3 (Agency) -``, or None without a dateline.

    Away from the article's first paragraph the place must be in capitals, or a date or agency must be given.
    """
    found = _DATELINE.match(text, block.start, min(block.end, block.start + 120))
    if found is None or found.end() >= block.end:
        return None
    place, at = found["place"], found.start("dash")
    if place is None:
        return found.end() if found["agency"] is not None else None
    strong = found["date"] is not None or found["agency"] is not None
    spaced = text[at - 1].isspace() or text[found.end("dash")].isspace()
    if not place[0].isupper() or (found["dash"] == ":" and not strong) or not spaced:
        return None
    head = re.split(r"[,/]", place)[0]
    capitals = head.upper() == head and sum(c.isalpha() for c in head) > 1
    if capitals and not strong and not first:
        capitals = len(head.split()) <= 2  # noqa: PLR2004 - longer ones are run-in heads
    return found.end() if strong or capitals or (first and _is_long_place(text, found)) else None


def _is_long_place(text: str, found: re.Match[str]) -> bool:
    """Return whether it reads ``Taipei, Taiwan — The festival``: few capitalised words, a long dash, a capital."""
    words = found["place"].replace(",", " ").split()
    after = text[found.end()]
    return (
        len(words) <= 4  # noqa: PLR2004 - as in "New York, United States"
        and all(w[0].isupper() for w in words)
        and found["dash"] in {"–", "—", "--"}
        and text[found.start("dash") - 1].isspace()
        and (after.isupper() or after in '"“‘')
    )


def is_headline(text: str, block: Span, title: str | None) -> bool:
    """Return whether the first block is the headline: the given title, or a short line that is no sentence."""
    content = text[block.start : block.end]
    if title is not None and _words(content) == _words(title):
        return True
    words = content.split()
    if len(content) > _MAX_HEADLINE or len(words) > _MAX_HEADLINE_WORDS:
        return False
    if _STOP.search(content) is None:
        return not content.endswith(":")
    return is_title_case(content)


def is_title_case(content: str) -> bool:
    """Return whether nearly every content word begins with a capital letter."""
    cased = [w for w in re.findall(r"[^\W\d_][\w'’-]*", content) if w.lower() not in _SMALL]
    return len(cased) >= _MIN_CASED and sum(1 for w in cased if w[0].isupper()) >= _TITLE_CASE_SHARE * len(cased)


def repeated_title_end(text: str, block: Span, title: str | None) -> int | None:
    """Return where the title ends that stands at the head of a longer first block, or None."""
    if not title or len(title.split()) < 4:  # noqa: PLR2004 - a short title may begin a sentence
        return None
    end = block.start + len(title)
    if end >= block.end or text[block.start : end].casefold() != title.casefold():
        return None
    gap = re.compile(r"\s*[.|–—-]?\s+").match(text, end, block.end)
    if gap is None or gap.end() >= block.end:
        return None
    following = text[gap.end()]
    return end if following.isupper() or not following.isalnum() else None


def _words(content: str) -> list[str]:
    return re.findall(r"\w+", content.casefold())
