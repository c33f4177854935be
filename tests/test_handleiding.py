"""The manual is true: its pictures are made by the script, and its keys are those of the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gesprek.sitting.actions import ACTIONS
from tests.meting.beeld import FOLDER, PICTURES

ROOT = Path(__file__).resolve().parent.parent
MANUAL = (ROOT / "docs" / "handleiding.md").read_text("utf-8")
OF_A_WINDOW = {"Tab", "Z", "K", "V", "W", "O", "G"}
"""Keys that a window has for itself."""
WORDS_IN_TEN_MINUTES = 1800


def test_every_picture_in_the_docs_is_one_that_the_script_makes_and_the_other_way_round() -> None:
    named = {
        name
        for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
        for name in re.findall(r"beelden/(\w+)\.svg", page.read_text("utf-8"))
    }
    assert named == set(PICTURES) == {path.stem for path in FOLDER.glob("*.svg")}


def test_every_key_in_the_manual_is_a_key_of_the_program() -> None:
    keys = {one.shown for one in ACTIONS} | {one.plain_shown for one in ACTIONS} | OF_A_WINDOW
    found = set(re.findall(r"`(\^[A-Z]|F\d+|[A-Z]|Tab|[?\-a-z])`", MANUAL))
    assert found - keys == set()


@pytest.mark.parametrize("name", [one.id for one in ACTIONS if one.shown and one.id not in ("poorten", "weg", "verder")])
def test_the_manual_names_the_key_of(name: str) -> None:
    shown = next(one.shown for one in ACTIONS if one.id == name)
    assert f"`{shown}`" in MANUAL


def test_the_manual_is_read_in_ten_minutes() -> None:
    assert len(re.findall(r"\w+", MANUAL)) <= WORDS_IN_TEN_MINUTES


def test_a_picture_fetches_nothing() -> None:
    for path in FOLDER.glob("*.svg"):
        assert "@font-face" not in path.read_text("utf-8")
