"""`make picture`: the pictures of the README and the manual, drawn by the running program, as docs/beelden/*.svg."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from textual.pilot import Pilot

from gesprek.i18n import choose_language
from gesprek.tui.app import GesprekApp
from gesprek.tui.conversation import ConversationScreen
from gesprek.tui.opening import open_conversation

FOLDER = Path(__file__).resolve().parent.parent.parent / "docs" / "beelden"
MOMENT = datetime(2026, 11, 23, 14, 34)
Way = Callable[[GesprekApp, Pilot[None]], Awaitable[None]]


def example(fact: str = "", pressed: str = "") -> Way:
    """In the filled-in example, at this fact, after these keys."""

    async def go(app: GesprekApp, pilot: Pilot[None]) -> None:
        open_conversation(app, "voorbeeld")
        await pilot.pause()
        assert app.talk is not None
        assert isinstance(app.screen, ConversationScreen)
        if fact:
            app.talk.move(fact)
            app.screen.show()
        await _press(pilot, pressed)

    return go


def fresh(pressed: str = "", typed: str = "") -> Way:
    """In a new conversation, after these keys, with this typed."""

    async def go(app: GesprekApp, pilot: Pilot[None]) -> None:
        open_conversation(app, "heel")
        await pilot.pause()
        await _press(pilot, pressed)
        for character in typed:
            await pilot.press("space" if character == " " else character)
        await pilot.pause(0.6)

    return go


async def _press(pilot: Pilot[None], keys: str) -> None:
    for key in keys.split():
        await pilot.press(key)
        await pilot.pause(0.2)


PICTURES: dict[str, tuple[tuple[int, int], Way]] = {
    "gesprek": ((120, 36), example("doel_slachtoffer")),
    "vraag": ((80, 24), example("doel_slachtoffer")),
    "breed": ((160, 45), example("doel_slachtoffer")),
    "notitie": ((80, 24), fresh("2 ctrl+n", "Hij staat steeds voor mijn deur en ik durf niet meer naar huis")),
    "letters": ((80, 24), fresh("2 ctrl+u")),
    "gevaar": ((80, 24), fresh("1")),
    "routes": ((120, 36), example("", "ctrl+r down down")),
    "voorlezen": ((80, 32), example("", "ctrl+e down down down")),
}
"""By the name of the file: the size, and the way there from the first screen."""


async def draw(name: str) -> str:
    """A picture as SVG; the same every time."""
    size, way = PICTURES[name]
    app = GesprekApp(card="volledig", clock=lambda: MOMENT)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await way(app, pilot)
        await pilot.pause(0.5)
        svg = app.export_screenshot(title="gesprek")
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)  # a picture fetches nothing either
    return re.sub(r"terminal-\d+-", "terminal-", svg)


def main() -> int:
    """Write the pictures."""
    choose_language("nl")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in PICTURES:
        target = FOLDER / f"{name}.svg"
        target.write_text(asyncio.run(draw(name)), "utf-8")
        print(f"{target.name}: {target.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
