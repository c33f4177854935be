"""Going anywhere with a letter or by a name, and a screen that is empty at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import TextArea

from gesprek.tui.blank import BlankScreen
from gesprek.tui.conversation import ConversationScreen
from gesprek.tui.letters import LETTERS, LettersScreen
from gesprek.tui.picking import FilterDialog, NoteDialog
from tests.test_scherm import drawn, press, program, talk_of, to_fact, type_text
from tests.test_scherm_kluis import folder, give_passphrase, until  # noqa: F401 - a fixture
from tests.test_scherm_kluis import program as with_vault


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (160, 45)])
async def test_a_letter_goes_to_the_topic_it_stands_before(size: tuple[int, int]) -> None:
    async with program(size, "enter enter 2") as (app, pilot):
        await press(pilot, "ctrl+u")
        assert isinstance(app.screen, LettersScreen)
        rows = drawn(app).splitlines()
        row = next(line for line in rows if "Uw verhaal" in line or " s " in line[:6])
        assert " s " in row[:6]
        await press(pilot, "s")
        assert isinstance(app.screen, ConversationScreen)
        assert talk_of(app).topic.titel == "Uw verhaal"
        await press(pilot, "f4")
        assert talk_of(app).topic.titel == "Welkom en veiligheid"


async def test_a_letter_goes_to_a_question_that_is_needed_and_another_key_nowhere() -> None:
    async with program((120, 40), "enter enter 2") as (app, pilot):
        before = talk_of(app).here
        await press(pilot, "ctrl+u")
        targets: Any = app.screen._targets  # type: ignore[attr-defined]
        letter, target = next((key, t) for key, t in targets.items() if not t.id.startswith("onderwerp:"))
        await press(pilot, "9")
        assert isinstance(app.screen, LettersScreen)
        await press(pilot, letter)
        assert talk_of(app).here == target.id != before
        await press(pilot, "ctrl+u escape")
        assert talk_of(app).here == target.id


async def test_there_are_letters_for_all_topics() -> None:
    async with program((80, 24), "enter enter 2") as (app, _pilot):
        assert len(talk_of(app).k.flow.onderwerpen) <= len(LETTERS)


async def test_a_person_can_be_gone_to_by_name() -> None:
    async with program((100, 40), "enter enter 2") as (app, pilot):
        await to_fact(app, pilot, "verdachte_naam")
        await type_text(pilot, "Karel de Wit")
        await press(pilot, "enter ctrl+g")
        assert isinstance(app.screen, FilterDialog)
        await type_text(pilot, "karel")
        assert "De verdachte: Karel de Wit" in drawn(app)
        await press(pilot, "enter")
        assert "verdachte" in talk_of(app).here


async def test_one_key_empties_the_screen_and_any_key_brings_it_back_without_doing_anything() -> None:
    async with program((80, 24), "enter enter 2") as (app, pilot):
        await to_fact(app, pilot, "feit_relaas")
        await type_text(pilot, "niemand mag dit zien")
        await press(pilot, "f9")
        assert isinstance(app.screen, BlankScreen)
        assert "niemand" not in drawn(app)
        await press(pilot, "x")
        assert app.screen.query_one(TextArea).text == "niemand mag dit zien"


async def test_a_window_under_an_empty_screen_is_the_window_that_comes_back(folder: Path) -> None:  # noqa: F811
    async with with_vault(folder) as (app, pilot):
        await press(pilot, "2 ctrl+n")
        await until(pilot, lambda: isinstance(app.screen, NoteDialog))
        await type_text(pilot, "dit mag niet weg")
        await press(pilot, "f9 ctrl+k")
        if isinstance(app.screen, ConversationScreen | NoteDialog | BlankScreen):
            await press(pilot, "ctrl+k")
        await give_passphrase(app, pilot)
        await until(pilot, lambda: isinstance(app.screen, NoteDialog))
        assert app.screen.query_one(TextArea).text == "dit mag niet weg"
