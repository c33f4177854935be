"""Practising on the screen: first asking, then recording; what the person says stands at the question; ending in the debrief."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from gesprek.errors import GesprekError
from gesprek.practice import Session
from gesprek.practice.results import from_bytes, to_bytes
from gesprek.sitting.actions import ACTIONS
from gesprek.tui.acute import AcuutScreen
from gesprek.tui.app import GesprekApp
from gesprek.tui.choices import Choices
from gesprek.tui.dialogs import ChoiceDialog, ReasonDialog, TextDialog
from gesprek.tui.fields import SafeInput, SafeTextArea
from gesprek.tui.panel import TextPanel
from gesprek.tui.picking import FilterDialog
from gesprek.tui.practice import open_practice
from gesprek.tui.practice_screen import PracticeScreen
from gesprek.tui.practice_windows import AskDialog, DebriefScreen, InterruptionDialog, PracticeReadBackScreen
from tests.oefenhulp import proef, session
from tests.test_scherm import MOMENT, drawn, press, program, said, talk_of, to_fact, type_text

MARK = "OEFENING – verzonnen gegevens"
PRACTICE = {one.id for one in ACTIONS if one.practice}
SIZES = [(80, 24), (160, 45)]


class Kept:
    """Where an exercise is kept: how it was, each time."""

    def __init__(self, practice: Session) -> None:
        self._session = practice
        self.times: list[bytes] = []

    def __call__(self) -> None:
        self.times.append(to_bytes(self._session))


@asynccontextmanager
async def exercise(
    keys: str = "enter", size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[GesprekApp, Pilot[None], Session, Kept]]:
    """The small exercise on the screen, after some keys; the first Enter closes the introduction."""
    practice = session()
    kept = Kept(practice)
    app = GesprekApp(clock=lambda: MOMENT, begin=lambda app: open_practice(app, practice, kept))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        await pilot.pause()
        await press(pilot, keys)
        yield app, pilot, practice, kept


def heard(app: GesprekApp) -> str:
    """What stands at the question of what was said."""
    return app.screen.query_one("#gehoord", TextPanel).text


def number(practice: Session, question: str, kind: str) -> str:
    """The key of the wording of this kind."""
    return str([wording.kind for wording in practice.wordings(question)].index(kind) + 1)


async def palette(pilot: Pilot[None], words: str) -> None:
    """Choose an action from the list."""
    await press(pilot, "ctrl+p")
    await type_text(pilot, words)
    await press(pilot, "enter")


async def three_questions(pilot: Pilot[None]) -> None:
    """Ask three times: then something comes in between."""
    for _time in range(3):
        await press(pilot, "escape v 1")


# -- the screen ----------------------------------------------------------------------------------------------------------


async def test_the_introduction_comes_first_and_can_be_read_again() -> None:
    async with exercise("") as (app, pilot, practice, _kept):
        assert isinstance(app.screen, TextDialog)
        shown = app.screen.query_one(TextPanel).text
        assert proef().leerdoel in shown
        assert proef().persoon.begint in shown
        assert "(Haar handen trillen.)" in shown
        await press(pilot, "enter")
        assert isinstance(app.screen, PracticeScreen)
        await palette(pilot, "inleid")
        assert proef().inleiding in app.screen.query_one(TextPanel).text
        assert practice.moments[1:] == []


@pytest.mark.parametrize("size", SIZES)
async def test_the_mark_stands_on_the_screen_and_on_what_covers_it(size: tuple[int, int]) -> None:
    async with exercise("", size) as (app, pilot, _practice, _kept):
        assert MARK in drawn(app)
        for keys in (
            "enter",
            "enter",
            "escape w",
            "escape f3",
            "ctrl+e",
            "f3",
            "escape ctrl+r",
            "escape ctrl+p",
            "escape ctrl+g",
        ):
            await press(pilot, keys)
            assert MARK in drawn(app), keys


async def test_the_time_is_that_of_what_was_done_and_not_of_a_clock() -> None:
    async with exercise() as (app, pilot, practice, _kept):
        assert "00:00 van 00:20" in said(app, "#kop")
        await press(pilot, "v 1")
        assert "00:01 van 00:20" in said(app, "#kop")
        assert practice.minutes == 1


async def test_the_sentence_of_the_flow_is_not_given_away_before_a_question_is_asked() -> None:
    async with exercise() as (app, pilot, practice, _kept):
        question = practice.scenario.knowledge.questions["acuut_gevaar"]
        assert question.zeg not in drawn(app)
        assert "Nog niet gevraagd" in drawn(app)
        await press(pilot, "f1")
        for wrong in question.niet_zo:
            assert wrong not in app.screen.query_one(TextPanel).text


async def test_the_mark_stands_on_the_screen_of_danger_too() -> None:
    async with exercise("enter tab 1") as (app, _pilot, _practice, _kept):
        assert isinstance(app.screen, AcuutScreen)
        assert MARK in drawn(app)


# -- asking --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["v", "enter"])
async def test_one_key_opens_the_wordings_in_their_order_and_none_of_their_kinds(key: str) -> None:
    async with exercise() as (app, pilot, practice, _kept):
        await press(pilot, key)
        assert isinstance(app.screen, AskDialog)
        shown = [option.label for option in app.screen.query_one(Choices).items]
        assert shown == [wording.text for wording in practice.wordings("acuut_gevaar")]
        titles = {practice.scenario.kinds.title(wording.kind) for wording in practice.wordings("acuut_gevaar")}
        assert not [title for title in titles if title in drawn(app)]


async def test_the_answer_stands_at_the_question_and_the_keys_go_to_recording_it() -> None:
    async with exercise() as (app, pilot, practice, _kept):
        await press(pilot, f"v {number(practice, 'acuut_gevaar', 'gericht')}")
        assert "Noor Vos: “Hier wel. Thuis ook, mijn zus is er.”" in heard(app)
        assert isinstance(app.focused, Choices)
        await press(pilot, "2")
        assert practice.conversation.answers["acuut_gevaar"].waarde == "nee"


async def test_a_digit_answers_nothing_before_the_question_is_asked() -> None:
    async with exercise("enter 2") as (app, _pilot, practice, _kept):
        assert practice.conversation.answers == {}
        assert talk_of(app).here == "acuut_gevaar"


async def test_a_word_typed_before_the_question_is_asked_does_nothing_by_its_letters() -> None:
    async with exercise() as (app, pilot, practice, _kept):
        await to_fact(app, pilot, "feit_relaas")
        speaker = talk_of(app).speaker()
        await press(pilot, "e s n p x u")
        assert isinstance(app.screen, PracticeScreen)
        assert talk_of(app).speaker() == speaker
        assert practice.conversation.answers == {}
        assert "met één toets" in said(app, "#melding")


async def test_an_answer_that_does_not_fit_says_that_it_goes_on() -> None:
    async with exercise() as (app, pilot, practice, _kept):
        await press(pilot, "v 1")
        assert "Gevraagd" in said(app, "#hoe-gevraagd")
        practice.asked[-1] = msgspec.structs.replace(practice.asked[-1], text="Dat is een lang verhaal. " * 40)
        await press(pilot, "escape f4")
        await pilot.pause()
        assert "Er is meer gezegd" in said(app, "#hoe-gevraagd")


async def test_a_question_that_was_not_asked_can_be_recorded_all_the_same() -> None:
    async with exercise("enter tab 2") as (_app, _pilot, practice, _kept):
        assert practice.conversation.answers["acuut_gevaar"].waarde == "nee"
        assert practice.asked == []


async def test_leaving_the_window_says_nothing_and_own_words_stay_for_the_next_time() -> None:
    async with exercise("enter v tab") as (app, pilot, practice, _kept):
        await type_text(pilot, "Bent u")
        await press(pilot, "escape")
        assert practice.asked == []
        await press(pilot, "v")
        assert app.screen.query_one(SafeInput).value == "Bent u"


async def test_of_own_words_is_said_how_they_were_read_and_a_reason_contests_it() -> None:
    async with exercise("enter v tab") as (app, pilot, practice, _kept):
        await type_text(pilot, "U wilt zeker naar huis?")
        await press(pilot, "enter")
        (one,) = practice.asked
        assert one.own
        assert f"Gelezen als {practice.scenario.kinds.title('sturend')}" in heard(app)
        await palette(pilot, "oneens")
        assert isinstance(app.screen, ReasonDialog)
        await type_text(pilot, "Ik vroeg het open")
        await press(pilot, "enter")
        assert practice.contested == {one.moment: "Ik vroeg het open"}
        assert "Ik vroeg het open" in heard(app)


async def test_a_wording_that_was_offered_is_not_judged_on_the_spot() -> None:
    async with exercise() as (app, pilot, practice, _kept):
        await press(pilot, f"v {number(practice, 'acuut_gevaar', 'sturend')}")
        assert "Gelezen als" not in heard(app)
        await palette(pilot, "oneens")
        assert "nog niets in eigen woorden" in said(app, "#melding")


async def test_a_letter_in_a_text_is_no_key_and_escape_leads_back_to_what_was_said() -> None:
    async with exercise() as (app, pilot, practice, _kept):
        await to_fact(app, pilot, "feit_relaas")
        await press(pilot, f"v {number(practice, 'relaas', 'open')}")
        assert isinstance(app.focused, SafeTextArea)
        await press(pilot, "v w")
        assert app.focused.text == "vw"
        await press(pilot, "escape w")
        assert isinstance(app.screen, TextDialog)


async def test_a_signal_shows_with_the_answer_and_without_a_name() -> None:
    async with exercise() as (app, pilot, practice, _kept):
        await press(pilot, f"v {number(practice, 'acuut_gevaar', 'gericht')}")
        await to_fact(app, pilot, "feit_relaas")
        await press(pilot, f"v {number(practice, 'relaas', 'open')} escape")
        await to_fact(app, pilot, "angst_voor_verdachte")
        await press(pilot, f"v {number(practice, 'angst', 'open')} 1")
        signal = next(one for one in practice.scenario.signalen if one.signaal == "omlopen")
        assert f"({signal.te_merken})" in heard(app)
        assert signal.waarom not in drawn(app)


async def test_what_is_seen_or_looked_up_is_shown_when_the_question_opens_and_cannot_be_asked() -> None:
    async with exercise() as (app, pilot, practice, _kept):
        await to_fact(app, pilot, "delict_categorie")
        assert practice.scenario.observations["delict"].te_zien in heard(app)
        assert practice.looked == ["delict"]
        assert isinstance(app.focused, Choices)
        await press(pilot, "v")
        assert "niet hardop" in said(app, "#melding")


async def test_all_that_was_said_can_be_read() -> None:
    async with exercise("enter v 1 w") as (app, _pilot, practice, _kept):
        shown = app.screen.query_one(TextPanel).text
        for one in practice.said:
            assert one.text in shown


# -- what comes in between -----------------------------------------------------------------------------------------------


async def test_an_interruption_waits_for_a_choice() -> None:
    async with exercise() as (app, pilot, practice, _kept):
        await three_questions(pilot)
        assert isinstance(app.screen, InterruptionDialog)
        assert practice.scenario.onderbrekingen[0].gebeurt in drawn(app).replace("│\n│  ", "")
        await press(pilot, "escape f2")
        assert isinstance(app.screen, InterruptionDialog)
        await press(pilot, "1")
        assert isinstance(app.screen, PracticeScreen)
        assert practice.choices.keys() == {0}


# -- ending --------------------------------------------------------------------------------------------------------------


async def test_ending_shows_the_debrief_page_by_page_and_then_the_program_ends() -> None:
    async with exercise("enter v 1") as (app, pilot, practice, kept):
        await palette(pilot, "afronden")
        assert isinstance(app.screen, ChoiceDialog)
        await press(pilot, "2")
        assert practice.over == "finished"
        assert isinstance(app.screen, DebriefScreen)
        assert "bladzijde 1 van" in str(app.screen.query_one("#verslag-kop", Static).content)
        await press(pilot, "enter")
        assert "bladzijde 2 van" in str(app.screen.query_one("#verslag-kop", Static).content)
        await press(pilot, "escape")
        assert app._exit
        assert from_bytes(kept.times[-1], proef()).over == "finished"


async def test_from_reading_back_the_exercise_is_ended_and_nothing_is_written_to_files() -> None:
    async with exercise("enter ctrl+e") as (app, pilot, practice, _kept):
        assert isinstance(app.screen, PracticeReadBackScreen)
        await press(pilot, "w")
        assert "schrijft u geen stukken weg" in said(app, "#voorlees-melding")
        await press(pilot, "o 2")
        assert practice.over == "finished"
        assert isinstance(app.screen, DebriefScreen)


async def test_text_that_stands_typed_is_recorded_when_the_exercise_ends() -> None:
    async with exercise() as (app, pilot, practice, _kept):
        await to_fact(app, pilot, "feit_relaas")
        await press(pilot, "tab")
        await type_text(pilot, "Mijn fiets")
        await palette(pilot, "afronden")
        await press(pilot, "2")
        assert practice.conversation.answers["feit_relaas"].waarde == "Mijn fiets"


@pytest.mark.parametrize("way", ["ctrl+q", "sluiten"])
async def test_leaving_early_is_asked_and_what_was_done_stays(way: str) -> None:
    async with exercise("enter v 1") as (app, pilot, practice, kept):
        await (press(pilot, way) if way == "ctrl+q" else palette(pilot, way))
        assert isinstance(app.screen, ChoiceDialog)
        await press(pilot, "1")
        assert practice.over == ""
        await press(pilot, "ctrl+q 2")
        assert practice.over == "given_up"
        assert app._exit
        assert len(from_bytes(kept.times[-1], proef()).asked) == 1


async def test_every_step_is_kept_and_a_disk_that_refuses_is_said() -> None:
    async with exercise() as (app, pilot, practice, kept):
        before = len(kept.times)
        await press(pilot, "v 1")
        assert from_bytes(kept.times[-1], proef()).asked == practice.asked
        assert len(kept.times) == before + 1

        def refuse() -> None:
            raise GesprekError("De schijf is vol.")

        talk_of(app).practice._keep = refuse  # type: ignore[union-attr]
        await press(pilot, "2")
        assert "De schijf is vol." in said(app, "#melding")


# -- only in an exercise -------------------------------------------------------------------------------------------------


async def test_the_actions_of_an_exercise_stand_first_in_its_list_and_in_no_other_conversation() -> None:
    async with exercise("enter ctrl+p") as (app, _pilot, _practice, _kept):
        assert isinstance(app.screen, FilterDialog)
        assert {option.id for option in app.screen.query_one(Choices).items[: len(PRACTICE)]} == PRACTICE
    async with program(keys="enter enter ctrl+p") as (app, pilot):
        assert PRACTICE & {option.id for option in app.screen.query_one(Choices).items} == set()
        await press(pilot, "escape v w")
        assert app.screen is app.screen_stack[-1]
        assert talk_of(app).c.answers == {}
        await press(pilot, "f1")
        assert "Vraag het" not in app.screen.query_one(TextPanel).text


async def test_zeden_takes_nothing_over_in_an_exercise() -> None:
    async with exercise() as (app, pilot, practice, _kept):
        await palette(pilot, "verder als informatief")
        assert talk_of(app).c is practice.conversation
        assert "niemand" in said(app, "#melding")
