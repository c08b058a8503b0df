"""The event coder: triggers, roles, modality, setting, counts of one paragraph after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workers.extraction.entities.table import EntityTable
from workers.extraction.events.announced import (
    announced,
    contents,
    is_alert,
    is_harmless_vow,
    is_hostile_vow,
    speakers_above,
)
from workers.extraction.events.contexts import contexts_by_sentence
from workers.extraction.events.conventions import authorities, conventional
from workers.extraction.events.coref import link
from workers.extraction.events.counts import counts_of
from workers.extraction.events.demands import demand, supply_demand
from workers.extraction.events.headlines import repair
from workers.extraction.events.locality import locate
from workers.extraction.events.modality import modality_of
from workers.extraction.events.participants import Cast
from workers.extraction.events.results import fold_results
from workers.extraction.events.roles import Roles, assign
from workers.extraction.events.setting import anchors, entry_time, is_future, places_of, time_of
from workers.extraction.events.syntax import VERBAL, Tree, build
from workers.extraction.events.tie_breaker import judge, settle, supply
from workers.extraction.events.triggers import Trigger, find_triggers
from workers.extraction.text import Paragraph, Span
from workers.extraction.types import Analysis, Event, EventTime, Place, Quote, TimeExpression

_LEXICON_CONFIDENCE = 0.7
_PER_CONDITION = 0.08
_OTHER_CONFIDENCE = 0.5


@dataclass(frozen=True, slots=True)
class _Context:
    analysis: Analysis
    cast: Cast
    quotes: tuple[Quote, ...]
    times: tuple[TimeExpression, ...]
    places: tuple[Place, ...]
    alert: bool


def code(
    analysis: Analysis,
    entities: EntityTable,
    quotes: tuple[Quote, ...],
    times: tuple[TimeExpression, ...],
    places: tuple[Place, ...],
) -> tuple[Event, ...]:
    """Return the events of the article: sentences in text order, within a sentence the main event first."""
    cast = Cast(analysis, entities, quotes, locate(analysis, entities, places), places)
    context = _Context(analysis, cast, quotes, times, places, is_alert(analysis))
    found: list[Event] = []
    for paragraph in analysis.paragraphs:
        found.extend(_paragraph(paragraph, context))
    return link(found)


def _paragraph(paragraph: Paragraph, context: _Context) -> list[Event]:
    tree = build(paragraph)
    repair(tree)
    triggers = find_triggers(tree)
    settled: frozenset[int] = frozenset()
    if context.alert:
        triggers, settled = conventional(tree, supply_demand(tree, triggers))
    verdict = judge(paragraph) if context.alert else None
    if verdict is not None:
        triggers = supply(tree, _main_predications(tree, triggers), verdict)
    inside = Span(paragraph.start, paragraph.end)
    times = tuple(t for t in context.times if t.span.start < inside.end and t.span.end > inside.start)
    places = tuple(p for p in context.places if p.mention is not None and inside.start <= p.mention.start < inside.end)
    quotes = [
        (q.content[-1].end - q.content[0].start, i, q.content)
        for i, q in enumerate(context.quotes)
        if q.content and q.content[0].start < inside.end and q.content[-1].end > inside.start
    ]
    triggers, results = fold_results(tree, triggers, under_nouns=not context.alert)
    anchored = anchors(tree, times)
    entry = entry_time(tree, times)
    contexts = contexts_by_sentence(tree)
    found: list[tuple[tuple[int, int, int], Event]] = []
    for trigger in triggers:
        token = trigger.token
        quote = _smallest_quote(quotes, tree.start[token])
        event = _event(
            tree, trigger, quote, anchored, places, contexts.get(tree.sentence[token], ()), paragraph, context
        )
        if event.time is None and entry is not None and event.modality == "asserted" and tree.pos[token] in VERBAL:
            event = replace(event, time=entry)
        for result in results.get(token, ()):
            event = replace(
                event, counts=dict(counts_of(tree, result.token, tuple(result.frame.get("obj")))) | dict(event.counts)
            )
        root = tree.sentence[token]
        found.append(((root, 0 if trigger.match else 1, _rank(tree, token)), event))
    found.sort(key=lambda pair: pair[0])
    events = [event for _, event in found]
    if verdict is None or (events and _is_settled(tree, events[0], settled)):
        return events
    return settle(events, verdict)


def _is_settled(tree: Tree, event: Event, conventional: frozenset[int]) -> bool:
    """Tell whether the sentence's first event needs no scorer: a convention or a demand decides it."""
    deciding = {*conventional, demand(tree)}
    return any(t is not None and tree.start[t] == event.trigger.start for t in deciding)


def _alert_actors(tree: Tree, trigger: Trigger, actors: tuple[int, ...]) -> tuple[int, ...]:
    """Return the actors of a single sentence, where no other one tells whom a pronoun means or who is in charge."""
    if not actors:
        return authorities(tree, trigger)
    if all(tree.pos[t] == "PRON" for t in actors):
        return (*actors, *(t for t in speakers_above(tree, trigger.token) if t not in actors))
    return actors


def _main_predications(tree: Tree, triggers: list[Trigger]) -> list[Trigger]:
    """Keep the codes of a single sentence's own predications; what they speak of becomes OTHER."""
    inner = contents(tree, {t.token: t.match.entry.root or "" for t in triggers if t.match is not None})
    return [replace(t, match=None) if t.token in inner else t for t in triggers]


def _rank(tree: Tree, token: int) -> int:
    """Rank within the sentence: the higher in the tree, the earlier."""
    return tree.depth(token) * 1000 + min(token, 999)


def _smallest_quote(quotes: Sequence[tuple[int, int, tuple[Span, ...]]], position: int) -> int | None:
    held = [(size, i) for size, i, spans in quotes if any(s.start <= position < s.end for s in spans)]
    return min(held)[1] if held else None


def _within(tree: Tree, token: int, time: EventTime | None) -> bool:
    """Tell whether the time expression stands in the trigger's own phrase or clause."""
    if time is None or time.mention is None:
        return False
    below = tree.subtree(token)
    return tree.start[min(below)] <= time.mention.start < tree.end[max(below)]


def _event(
    tree: Tree,
    trigger: Trigger,
    quote: int | None,
    anchored: list[tuple[int, TimeExpression]],
    places: tuple[Place, ...],
    contexts: tuple[str, ...],
    paragraph: Paragraph,
    context: _Context,
) -> Event:
    token, matched = trigger.token, trigger.match
    time = time_of(tree, trigger.frame, anchored)
    future = is_future(time, context.analysis.article.published_on) and _within(tree, token, time)
    modality = modality_of(tree, trigger.frame, future=future)
    span = Span(tree.start[token], tree.end[token])
    if matched is None:
        return Event(
            type="OTHER", trigger=span, lemma=tree.lemma[token], actors=(), targets=(), places=(), time=time,
            modality=modality, quote=quote, section=paragraph.role, confidence=_OTHER_CONFIDENCE,
        )  # fmt: skip
    roles: Roles = assign(tree, trigger.frame, matched)
    entry = matched.entry
    root, mode = entry.root, entry.mode
    if root is not None and is_hostile_vow(tree, trigger.frame, root):
        root = "THREATEN"
    elif root is not None and is_harmless_vow(tree, trigger.frame, root):
        root, mode = "AGREE", None
    if context.alert and root is not None and (said := announced(tree, token, root)) is not None:
        root, mode, modality = said.root, None, "asserted"
        if said.demanded_by:
            roles = Roles(said.demanded_by, roles.actors or roles.targets)
        else:
            roles = Roles((*roles.actors, *(t for t in said.by if t not in roles.actors)), roles.targets)
    elif context.alert:
        roles = Roles(_alert_actors(tree, trigger, roles.actors), roles.targets)
    actors = context.cast.participants(tree, roles.actors, quote)
    context.cast.note(tree.lemma[token], actors)
    return Event(
        type=root,  # type: ignore[arg-type]  # find_triggers drops entries without a root
        trigger=span,
        lemma=tree.lemma[token],
        actors=actors,
        targets=context.cast.participants(tree, roles.targets, quote),
        places=places_of(tree, trigger.frame, places, roles.targets, root),
        time=time,
        modality=modality,
        quote=quote,
        section=paragraph.role,
        confidence=round(min(0.95, _LEXICON_CONFIDENCE + _PER_CONDITION * entry.specificity), 2),
        mode=mode,
        contexts=contexts,
        counts=counts_of(tree, token, roles.targets),
    )
