"""The page is our own."""

import pytest

from schemas.raw_article import RawArticle
from workers.pipeline.web_page import read_web_page

PAGE = """<!doctype html>
<html lang="en"><head>
<title>Talks go on | Example Post</title>
<link rel="canonical" href="https://example.org/world/talks">
<meta property="og:title" content="Talks go on">
<meta property="og:site_name" content="Example Post">
<meta property="article:published_time" content="2023-06-10T14:00:00Z">
<meta name="author" content="Ada Writer">
<meta name="description" content="Norland and Sudania keep talking.">
<script>var tracker = "do not read";</script>
</head><body>
<nav><a href="/">Home</a> <a href="/world">World</a></nav>
<article><h1>Talks go on</h1>
<p>Norland and Sudania will go on with their talks on the border, a spokeswoman for the ministry said on Saturday.</p>
<p>&ldquo;We are closer than we were a year ago,&rdquo; she told reporters after the third meeting of the week.</p>
<p>A fourth meeting is planned for Tuesday in the port of Rondeville, the two governments said in a statement.</p>
</article>
<footer>Copyright Example Post. All rights reserved.</footer>
</body></html>"""


def test_paragraphs_without_furniture() -> None:
    text = read_web_page(RawArticle(html=PAGE)).text
    assert text is not None
    assert "“We are closer than we were a year ago,” she told reporters" in text
    assert "Home" not in text
    assert "tracker" not in text
    assert len([p for p in text.split("\n\n") if p.startswith(("Norland and", "“We are", "A fourth"))]) == 3


def test_the_page_fills_in_what_the_message_lacks() -> None:
    found = read_web_page(RawArticle(html=PAGE))
    assert (found.title, found.publisher, found.url) == (
        "Talks go on",
        "Example Post",
        "https://example.org/world/talks",
    )
    assert found.authors == ("Ada Writer",)
    assert found.published_at == "2023-06-10"
    assert found.description == "Norland and Sudania keep talking."


def test_the_message_wins() -> None:
    given = RawArticle(
        html=PAGE, title="T", publisher="P", url="https://example.com/x", authors=("B",), published_at="2020-01-01"
    )
    found = read_web_page(given)
    assert (found.title, found.publisher, found.url) == ("T", "P", "https://example.com/x")
    assert (found.authors, found.published_at) == (("B",), "2020-01-01")


@pytest.mark.parametrize("html", ["", "<", "<html></html>", "plain", "<p>&#xD800;</p>", "<div>" * 5000, "\x00<p>a</p>"])
def test_no_article_no_text(html: str) -> None:
    text = read_web_page(RawArticle(html=html)).text
    assert text is None or text.strip()


def test_no_html_no_change() -> None:
    assert read_web_page(RawArticle(title="T")) == RawArticle(title="T")
