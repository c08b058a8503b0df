"""The raw article: what producers publish to ``news.articles.raw.v1``."""

import msgspec


class RawArticle(msgspec.Struct, frozen=True, kw_only=True):
    """A news article as received; at least one of ``text`` and ``html`` holds text.

    Producers may use the names of news-please, schema.org NewsArticle or IPTC ninjs instead;
    ``workers.pipeline.decode`` maps them onto these fields before validation.
    """

    id: str | None = None
    text: str | None = None
    html: str | None = None
    title: str | None = None
    description: str | None = None
    url: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published_at: str | None = None  # ISO 8601 date or date-time
    language: str | None = None  # BCP 47
    version: str | None = None  # the producer's own revision of the article
