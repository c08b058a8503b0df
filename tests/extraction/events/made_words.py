"""The words of made sentences: a noun phrase a word class, articles, verb forms, and ``made_frames.tsv``."""

from functools import cache
from pathlib import Path

from training.inflection import inflect

PLAIN = {
    "talk": "talks", "force": "troops", "arms": "missiles", "aid": "aid", "tie": "ties", "bond": "ties",
    "pact": "a treaty",
    "agreement": "an agreement", "prisoner": "two prisoners", "place": "the town", "border": "the border",
    "media": "the newspaper", "envoy": "the ambassador", "person": "two soldiers", "demand": "the demand",
    "claim": "the claim", "invest": "an investigation", "measure": "the embargo", "punish": "sanctions",
    "restrict": "a curfew", "violence": "the attacks", "fight": "an attack", "protest": "a protest", "trade": "exports",
    "secret": "evidence", "exercise": "exercises", "people": "two migrants", "property": "the ship",
    "law": "the treaty",
    "ceasefire": "a ceasefire", "official": "the minister", "crowd": "protesters", "worker": "the workers",
    "police": "the police", "bomb": "a bomb", "keeper": "peacekeepers", "right": "permission", "relief": "food",
    "office": "his post", "armsdown": "their weapons", "policyish": "the policy", "visitplace": "the capital",
    "thing": "the software", "company": "the airline", "aidverb": "help", "hostile": "attack", "refuge": "asylum",
    "vehicle": "two lorries", "building": "the warehouse", "armed": "rebels", "record": "the names",
    "court": "the court",
    "stay": "the prison", "many": "ministers", "foreign": "Bolivian lorries", "goods": "fruit",
    "human": "two sailors", "violent": "shoot",
    "concede": "release", "wish": "talks", "polity": "the government", "named": "Bolivia", "accident": "a crash",
}  # fmt: skip

# Nouns that take no article where they are used up by a verb or a preposition.
BARE = frozenset({
    "absentia", "access", "account", "action", "aggression", "aid", "alarm", "allegiance", "amnesty",
    "approval", "arms", "arrest", "asylum", "backing", "bail", "battle", "blood", "capital", "captive", "cash",
    "citizenship", "cleansing", "clemency", "combat", "concern", "condolences", "confidence", "control",
    "cooperation", "corruption", "court", "curfew", "custody", "data", "death", "detention", "diplomacy",
    "disposal", "dissent", "effect", "entering", "entry", "equipment", "evidence", "exile", "fire", "food",
    "force", "formation", "fuel", "gas", "genocide", "grain", "gratitude", "ground", "guilt", "hands", "help",
    "hiding", "home", "hostage", "humanity", "independence", "interest", "investment", "jail", "justice",
    "land", "leave", "leaving", "mediation", "medicine", "money", "news", "office", "oil", "opposition",
    "order", "parole", "permission", "port", "position", "power", "praise", "prison", "protest", "quarantine",
    "questioning", "readiness", "recognition", "refuge", "regret", "rein", "relief", "responsibility",
    "sanctuary", "satisfaction", "sea", "service", "shame", "shelter", "siege", "signing", "solidarity",
    "sorrow", "sovereignty", "strike", "support", "surveillance", "sympathy", "talks", "thanks", "torture",
    "traffic", "travelling", "treason", "trial", "tribute", "unrest", "violence", "war", "water", "wheat",
    "witness", "work", "wrongdoing",
})  # fmt: skip
PLURAL = {"condolence": "condolences", "thank": "thanks", "talk": "talks", "negotiation": "negotiations"}
# What the present generator for training sentences gets wrong.
_PAST = {
    "do": "did", "club": "clubbed", "patrol": "patrolled", "transmit": "transmitted", "chip": "chipped",
    "unban": "unbanned", "ring": "rang", "kneel": "knelt", "unwind": "unwound", "counsel": "counselled",
    "unfreeze": "unfroze", "kidnap": "kidnapped", "whip": "whipped", "gas": "gassed", "rap": "rapped",
    "overrun": "overran",
}  # fmt: skip
_PARTICIPLE = {**_PAST, "do": "done", "overrun": "overrun", "unfreeze": "unfrozen", "ring": "rung"}
# The preposition by which a noun that a verb uses up takes the party concerned.
OF_NOUN = {
    "attack": "on", "assault": "on", "raid": "on", "strike": "on", "war": "on", "fire": "on", "condolence": "to",
    "condolences": "to", "call": "to", "support": "for", "backing": "for", "solidarity": "with", "recognition": "to",
    "gratitude": "to", "praise": "for", "talks": "with", "sanctions": "on", "curfew": "in", "protest": "against",
}  # fmt: skip


@cache
def frames() -> dict[tuple[str, str], tuple[str, str, str]]:
    """Return subject, object and rest by part of speech and pattern; ``-`` leaves a piece to the rules."""
    found = {}
    for line in (Path(__file__).parent / "made_frames.tsv").read_text(encoding="utf8").splitlines():
        if line and not line.startswith("#"):
            part, pattern, subject, obj, rest = line.split("\t")
            found[part, pattern] = subject, obj, rest
    return found


def form_of(verb: str, form: str) -> str:
    """Give a verb in its ``past`` or as its ``participle``."""
    irregular = _PAST if form == "past" else _PARTICIPLE
    return irregular.get(verb) or inflect(verb, "past" if form == "past" else "participle")
