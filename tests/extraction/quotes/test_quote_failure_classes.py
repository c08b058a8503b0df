"""One test for each class of error that other extractors make; all sentences are our own."""

import pytest
from reading import only, read

from workers.extraction.nlp import Analyzer


def test_quotation_over_several_paragraphs_is_one_quote(analyzer: Analyzer) -> None:
    text = (
        "“We lost the harvest,” said farmer Jan Novak. “Then we lost the road.\n\n"
        "“But we did not lose the well.\n\n“That is why we stay.”"
    )
    quote = only(analyzer, text)
    assert quote.content == (
        "“We lost the harvest,”",
        "“Then we lost the road.",
        "“But we did not lose the well.",
        "“That is why we stay.”",
    )
    assert quote.type == "direct"


def test_paragraph_without_reopened_mark_goes_on(analyzer: Analyzer) -> None:
    text = 'The coach, Tom Ash, said: "I had no plan.\n\nI only had eleven tired men."'
    assert only(analyzer, text).content == ('"I had no plan.', 'I only had eleven tired men."')


def test_missing_closing_mark_costs_only_its_paragraph(analyzer: Analyzer) -> None:
    text = '"The pumps will hold, engineer Mia Berg told a meeting.\n\n"They will not," said Olaf Lund.'
    first, second = read(analyzer, text)
    assert (first.content, first.speaker) == (('"The pumps will hold,',), "engineer Mia Berg")
    assert (second.content, second.speaker) == (('"They will not,"',), "Olaf Lund")


def test_missing_opening_mark_keeps_the_quotation(analyzer: Analyzer) -> None:
    text = 'We have nothing to hide," a spokesman for the port said.\n\nThe port opened in 1961.'
    quote = only(analyzer, text)
    assert quote.content == ('We have nothing to hide,"',)
    assert quote.speaker == "a spokesman for the port"


def test_inverted_attribution_with_apposition(analyzer: Analyzer) -> None:
    quote = only(analyzer, '"The bridge is closed," said Maria Olsen, the minister\'s spokeswoman, on Friday.')
    assert (quote.speaker, quote.cue, quote.name, quote.kind) == ("Maria Olsen", "said", "Maria Olsen", "person")


def test_split_quotation_is_one_quote_with_two_spans(analyzer: Analyzer) -> None:
    quote = only(analyzer, '"The bridge," Olsen said, "is closed for good."')
    assert quote.content == ('"The bridge,"', '"is closed for good."')


def test_split_reported_speech_is_one_quote_with_two_spans(analyzer: Analyzer) -> None:
    quote = only(analyzer, "The talks, the envoy said, had failed before they began.")
    assert quote.content == ("The talks", "had failed before they began")
    assert quote.type == "indirect"


@pytest.mark.parametrize(
    ("text", "content", "speaker"),
    [
        ("According to the envoy, the talks had failed.", "the talks had failed", "the envoy"),
        ("The talks had failed, according to the envoy.", "The talks had failed", "the envoy"),
        ("According to Peter Brandt, her lawyer, she will appeal.", "she will appeal", "Peter Brandt"),
        ('In the words of one envoy, the plan is "dead on arrival".', 'the plan is "dead on arrival"', "one envoy"),
        ("As the envoy told parliament, the talks had failed.", "the talks had failed", "the envoy"),
    ],
)
def test_sources_without_a_verb(analyzer: Analyzer, text: str, content: str, speaker: str) -> None:
    quote = only(analyzer, text)
    assert (quote.content, quote.speaker) == ((content,), speaker)


@pytest.mark.parametrize(
    "text",
    [
        'The so-called "smart line" broke down twice.',
        'He is known as "the Fox" in the village.',
        'The orchestra played "Ode to Joy" and the crowd went home.',
        'A banner reading "Our Bread Is Not For Sale" hung from the bridge.',
        'One placard simply said "No".',
        'Across the cover of the weekly stood one word, "Enough".',
        'Marcia "Cia" Price won the seat.',
        'The word "freedom" appeared on the wall.',
        "The shelf is 24\" wide and 6' high.",
        "The spokesman declined to comment.",
        "The council condemned the attack and praised the firefighters.",
    ],
)
def test_marks_and_verbs_that_are_no_quotation(analyzer: Analyzer, text: str) -> None:
    assert read(analyzer, text) == []


def test_scare_quotes_inside_reported_speech_make_it_mixed(analyzer: Analyzer) -> None:
    quote = only(analyzer, 'The company says the "modernisation" of the bakery is unavoidable.')
    assert (quote.content, quote.type) == (('the "modernisation" of the bakery is unavoidable',), "mixed")


def test_description_is_resolved_to_the_named_person(analyzer: Analyzer) -> None:
    text = (
        "The health minister, Ruth Amadi, visited the clinic on Monday.\n\n"
        '"It will open in May," the minister said.\n\n"Not a day later," she added.'
    )
    assert [q.name for q in read(analyzer, text)] == ["Ruth Amadi", "Ruth Amadi"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Two diplomats said the talks had failed.", "group"),
        ("A person familiar with the matter said the talks had failed.", "unnamed"),
        ("Ruth Amadi and Tom Ash said the talks had failed.", "group"),
    ],
)
def test_unnamed_and_joint_speakers_never_get_a_name(analyzer: Analyzer, text: str, kind: str) -> None:
    quote = only(analyzer, text)
    assert (quote.name, quote.kind) == (None, kind)


@pytest.mark.parametrize(
    ("text", "cue_class"),
    [
        ("Residents fear that the dam will break.", "thought"),
        ("A survey showed that most voters oppose the dam.", "evidence"),
        ("The mayor urged residents to leave the valley.", "performative"),
        ("The mayor said that the dam was safe.", "speech"),
    ],
)
def test_speech_is_told_from_thought_evidence_and_performatives(analyzer: Analyzer, text: str, cue_class: str) -> None:
    assert only(analyzer, text).cue_class == cue_class


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The coast guard released footage showing that the ferry had turned.", "The coast guard"),
        ("Footage showing that the ferry had turned was shared widely.", "Footage"),
    ],
)
def test_evidence_is_asserted_by_who_published_it(analyzer: Analyzer, text: str, speaker: str) -> None:
    assert only(analyzer, text).speaker == speaker


def test_label_quote_without_a_cue(analyzer: Analyzer) -> None:
    text = (
        "The dam above Sala is leaking.\n\n"
        "Source: Ruth Amadi, head of the water board, as reported by Reuters citing AFP\n\n"
        'Quote: "We saw the first crack on Sunday. There are now nine."'
    )
    quote = only(analyzer, text)
    assert (quote.cue, quote.speaker, quote.name, quote.chain) == (None, "Ruth Amadi", "Ruth Amadi", ("Reuters", "AFP"))


def test_free_continuation_keeps_the_speaker(analyzer: Analyzer) -> None:
    text = '"We saw the crack on Sunday," Ruth Amadi said.\n\n"By Monday there were nine of them, and nobody slept."'
    assert [q.speaker for q in read(analyzer, text)] == ["Ruth Amadi", "Ruth Amadi"]


@pytest.mark.xfail(reason="a tail after the cue of a quotation with a missing mark is left out")
def test_tail_after_the_cue_of_an_unclosed_quotation(analyzer: Analyzer) -> None:
    quote = only(analyzer, '"They will fail again, Kern said, unless someone listens.')
    assert quote.content == ('"They will fail again,', "unless someone listens")


@pytest.mark.xfail(reason="a narrative sentence between two stretches ends the quotation")
def test_quotation_goes_on_after_a_narrative_sentence(analyzer: Analyzer) -> None:
    text = '"I lost it," Ruth Amadi said. She looked at the floor. "I lost it in the river."'
    assert only(analyzer, text).content == ('"I lost it,"', '"I lost it in the river."')
