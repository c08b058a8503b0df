"""Articles in files as messages for the raw topic: keyed by the article's id, checked before they are sent."""

from collections.abc import Iterable, Iterator

from workers.app.articles.files import FileMessage
from workers.errors import Rejection
from workers.pipeline.decode import decode
from workers.pipeline.limits import Limits
from workers.streaming.kafka.publisher import Outgoing


def outgoing(
    articles: Iterable[FileMessage], limits: Limits, refused: list[tuple[str, Rejection]], *, unchecked: bool = False
) -> Iterator[Outgoing]:
    """Yield a message per article; its key is the id that the pipeline will derive.

    Args:
        articles: from files.
        limits: the pipeline's.
        refused: gets the place and the reason of each article that the pipeline would reject.
        unchecked: send those too, without a key: they become dead letters.
    """
    for article in articles:
        decoded = decode(article.message, limits)
        if not isinstance(decoded, Rejection):
            yield Outgoing(article.place, decoded.id.encode(), article.message.value, article.message.headers)
        elif unchecked:
            yield Outgoing(article.place, None, article.message.value, article.message.headers)
        else:
            refused.append((article.place, decoded))
