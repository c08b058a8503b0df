"""What a stranger may send as an article, against the steps that read it before the extraction begins."""

import json
from collections.abc import Iterator

import pytest

from workers.errors import Rejection
from workers.messages import InputMessage
from workers.pipeline.decode import DecodedArticle, decode
from workers.pipeline.limits import Limits
from workers.pipeline.web_page_limits import MAX_ATTRIBUTES, MAX_TAGS

HTML = (("content-type", b"text/html"),)
TEXT = "The mayor said on Monday that the port was open and that ships would return soon."
BODY = f"<p>{TEXT}</p>" * 5
SIZE = 60_000


def read(page: str, limits: Limits | None = None) -> DecodedArticle | Rejection:
    return decode(InputMessage(page.encode("utf-8", "surrogatepass"), headers=HTML), limits or Limits())


def laughs() -> str:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    return declaring(f'<!ENTITY a0 "ha">{entities}', "&a11;")


def declaring(entities: str, use: str) -> str:
    return f'<?xml version="1.0"?><!DOCTYPE html [{entities}]><html><body><p>{use}</p>{BODY}</body></html>'


def test_entities_are_not_expanded() -> None:
    found = read(laughs())
    assert isinstance(found, DecodedArticle)
    assert "haha" not in found.text
    assert len(found.text) < 1000


@pytest.mark.parametrize("system", ["file:///etc/passwd", "http://127.0.0.1:1/x", "/etc/passwd"])
def test_files_and_addresses_in_entities_are_not_read(system: str) -> None:
    found = read(declaring(f'<!ENTITY x SYSTEM "{system}">', "a &x; b"))
    assert isinstance(found, DecodedArticle)
    assert "root:" not in found.text


def fill(part: str) -> str:
    return part * (SIZE // len(part))


HOSTILE = {
    "divisions without end": fill("<div>") + BODY,
    "quotes without end": fill("<blockquote>") + BODY,
    "tables in tables": fill("<table><tr><td>") + BODY,
    "lists in lists": fill("<ul><li>") + BODY,
    "tags that never close": fill("<a href='x' ") + BODY,
    "comments that never close": fill("<!--") + BODY,
    "a class of many names": f"<p class='{fill('x ')}'>a</p>{BODY}",
    "metadata nested too deeply": f"<script type='application/ld+json'>{fill('[')}</script>{BODY}",
    "half dates": f"<p>{fill('2023-01-')}</p>{BODY}",
    "nothing but zeros": f"<p>{fill(chr(0))}</p>{BODY}",
    "ampersands": f"<p>{fill('&')}</p>{BODY}",
    "line breaks": f"<p>{fill('<br>')}</p>{BODY}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_an_article_or_a_rejection(name: str) -> None:
    found = read(f"<html><head></head><body><article>{HOSTILE[name]}</article></body></html>")
    assert isinstance(found, DecodedArticle | Rejection)


# With and without a value, which may hold what ends a tag or begins one.
ATTRIBUTES = ("a=1 ", "a ", "a\n", "a/", "a='>'", 'a="<p>"', "a = b ")


@pytest.mark.parametrize(
    ("page", "what"),
    [
        ("<h2>x</h2>" * (MAX_TAGS // 2 + 1), "tags"),
        *((f"<p {each * (MAX_ATTRIBUTES + 1)}{end}", "attributes") for each in ATTRIBUTES for end in (">", "")),
        ("<!-- <p a=' -->" + "<p " + "a " * (MAX_ATTRIBUTES + 1) + "> '", "attributes"),
    ],
)
def test_a_page_that_would_take_minutes_is_too_large(page: str, what: str) -> None:
    found = read(f"<html><body>{BODY}{page}</body></html>")
    assert isinstance(found, Rejection)
    assert (found.reason, what in found.message) == ("TooLarge", True)


def test_a_heavy_page_of_a_news_site_passes() -> None:
    menu = "<li class='item'><a href='/x?a=1&b=2' data-track='menu'>Section</a></li>" * 2000
    picture = f"<img src='data:image/png;base64,{'iVBORw0KGgo' * 10_000}==' srcset='{'/a.jpg?w=1&q=2 1x, ' * 100}'>"
    found = read(f"<html><body><ul>{menu}</ul>{picture}<article>{BODY}</article></body></html>")
    assert isinstance(found, DecodedArticle)


def ways_to_say_it(value: str) -> Iterator[bytes]:
    for name in ("id", "title", "publisher", "url", "version", "language"):
        yield json.dumps({"text": TEXT, name: value}).encode()
    yield json.dumps({"text": TEXT, "published_at": value}).encode()
    yield json.dumps({"text": TEXT, "authors": value}).encode()


def test_reasons_are_one_line_whatever_was_sent() -> None:
    """Reasons go to logs, headers and terminals."""
    steering = "x\n2026-01-01 [error] fake\r\x1b[2J\x9b\u2028\u202e" * 3
    seen = 0
    for value in ways_to_say_it(steering):
        found = decode(InputMessage(value), Limits())
        if isinstance(found, Rejection):
            seen += 1
            assert found.message.isprintable(), found
    assert seen >= 1
