"""A class: a folder in which everyone gets the same exercise with the same seed, and which holds their results as files.

The overview is about the class: per topic and per kind of error. It does not rank people, and it names nobody by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import yaml

from gesprek.errors import InputProblems, Problem, UnknownName
from gesprek.i18n import _
from gesprek.knowledge.converting import convert
from gesprek.knowledge.yaml_source import LocatedDict, line_of, read_yaml
from gesprek.practice.debrief import debrief
from gesprek.practice.files import SUFFIX, read_result, write_text
from gesprek.practice.measures import Measures
from gesprek.practice.reach import is_stopped
from gesprek.practice.results import ResultProblem, to_bytes
from gesprek.practice.scenario import Scenario, load_scenario, scenario_files
from gesprek.practice.score import measure
from gesprek.practice.session import Session

__all__ = [
    "ClassFile",
    "ErrorRow",
    "Overview",
    "TopicRow",
    "begin_class",
    "class_scenario",
    "next_try",
    "overview",
    "read_class",
    "result_path",
]

FILE = "klas.yaml"
_TRY = re.compile(r"(.+)-(\d+)")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,30}")


class ClassFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `klas.yaml` says: the exercise, its version, the seed, and who made the class."""

    oefening: str
    zaad: int
    sha256: str
    door: str = ""


class TopicRow(msgspec.Struct, frozen=True):
    """One topic: the share (0 to 1) of its questions that brought something, and how many students missed it wholly."""

    topic: str
    title: str
    share: float
    missed_by: int


class ErrorRow(msgspec.Struct, frozen=True):
    """One kind of error: how often it was made, and by how many students."""

    error: str
    times: int
    students: int


class Overview(msgspec.Struct, frozen=True):
    """A class in numbers, without persons. share: of recommended questions over all of them; refused: a sentence per file.

    again: of how many codes there is more than one try; the last one that was finished counts.
    advice: by code what each could practise next, in the order of the codes, and nothing to rank them by.
    """

    title: str
    students: int
    questions: int
    share: float | None
    kinds: dict[str, int]
    topics: tuple[TopicRow, ...]
    errors: tuple[ErrorRow, ...]
    refused: tuple[str, ...]
    again: int
    advice: dict[str, tuple[str, ...]]


def begin_class(folder: Path, exercise: str, seed: int, by: str = "", root: Path | None = None) -> ClassFile:
    """Make a class in a new or empty folder. An exercise of one's own (a path) is copied into it. Raises GesprekError."""
    scenario = load_scenario(exercise, root)
    if (folder / FILE).exists():
        raise ResultProblem(_("In {map} is al een klas.").format(map=folder), hint=_("Kies een andere map."))
    made = ClassFile(scenario.oefening, seed, scenario.sha256, by)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise ResultProblem(_("Deze map kan niet worden gemaakt: {map}.").format(map=folder)) from None
    if scenario.path not in scenario_files(root):
        write_text(folder / f"{scenario.oefening}.yaml", scenario.path.read_text(encoding="utf-8"))
    write_text(folder / FILE, yaml.safe_dump(msgspec.to_builtins(made), allow_unicode=True, sort_keys=False))
    return made


def read_class(folder: Path) -> ClassFile:
    """What the file of a class says. Raises InputProblems."""
    path = folder / FILE
    shown = f"{folder.name}/{FILE}"
    if not path.is_file():
        raise InputProblems([Problem(shown, 1, "hier is geen klas.", "een map die is gemaakt met 'gesprek oefen klas begin'")])
    problems: list[Problem] = []
    raw = read_yaml(path, shown, problems)
    if not isinstance(raw, LocatedDict):
        raise InputProblems([*problems, Problem(shown, line_of(raw), "dit is geen klas.", "oefening:, zaad: en sha256:")])
    found = convert(raw, ClassFile, shown, problems)
    if problems or found is None:
        raise InputProblems(problems)
    return found


def class_scenario(folder: Path, root: Path | None = None) -> tuple[ClassFile, Scenario]:
    """The class in a folder and its exercise. Raises InputProblems, or ResultProblem when this is another version of it."""
    found = read_class(folder)
    own = folder / f"{found.oefening}.yaml"
    scenario = load_scenario(own if own.is_file() else found.oefening, root)
    if scenario.sha256 != found.sha256:
        said = _("Deze klas is gemaakt met een andere versie van de oefening '{naam}' of van dit programma.")
        raise ResultProblem(said.format(naam=found.oefening))
    return found, scenario


def result_path(folder: Path, code: str) -> Path:
    """Where the result of a student stands. Raises UnknownName when the code cannot be one."""
    if not _CODE.fullmatch(code):
        said = _("'{code}' kan geen code zijn.").format(code=code)
        raise UnknownName(said, hint=_("Gebruik letters, cijfers, - of _, hoogstens 31 tekens; liever geen naam."))
    if _TRY.fullmatch(code):
        said = _("'{code}' kan geen code zijn: een streepje met een getal is voor een tweede poging.").format(code=code)
        raise UnknownName(said, hint=_("Schrijf bijvoorbeeld {goed}.").format(goed=code.replace("-", "")))
    return folder / f"{code}{SUFFIX}"


def next_try(folder: Path, code: str) -> tuple[Path, int]:
    """Where the next result of a student goes, and which try it is. Raises UnknownName when the code cannot be one."""
    first = result_path(folder, code)
    numbers = (n for n in range(2, 1000) if not (folder / f"{code}-{n}{SUFFIX}").exists())
    if not first.exists():
        return first, 1
    number = next(numbers)
    return folder / f"{code}-{number}{SUFFIX}", number


def overview(folder: Path, root: Path | None = None) -> Overview:
    """The overview of a class. A file that is no result of it, or a copy, is left out, and said. Raises as `class_scenario`."""
    found, scenario = class_scenario(folder, root)
    sessions: dict[str, Session] = {}
    copies: dict[bytes, str] = {}
    refused = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            session = _result(path, found, root)
            first = copies.setdefault(to_bytes(session), path.name)
            if _code(first) != _code(path.name):
                raise ResultProblem(
                    _("Dit is hetzelfde resultaat als {ander}; het telt één keer.").format(ander=first), where=path.name
                )
            sessions[path.name.removesuffix(SUFFIX)] = session
        except ResultProblem as problem:
            refused.append(str(problem))
    tries = _tries(sessions)
    measured = {code: measure(_counted([sessions[name] for name in names])) for code, names in tries.items()}
    return _of(scenario, measured, refused, sum(len(names) > 1 for names in tries.values()))


def _result(path: Path, found: ClassFile, root: Path | None) -> Session:
    session = read_result(path, root)
    if session.scenario.oefening != found.oefening:
        raise ResultProblem(_("Dit is een resultaat van een andere oefening."), where=path.name)
    if session.seed != found.zaad:
        raise ResultProblem(_("Dit is een resultaat met een ander zaad dan dat van de klas."), where=path.name)
    return session


def _code(name: str) -> str:
    """The code in the name of a result, of whatever try."""
    name = name.removesuffix(SUFFIX)
    again = _TRY.fullmatch(name)
    return again.group(1) if again else name


def _tries(sessions: Mapping[str, Session]) -> dict[str, list[str]]:
    """By code the names of its results, in the order of the tries."""
    found: dict[str, list[tuple[int, str]]] = {}
    for name in sessions:
        again = _TRY.fullmatch(name)
        found.setdefault(_code(name), []).append((int(again.group(2)) if again else 1, name))
    return {code: [name for _number, name in sorted(names)] for code, names in sorted(found.items())}


def _counted(tries: Sequence[Session]) -> Session:
    """The last try that was finished; when none was, the last."""
    return next((session for session in reversed(tries) if not is_stopped(session)), tries[-1])


def _of(scenario: Scenario, measured: dict[str, Measures], refused: Sequence[str], again: int) -> Overview:
    every = list(measured.values())
    questions = [question for measures in every for question in measures.questions]
    return Overview(
        title=scenario.titel,
        students=len(every),
        questions=len(questions),
        share=round(sum(q.recommended for q in questions) / len(questions), 4) if questions else None,
        kinds=dict(Counter(question.kind for question in questions)),
        topics=tuple(_topics(scenario, every)),
        errors=tuple(_errors(every)),
        refused=tuple(refused),
        again=again,
        advice={code: _advice(measures) for code, measures in measured.items()},
    )


def _topics(scenario: Scenario, every: Sequence[Measures]) -> list[TopicRow]:
    """Every topic that somebody came to; the share is over those who did."""
    rows = []
    for topic in scenario.knowledge.flow.onderwerpen:
        same = [one for measures in every for one in measures.topics if one.topic == topic.id]
        if same:
            share = sum(one.reached / one.expected for one in same) / len(same)
            missed = len(every) - sum(bool(one.reached) for one in same)
            rows.append(TopicRow(topic.id, topic.titel, round(share, 4), missed))
    return rows


def _errors(every: Sequence[Measures]) -> list[ErrorRow]:
    times = Counter(remark.error for measures in every for remark in measures.errors)
    students = Counter(error for measures in every for error in {remark.error for remark in measures.errors})
    rows = [ErrorRow(error, n, students[error]) for error, n in times.items()]
    return sorted(rows, key=lambda row: (-row.students, -row.times, row.error))


def _advice(measures: Measures) -> tuple[str, ...]:
    return next((section.text for section in debrief(measures) if section.name == "volgende"), ())
