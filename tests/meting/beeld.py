"""`make picture`: the conversation screen with the example, as docs/beelden/gesprek.svg."""

from __future__ import annotations

import asyncio
import re
import sys
from datetime import datetime
from pathlib import Path

from gesprek.i18n import choose_language
from gesprek.tui.app import GesprekApp
from gesprek.tui.conversation import ConversationScreen
from gesprek.tui.opening import open_conversation

TARGET = Path(__file__).resolve().parent.parent.parent / "docs" / "beelden" / "gesprek.svg"
QUESTION = "doel_slachtoffer"
SIZE = (120, 36)


async def draw() -> str:
    """The screen at one question of the example, as SVG; the same every time."""
    app = GesprekApp(card="volledig", clock=lambda: datetime(2026, 11, 23, 14, 34))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        open_conversation(app, "voorbeeld")
        await pilot.pause()
        assert app.talk is not None
        assert isinstance(app.screen, ConversationScreen)
        app.talk.move(QUESTION)
        app.screen.show()
        await pilot.pause(0.5)
        svg = app.export_screenshot(title="gesprek")
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)  # a picture fetches nothing either
    return re.sub(r"terminal-\d+-", "terminal-", svg)


def main() -> int:
    """Write the picture."""
    choose_language("nl")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(asyncio.run(draw()), "utf-8")
    print(f"{TARGET.name}: {TARGET.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
