"""How far a conversation is: the state of a topic, what is still needed and why, and what to ask next. Pure."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

from gesprek.dialogue import Situation
from gesprek.i18n import N_, _
from gesprek.knowledge import Topic

__all__ = ["DUTY_SIGNS", "SIGNS", "Needed", "TopicState", "duty_shown", "needed", "next_fact", "topic_states"]

SIGNS = {"klaar": "●", "deels": "◐", "open": "○", "geparkeerd": "◇", "leeg": "·"}
"""Done, partly, open, parked, and nothing to ask here."""
DUTY_SIGNS = {
    "open": ("○", N_("nog niet")),
    "deels": ("◐", N_("deels")),
    "gegeven": ("●", N_("gegeven")),
    "uitgesteld": ("◇", N_("uitgesteld")),
    "geweigerd": ("●", N_("niet gewenst")),
}


@dataclass(frozen=True, slots=True)
class TopicState:
    """A topic with its state, and how many of its facts have an answer."""

    topic: Topic
    state: str
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class Needed:
    """A fact still worth asking, and why."""

    feit: str
    why: str


def topic_states(situation: Situation) -> list[TopicState]:
    """Every topic, in order. The one about the duty of art. 5j is done when the duty is met, however much was answered."""
    path = situation.path
    on = set(path.facts)
    found = []
    for topic in situation.knowledge.flow.onderwerpen:
        facts = [f for q in topic.vragen for f in q.feiten if f in on]
        due = [f for f in facts if f in path.due or f in path.answers]
        answered = [f for f in due if f in path.answers]
        parked = any(path.answers[f].status == "geparkeerd" for f in answered)
        if not facts:
            state = "leeg"
        elif len(answered) == len(due) and due:
            told = situation.duty.compleet or "info5j_status" not in facts
            state = "geparkeerd" if parked else "klaar" if told else "deels"
        else:
            state = "deels" if answered else "open"
        found.append(TopicState(topic, state, len(answered), len(due)))
    return found


def _noodset(situation: Situation) -> set[str]:
    facts = {f for q in situation.knowledge.questions.values() if q.noodset == "ja" for f in q.feiten}
    facts |= {q.feit for q in situation.questions if q.soort in ("wet", "noodset")}
    for state in situation.open_gates:
        facts |= set(state.gate.vereist)
    return facts


def next_fact(situation: Situation, here: str, noodset: bool = False, passed: Container[str] = ()) -> str:
    """The next fact to ask after `here`: on the path, due first, without an answer. Empty when there is none.

    passed: facts that were gone past without an answer; they come round again when nothing else is left.
    """
    path = situation.path
    only = _noodset(situation) if noodset else None
    order = list(situation.knowledge.question_of)
    at = order.index(here) if here in order else -1
    waiting = [f for f in path.facts if f not in path.answers and f != here and (only is None or f in only)]
    fresh = [f for f in waiting if f not in passed]
    place = {fact: i for i, fact in enumerate(order)}
    for group in ([f for f in fresh if f in path.due], fresh, [f for f in waiting if f in path.due], waiting):
        if group:
            return next((f for f in group if place[f] > at), group[0])
    return ""


def needed(situation: Situation, noodset: bool = False, limit: int = 12) -> list[Needed]:
    """What is still worth asking, ranked, with why in a few words."""
    only = _noodset(situation) if noodset else None
    found = []
    for question in situation.questions:
        if only is None or question.feit in only:
            found.append(Needed(question.feit, _why(situation, question.feit, question.soort, question.routes)))
        if len(found) == limit:
            break
    return found


def _why(situation: Situation, fact: str, kind: str, routes: tuple[str, ...]) -> str:
    if routes:
        name = _(situation.knowledge.routes[routes[0]].naam)
        more = len(routes) - 1
        return _("bepaalt {route} en {n} meer").format(route=name, n=more) if more else _("bepaalt {route}").format(route=name)
    if fact in situation.duty.ontbreekt:
        return _("voor art. 5j")
    gate = next((s.gate for s in situation.open_gates if fact in s.gate.vereist), None)
    if gate is not None:
        return _("nodig: {poort}").format(poort=_(gate.titel))
    return {
        "wet": _("wet of veiligheid"),
        "route": _("bepaalt welke route past"),
        "noodset": _("noodset"),
        "rest": _("staat nog open"),
    }[kind]


def duty_shown(situation: Situation) -> str:
    """Art. 5j in one sign and a word."""
    sign, word = DUTY_SIGNS[situation.duty.status]
    return f"{sign} {_(word)}"
