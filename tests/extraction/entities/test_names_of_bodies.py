"""Names of bodies with country or seat, short names of companies, and who is behind a label or a new description."""

import pytest
from resolved import Resolve


@pytest.mark.parametrize(
    ("text", "phrase", "name"),
    [
        ("Rain fell. Ukraine's Air Force said that it won.", "Air Force", "Ukraine's Air Force"),
        ("Rain fell. Chile's Mining Authority said no.", "Mining Authority", "Chile's Mining Authority"),
        ("The Foreign Ministry in Minsk said no. It hinted that they left.", "It", "Foreign Ministry in Minsk"),
        ("The EU delegation in Minsk said no.", "delegation", "EU delegation in Minsk"),
        ("The Zambian railway registry said no.", "registry", "Zambian railway registry"),
        ("The Georgian Young Bakers' Association said no.", "Association", "Georgian Young Bakers' Association"),
        ("The party newspaper Zeri i Dites said no.", "Zeri", "Zeri i Dites"),
        ("It fell, South Korea's Yonhap news agency said.", "agency", "Yonhap"),
        ("Petrel Copper Corp bought a mine. Now Petrel said no.", "Petrel said", "Petrel Copper Corp"),
    ],
)
def test_a_body_has_its_full_name(resolve: Resolve, text: str, phrase: str, name: str) -> None:
    assert resolve(text).who(phrase) == name


@pytest.mark.parametrize(
    "text",
    [
        "Rain fell. Norway's Tindra said no.",
        "Rain fell. The Norwegian fleet sailed. Tindra said no.",
    ],
)
def test_other_names_stay_as_they_are(resolve: Resolve, text: str) -> None:
    assert "Tindra" in resolve(text).names


def test_a_town_is_not_who_speaks_behind_it(resolve: Resolve) -> None:
    found = resolve("They were held in Zenica, the Serbian security service said.")
    assert found.who("service") == "Serbian security service"


def test_who_is_quoted_under_a_label_goes_on_as_she(resolve: Resolve) -> None:
    found = resolve(
        'Quote from Halyna Marchuk, head of the port: "The baker lit the oven."\n\n'
        'Marchuk said that it was late.\n\n"We know," she noted.'
    )
    assert found.who("she") == "Halyna Marchuk"


def test_a_state_secretary_is_the_diplomat_of_the_country(resolve: Resolve) -> None:
    found = resolve(
        "Source: Astrid Solberg, State Secretary at the Norwegian Foreign Ministry\n\n"
        'Details: Solberg said that it left.\n\n"It is a gift," the Norwegian diplomat explained.'
    )
    assert found.who("diplomat") == "Astrid Solberg"


def test_the_person_an_article_is_about_is_meant(resolve: Resolve) -> None:
    found = resolve(
        "Aarne Kivisto, the colonel who led them, died on Monday. He was 81. He sailed. He was taken hostage there.\n\n"
        "Chad jailed him in May; the commissar who wrote the warrant became a friend of his.\n\n"
        "Not everybody admired him.\n\n“Peace is a long lunch,” he replied."
    )
    assert found.who("he replied") == "Aarne Kivisto"


@pytest.mark.parametrize("object_", ["him a note", "him to the door"])
def test_who_does_a_second_thing_is_not_its_object(resolve: Resolve, object_: str) -> None:
    found = resolve(f"The minister, Wilson Mulenga, summoned the envoy, Peter Hale, and handed {object_}.")
    assert found.who("him") == "Peter Hale"


@pytest.mark.parametrize("name", ["Siddig Abu Nimr", "Naseem Barkat", "Aarne Kivisto", "Otabek Yunus", "Ramune Petrik"])
def test_given_names_of_many_languages_make_people(resolve: Resolve, name: str) -> None:
    assert resolve(f"Rain fell. {name}, a weaver, said no.").entity(name).type == "person"
