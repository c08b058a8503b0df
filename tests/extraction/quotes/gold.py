"""Own gold articles: quotes are written as text, their offsets are found here.

A content piece is the next occurrence after the piece before it; speaker and cue are the occurrences nearest to the
content.
"""

import json
import re
from pathlib import Path
from typing import Any

ARTICLES = Path(__file__).parent / "articles"


def load() -> list[dict[str, Any]]:
    return [convert(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(ARTICLES.glob("*.json"))]


def convert(article: dict[str, Any]) -> dict[str, Any]:
    text = article["text"]
    quotes = []
    for quote in article["quotes"]:
        pieces = []
        at = _content_start(text, quote)
        for piece in quote["content"]:
            start = text.index(piece, at)
            pieces.append([start, start + len(piece)])
            at = start + len(piece)
        quotes.append(
            {
                "content": pieces,
                "speaker": _nearest(text, quote["speaker"], pieces) if quote["speaker"] else None,
                "speaker_text": quote["speaker"],
                "speaker_name": quote["name"],
                "cue": _nearest(text, quote["cue"], pieces) if quote["cue"] else None,
                "chain": quote["chain"],
                "speech": quote.get("speech", True),
            }
        )
    return {"id": article["id"], "text": text, "quotes": quotes}


def _content_start(text: str, quote: dict[str, Any]) -> int:
    """Return the first place where the first piece stands with the speaker and the next piece near it."""
    places = [m.start() for m in re.finditer(re.escape(quote["content"][0]), text)]
    assert places, quote["content"][0]
    if len(places) == 1 or len(quote["content"]) == 1:
        return places[-1] if quote.get("last") else places[0]
    second = [m.start() for m in re.finditer(re.escape(quote["content"][1]), text)]
    return min(places, key=lambda p: min(abs(s - p) if s > p else 1 << 30 for s in second))


def _nearest(text: str, part: str, pieces: list[list[int]]) -> list[int]:
    places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(part)}(?!\w)", text)]
    assert places, part

    def distance(place: tuple[int, int]) -> int:
        return min(max(a - place[1], place[0] - b, 0) if not a <= place[0] < b else 50 for a, b in pieces)

    return list(min(places, key=distance))
