"""The path: which questions apply, computed from the flow and the answers, every time.

Off the path means absent, not empty: rules, documents and completeness do not see an answer whose question has fallen
away. The answer itself is kept; change the deciding answer back and it returns.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, field, replace
from typing import Any

from gesprek.dialogue.answers import Answer, Answers
from gesprek.knowledge import Expression, Gate, Knowledge, View

__all__ = ["GateState", "Path", "amend", "walk"]


@dataclass(frozen=True, slots=True)
class GateState:
    """Whether a gate plays: True, False, or None when that is not known yet."""

    gate: Gate
    speelt: bool | None


@dataclass(frozen=True)
class Path:
    """The facts that count, in the order of the flow."""

    facts: tuple[str, ...]
    due: frozenset[str]
    answers: dict[str, Answer]
    view: View
    gates: tuple[GateState, ...]
    off: frozenset[str] = field(default_factory=frozenset)

    def differs_from(self, other: Path, fact: str) -> set[str]:
        """The facts that may look different here: `fact`, and what came onto the path or fell off it."""
        return {fact, *(self.answers.keys() ^ other.answers.keys())}

    def unanswered(self) -> list[str]:
        """Every fact on the path without an answer or a status, in the order of the flow."""
        return [fact for fact in self.facts if fact not in self.answers]


def walk(knowledge: Knowledge, answers: Answers) -> Path:
    """Follow the flow once. A question is on the path unless its condition is surely false; it is due when surely true."""
    values: dict[str, Any] = {}
    statuses: dict[str, str] = {}
    plan = _plan(knowledge)
    gates: dict[str, bool | None] = dict(plan.elsewhere)
    seen: dict[str, Answer] = {}
    fallen: set[str] = set()
    waiting: set[str] = set()
    for facts, condition, asked in plan.steps:
        if condition is not None:
            for name in asked:
                if name not in gates:
                    gates[name] = plan.gates[name](values, statuses, gates)
            applies = condition(values, statuses, gates)
            if applies is False:
                fallen.update(facts)
                continue
            if applies is None:
                waiting.update(facts)
        for fact in facts:
            if fact in answers:
                answer = seen[fact] = answers[fact]
                if answer.status:
                    statuses[fact] = answer.status
                else:
                    values.update(answer.keys)
    states = _states(knowledge, values, statuses)
    gates = {**plan.elsewhere, **{state.gate.id: state.speelt for state in states}}
    facts = tuple([fact for fact in plan.facts if fact not in fallen]) if fallen else plan.facts
    off = frozenset([fact for fact in answers if fact not in seen])
    return Path(facts, plan.all - fallen - waiting, seen, View(values, statuses, gates), states, off)


def amend(knowledge: Knowledge, path: Path, answers: Answers, fact: str) -> Path:
    """The path after the answer to `fact` changed to what `answers` holds: the same as `walk`, without walking when it can."""
    given = answers.get(fact)
    if fact not in path.facts:
        return replace(path, off=path.off | {fact} if given else path.off - {fact})
    values = {k: v for k, v in path.view.values.items() if k.partition(".")[0] != fact}
    statuses = {k: v for k, v in path.view.statuses.items() if k != fact}
    seen = {k: v for k, v in path.answers.items() if k != fact}
    if given is not None:
        seen[fact] = given
        if given.status:
            statuses[fact] = given.status
        else:
            values.update(given.keys)
    states = path.gates
    if any(fact in state.gate.speelt.facts for state in states):
        states = _states(knowledge, values, statuses)
    view = View(values, statuses, {**_plan(knowledge).elsewhere, **{state.gate.id: state.speelt for state in states}})
    if any(condition(view) is not condition(path.view) for condition in _plan(knowledge).steered_by.get(fact, ())):
        return walk(knowledge, answers)
    return replace(path, answers=seen, view=view, gates=states)


def _states(knowledge: Knowledge, values: dict[str, Any], statuses: dict[str, str]) -> tuple[GateState, ...]:
    return tuple([GateState(gate, gate.speelt.function(values, statuses, {})) for gate in knowledge.gates])


@dataclass(frozen=True)
class _Plan:
    """What walking needs of the flow, worked out once. elsewhere: the gates of other flows, which never play here."""

    steps: tuple[tuple[tuple[str, ...], Any, tuple[str, ...]], ...]
    gates: dict[str, Any]
    facts: tuple[str, ...]
    all: frozenset[str]
    steered_by: dict[str, tuple[Expression, ...]]
    elsewhere: dict[str, bool]


@functools.lru_cache(maxsize=8)
def _plan(knowledge: Knowledge) -> _Plan:
    gates = {gate.id: gate.speelt for gate in knowledge.gates}
    steps = []
    steered_by: dict[str, list[Expression]] = {}
    for question in knowledge.path_order:
        condition = None if question.wanneer.text == "altijd" else question.wanneer.function
        asked = tuple(name for name in sorted(question.wanneer.gates) if name in gates)
        steps.append((tuple(question.feiten), condition, asked))
        for fact in question.wanneer.facts.union(*(gates[name].facts for name in asked)):
            steered_by.setdefault(fact, []).append(question.wanneer)
    facts = tuple(knowledge.question_of)
    by_fact = {fact: tuple(conditions) for fact, conditions in steered_by.items()}
    named = {name for question in knowledge.path_order for name in question.wanneer.gates}
    named |= {n for r in knowledge.routes.values() for c in r.voorwaarden for e in (c.ja, c.nee) if e for n in e.gates}
    elsewhere = dict.fromkeys(named - gates.keys(), False)
    functions = {name: expression.function for name, expression in gates.items()}
    return _Plan(tuple(steps), functions, facts, frozenset(facts), by_fact, elsewhere)
