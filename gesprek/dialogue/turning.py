"""What would turn a verdict: the smallest change of one fact that opens, holds or closes a route."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gesprek.dialogue.answers import Answer, Answers, make_answer
from gesprek.dialogue.path import Path, amend
from gesprek.dialogue.verdicts import Judge, RouteVerdict
from gesprek.knowledge import Fact, Knowledge

__all__ = ["Turn", "turns"]


@dataclass(frozen=True, slots=True)
class Turn:
    """Were `feit` answered with `waarde`, then these routes would change: (route, from, to)."""

    feit: str
    waarde: str
    routes: tuple[tuple[str, str, str], ...]

    def text(self, knowledge: Knowledge) -> str:
        """The consequence in one sentence."""
        parts = [f"{knowledge.routes[r].naam}: van {old} naar {new}" for r, old, new in self.routes]
        return "; ".join(parts)


def turns(knowledge: Knowledge, judge: Judge, answers: Answers, path: Path, verdicts: Iterable[RouteVerdict]) -> list[Turn]:
    """Every single change that alters a verdict, open questions first, in the order of the flow."""
    routes = [v.route for v in verdicts]
    before = {route.id: judge.base(route, path).oordeel for route in routes}
    looks = {route.id: judge.facts_of(route.id) for route in routes}
    found = []
    for fact_id in path.facts:
        affected = [route for route in routes if fact_id in looks[route.id]]
        if not affected:
            continue
        for value in _other_values(knowledge.facts[fact_id], path.answers.get(fact_id)):
            changed = amend(knowledge, path, {**answers, fact_id: _as_answer(knowledge.facts[fact_id], value)}, fact_id)
            rows = tuple(
                (route.id, before[route.id], after)
                for route in affected
                if (after := judge.base(route, changed).oordeel) != before[route.id]
            )
            if rows:
                found.append(Turn(fact_id, value, rows))
    return sorted(found, key=lambda t: (t.feit in path.view.values, -len(t.routes)))


def _other_values(fact: Fact, given: Answer | None) -> list[str]:
    if fact.soort not in ("keuze", "meerkeuze"):
        return []
    has = given.waarde if given else None
    return [v for v in fact.waarden if v not in fact.onzeker and v != has and has != (v,)]


def _as_answer(fact: Fact, value: str) -> Answer:
    return make_answer(fact, (value,) if fact.soort == "meerkeuze" else value)
