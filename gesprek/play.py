"""Playing a case without a screen: a case file in, one outcome out (design, section 6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gesprek.dialogue import ALWAYS_OPEN, Answer, Situation, assess, read_answer
from gesprek.errors import InputProblems, Problem, nearest
from gesprek.knowledge import FLOWS, Card, Knowledge, ValueProblem
from gesprek.knowledge.yaml_source import LocatedDict, line_of, read_yaml
from gesprek.report import Documents, compose

__all__ = ["Case", "outcome", "play", "read_case", "read_cases"]

_IGNORED = frozenset({"soort", "bron", "samenvatting", "aannames", "verwacht", "gebeurd", "kaart", "peildatum", "omschrijving"})
"""Keys of a case file that say something to people and nothing to the rules."""


@dataclass(frozen=True)
class Case:
    """A case as read: its name, flow and answers."""

    naam: str
    flow: str
    antwoorden: dict[str, Answer]


def read_cases(paths: list[Path], knowledge_of: Callable[[str], Knowledge]) -> list[Case]:
    """Read all case files, and name all mistakes of all of them at once (InputProblems)."""
    cases: list[Case] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            cases.append(read_case(path, knowledge_of))
        except InputProblems as error:
            problems += error.problems
    if problems:
        raise InputProblems(problems)
    return cases


def read_case(path: Path, knowledge_of: Callable[[str], Knowledge]) -> Case:
    """Read one case file. Raises InputProblems with every mistake: file, line, what was expected, the nearest name."""
    shown = str(path)
    problems: list[Problem] = []
    raw = read_yaml(path, shown, problems)
    if not isinstance(raw, LocatedDict):
        raise InputProblems([*problems, Problem(shown, line_of(raw), "dit is geen casus.", "casus:, flow: en feiten:")])
    problems += [
        Problem(
            shown,
            line_of(raw, key),
            f"onbekende sleutel '{key}'.",
            "casus, flow of feiten",
            nearest(key, ("casus", "flow", "feiten")),
        )
        for key in raw
        if key not in ("casus", "flow", "feiten", *_IGNORED)
    ]
    flow = raw.get("flow", "aangifte")
    if flow not in FLOWS:
        found = f"er is geen flow '{flow}'."
        raise InputProblems(
            [*problems, Problem(shown, line_of(raw, "flow"), found, "één van " + ", ".join(FLOWS), nearest(str(flow), FLOWS))]
        )
    facts = raw.get("feiten", LocatedDict())
    if not isinstance(facts, LocatedDict):
        problems.append(Problem(shown, line_of(raw, "feiten"), "'feiten' is geen blok.", "feit: waarde"))
        raise InputProblems(problems)
    name = raw.get("casus", path.stem)
    if not isinstance(name, str):
        problems.append(Problem(shown, line_of(raw, "casus"), "'casus' is geen tekst.", "een naam"))
        name = path.stem
    answers = _answers(knowledge_of(flow), facts, shown, problems)
    if problems:
        raise InputProblems(problems)
    return Case(name, flow, answers)


def _answers(knowledge: Knowledge, facts: LocatedDict, shown: str, problems: list[Problem]) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for name, raw in facts.items():
        fact = knowledge.facts.get(name)
        line = line_of(facts, name)
        if fact is None:
            problems.append(
                Problem(shown, line, f"onbekend feit '{name}'.", "een feit uit feiten.yaml", nearest(name, knowledge.facts))
            )
            continue
        try:
            answers[name] = read_answer(knowledge, fact, raw)
        except ValueProblem as problem:
            problems.append(Problem(shown, line, problem.found, problem.expected, problem.nearest))
    return answers


def play(case: Case, knowledge: Knowledge, card: Card, day: date) -> tuple[Situation, Documents]:
    """The situation of a case and its documents."""
    situation = assess(knowledge, case.antwoorden, card, day)
    return situation, compose(situation)


def outcome(case: Case, situation: Situation, documents: Documents) -> dict[str, Any]:
    """The outcome as `gesprek speel --json` prints it."""
    knowledge, duty = situation.knowledge, situation.duty
    return {
        "casus": case.naam,
        "flow": {"id": knowledge.flow.flow, "versie": knowledge.flow.versie, "sha256": knowledge.sha256},
        "kaart": situation.card.kaart,
        "peildatum": situation.day.isoformat(),
        "stand": situation.stand,
        "poorten": [
            {"id": s.gate.id, "gevolg": s.gate.gevolg, "bron": [knowledge.cite(b) for b in s.gate.bron]}
            for s in situation.open_gates
        ],
        "routes": [_route(situation, verdict) for verdict in situation.verdicts],
        "altijd": list(ALWAYS_OPEN),
        "nog_vragen": [q.feit for q in situation.questions],
        "onbeantwoord": situation.unanswered,
        "beslissende_vraag": situation.decisive,
        "omslag": [{"feit": t.feit, "waarde": t.waarde, "gevolg": t.text(knowledge)} for t in situation.turns],
        "informatieplicht": {
            "status": duty.status,
            "compleet": duty.compleet,
            "ontbreekt": list(duty.ontbreekt),
            "kerntekst": duty.kerntekst,
        },
        "vaststelbaar": not situation.blockers,
        "belemmeringen": situation.blockers,
        "waarschuwingen": [{"id": w.id, "tekst": w.tekst} for w in situation.warnings],
        "documenten": dict(documents.texts),
        "herkomst": [
            {"document": s.document, "zin": s.zin, "feiten": list(s.feiten), "soort": s.soort} for s in documents.sentences
        ],
    }


def _route(situation: Situation, verdict: Any) -> dict[str, Any]:
    cite = situation.knowledge.cite
    return {
        "id": verdict.route.id,
        "oordeel": verdict.oordeel,
        "klasse": verdict.route.klasse,
        "verhouding": verdict.verhouding,
        "redenen": [
            {"regel": r.regel, "uitkomst": r.uitkomst, "aard": r.aard, "tekst": r.tekst, "bron": [cite(b) for b in r.bron]}
            for r in verdict.redenen
        ],
        "nodig": list(verdict.nodig),
        "voorwaarde": verdict.voorwaarde,
    }
