"""docs/dreigingsmodel.md: every promise has a number and a test that exists."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs" / "dreigingsmodel.md").read_text("utf-8")
_PROMISE = re.compile(r"^\| (B-\d\d) \| (.+?) \| (.+?) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ADVERSARIES = 8


@functools.cache
def named_in(path: str) -> frozenset[str]:
    """The names of the tests in a file."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    nodes = ast.walk(ast.parse(file.read_text("utf-8")))
    return frozenset(n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def without_proof(text: str) -> list[str]:
    """The promises that name no test, or one that does not exist."""
    found = []
    for number, _promise, proof in _PROMISE.findall(text):
        named = _TEST.findall(proof)
        found += [number] if not named else [f"{number}: {f}::{name}" for f, name in named if name not in named_in(f)]
    return found


def test_every_promise_has_a_test_that_exists() -> None:
    assert len(_PROMISE.findall(TEXT)) >= 20
    assert without_proof(TEXT) == []


def test_a_promise_without_a_test_is_found() -> None:
    """The control."""
    assert without_proof("| B-98 | Alles komt goed. | vertrouw ons |\n") == ["B-98"]
    made_up = "tests/test_dreigingsmodel.py::test_that_does_not_exist"
    assert without_proof(f"| B-99 | Alles komt goed. | `{made_up}` |\n") == [f"B-99: {made_up}"]


def test_every_row_that_looks_like_a_promise_is_read_as_one() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("| B-")]
    assert len(rows) == len(_PROMISE.findall(TEXT)) == len({number for number, _p, _t in _PROMISE.findall(TEXT)})


def test_eight_adversaries_with_what_each_can_still_get() -> None:
    section = TEXT.split("## Acht tegenstanders")[1].split("## Wat niet")[0]
    rows = [line.split("|") for line in section.splitlines() if line.startswith("| **")]
    assert len(rows) == ADVERSARIES
    assert all(cell.strip() for row in rows for cell in row[1:4])
