"""How many keys a plain burenruzie takes outside free text, from the first screen to fixed passages.

The officer of this measurement knows the answers, takes the questions as they come, and uses the shortest key there is. What is
typed or pasted as text counts for nothing, the key that ends it does.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot

from gesprek.dialogue import Answer
from gesprek.knowledge import load_knowledge
from gesprek.play import read_case
from gesprek.sitting.entry import rows_text
from gesprek.sitting.talk import SEVERAL, Talk
from gesprek.tui.app import GesprekApp
from gesprek.tui.choices import KEYS, Choices
from gesprek.tui.conversation import ConversationScreen
from gesprek.tui.dialogs import ReasonDialog
from tests.hulp import NEUTRAAL, answers
from tests.meting.motor import Row
from tests.test_scherm import program, talk_of

__all__ = ["Officer", "count_keys", "measure_keys"]

CASE = Path(__file__).parent.parent / "voorbeelden" / "D12_baksteen_door_ruit.yaml"
_STATUS = {"onbekend": "f5", "wil_niet_zeggen": "f6", "niet_gevraagd": "f7", "geparkeerd": "f8", "nvt": "ctrl+x"}


class Officer:
    """Holds one conversation, and counts what it presses by what for."""

    def __init__(self, app: GesprekApp, pilot: Pilot[None], known: dict[str, Answer]) -> None:
        self.app = app
        self.pilot = pilot
        self.known = known
        self.counted: Counter[str] = Counter()
        self.visited: list[str] = []

    async def press(self, what: str, *keys: str) -> None:
        """Press keys for something, one after another."""
        for key in keys:
            self.counted[what] += 1
            await self.pilot.press(key)
            await self.pilot.pause()
            await self._shown()

    async def _shown(self) -> None:
        """Wait until the field on the screen is that of the question at hand."""
        screen = self.app.screen
        while isinstance(screen, ConversationScreen) and screen._loaded != self.talk.here:
            await self.pilot.pause(0.02)

    async def paste(self, text: str) -> None:
        """Free text: it counts for nothing."""
        target = self.app.focused
        assert target is not None
        target.post_message(events.Paste(text))
        await self.pilot.pause()
        await self.pilot.pause()

    @property
    def talk(self) -> Talk:
        """The conversation."""
        return talk_of(self.app)

    async def hold(self) -> None:
        """From the first screen until every answer is given."""
        await self.press("beginnen", "enter", "enter")
        while any(self._waits(fact) for fact in self.known):
            fact = self.talk.here
            assert self.visited.count(fact) < 3, f"blijft staan bij {fact}"
            self.visited.append(fact)
            if self._waits(fact):
                await self._answer(self.known[fact])
            else:
                await self.press("overslaan", "ctrl+d")

    def _waits(self, fact: str) -> bool:
        talk = self.talk
        return fact in self.known and fact in talk.c.situation.path.facts and fact not in talk.c.answers

    async def _answer(self, answer: Answer) -> None:
        talk, several, end = self.talk, self.talk.fact.soort in SEVERAL, "enter" if self.talk.one_line else "ctrl+d"
        if answer.status:
            await self.press("antwoord", _STATUS[answer.status])
            if isinstance(self.app.screen, ReasonDialog):
                await self.paste(answer.reden)
                await self.press("antwoord", "enter")
            return
        choices = self.app.screen.query_one("#keuzes", Choices)
        if choices.has_class("-aan"):
            picked = answer.waarde if isinstance(answer.waarde, tuple) else (answer.waarde,)
            ids = [option.id for option in choices.items]
            await self.press("antwoord", *(KEYS[ids.index(str(value))] for value in picked))
            if several:
                await self.press("verder", "enter")
            return
        await self.paste(_typed(talk, answer.waarde))
        await self.press("verder", end)

    async def finish(self, reason: str) -> None:
        """Read back, agree, give the rest one reason, and fix."""
        await self.press("afronden", "ctrl+e", "k", "v")
        if not self.talk.c.fixed and self.talk.c.situation.unanswered:
            ids = [choice.id for choice in self.app.screen.query_one(Choices).items]
            await self.press("afronden", KEYS[ids.index("rest")])
            await self.paste(reason)
            await self.press("afronden", "enter", "v")
        await self.press("afronden", "1")
        assert self.talk.c.fixed, self.talk.c.situation.blockers


def _typed(talk: Talk, value: Any) -> str:
    kind = talk.fact.soort
    if kind == "lijst":
        return rows_text(talk.fact, value, talk.k.routes)
    if kind == "datum":
        return f"{value:%d-%m-%Y}"
    return f"{value:%d-%m-%Y %H:%M}" if kind == "datumtijd" else str(value)


async def count_keys(size: tuple[int, int] = (80, 24)) -> Officer:
    """Hold the conversation of the burenruzie; the officer with what it pressed."""
    case = read_case(CASE, load_knowledge)
    every = {**answers(NEUTRAAL), **case.antwoorden}
    known = {fact: answer for fact, answer in every.items() if answer.status or answer.waarde != ()}
    async with program(size) as (app, pilot):
        officer = Officer(app, pilot, known)
        await officer.hold()
        await officer.finish("niet nodig voor deze zaak")
        return officer


def measure_keys() -> Iterator[Row]:
    """The row of the table."""
    officer = asyncio.run(count_keys())
    by = ", ".join(f"{count} {what}" for what, count in officer.counted.most_common())
    yield "toetsen buiten vrije tekst, burenruzie (D12)", f"{officer.counted.total()}: {by}", "lager"
