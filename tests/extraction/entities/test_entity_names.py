"""Names: found without a list, clustered, with titles, type and gender. All texts are our own."""

import pytest
from resolved import Resolve


@pytest.mark.parametrize(
    ("sentence", "name", "title"),
    [
        ("Foreign Minister Odile Brancourt-Vey said no.", "Odile Brancourt-Vey", "Foreign Minister"),
        (
            "Azmaria's presidential aide Elkhan Rustam-Zade said no.",
            "Elkhan Rustam-Zade",
            "Azmaria's presidential aide",
        ),
        ("The spokesman, First Admiral Wira Santoso-Abe, said no.", "Wira Santoso-Abe", "First Admiral"),
        ("Maria Olsen-Dahl, the minister's spokeswoman, said no.", "Maria Olsen-Dahl", "minister's spokeswoman"),
        ("The prime minister, Levan Darchia-Poe, said no.", "Levan Darchia-Poe", "prime minister"),
        ("Gleb Orlov-Hall, the deputy head of the port, said no.", "Gleb Orlov-Hall", "deputy head of the port"),
        ("Investigator Taras Humen-Ray said no.", "Taras Humen-Ray", "Investigator"),
        (
            "Norwegian Ambassador to the United States Hamdi Mohebzai said no.",
            "Hamdi Mohebzai",
            "Norwegian Ambassador to the United States",
        ),
        ("Professor L. Ron Keller-Moss said no.", "L. Ron Keller-Moss", "Professor"),
        ("Minister of Education Rita Lind-Holt said no.", "Rita Lind-Holt", "Minister of Education"),
        ("Academic and professor Marc Hill-Lund said no.", "Marc Hill-Lund", "Academic and professor"),
        ("Rui Castelo-Vaz, 54, a drama teacher, said no.", "Rui Castelo-Vaz", "drama teacher"),
    ],
)
def test_people_with_their_titles(resolve: Resolve, sentence: str, name: str, title: str) -> None:
    found = resolve(sentence).entity(name)
    assert found.type == "person"
    assert title in found.titles


def test_a_source_line_gives_name_and_role(resolve: Resolve) -> None:
    found = resolve(
        "Rain fell.\n\nSource: Juraj Hlavin, Slovak Deputy Minister of Defence, on Telegram\n\n"
        'Quote: "It rained," Hlavin said'
    )
    assert found.entity("Juraj Hlavin").titles == ("Slovak Deputy Minister of Defence",)
    assert found.who("Hlavin", 2) == "Juraj Hlavin"


def test_the_field_of_an_office_is_no_name(resolve: Resolve) -> None:
    found = resolve("Arne Holt, National Council Coordinator for Strategic Affairs, said no.")
    assert found.names == ["Arne Holt"]


def test_a_name_in_a_label_is_a_mention(resolve: Resolve) -> None:
    found = resolve('Source: Oksana Derev-Pryt, governor\n\nQuote from Derev-Pryt: "They struck twice."')
    assert found.who("Derev-Pryt", 2) == "Oksana Derev-Pryt"


@pytest.mark.parametrize("short", ["Holt", "Mr Holt", "Professor Holt", "Arne", "A. Holt"])
def test_short_forms_join_the_fullest_name(resolve: Resolve, short: str) -> None:
    found = resolve(f"The baker Arne Holt came on Monday. On Tuesday {short} left.")
    assert found.who(short) == "Arne Holt"
    assert found.names == ["Arne Holt"]


def test_part_of_a_hyphenated_surname_is_enough(resolve: Resolve) -> None:
    assert resolve("Doina Cebo-Wynn spoke. Then Cebo left.").who("Cebo", 2) == "Doina Cebo-Wynn"


def test_honorifics_tell_two_of_one_surname_apart(resolve: Resolve) -> None:
    found = resolve("Bill Tarrant and Hilda Tarrant spoke. Mr Tarrant wept. Ms Tarrant did not.")
    assert found.who("Mr Tarrant") == "Bill Tarrant"
    assert found.who("Ms Tarrant") == "Hilda Tarrant"


def test_a_slip_of_the_pen_is_forgiven_after_an_honorific(resolve: Resolve) -> None:
    assert resolve("Lydia Buchtler came. Later Ms Buchtlar left.").who("Ms Buchtlar") == "Lydia Buchtler"


@pytest.mark.parametrize(
    ("text", "short", "name"),
    [
        ("The World Salt Organisation (WSO) met. WSO said no.", "WSO said", "World Salt Organisation"),
        (
            "The State Flood Service of Lindby said no. The State Flood Service left.",
            "State Flood Service left",
            "State Flood Service of Lindby",
        ),
        ("The New Lindby Post reported rain. The Post said it would last.", "Post said", "New Lindby Post"),
        (
            "Manufacturers Association of Lindby (MAL) wrote. MAL wants rain.",
            "MAL wants",
            "Manufacturers Association of Lindby",
        ),
    ],
)
def test_bodies_and_their_short_forms(resolve: Resolve, text: str, short: str, name: str) -> None:
    assert resolve(text).who(short) == name


@pytest.mark.parametrize(
    ("text", "phrase", "name"),
    [
        ("Tanzania's foreign ministry denied it.", "Tanzania's foreign ministry", "Tanzania's foreign ministry"),
        ("Russia's Foreign Ministry denied it.", "Russia's Foreign Ministry", "Russia's Foreign Ministry"),
        ("The Slovak government has confirmed it.", "The Slovak government", "Slovak government"),
        ("The trade ministry opposes it.", "The trade ministry", "trade ministry"),
        ("Moscow denies it.", "Moscow", "Moscow"),
        ("The Kremlin denies it.", "The Kremlin", "Kremlin"),
        ("Turkish broadcaster NTX denies it.", "Turkish broadcaster NTX", "NTX"),
        ("The Lindholm agency denies it.", "The Lindholm agency", "Lindholm"),
    ],
)
def test_bodies_keep_the_name_they_are_given(resolve: Resolve, text: str, phrase: str, name: str) -> None:
    assert resolve(text).who(phrase) == name


@pytest.mark.parametrize(
    "phrase",
    [
        "Two diplomats",
        "Malaysian officials",
        "A spokesman for Lindby Refining",
        "Dockworkers",
        "A court in Helsinki",
        "The police",
        "Analysts",
    ],
)
def test_the_unnamed_stay_unnamed(resolve: Resolve, phrase: str) -> None:
    found = resolve(f"{phrase} said on Monday that it would rain in Lindby.")
    assert found.who(phrase) is None
    assert found.table.speaker(found.span(phrase)).name is None


def test_groups_and_people_without_name_have_their_kind(resolve: Resolve) -> None:
    found = resolve("Two diplomats said no. A navy spokesman said yes. Arne Holt, a baker, said maybe.")
    kinds = [found.table.speaker(found.span(p)).kind for p in ("Two diplomats", "A navy spokesman", "Arne Holt")]
    assert kinds == ["group", "unnamed", "person"]
    assert found.table.speaker(found.span("A navy spokesman")).role == "navy spokesman"


def test_gender_from_given_name_honorific_and_noun(resolve: Resolve) -> None:
    found = resolve("Doina Wynn, Mr Okpara and the spokeswoman Tuuli Kask met Xu Bo.")
    assert [found.entity(n).gender for n in ("Doina Wynn", "Okpara", "Tuuli Kask")] == ["f", "m", "f"]


def test_countries_of_people_from_their_titles(resolve: Resolve) -> None:
    assert resolve("Slovak Deputy Minister Juraj Hlavin said no.").entity("Juraj Hlavin").country == "SVK"


def test_sentence_starts_are_no_names(resolve: Resolve) -> None:
    assert resolve("Prosecutors opened an inquiry. Residents wept. However, nobody came.").names == []


def test_a_headline_in_title_case_brings_no_false_names(resolve: Resolve) -> None:
    found = resolve("Minister Quits Over Leaking Border Wall\n\nRui Castelo quit on Monday over the wall.")
    assert found.names == ["Rui Castelo"]


@pytest.mark.parametrize(
    "name", ["Ömer Çelik-Øst", "Inês Falcão-Bart", "Nguyễn Thị Lan-Anh", "Łukasz Żak-Źrebiec", "Aoife O’Dowd"]
)
def test_accents_hyphens_and_apostrophes(resolve: Resolve, name: str) -> None:
    assert name in resolve(f"The baker {name} said no.").names


def test_particles_inside_names(resolve: Resolve) -> None:
    found = resolve("Ursula van den Bruck and Karim bin Saleh met. A clerk spoke of Van den Bruck.")
    assert found.who("Van den Bruck") == "Ursula van den Bruck"
    assert {"Ursula van den Bruck", "Karim bin Saleh"} <= set(found.names)


def test_every_mention_spans_its_words(resolve: Resolve) -> None:
    found = resolve("Maria Olsen's boat sank. She swam. The baker Arne Holt saw her, and he wept.")
    spans = {e.name: [found.text[m.start : m.end] for m in e.mentions] for e in found.table.entities}
    assert spans == {"Maria Olsen": ["Maria Olsen", "She", "her"], "Arne Holt": ["Arne Holt", "he"]}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Republican Donald Tarrant won. Tarrant wept.", "Donald Tarrant"),
        ("Angry Hilda Tarrant won. Hilda Tarrant wept.", "Hilda Tarrant"),
        ('Robert C. "Bobby" Tarrant won. Tarrant wept.', "Robert C. Bobby Tarrant"),
        ("The mayor of Lindby, Hilda Tarrant (D-Va.), won.", "Hilda Tarrant"),
        ("Martin Luther Tarrant Jr. won in Feb. and Nov. of that year.", "Martin Luther Tarrant Jr"),
    ],
)
def test_what_stands_around_a_name_is_no_part_of_it(resolve: Resolve, text: str, name: str) -> None:
    assert [e.name.rstrip(".") for e in resolve(text).table.entities if e.type == "person"] == [name]


def test_a_role_word_inside_a_body_is_no_title(resolve: Resolve) -> None:
    found = resolve("Arne Holt wrote in the Cook Harbour Report that it rained.")
    assert "Cook Harbour Report" in found.names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The paramilitary Desert Gate denied it.", "Desert Gate"),
        ("The University of Lindby denied it.", "University of Lindby"),
        ("The insurance company, Seguros del Golfo, denied it.", "Seguros del Golfo"),
        ("Jan Malec-Frost denied it.", "Jan Malec-Frost"),
    ],
)
def test_names_that_look_like_something_else(resolve: Resolve, text: str, name: str) -> None:
    assert resolve(text).names == [name]


@pytest.mark.parametrize("word", ["Danish-owned", "Non-smoking", "Sixty-two", "March"])
def test_capitals_that_make_no_name(resolve: Resolve, word: str) -> None:
    assert word not in " ".join(resolve(f"{word} boats came on 3 Jan. to Lindby. {word} boats left.").names)


def test_a_name_at_the_head_of_a_sentence_is_known_from_elsewhere(resolve: Resolve) -> None:
    found = resolve("Nobody liked Doyle. Doyle further called it rain. Arne Doyle left.")
    assert found.who("Doyle further") == "Arne Doyle"


def test_the_country_of_a_person_is_not_read_off_the_surname(resolve: Resolve) -> None:
    found = resolve("Hungary's foreign minister, Gergő Szalay-Finn, met Rita Finn.")
    assert [found.entity(n).code for n in ("Gergő Szalay-Finn", "Rita Finn")] == ["HUN", None]


def test_a_body_behind_an_office_is_named(resolve: Resolve) -> None:
    found = resolve("The speaker of the Seimas, Ieva Paulytė-Grant, met Rita Lind, Minister of the Interior.")
    assert sorted(found.names) == ["Ieva Paulytė-Grant", "Rita Lind", "Seimas"]


def test_two_countries_joined_by_a_hyphen_stay_two(resolve: Resolve) -> None:
    found = resolve("The Chad-Niger pact pleased Guinea-Bissau.")
    assert [e.name for e in found.table.entities] == ["Chad", "Niger", "Guinea-Bissau"]
