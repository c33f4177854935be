"""A scenario: the file of one made-up person, checked, with the flow, the map and the kinds of question it stands on."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any

from gesprek.dialogue import Answer, Situation, assess, read_answer
from gesprek.errors import InputProblems, Problem, nearest
from gesprek.knowledge import Card, Knowledge, load_card, load_knowledge
from gesprek.knowledge.converting import convert
from gesprek.knowledge.yaml_source import LocatedDict, line_of, read_yaml
from gesprek.paths import flows_dir
from gesprek.practice.checking import check_scenario
from gesprek.practice.kinds import Kinds, load_kinds
from gesprek.practice.script import Choice, DutyPlan, Interruption, Observation, Person, Reply, RouteView, Script, Signal

__all__ = [
    "Choice",
    "DutyPlan",
    "Interruption",
    "Observation",
    "Person",
    "Reply",
    "RouteView",
    "Scenario",
    "Signal",
    "list_scenarios",
    "load_scenario",
    "reference_situation",
    "scenario_files",
]

FOLDER = "oefeningen"
NOT_SCENARIOS = frozenset({"vraagsoorten.yaml", "formuleringen.yaml"})
CARD = "volledig"
"""Practising happens on the map with every facility, whose contacts are made up."""


class Scenario(Script, frozen=True, eq=False, kw_only=True):
    """A scenario as it is played: what its file says, and what it stands on.

    sha256: over the file of the scenario, the kinds of question and the flow; what is scored against another is another exercise.
    """

    knowledge: Knowledge
    card: Card
    kinds: Kinds
    sha256: str
    path: Path

    @property
    def replies(self) -> dict[str, Reply]:
        """By question what the person says to it."""
        return {reply.vraag: reply for reply in self.antwoorden}

    @property
    def observations(self) -> dict[str, Observation]:
        """By question what there is to see."""
        return {seen.vraag: seen for seen in self.waarnemingen}

    @property
    def parts(self) -> list[Reply | Observation]:
        """Everything that brings facts: what is said, and what there is to see."""
        return [*self.antwoorden, *self.waarnemingen]

    @property
    def reference(self) -> dict[str, Answer]:
        """The record as it should be, by fact."""
        return {fact: self.answer(fact, raw) for fact, raw in self.reference_values.items()}

    @property
    def reference_values(self) -> dict[str, Any]:
        """The same, as the file holds it."""
        return {fact: value for part in self.parts for fact, value in part.feiten.items()}

    @property
    def begins(self) -> datetime:
        """The moment at which the conversation begins; in an exercise only what is done moves the clock."""
        return datetime.combine(self.dag, time.fromisoformat(self.tijd))

    def answer(self, fact: str, raw: Any) -> Answer:
        """A value of a scenario as an answer to a fact."""
        return read_answer(self.knowledge, self.knowledge.facts[fact], raw)

    def reason_of(self, fact: str) -> str:
        """Why the reference says what it says of a fact: at its own question, and otherwise where it was told."""
        own = self.knowledge.question_of[fact].id if fact in self.knowledge.question_of else ""
        told = [part for part in self.parts if fact in part.feiten]
        return next((part.waarom for part in sorted(told, key=lambda part: part.vraag != own)), "")


@functools.lru_cache(maxsize=32)
def reference_situation(scenario: Scenario) -> Situation:
    """What follows from the record as it should be."""
    return assess(scenario.knowledge, scenario.reference, scenario.card, scenario.dag)


def scenario_files(root: Path | None = None) -> list[Path]:
    """The files of the scenarios below `root` (default: the shipped `flows/`), by name."""
    folder = (root or flows_dir()) / FOLDER
    return [path for path in sorted(folder.glob("*.yaml")) if path.name not in NOT_SCENARIOS]


def list_scenarios(root: Path | None = None) -> list[Scenario]:
    """Every scenario, the easiest first. Raises InputProblems with every mistake of every file."""
    found: list[Scenario] = []
    problems: list[Problem] = []
    for path in scenario_files(root):
        try:
            found.append(load_scenario(path, root))
        except InputProblems as error:
            problems += error.problems
    if problems:
        raise InputProblems(problems)
    return sorted(found, key=lambda scenario: (scenario.niveau, scenario.oefening))


def load_scenario(name_or_path: str | Path, root: Path | None = None) -> Scenario:
    """One scenario, by its name or the path of its file, on the flows of `root`. Raises InputProblems with every mistake."""
    path = _path_of(name_or_path, root)
    shown = f"{FOLDER}/{path.name}" if path in scenario_files(root) else str(path)
    problems: list[Problem] = []
    raw = read_yaml(path, shown, problems)
    if not isinstance(raw, LocatedDict):
        problems.append(Problem(shown, line_of(raw), "dit is geen oefening.", "oefening:, titel:, flow: en meer"))
        raise InputProblems(problems)
    knowledge = _knowledge(raw, shown, root)
    kinds = load_kinds(knowledge, root)
    script = convert(raw, Script, shown, problems)
    if script is None:
        raise InputProblems(problems)
    card = _card(knowledge, root)
    problems += check_scenario(script, raw, shown, knowledge, card, kinds, path.stem)
    if problems:
        raise InputProblems(problems)
    digest = hashlib.sha256(path.read_bytes())
    digest.update((kinds.sha256 + knowledge.sha256).encode())
    fields = {name: getattr(script, name) for name in script.__struct_fields__}
    return Scenario(**fields, knowledge=knowledge, card=card, kinds=kinds, sha256=digest.hexdigest(), path=path)


@functools.lru_cache(maxsize=4)
def _card(knowledge: Knowledge, root: Path | None) -> Card:
    return load_card(CARD, knowledge, root)


def _path_of(name_or_path: str | Path, root: Path | None) -> Path:
    if isinstance(name_or_path, Path) or "/" in name_or_path or name_or_path.endswith((".yaml", ".yml")):
        return Path(name_or_path)
    known: Mapping[str, Path] = {path.stem: path for path in scenario_files(root)}
    if name_or_path not in known:
        expected = "één van " + ", ".join(known) + ", of een pad" if known else "een pad"
        near = nearest(name_or_path, known)
        raise InputProblems([Problem("oefening", 1, f"er is geen oefening '{name_or_path}'.", expected, near)])
    return known[name_or_path]


def _knowledge(raw: LocatedDict, shown: str, root: Path | None) -> Knowledge:
    flow = raw.get("flow", "aangifte")
    known = sorted(path.parent.name for path in (root or flows_dir()).glob("*/flow.yaml"))
    if flow not in known:
        said = f"er is geen flow '{flow}'."
        near = nearest(str(flow), known)
        raise InputProblems([Problem(shown, line_of(raw, "flow"), said, "één van " + ", ".join(known), near)])
    return load_knowledge(flow, root)
