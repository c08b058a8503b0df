"""Sections and their roles. All texts are our own."""

import pytest

from schemas.enriched_article import SectionRole
from workers.extraction.lexicons.reader import rows
from workers.extraction.segmentation import segment


def cut(text: str, title: str | None = None) -> list[tuple[SectionRole, str]]:
    return [(s.role, text[s.body.start : s.body.end]) for s in segment(text, title)]


def labels(text: str) -> list[str]:
    return [text[s.label.start : s.label.end] for s in segment(text) if s.label is not None]


LABELLED = """ date 2024-05-01 The harbour of Lindby was closed on Tuesday.

Source: Arne Holt, harbour master

Quote: "No ship leaves today," Holt said

"And none tomorrow," he added.

Advertisement:

Details: Three ships wait outside.

A fourth turned back.

Background: The harbour was last closed in 1987.

Nobody remembers why.

Support our work and become our patron!"""


def test_labels_give_roles_and_details_and_background_last() -> None:
    assert cut(LABELLED) == [
        ("dateline", "date 2024-05-01"),
        ("lead", "The harbour of Lindby was closed on Tuesday."),
        ("source", "Arne Holt, harbour master"),
        ("quote", '"No ship leaves today," Holt said'),
        ("body", '"And none tomorrow," he added.'),
        ("boilerplate", ""),
        ("details", "Three ships wait outside."),
        ("details", "A fourth turned back."),
        ("background", "The harbour was last closed in 1987."),
        ("background", "Nobody remembers why."),
        ("boilerplate", "Support our work and become our patron!"),
    ]


def test_the_label_spans_up_to_the_running_text() -> None:
    assert labels(LABELLED) == ["Source: ", "Quote: ", "Advertisement:", "Details: ", "Background: "]


def test_labels_come_in_any_order_and_case() -> None:
    text = "Rain fell.\n\nBACKGROUND: It had not rained.\n\nQuote from Mayor Holt: We danced.\n\nsource: Lindby Post"
    assert [role for role, _ in cut(text)] == ["lead", "background", "quote", "source"]


def test_a_bare_label_gives_its_role_to_the_next_paragraph() -> None:
    text = "Rain fell.\n\nSource:\n\nLindby Post\n\nIt fell again.\n\nBackground:\n\nDry years.\n\nMore dry years."
    assert cut(text)[1:] == [
        ("source", ""),
        ("source", "Lindby Post"),
        ("body", "It fell again."),
        ("background", ""),
        ("background", "Dry years."),
        ("background", "More dry years."),
    ]


def test_a_bare_advertisement_swallows_nothing_and_ends_no_details() -> None:
    text = "Rain fell.\n\nDetails: A lot.\n\nAdvertisement:\n\nThe river rose.\n\nThe bridge held."
    assert cut(text)[2:] == [
        ("boilerplate", ""),
        ("details", "The river rose."),
        ("details", "The bridge held."),
    ]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Direct quote: We are here.", "quote"),
        ("Quote of Olsen: We are here.", "quote"),
        ("For reference: The dam is old.", "background"),
        ("Reminder: The dam is old.", "background"),
        ("Background on the dam: It is old.", "background"),
        ("Key points: The dam is old.", "details"),
        ("**Details:** The dam is old.", "details"),
        ("Джерело: Вісті", "source"),
        ("Передісторія: Дамба стара.", "background"),
        ("Hintergrund: Der Damm ist alt.", "background"),
        ("Source – the dam's operator", "source"),
    ],
)
def test_label_styles(line: str, role: SectionRole) -> None:
    assert cut(f"Water rose.\n\n{line}")[1][0] == role


@pytest.mark.parametrize(
    "text",
    [
        "OLSEN: We are here.\n\nHOLT: So are we.\n\nOLSEN: Good.",
        "Q: Who are you?\n\nA: A baker.\n\nQ: Since when?",
        "Interviewer: Who are you?\n\nMaria Olsen: A baker.\n\nInterviewer: Since when?",
    ],
)
def test_speakers_of_a_transcript_are_no_labels(text: str) -> None:
    assert labels(text) == []
    assert {role for role, _ in cut(text)} <= {"lead", "body"}


def test_labels_inside_one_line_are_found_when_there_are_several() -> None:
    text = 'Rain fell. Source: Lindby Post Quote: "It poured," Holt said. Background: It was dry before.'
    assert [role for role, _ in cut(text)] == ["lead", "source", "quote", "background"]


def test_one_colon_in_running_text_is_no_label() -> None:
    text = "He gave one reason. Background: none of it was true, the clerk said."
    assert cut(text) == [("lead", text)]


@pytest.mark.parametrize(
    ("dateline", "rest"),
    [
        ("NAIROBI, March 3 (Agency) -", "The rains came."),
        ("YEREVAN —", "The rains came."),
        ("LOS ANGELES, Sept. 28 (UPI) —", "The rains came."),
        ("Taipei, Taiwan —", "The rains came."),
        ("LAGOS (Wire) -", "The rains came."),
        ("ASUNCIÓN, 14 June 2024 -", "The rains came."),
        ("THE HAGUE, Netherlands --", "The rains came."),
        ("KABUL (Wire):", "The rains came."),
    ],
)
def test_datelines_are_cut_off(dateline: str, rest: str) -> None:
    assert cut(f"{dateline} {rest}\n\nThey stayed.") == [
        ("dateline", dateline),
        ("lead", rest),
        ("body", "They stayed."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The minister - a friend - resigned.\n\nHe left.",
        "Olsen, 54 - the youngest of three - resigned.\n\nShe left.",
        "Twenty-four people resigned.\n\nThey left.",
        "Nobody knew it then — Olsen had left.\n\nShe was gone.",
    ],
)
def test_dashes_in_a_sentence_make_no_dateline(text: str) -> None:
    assert "dateline" not in {role for role, _ in cut(text)}


@pytest.mark.parametrize(
    "line",
    ["Friday, July 21, 2017", "21 July 2017", "2017-07-21", "Published: 21 July 2017, 10:40 GMT", "July 21, 2017"],
)
def test_date_lines(line: str) -> None:
    text = f"Rain stops play again\n\n{line}\n\nThe match was called off."
    assert [role for role, _ in cut(text)] == ["headline", "dateline", "lead"]


def test_a_byline_is_no_lead() -> None:
    text = "Rain stops play again\n\nBy Carla Menditto\n\nThe match was called off."
    assert [role for role, _ in cut(text)] == ["headline", "dateline", "lead"]


@pytest.mark.parametrize("breaks", ["\n", "\n\n", "\r\n", "\r\n\r\n", "\u2029"])
def test_paragraphs_whatever_ends_them(breaks: str) -> None:
    text = breaks.join(["Rain fell on Monday.", "It fell on Tuesday.", "Then it stopped."])
    assert [body for _, body in cut(text)] == text.split(breaks)


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    lines = [
        "The rain that began on Monday went on until",
        "the end of the week, and nobody who lived by",
        "the river slept.",
    ]
    text = "\n".join([*lines, "", "Then it stopped."])
    assert len(cut(text)) == 2


def test_a_headline_is_short_and_no_sentence() -> None:
    assert cut("Rain stops play\n\nThe match was called off.")[0] == ("headline", "Rain stops play")
    assert cut("Rain fell.\n\nThe match was called off.")[0][0] == "lead"
    assert cut("Rain fell on the town")[0][0] == "lead"


def test_the_given_title_is_the_headline_even_as_a_sentence() -> None:
    text = "Rain stops play again.\n\nThe match was called off."
    assert cut(text, "Rain stops play again.")[0][0] == "headline"
    assert cut(text)[0][0] == "lead"


def test_a_title_repeated_in_front_of_a_one_line_article_is_cut_off() -> None:
    text = "Rain stops play once again The match was called off. Nobody was sad."
    assert cut(text, "Rain stops play once again") == [
        ("headline", "Rain stops play once again"),
        ("lead", "The match was called off. Nobody was sad."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Journalists fight on their own frontline. Support us!",
        "Support Lindby Post on Patreon and keep our reporters on the road!",
        "Read also: Why the dam is old",
        "Follow us on Telegram",
        "Stay with us through the winter: give what you can!",
        "Do you value our reporting? Chip in!",
        "Your donation helps the newsroom in Lindby",
        "Help us keep reporting from the valley",
        "Every euro counts",
        "Sign up for our daily newsletter",
        "Share this article",
        "© 2024 Lindby Post. All rights reserved.",
        "Photo: Arne Holt / Lindby Post",
        "The dam before it broke. Image: Arne Holt.",
        "Related stories:",
        "https://lindby.example/more",
        "* * *",
    ],
)
def test_boilerplate(line: str) -> None:
    sections = segment(f"Rain fell.\n\n{line}\n\nIt stopped.")
    assert [s.role for s in sections] == ["lead", "boilerplate", "body"]


@pytest.mark.parametrize(
    "line",
    [
        "Support for the government fell to a third.",
        "Share prices fell on Monday.",
        "Subscribers to the service complained, the company said.",
        "The picture: a town without a bridge and without a plan to build one, and a council that does not meet.",
        "Follow-up talks are planned.",
        "Work with us on the treaty, the minister told Peru.",
        "Every donation was recorded by the auditors.",
        "Stay with us, the mayor told the families: he would find them rooms.",
    ],
)
def test_news_that_begins_like_boilerplate_stays(line: str) -> None:
    assert cut(f"Rain fell.\n\n{line}\n\nIt stopped.")[1][0] == "body"


def test_links_after_read_also_are_boilerplate_too() -> None:
    text = "Rain fell.\n\nRead also:\n• Why the dam is old\n• Who built it\n\nIt stopped."
    assert [role for role, _ in cut(text)] == ["lead", "boilerplate", "boilerplate", "boilerplate", "body"]


def test_bullets_are_sections_without_their_mark() -> None:
    text = "Rain fell.\n\n• The bridge held.\n• The dam broke."
    assert cut(text)[1:] == [("body", "The bridge held."), ("body", "The dam broke.")]


def test_a_dash_at_the_head_of_a_line_stays_for_it_may_open_speech() -> None:
    assert cut("Rain fell.\n\n— I know, he said.")[1] == ("body", "— I know, he said.")


def test_the_lexicon_names_roles_that_exist() -> None:
    known = {"source", "quote", "details", "background", "boilerplate"}
    assert {role for role, _ in rows("labels.tsv")} == known
