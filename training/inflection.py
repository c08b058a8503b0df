"""English verb forms for the sentence generator: regular rules, and the irregular verbs that the frames use."""

from typing import Literal

Form = Literal["base", "s", "past", "participle", "ing"]

_IRREGULAR = """
be was been|become became become|begin began begun|bind bound bound|bring brought brought|break broke broken
beat beat beaten|blow blew blown|build built built|burn burned burned|buy bought bought
call-up called-up called-up|catch caught caught|choose chose chosen|come came come|cut cut cut|deal dealt dealt
draw drew drawn|drive drove driven|fall fell fallen|feed fed fed|fight fought fought|find found found
flee fled fled|fly flew flown|forbid forbade forbidden|forgive forgave forgiven|freeze froze frozen|get got got
give gave given|go went gone|grow grew grown|hang hanged hanged|have had had|hear heard heard|hide hid hidden
hit hit hit|hold held held|hurt hurt hurt|keep kept kept|know knew known|lay laid laid|lead led led
leave left left|lend lent lent|let let let|lose lost lost|make made made|meet met met|overrun overran overrun
overthrow overthrew overthrown|pay paid paid|put put put|rise rose risen|run ran run|say said said|see saw seen
seek sought sought|sell sold sold|send sent sent|set set set|shake shook shaken|shed shed shed|shoot shot shot
show showed shown|shut shut shut|sink sank sunk|sit sat sat|slay slew slain|speak spoke spoken|spend spent spent
spread spread spread|stand stood stood|steal stole stolen|strike struck struck|swear swore sworn|take took taken
teach taught taught|tear tore torn|tell told told|think thought thought|throw threw thrown
undergo underwent undergone|undertake undertook undertaken|uphold upheld upheld|win won won
withdraw withdrew withdrawn|withhold withheld withheld|write wrote written|bid bid bid|split split split
rebuild rebuilt rebuilt|retake retook retaken|overtake overtook overtaken|bear bore borne|quit quit quit
bend bent bent|dig dug dug|swing swung swung|cast cast cast|shrink shrank shrunk|hurl hurled hurled
wear wore worn|ride rode ridden|sweep swept swept|stab stabbed stabbed|mislead misled misled|ban banned banned
spell spelled spelled|forgo forwent forgone|seize seized seized|resell resold resold|redraw redrew redrawn
sing sang sung|sue sued sued|lie lay lain|light lit lit|outlaw outlawed outlawed|arm armed armed
oversee oversaw overseen|mean meant meant
"""
PAST: dict[str, tuple[str, str]] = {
    base: (past, participle)
    for base, past, participle in (
        entry.split() for line in _IRREGULAR.split("\n") for entry in line.split("|") if entry
    )
}
# Final consonant doubles although the stress cannot be seen in the spelling.
_DOUBLED = """
admit ban bar beg commit control cut defer get hit let permit plan put rebel refer regret rob run set shut sit stab step
stop strip submit swap win wrap expel compel quit tap transfer occur dig forget bid split drop grab slam scrap slap pin
cap acquit knit allot equip drag chat plot ship slip spot strap trap trim flag jam prop nab gun con net
"""
_DOUBLING = frozenset(_DOUBLED.split())
_VOWELS = "aeiou"


def _doubled(base: str) -> str:
    return base + base[-1] if base in _DOUBLING else base


def inflect(base: str, form: Form) -> str:
    """Give ``base`` (a lemma) in ``form``."""
    if form == "base":
        return base
    if form == "s":
        return _third_person(base)
    if form == "ing":
        return _gerund(base)
    return PAST[base][form == "participle"] if base in PAST else _past(base)


def _third_person(base: str) -> str:
    if base in {"be", "have"}:
        return {"be": "is", "have": "has"}[base]
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    return base[:-1] + "ies" if _ends_in_consonant_y(base) else base + "s"


def _gerund(base: str) -> str:
    if base == "lie":
        return "lying"
    if base.endswith("e") and not base.endswith(("ee", "oe")) and base != "be":
        return base[:-1] + "ing"
    return _doubled(base) + "ing"


def _past(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    return base[:-1] + "ied" if _ends_in_consonant_y(base) else _doubled(base) + "ed"


def _ends_in_consonant_y(base: str) -> bool:
    return base.endswith("y") and base[-2] not in _VOWELS
