"""An exercise as it went, step by step: what was said, seen and recorded, with the remarks that belong to each moment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from gesprek.dialogue.kept import Kept, event_of
from gesprek.i18n import _
from gesprek.practice.comparing import in_words
from gesprek.practice.measures import Measures, Remark
from gesprek.practice.moments import Moment
from gesprek.practice.names import kind_title
from gesprek.practice.session import Answered, Session
from gesprek.practice.wording import understood

__all__ = ["Line", "Step", "replay"]


class Line(msgspec.Struct, frozen=True):
    """A line of a step. who: persoon, agent, situatie or vastlegging."""

    who: str
    text: str


class Step(msgspec.Struct, frozen=True):
    """One moment as it is shown. number: of the moment; minute: virtual, when it was over; good: None when nothing was asked."""

    number: int
    title: str
    minute: int
    lines: tuple[Line, ...]
    remarks: tuple[Remark, ...] = ()
    good: bool | None = None


def replay(session: Session, measures: Measures) -> list[Step]:
    """Every moment, in order."""
    asked = {answered.moment: answered for answered in (*session.asked, *session.unclear)}
    recommended = {question.moment: question.recommended for question in measures.questions}
    remarks: dict[int, list[Remark]] = {}
    for remark in measures.remarks:
        remarks.setdefault(remark.moment, []).append(remark)
    steps = []
    minute = 0
    for number, moment in enumerate(session.moments):
        minute += _minutes(session, moment, asked.get(number))
        title, lines = _shown(session, moment, asked.get(number))
        seen = [Line("situatie", s.te_merken) for s in session.scenario.signalen if session.noticed.get(s.signaal) == number]
        steps.append(Step(number, title, minute, (*lines, *seen), tuple(remarks.get(number, ())), recommended.get(number)))
    return steps


def _minutes(session: Session, moment: Moment, answered: Answered | None) -> int:
    if answered:
        return answered.minutes
    if moment.kind == "looked":
        return int(session.scenario.knowledge.questions[moment.data["question"]].hoe == "opzoeken")
    if moment.kind == "recorded":
        return sum(event["kind"] == "noted" for event in moment.data["events"])
    return 0


def _shown(session: Session, moment: Moment, answered: Answered | None) -> tuple[str, list[Line]]:
    scenario, data = session.scenario, moment.data
    if answered:
        lines = [Line("agent", answered.asked), Line("persoon", answered.text)]
        if answered.interruption:
            lines.append(Line("situatie", answered.interruption.text))
        if told := understood(session, answered):
            lines.append(Line("situatie", told))
        title = _("U vroeg of zei ({soort})").format(soort=kind_title(answered.kind))
        return title, lines
    if moment.kind == "looked":
        there = scenario.observations.get(data["question"])
        nothing = _("Hier is niets bijzonders te zien of te vinden.")
        return _("U keek of zocht op"), [Line("situatie", there.te_zien if there else nothing)]
    if moment.kind == "chosen":
        part = scenario.onderbrekingen[data["interruption"]]
        return _("U koos wat u deed"), [Line("agent", part.keuzes[data["choice"]].tekst)]
    if moment.kind == "contested":
        said = _("U was het niet eens met het oordeel over moment {n}: {reden}")
        return _("U sprak tegen"), [Line("agent", said.format(n=data["moment"], reden=data["reason"]))]
    if moment.kind == "recorded":
        return _("U legde vast"), [Line("vastlegging", text) for event in data["events"] for text in _recorded(session, event)]
    titles = {"begun": _("Begin"), "finished": _("U rondde af"), "given_up": _("U stopte")}
    begin = [Line("situatie", scenario.inleiding), Line("persoon", scenario.persoon.begint)]
    return titles[moment.kind], begin if moment.kind == "begun" else []


def _recorded(session: Session, row: dict[str, Any]) -> Iterator[str]:
    knowledge = session.scenario.knowledge
    event = event_of(msgspec.convert(row, Kept), knowledge)
    data = event.data
    if event.kind in ("answered", "retracted"):
        for fact, answer in data["after"].items():
            label = _(knowledge.facts[fact].label)
            yield f"{label}: {in_words(knowledge.facts[fact], answer) or _('weggehaald')}"
    elif event.kind == "noted":
        yield _("Notitie: {tekst}").format(tekst=data["text"])
    elif event.kind == "moved":
        titles = {topic.id: topic.titel for topic in knowledge.flow.onderwerpen}
        yield _("Naar: {onderwerp}").format(onderwerp=_(titles.get(data["to"], data["to"])))
    elif event.kind in ("decided", "deviated"):
        route = knowledge.routes.get(data["route"])
        name = _(route.naam) if route else _("geen weg")
        yield _("Besloten: {weg}. {reden}").format(weg=name, reden=data["reason"]).strip()
    elif event.kind == "undone":
        yield _("Het laatste antwoord ongedaan gemaakt.")
    elif event.kind == "read_back":
        yield _("Voorlezen begonnen.")
    elif event.kind == "fixed":
        yield _("De tekst vastgesteld.")
