"""A window answers once, and its choices are always in sight."""

from __future__ import annotations

from textual.app import App

from gesprek.tui.choices import Choices
from gesprek.tui.conversation import ConversationScreen
from gesprek.tui.dialogs import ChoiceDialog
from tests.test_informatief_gesprek import at_the_gate
from tests.test_scherm import drawn, press, program, talk_of, to_fact


def burst(app: App[None], *keys: str) -> None:
    """Keys that arrive together, as over a slow line."""
    for key in keys:
        app.simulate_key(key)


async def test_two_keys_at_once_in_a_window_close_that_window_and_nothing_else() -> None:
    async with program((80, 24), "enter enter 2") as (app, pilot):
        await press(pilot, "f12")
        assert isinstance(app.screen, ChoiceDialog)
        menu = app.screen.query_one(Choices)
        for _n in range(2):
            menu.post_message(Choices.Chosen(menu, menu.items[0].id))
        await pilot.pause(0.3)
        assert isinstance(app.screen, ConversationScreen)
        await press(pilot, "ctrl+u")
        burst(app, "f", "a", "t", "m", "a")
        await pilot.pause(0.3)
        assert isinstance(app.screen, ConversationScreen)
        assert talk_of(app).k.flow.flow == "aangifte"


async def test_the_choices_of_a_long_window_are_in_sight_at_80_by_24() -> None:
    async with program((80, 24), "enter enter") as (app, pilot):
        await at_the_gate(app, pilot)
        await press(pilot, "f2")
        for label in ("Overdracht vastleggen", "Wens over de aangifte", "Zeden gaat hier meteen verder"):
            assert label in drawn(app), label


async def test_going_to_a_question_shows_it_when_the_texts_were_open() -> None:
    async with program((80, 24), "enter enter") as (app, pilot):
        await press(pilot, "f3")
        assert app.screen.has_class("-stukken")
        await press(pilot, "ctrl+g l e t s e l enter")
        assert not app.screen.has_class("-stukken")
        assert talk_of(app).here == "letsel"
        await to_fact(app, pilot, "acuut_gevaar")
