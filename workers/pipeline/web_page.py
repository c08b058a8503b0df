"""The running text of a web page, by trafilatura."""

import msgspec
from trafilatura import bare_extraction
from trafilatura.settings import Document

from schemas.raw_article import RawArticle

# The clock must not decide which dates of a page are plausible, so the bound is fixed; guessing a date from the running
# text is off.
_DATE_PARAMETERS = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}


def read_web_page(raw: RawArticle) -> RawArticle:
    """Return the article with the text of its ``html``, and what the page says of itself where fields are missing.

    ``text`` stays None when the page holds no article. Paragraphs are parted by a blank line.
    """
    if raw.html is None:
        return raw
    page = bare_extraction(
        raw.html,
        url=raw.url,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params=dict(_DATE_PARAMETERS),
    )
    if not isinstance(page, Document) or not page.text:
        return raw
    return msgspec.structs.replace(
        raw,
        text="\n\n".join(line for line in page.text.splitlines() if line.strip()),
        title=raw.title or page.title,
        description=raw.description or page.description,
        url=raw.url or page.url,
        publisher=raw.publisher or page.sitename,
        authors=raw.authors or tuple(filter(None, (page.author or "").split("; "))),
        published_at=raw.published_at or page.date,
    )
