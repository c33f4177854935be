"""The record against the reference: what matches, what differs, what was filled in unasked, what was only gone along with."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from gesprek.dialogue import Answer
from gesprek.i18n import N_, _
from gesprek.knowledge import Fact, plain_value
from gesprek.moments import in_text
from gesprek.practice.measures import FactMeasure, FactState
from gesprek.practice.moments import plain
from gesprek.practice.reach import is_stopped, questions_in_reach
from gesprek.practice.session import Session

__all__ = ["compare_record", "fits", "in_words"]

_NOTHING_SAID = frozenset({"niet_gevraagd", "geparkeerd", "nvt"})
"""Statuses by which an officer says that nothing was said: never filled in for anybody."""

_SHOWS = frozenset(
    {"aangever_naam", "aangever_aanhef", "aangever_voornaamwoord", "taal_slachtoffer", "tolk_nodig", "slachtoffer_type"}
)
"""Facts that show by themselves: recorded rightly without asking they cost nothing, and where the case is silent neither."""

_WEIGHTY = frozenset({"signalen", "doelen", "beoordeling", "herstel", "wensen", "route"})
_WEIGHTY_FACTS = frozenset(
    {
        "aangifte_wens", "acuut_gevaar", "bedreiging_geuit", "communicatiebeperking", "geweld_gebruikt", "hulppersoon",
        "kan_vrij_spreken", "kinderen_betrokken", "letsel", "schade_wens", "steun_omgeving", "verwachting_aangifte",
        "wens_toekomstige_omgang",
    }
)  # fmt: skip
"""Topics and facts about wishes, safety and vulnerability: those are asked, also when a guess happens to be right."""

STATUS_WORDS = {
    "onbekend": N_("weet niet"),
    "wil_niet_zeggen": N_("wil niet zeggen"),
    "niet_gevraagd": N_("niet gevraagd"),
    "nvt": N_("niet van toepassing"),
    "geparkeerd": N_("geparkeerd"),
}


def compare_record(session: Session) -> list[FactMeasure]:
    """Every fact of the reference, and every other fact that was recorded though nobody said it, in the order of the flow."""
    scenario = session.scenario
    reference = scenario.reference
    order = {fact: index for index, fact in enumerate(scenario.knowledge.question_of)}
    recorded = session.conversation.answers
    names = sorted({*reference, *recorded} & order.keys(), key=order.__getitem__)
    found = [_measured(session, name, reference.get(name), recorded.get(name)) for name in names]
    measured = [measure for measure in found if measure is not None]
    return [_of_stopped(session, measure) for measure in measured if _came_up(session, measure)]


def _came_up(session: Session, measure: FactMeasure) -> bool:
    if measure.recorded or measure.fact in session.known:
        return True
    return session.scenario.knowledge.question_of[measure.fact].id in questions_in_reach(session)


def _of_stopped(session: Session, measure: FactMeasure) -> FactMeasure:
    """A stopped exercise can be begun again: what was only guessed or left out is not answered for the student."""
    hidden = is_stopped(session) and measure.state in ("ingevuld", "meegegaan", "niet_gevraagd")
    return msgspec.structs.replace(measure, expected="", why="") if hidden else measure


def _measured(session: Session, name: str, expected: Answer | None, given: Answer | None) -> FactMeasure | None:
    state = _state(session, name, expected, given)
    if state is None:
        return None
    scenario = session.scenario
    fact = scenario.knowledge.facts[name]
    question = scenario.knowledge.question_of[name]
    return FactMeasure(
        fact=name,
        label=_(fact.label),
        topic=scenario.knowledge.topic_of[question.id].id,
        state=state,
        expected=in_words(fact, expected),
        recorded=in_words(fact, given),
        moment=_moment(session, name, state),
        why=scenario.reason_of(name),
        seen=any(name in scenario.observations[q].feiten for q in session.looked if q in scenario.observations)
        and not any(name in answered.released for answered in session.asked),
        plain=name in _SHOWS,
    )


def _state(session: Session, name: str, expected: Answer | None, given: Answer | None) -> FactState | None:
    if given is None or (given.status in _NOTHING_SAID and (expected is None or expected.status != given.status)):
        if expected is None:
            return None
        return "niet_vastgelegd" if name in session.known else "niet_gevraagd"
    if _went_along(session, name, given) and not (expected is not None and fits(expected, given)):
        return "meegegaan"
    if expected is None:
        unasked = name not in _SHOWS and _is_theirs(session, name) and not _of_signal(session, name, given)
        return "ingevuld" if unasked else None
    fact = session.scenario.knowledge.facts[name]
    if name not in session.known and _is_theirs(session, name):
        return _unasked(session, fact, expected, given)
    if fits(expected, given):
        return "klopt"
    return _by_eye(fact, expected, given)


def _unasked(session: Session, fact: Fact, expected: Answer, given: Answer) -> FactState:
    """What was recorded and neither asked nor told: filled in, or right though it was not asked."""
    question = session.scenario.knowledge.question_of[fact.feit]
    topic = session.scenario.knowledge.topic_of[question.id].id
    if question.hoe == "vertellen" or topic in _WEIGHTY or fact.feit in _WEIGHTY_FACTS or given.status:
        return "ingevuld"
    if not fits(expected, given) and _by_eye(fact, expected, given) != "klopt":
        return "ingevuld"
    return "klopt" if _in_what_was_said(session, fact, given) else "ongevraagd"


def _in_what_was_said(session: Session, fact: Fact, given: Answer) -> bool:
    """True when the person's own words, before or in answer to something else, plainly hold it."""
    said = " ".join(one.text for one in session.said if one.who == "persoon").lower()
    values = {str(value) for value in (given.waarde if isinstance(given.waarde, list | tuple) else [given.waarde])}
    for item in session.scenario.knowledge.words:
        for value, phrases in item.keuzes.get(fact.feit, {}).items():
            if value in values and any(phrase.lower() in said for phrase in phrases):
                return True
    return fact.soort in ("tekst", "citaat") and all(word in said for word in _content(given.waarde))


def _is_theirs(session: Session, name: str) -> bool:
    """True for what only the person can say, or what is only true when it was told to them."""
    question = session.scenario.knowledge.question_of[name]
    said = question.hoe == "vragen" or (question.hoe == "vertellen" and question.id in session.scenario.replies)
    return said and session.scenario.knowledge.facts[name].soort != "datumtijd"


def _went_along(session: Session, name: str, given: Answer) -> bool:
    return any(
        plain(plain_value(given.waarde)) == answered.agreed.get(name)
        or (name in answered.agreed and fits(session.scenario.answer(name, answered.agreed[name]), given))
        for answered in session.asked
        if name in answered.agreed and given.waarde is not None
    )


def _of_signal(session: Session, name: str, given: Answer) -> bool:
    """True when it records a signal that could be noticed."""
    return any(
        name in signal.feiten and fits(session.scenario.answer(name, signal.feiten[name]), given)
        for signal in session.scenario.signalen
        if signal.signaal in session.noticed
    )


def fits(expected: Answer, given: Answer) -> bool:
    """True when a record says the same as the reference; of several values all must be there and no other."""
    if expected.status or given.status:
        return expected.status == given.status
    return bool(given.waarde == expected.waarde)


def _by_eye(fact: Fact, expected: Answer, given: Answer) -> FactState:
    """Words of one's own say the same when half of the words of the reference are in them; otherwise a person must look."""
    if given.status or expected.status:
        return "anders"
    if fact.soort == "datumtijd":
        return "klopt"
    if fact.soort in ("tekst", "citaat") or (fact.soort == "lijst" and not fact.waarden_van):
        wanted, there = set(_content(expected.waarde)), set(_content(given.waarde))
        return "klopt" if wanted and len(wanted & there) * 2 >= len(wanted) else "vergelijk"
    if fact.soort == "lijst":
        return "klopt" if expected.keys[0] == given.keys[0] else "anders"
    return "anders"


def _content(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list | tuple) else [value]:
        text = " ".join(item.values()) if isinstance(item, dict) else str(item)
        yield from (word for word in re.findall(r"\w+", text.lower()) if len(word) > 3)


def _moment(session: Session, name: str, state: FactState) -> int:
    """The moment at which it was recorded last; of what was not recorded the moment at which it was told; otherwise -1."""
    for number in range(len(session.moments) - 1, -1, -1):
        moment = session.moments[number]
        if moment.kind == "recorded" and any(name in e.get("data", {}).get("after", ()) for e in moment.data["events"]):
            return number
    if state == "niet_vastgelegd":
        return next((answered.moment for answered in session.asked if name in answered.released), -1)
    return -1


def in_words(fact: Fact, answer: Answer | None) -> str:
    """An answer as it is read; empty when there is none."""
    if answer is None:
        return ""
    if answer.status:
        return _(STATUS_WORDS[answer.status])
    value = plain_value(answer.waarde)
    parts = value if isinstance(value, list) else [value]
    return ", ".join(_part(fact, part) for part in parts)


def _part(fact: Fact, part: Any) -> str:
    if isinstance(part, dict):
        return " ".join(_(fact.waarden[text]) if text in fact.waarden else in_text(text) for text in part.values())
    if fact.soort in ("datum", "datumtijd"):
        return in_text(str(part))
    return _(fact.waarden[part]) if part in fact.waarden else str(part)
