"""How the screens look, pinned: a change of one is seen as a change of its picture in text, and made on purpose.

GESPREK_VASTLEGGEN=1 pytest tests/test_vastgelegd.py   pins them anew; look at what changed before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from rich.style import Style
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from gesprek.tui.app import GesprekApp
from gesprek.tui.style import theme_name
from tests.schermen import SCREENS, Run, at_screen, runs, written

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


@pytest.mark.parametrize("name", PINNED)
async def test_a_screen_looks_as_it_was_pinned_at_every_size_and_the_same_when_it_is_wide_again(name: str) -> None:
    """Opened once, wide; then made small, and wide again."""
    async with at_screen(name, SIZES[-1]) as (app, pilot):
        wide = await _cells(app, pilot, SIZES[-1])
        same(f"{name} {SIZES[-1][0]}x{SIZES[-1][1]}", _rows(app))
        for size in SIZES[:-1]:
            await _cells(app, pilot, size)
            same(f"{name} {size[0]}x{size[1]}", _rows(app))
        for size in ((60, 20), (40, 10)):
            await _cells(app, pilot, size)
        assert await _cells(app, pilot, SIZES[-1]) == wide
        if name in IN_COLOUR:
            app.theme = theme_name("hoog-contrast")
            await _cells(app, pilot, (80, 24))
            same(f"{name} hoog contrast", "\n".join(sorted({_in_colour(one) for one in runs(app)})) + "\n")


async def _cells(app: GesprekApp, pilot: Pilot[None], size: tuple[int, int]) -> list[tuple[str, Style | None]]:
    """What is drawn at this size, with its colours."""
    if app.size != size:
        await pilot.resize_terminal(*size)
    for field in app.screen.query("Input, TextArea").results():
        if isinstance(field, Input | TextArea):
            field.cursor_blink = False
    await pilot.pause(0.3)
    return [(segment.text, segment.style) for strip in app.screen._compositor.render_strips() for segment in strip]


def _rows(app: GesprekApp) -> str:
    return "\n".join(row.rstrip() for row in written(app)).rstrip() + "\n"


def _in_colour(one: Run) -> str:
    ink, ground = one.style.color, one.style.bgcolor
    return f"{ink and ink.name} op {ground and ground.name}: {one.text.strip()}"


def test_few_screens_are_pinned_and_each_is_of_a_test() -> None:
    assert set(PINNED) | set(IN_COLOUR) <= set(SCREENS)
    assert len(list(FOLDER.glob("*.txt"))) == len(PINNED) * len(SIZES) + len(IN_COLOUR) <= 30
