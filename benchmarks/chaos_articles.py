"""Short articles for the chaos run, put together from sentences written for it."""

import json
import random

PEOPLE = ("Mara Lindqvist", "Tomas Okoye", "Helen Brandt", "Rafael Souza", "Ines Moreau", "David Kessler")
TITLES = ("the mayor", "the health minister", "a company spokesman", "the police chief", "the union leader")
PLACES = ("Lisbon", "Nairobi", "Tallinn", "Lyon", "Osaka", "Quito", "Oslo")
STATEMENTS = (
    "The bridge will open again before the winter",
    "We have not received a formal request",
    "Nobody was hurt, and that is what counts",
    "The talks were frank and they will go on",
    "This budget cannot be repaired by cuts alone",
)
NEWS = (
    "Police arrested four people during a protest in {place} on Monday.",
    "The government of Norway sent medical supplies to {place} last week.",
    "Workers in {place} began a strike over pay on Tuesday morning.",
    "Ministers from Kenya and France met in {place} to discuss trade.",
    "Shelling damaged two houses near {place}, the regional office said.",
)


def article(article_id: str, version: int, chance: random.Random) -> bytes:
    """A raw article as JSON: a headline, a report, a direct and an indirect quote."""
    place = chance.choice(PLACES)
    person = chance.choice(PEOPLE)
    first, second = chance.sample(STATEMENTS, 2)
    text = "\n\n".join(
        (
            chance.choice(NEWS).format(place=place),
            f"“{first},” said {person}, {chance.choice(TITLES)}, in {place}.",
            f"{person.split()[-1]} added that {second[0].lower()}{second[1:]}.",
        )
    )
    raw = {
        "id": article_id,
        "version": version,
        "title": f"News from {place}, number {version}",
        "text": text,
        "published_at": "2026-03-02T08:00:00Z",
        "language": "en",
    }
    return json.dumps(raw, ensure_ascii=False).encode()
