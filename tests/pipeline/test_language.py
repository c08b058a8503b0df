"""All sentences are our own."""

import subprocess
import sys

import pytest

from workers.pipeline.language import is_english, language_of

ENGLISH = [
    "The minister said that the talks with the neighbours have been put off.",
    "Talks put off.",
    "Norland's Ada Olsen meets Sudania's Ivo Marek in Rondeville.",
    "NORLAND TO BUY GRAIN FROM SUDANIA",
]
FOREIGN = {
    "de": "Die Ministerin sagte am Montag, dass die Gespräche mit den Nachbarn fortgesetzt werden.",
    "fr": "La ministre a déclaré lundi que les discussions avec les voisins se poursuivraient.",
    "es": "La ministra dijo el lunes que las conversaciones con los vecinos continuarán.",
    "ru": "Министр заявила в понедельник, что переговоры с соседями продолжатся.",
    "uk": "Міністерка заявила в понеділок, що переговори із сусідами триватимуть.",
    "ar": "قالت الوزيرة يوم الاثنين إن المحادثات مع الجيران ستستمر.",
    "zh": "部长星期一表示，与邻国的谈判将继续进行。",
    "da": "Ministeren sagde mandag, at samtalerne med naboerne fortsætter til foråret.",
    "nl": "De minister zei maandag dat de gesprekken met de buren worden voortgezet.",
}


@pytest.mark.parametrize("text", ENGLISH)
def test_english(text: str) -> None:
    assert language_of(text, None) == "en"


@pytest.mark.parametrize(("language", "text"), FOREIGN.items())
def test_other_languages(language: str, text: str) -> None:
    assert language_of(text, None) == language


def test_a_foreign_article_with_an_english_quote_is_foreign() -> None:
    text = " ".join([FOREIGN["de"]] * 6) + ' Sie sagte: "The talks with the neighbours have been put off."'
    assert language_of(text, None) == "de"


@pytest.mark.parametrize("text", ["", "12 34", "!? …", "\u200b"])
def test_no_words_no_language(text: str) -> None:
    assert language_of(text, None) == "und"


@pytest.mark.parametrize(
    ("declared", "expected"),
    [("fr", "fr"), ("en_US", "en-US"), (" EN ", "EN"), ("English", "en"), ("zh-Hant-TW", "zh-Hant-TW")],
)
def test_the_producers_tag_counts(declared: str, expected: str) -> None:
    assert language_of("The talks go on.", declared) == expected


@pytest.mark.parametrize("declared", ["", "und", "unknown language", "??", "x"])
def test_what_is_no_tag_does_not_count(declared: str) -> None:
    assert language_of(FOREIGN["de"], declared) == "de"


def test_english_tags() -> None:
    assert all(map(is_english, ["en", "EN", "en-GB", "eng"]))
    assert not any(map(is_english, ["und", "e", "enm", "de-en", ""]))


def test_plain_english_never_loads_the_model() -> None:
    code = (
        "import sys; from workers.pipeline.language import language_of;"
        f"assert language_of({ENGLISH[0]!r}, None) == 'en'; print('py3langid' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
