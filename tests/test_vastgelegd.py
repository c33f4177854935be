"""How the screens look, pinned: a change of one is seen as a change of its picture in text, and made on purpose.

GESPREK_VASTLEGGEN=1 pytest tests/test_vastgelegd.py   pins them anew; look at what changed before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.schermen import SCREENS, at_screen, runs, written

FOLDER = Path(__file__).parent / "vastgelegd"
SIZES = ((80, 24), (120, 40), (160, 45))
PINNED = ("begin", "vraag, meer keuzes", "voorbeeld", "notitie", "routes", "voorlezen", "acties", "acuut")
IN_COLOUR = ("vraag, meer keuzes", "routes", "voorlezen", "acuut")
"""What is pinned with its colours too, in high contrast."""


def same(name: str, found: str) -> None:
    """The pinned text is this one."""
    path = FOLDER / f"{name.replace(', ', '_').replace(' ', '_')}.txt"
    if os.environ.get("GESPREK_VASTLEGGEN"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(found, "utf-8")
    assert found == path.read_text("utf-8")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", PINNED)
async def test_a_screen_looks_as_it_was_pinned(name: str, size: tuple[int, int]) -> None:
    async with at_screen(name, size) as (app, pilot):
        await pilot.pause(0.4)
        rows = "\n".join(row.rstrip() for row in written(app))
        same(f"{name} {size[0]}x{size[1]}", rows.rstrip() + "\n")


@pytest.mark.parametrize("name", IN_COLOUR)
async def test_in_high_contrast_the_colours_are_as_they_were_pinned(name: str) -> None:
    async with at_screen(name, (80, 24), "hoog-contrast") as (app, pilot):
        await pilot.pause(0.4)
        found = sorted({f"{one.style.without_color} {one.style.color and one.style.color.name} op "
                        f"{one.style.bgcolor and one.style.bgcolor.name}: {one.text.strip()}" for one in runs(app)})  # fmt: skip
        same(f"{name} hoog contrast", "\n".join(found) + "\n")


def test_few_screens_are_pinned_and_each_is_of_a_test() -> None:
    assert set(PINNED) | set(IN_COLOUR) <= set(SCREENS)
    assert len(list(FOLDER.glob("*.txt"))) == len(PINNED) * len(SIZES) + len(IN_COLOUR) <= 30


@pytest.mark.parametrize("name", ["vraag, meer keuzes", "voorbeeld", "routes", "notitie", "voorlezen"])
async def test_a_screen_that_was_made_small_and_wide_again_is_the_same(name: str) -> None:
    async with at_screen(name, (160, 45)) as (app, pilot):
        await pilot.pause(0.4)
        before = [segment for strip in app.screen._compositor.render_strips() for segment in strip]
        for size in ((60, 20), (40, 10), (160, 45)):
            await pilot.resize_terminal(*size)
            await pilot.pause(0.4)
        after = [segment for strip in app.screen._compositor.render_strips() for segment in strip]
        assert [(s.text, s.style) for s in before] == [(s.text, s.style) for s in after]
