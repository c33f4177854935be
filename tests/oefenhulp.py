"""What the tests of practising share: the shipped flows with a small exercise of our own, and a session of it."""

from __future__ import annotations

import functools
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from gesprek.paths import flows_dir
from gesprek.practice import Scenario, Session, load_scenario

OWN = Path(__file__).parent / "voorbeelden" / "oefeningen"
BEGIN = datetime(2026, 11, 23, 9, 0)


def flows_with_own_exercise(folder: Path) -> Path:
    """A folder `flows` in which all but the exercises is what is shipped."""
    root = folder / "flows"
    root.mkdir()
    for path in flows_dir().iterdir():
        if path.name != "oefeningen":
            (root / path.name).symlink_to(path)
    exercises = root / "oefeningen"
    exercises.mkdir()
    for path in OWN.glob("*.yaml"):
        (exercises / path.name).write_bytes(path.read_bytes())
    return root


@functools.cache
def root() -> Path:
    """The same folder for all tests that change nothing in it."""
    keep = tempfile.TemporaryDirectory(prefix="gesprek-oefenen-")
    _KEPT.append(keep)
    return flows_with_own_exercise(Path(keep.name))


_KEPT: list[tempfile.TemporaryDirectory[str]] = []


@functools.cache
def proef() -> Scenario:
    """The small exercise."""
    return load_scenario("proef", root())


def session(seed: int = 7) -> Session:
    """A new session of it."""
    return Session(proef(), seed, BEGIN)


def minute(n: int) -> datetime:
    """A moment so many minutes after the begin."""
    return BEGIN + timedelta(minutes=n)


def worded(practice: Session, question: str, kind: str) -> str:
    """The first wording of a question of this kind."""
    return next(w.text for w in practice.wordings(question) if w.kind == kind)


def ask(practice: Session, question: str, kind: str) -> str:
    """Ask a question in the wording of this kind, and deal well with what comes in between; the answer."""
    answered = practice.ask(question, worded(practice, question, kind), minute(len(practice.moments)))
    if practice.pending:
        good = next(c.tekst for c in practice.scenario.onderbrekingen[practice.pending.number].keuzes if c.goed == "ja")
        practice.choose(practice.pending, practice.pending.choices.index(good), minute(len(practice.moments)))
    return answered.text
