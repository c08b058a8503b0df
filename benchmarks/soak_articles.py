"""Articles for the soak run: no two alike, with names, words, figures and addresses that were never seen before.

All sentences were written for it. What a text adds to a vocabulary, a cache or a pool of interned strings is what makes
a process grow, so every article brings new people, places, organisations and coined words; lengths follow a long-tailed
distribution, because buffers grow with the largest article seen.
"""

import json
import random

_ONSETS = (
    "b",
    "br",
    "c",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
    "z",
)
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ie", "ou")
_CODAS = ("", "", "n", "r", "s", "l", "m", "nd", "rt", "sk", "ng")
_GIVEN = ("Maria", "Tomas", "Helen", "Rafael", "Ines", "David", "Aisha", "Peter", "Yuki", "Olga", "Samuel", "Nadia")
_ROLES = (
    "the mayor", "the finance minister", "a company spokeswoman", "the police chief", "the union leader",
    "a professor of economics", "the party's chairman", "an aid worker", "the ambassador", "a witness",
)  # fmt: skip
_CUES = ("said", "told reporters", "warned", "insisted", "wrote on Friday", "announced")
_COUNTRIES = ("Norway", "Kenya", "France", "Japan", "Chile", "Turkey", "Ukraine", "Iran", "Canada", "Poland")
_DAYS = ("on Monday", "last week", "on 3 May", "yesterday", "in early June", "two days later", "at 14:30 on Sunday")
_NEWS = (
    "Police in {town} arrested {number} people during a protest against {organisation} {day}.",
    "{country} sent {number} tonnes of medical supplies to {town} {day}, according to {organisation}.",
    "Workers of {organisation} began a strike over pay in {town} {day}.",
    "Ministers of {country} and {other} met in {town} {day} to discuss the {coined} agreement.",
    "Shelling damaged {number} houses near {town} {day} and killed two farmers.",
    "{organisation} denied that its {coined} plant had leaked {number} litres of fuel into the river.",
    "A court in {town} sentenced {person} to {years} years in prison for fraud {day}.",
    "{person} resigned as head of {organisation} {day} after criticism from {country}.",
    "The government of {country} plans to impose sanctions on {organisation} next month.",
    "Rescuers reached {town} {day}, where a landslide had cut off {number} villagers.",
    "{organisation} will invest {number} million euros in a {coined} factory outside {town} by 20{year}.",
    "Troops from {country} withdrew from {town} {day} under a ceasefire brokered by {other}.",
)
_QUOTES = (
    "“We have waited {years} years for the {coined} bridge,” {cue} {person}, {role} of {town}.",
    "“Nobody at {organisation} knew of it. We were told {day},” {person} {cue}.",
    "{person}, {role}, {cue} that {organisation} had paid {number} dollars for the {coined} licence.",
    "“This budget,” {cue} {person}, “cannot be repaired by cuts in {town} alone.”",
    "According to {person}, {role}, the {coined} system failed {number} times {day}.",
    "“{coined_title} is not a word that I would use,” {person} {cue}, adding that {country} should apologise.",
    "{surname} {cue} that nobody had been hurt and that the talks with {other} would go on.",
    "The {coined} deal is “a gift to {organisation}”, {person} {cue} in {town}.",
)
_PLAIN = (
    "The road between {town} and the coast has been closed since the floods of 20{year}.",
    "Its {coined} valves are made by {organisation}, which employs {number} people.",
    "More at https://{host}.example/{coined}/{number}, or write to {coined}{number}@{host}.example.",
    "In {country} the harvest of {coined} beans fell by {years} per cent, the lowest figure since 19{year}.",
    "{person} was born in {town} in 19{year} and studied in {other}.",
    "#{coined_title} and @{host}{number} were among the most used tags {day}.",
)


def article(number: int, words: int) -> bytes:
    """Raw article ``number`` as JSON; its bytes depend on the arguments alone.

    Args:
        number: names the article and seeds everything in it.
        words: mean length of the text; single ones have from a third of it up to ten times as many words.
    """
    chance = random.Random(number)
    goal = min(10 * words, max(words // 3, int(chance.lognormvariate(0.0, 0.6) * words * 0.85)))
    cast = _Cast(chance)
    paragraphs: list[str] = []
    length = 0
    while length < goal:
        kinds = [
            chance.choice(chance.choices((_NEWS, _QUOTES, _PLAIN), (4, 4, 2))[0]) for _ in range(chance.randint(1, 3))
        ]
        paragraphs.append(" ".join(cast.fill(kind) for kind in kinds))
        length += len(paragraphs[-1].split())
    raw = {
        "id": f"soak-{number}",
        "title": cast.fill("{town} and {organisation}: a {coined} week"),
        "publisher": f"{cast.coin().title()} Post",
        "text": "\n\n".join(paragraphs),
        "published_at": f"2026-{chance.randint(1, 9):02}-{chance.randint(1, 28):02}T08:00:00Z",
    }
    return json.dumps(raw, ensure_ascii=False).encode()


class _Cast:
    """The people, places and organisations of one article, coined for it, and some of its words."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._people = [f"{chance.choice(_GIVEN)} {self.coin().title()}" for _ in range(3)]
        self._towns = [self.coin().title() for _ in range(2)]
        self._organisations = [
            f"{self.coin().title()} {chance.choice(('Steel', 'Bank', 'Foundation', 'Airlines', 'Party'))}"
            for _ in range(2)
        ]

    def coin(self) -> str:
        """A pronounceable word that most likely was never seen before."""
        pick = self._chance.choice
        return "".join(pick(_ONSETS) + pick(_VOWELS) + pick(_CODAS) for _ in range(self._chance.randint(2, 4)))

    def fill(self, sentence: str) -> str:
        """The sentence with its slots filled."""
        pick = self._chance.choice
        country, other = self._chance.sample(_COUNTRIES, 2)
        person = pick(self._people)
        coined = self.coin()
        return sentence.format(
            person=person,
            surname=person.split()[-1],
            role=pick(_ROLES),
            cue=pick(_CUES),
            town=pick(self._towns),
            organisation=pick(self._organisations),
            country=country,
            other=other,
            day=pick(_DAYS),
            number=self._chance.randint(3, 9999),
            years=self._chance.randint(2, 40),
            year=self._chance.randint(10, 99),
            coined=coined,
            coined_title=coined.title(),
            host=self.coin(),
        )
