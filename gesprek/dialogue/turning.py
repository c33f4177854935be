"""What would turn a verdict: the smallest change of one fact that opens, holds or closes a route."""

from __future__ import annotations

from dataclasses import dataclass

from gesprek.dialogue.answers import Answer, Answers, make_answer
from gesprek.dialogue.path import Path, amend
from gesprek.dialogue.verdicts import Bases, Judge
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


def turns(knowledge: Knowledge, judge: Judge, answers: Answers, path: Path, bases: Bases) -> list[Turn]:
    """Every single change that alters a verdict, open questions first, in the order of the flow."""
    found = []
    for fact_id in path.facts:
        if fact_id not in judge.named:
            continue
        for value in _other_values(knowledge.facts[fact_id], path.answers.get(fact_id), judge.named[fact_id]):
            new = {**answers, fact_id: _as_answer(knowledge.facts[fact_id], value)}
            changed = amend(knowledge, path, new, fact_id)
            after = judge.bases(changed, bases, changed.differs_from(path, fact_id))
            if after is bases:
                continue
            rows = tuple(
                (route, before.oordeel, after.routes[route].oordeel)
                for route, before in bases.routes.items()
                if after.routes[route] is not before and after.routes[route].oordeel != before.oordeel
            )
            if rows:
                found.append(Turn(fact_id, value, rows))
    return sorted(found, key=lambda t: (t.feit in path.view.values, -len(t.routes)))


def _other_values(fact: Fact, given: Answer | None, named: frozenset[str]) -> list[str]:
    """The values worth trying: those that some rule names, and one that none names (they all weigh the same)."""
    if fact.soort not in ("keuze", "meerkeuze"):
        return []
    has = given.waarde if given else None
    sure = [v for v in fact.waarden if v not in fact.onzeker]
    unnamed = [v for v in sure if v not in named][:1]
    return [v for v in sure if (v in named or v in unnamed) and v != has and has != (v,)]


def _as_answer(fact: Fact, value: str) -> Answer:
    return make_answer(fact, (value,) if fact.soort == "meerkeuze" else value)
