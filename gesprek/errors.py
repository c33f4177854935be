"""What can go wrong, said in one sentence each.

GesprekError            root: message, hint, where
├── InputProblems       mistakes in a flow, case or map file; all of them at once
├── NotAllowed          a guard of the conversation says no, with its reasons
└── UnknownName         a name that does not exist, with the nearest one that does
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["GesprekError", "InputProblems", "NotAllowed", "Problem", "UnknownName", "nearest", "said"]


class GesprekError(Exception):
    """Something the user can act on. `exit_code` is what the command line returns (1-3)."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "", where: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.where = where

    def __str__(self) -> str:
        head = f"{self.where}: {self.message}" if self.where else self.message
        return f"{head} {self.hint}".rstrip()


_LONG = re.compile(r"'([^']{60})[^']{20,}'")
"""What a message repeats of a file, when that is longer than somebody reads to know which it is."""


@dataclass(frozen=True)
class Problem:
    """One mistake in a file: where it stands (1-based line), what was found, what was expected."""

    path: str
    line: int
    found: str
    expected: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        found = _LONG.sub(r"'\1…'", self.found)
        parts = [f"{self.path}:{self.line}: {found}"]
        if self.expected:
            parts.append(f"Verwacht: {self.expected}.")
        if self.nearest:
            parts.append(f"Bedoelde u '{self.nearest}'?")
        return " ".join(parts)


class InputProblems(GesprekError):
    """All mistakes of one reading, in the order of the files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: Sequence[Problem] = tuple(sorted(set(problems), key=lambda p: (p.path, p.line, p.found)))
        super().__init__("\n".join(str(p) for p in self.problems))


class NotAllowed(GesprekError):
    """A guard of the conversation refuses; `reasons` says what is still needed, a sentence each."""

    exit_code = 1

    def __init__(self, message: str, reasons: Sequence[str] = ()) -> None:
        self.reasons = tuple(reasons)
        super().__init__(message, hint="; ".join(reasons))


class UnknownName(GesprekError):
    """A name that is not in the vocabulary; `hint` names the nearest that is."""


def nearest(name: str, names: Iterable[str]) -> str:
    """The name of `names` closest to `name`, or an empty text when none is near."""
    found = difflib.get_close_matches(name, list(names), n=1, cutoff=0.6)
    return found[0] if found else ""


def said(refusal: GesprekError) -> str:
    """A refusal in one line, with its reasons or what to do."""
    return " ".join(part for part in (refusal.message, *getattr(refusal, "reasons", (refusal.hint,))) if part)
