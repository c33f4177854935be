"""What is still worth asking: first what the law requires, then what decides a route, then the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gesprek.dialogue.duty import DutyState
from gesprek.dialogue.path import Path
from gesprek.dialogue.verdicts import RouteVerdict, goals_of
from gesprek.knowledge import Knowledge

__all__ = ["OpenQuestion", "ask_again", "noodset_facts", "open_questions"]

_REFUSED = frozenset({"wil_niet_zeggen", "nvt"})
_LEGAL = ("individuele_beoordeling", "folder_verklaring_rechten", "slachtofferhulp_verwijzing")
_AFTER_A_YES = "houding_verdachte_contact"
"""Whether the suspect wants contact is only asked once the victim does (Cahier r1984-1988): last of what decides a route."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A fact still worth asking, why, and the routes that wait for it."""

    feit: str
    soort: Literal["wet", "route", "noodset", "rest"]
    routes: tuple[str, ...] = ()


def ask_again(path: Path, fact: str) -> bool:
    """True when asking can still bring something: no answer, unknown, not asked or parked; never what was refused."""
    answer = path.answers.get(fact)
    return answer is None or (answer.status not in _REFUSED and answer.waarde is None)


def noodset_facts(knowledge: Knowledge) -> list[str]:
    """The facts of the ten-minute version, in the order of the flow."""
    return [fact for q in knowledge.questions.values() if q.noodset == "ja" for fact in q.feiten]


def open_questions(knowledge: Knowledge, path: Path, duty: DutyState, verdicts: Iterable[RouteVerdict]) -> list[OpenQuestion]:
    """The ranked list. Facts off the path never appear."""
    waiting, decides = _waiting(verdicts)
    found: dict[str, OpenQuestion] = {}

    def add(facts: Iterable[str], kind: Literal["wet", "route", "noodset", "rest"]) -> None:
        for fact in facts:
            if fact in found or fact not in on_path:
                continue
            if _worth_asking(knowledge, path, fact) or (kind == "wet" and _half_done(path, duty, fact)):
                found[fact] = OpenQuestion(fact, kind, tuple(waiting.get(fact, ())))

    on_path = set(path.facts)
    add(_safety_facts(path), "wet")
    add((f for s in path.gates if s.speelt for f in s.gate.vereist), "wet")
    if goals_of(path)[0] == "":
        add(("doel_slachtoffer", "doel_eigen_woorden"), "route")
    place = {fact: i for i, fact in enumerate(knowledge.question_of)}
    add(sorted(waiting, key=lambda f: (f == _AFTER_A_YES, -decides.get(f, 0), -len(waiting[f]), place.get(f, 999))), "route")
    gate_facts = {f for s in path.gates if s.speelt is None for f in s.gate.speelt.open_parts(path.view)[0]}
    add(sorted(gate_facts, key=lambda f: place.get(f, 999)), "route")
    legal = [*duty.ontbreekt, *(f for f in _LEGAL)]
    add(legal, "wet")
    add((f for f in noodset_facts(knowledge)), "noodset")
    add((f for f, a in path.answers.items() if a.status in ("onbekend", "niet_gevraagd", "geparkeerd")), "rest")
    rank = {"wet": 0, "route": 1, "noodset": 2, "rest": 3}
    return sorted(found.values(), key=lambda q: rank[q.soort])


def _waiting(verdicts: Iterable[RouteVerdict]) -> tuple[dict[str, list[str]], dict[str, int]]:
    """Per fact the routes that wait for it, and how many of those it alone holds back now."""
    waiting: dict[str, list[str]] = {}
    decides: dict[str, int] = {}
    for verdict in verdicts:
        if verdict.oordeel in ("gesloten", "niet_in_eenheid"):
            continue
        for fact in verdict.nodig:
            waiting.setdefault(fact, []).append(verdict.route.id)
        for reason in verdict.redenen:
            if reason.uitkomst == "onbekend" and reason.gevolg == "later":
                for fact in reason.feiten:
                    decides[fact] = decides.get(fact, 0) + 1
    return waiting, decides


def _safety_facts(path: Path) -> list[str]:
    """What the gates that hold routes back while unknown still need, vulnerability apart: safety comes before everything."""
    states = [s for s in path.gates if s.speelt is None and s.gate.id != "kwetsbaar" and s.gate.holds_unknown(path.view)]
    return [f for s in states for f in sorted(s.gate.speelt.open_parts(path.view)[0])]


def _worth_asking(knowledge: Knowledge, path: Path, fact: str) -> bool:
    if ask_again(path, fact):
        return True
    value = path.view.values.get(fact)
    unsure = knowledge.facts[fact].onzeker
    return value in unsure if not isinstance(value, frozenset) else bool(value) and value <= set(unsure)


def _half_done(path: Path, duty: DutyState, fact: str) -> bool:
    """True for a part of the duty that has a value which is not enough yet (half of the content told, say)."""
    return fact in duty.ontbreekt and path.view.statuses.get(fact) not in _REFUSED
