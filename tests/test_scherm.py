"""The screens, driven by keys alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input, Static, TextArea

from gesprek.sitting.side import standings
from gesprek.sitting.talk import Talk
from gesprek.tui.acute import AcuutScreen
from gesprek.tui.app import GesprekApp
from gesprek.tui.choices import Choices
from gesprek.tui.closing import ExportDialog, ReadBackScreen
from gesprek.tui.conversation import ConversationScreen
from gesprek.tui.dialogs import ChoiceDialog, ReasonDialog
from gesprek.tui.picking import NoteDialog
from gesprek.tui.start import StartScreen

MOMENT = datetime(2026, 11, 23, 13, 5)
HOSTILE = [
    "[/red] en ging",
    "[@click=app.quit]x[/]",
    "a\x1b]52;c;aGFsbG8=\x1b\\b",
    "a\x9b2Jb",
    "\u202eomgekeerd",
    "\U000e0041tag",
    "z [b + [/red]",
]


@asynccontextmanager
async def program(size: tuple[int, int] = (80, 24), keys: str = "") -> AsyncIterator[tuple[GesprekApp, Pilot[None]]]:
    """The program, after some keys (with spaces between)."""
    app = GesprekApp(clock=lambda: MOMENT)
    async with app.run_test(size=size, notifications=True) as pilot:
        await press(pilot, keys)
        yield app, pilot


async def press(pilot: Pilot[None], keys: str) -> None:
    """Press keys one by one, as a person does."""
    for key in keys.split():
        await pilot.press(key)
        await pilot.pause()
        await pilot.pause()


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Type text."""
    await pilot.press(*("space" if c == " " else c for c in text))
    await pilot.pause()


async def paste(app: GesprekApp, pilot: Pilot[None], text: str) -> None:
    """Paste, as a terminal does."""
    assert app.focused is not None
    app.focused.post_message(events.Paste(text))
    await pilot.pause()


def talk_of(app: GesprekApp) -> Talk:
    assert app.talk is not None
    return app.talk


async def to_fact(app: GesprekApp, pilot: Pilot[None], fact: str) -> None:
    """Jump to a fact."""
    screen = app.screen
    assert isinstance(screen, ConversationScreen)
    screen.pull()
    screen.deeds.jump(fact)
    await pilot.pause()


def drawn(app: GesprekApp) -> str:
    """The screen as the terminal gets it, line by line."""
    lines = []
    for y in range(app.size.height):
        strips = app.screen._compositor.render_strips()
        filtered = [segment.text for segment in strips[y].apply_filter(app._filters[-1], app.screen.background_colors[1])]
        lines.append("".join(filtered))
    return "\n".join(lines)


def said(app: GesprekApp, name: str) -> str:
    return str(app.screen.query_one(name, Static).content)


async def test_a_conversation_starts_in_two_keys() -> None:
    async with program(keys="enter enter") as (app, _pilot):
        assert isinstance(app.screen, ConversationScreen)
        assert talk_of(app).here == "acuut_gevaar"
        assert isinstance(app.focused, Choices)


async def test_nothing_is_chosen_or_pointed_at_to_begin_with() -> None:
    async with program(keys="enter enter") as (app, pilot):
        for fact in ("doel_slachtoffer", "aangifte_wens", "openheid_contact"):
            await to_fact(app, pilot, fact)
            choices = app.screen.query_one("#keuzes", Choices)
            assert (choices.picked, choices.cursor) == ((), -1)


async def test_the_first_screen_says_that_nothing_is_kept() -> None:
    async with program() as (app, _pilot):
        assert "alleen in het geheugen" in drawn(app).replace("\n", " ")


async def test_one_key_answers_a_choice_and_goes_on() -> None:
    async with program(keys="enter enter 2") as (app, _pilot):
        assert talk_of(app).c.answers["acuut_gevaar"].waarde == "nee"
        assert talk_of(app).here == "verbalisant_naam"
        assert "Genoteerd" in said(app, "#melding")


async def test_several_options_can_be_marked_and_count_when_the_officer_goes_on() -> None:
    async with program(keys="enter enter 2") as (app, pilot):
        await to_fact(app, pilot, "doel_slachtoffer")
        await press(pilot, "1 3 1 2 enter")
        answer = talk_of(app).c.answers["doel_slachtoffer"]
        values = list(talk_of(app).k.facts["doel_slachtoffer"].waarden)
        assert answer.waarde == (values[2], values[1])


@pytest.mark.parametrize(
    ("key", "status"),
    [
        ("question_mark", "onbekend"),
        ("minus", "wil_niet_zeggen"),
        ("x", "nvt"),
        ("f5", "onbekend"),
        ("f6", "wil_niet_zeggen"),
        ("ctrl+x", "nvt"),
    ],
)
async def test_one_key_gives_a_status(key: str, status: str) -> None:
    async with program(keys="enter enter") as (app, pilot):
        await to_fact(app, pilot, "doel_slachtoffer")
        await press(pilot, key)
        assert talk_of(app).c.answers["doel_slachtoffer"].status == status


@pytest.mark.parametrize(
    ("key", "status"), [("n", "niet_gevraagd"), ("p", "geparkeerd"), ("f7", "niet_gevraagd"), ("f8", "geparkeerd")]
)
async def test_not_asked_and_parked_ask_a_reason(key: str, status: str) -> None:
    async with program(keys="enter enter") as (app, pilot):
        await to_fact(app, pilot, "doel_slachtoffer")
        await press(pilot, f"{key} enter")
        assert isinstance(app.screen, ReasonDialog)
        assert "reden" in said(app, "#fout")
        await type_text(pilot, "geen tijd")
        await press(pilot, "enter")
        answer = talk_of(app).c.answers["doel_slachtoffer"]
        assert (answer.status, answer.reden) == (status, "geen tijd")


async def test_a_status_key_typed_in_a_text_is_text() -> None:
    async with program(keys="enter enter") as (app, pilot):
        await to_fact(app, pilot, "feit_relaas")
        await type_text(pilot, "nu pas?-x")
        assert app.screen.query_one(TextArea).text == "nu pas?-x"
        await press(pilot, "f5")
        assert talk_of(app).c.answers["feit_relaas"].status == "onbekend"
        assert "nu pas?-x" in talk_of(app).c.notes[0].text


async def test_pasting_several_lines_keeps_them_all() -> None:
    async with program(keys="enter enter") as (app, pilot):
        await to_fact(app, pilot, "feit_relaas")
        await paste(app, pilot, "een\r\ntwee\rdrie\x1b[2J\nvier")
        await press(pilot, "ctrl+d")
        assert talk_of(app).c.answers["feit_relaas"].waarde == "een\ntwee\ndrie[2J\nvier"


async def test_pasting_several_lines_in_one_line_joins_them() -> None:
    async with program(keys="enter enter") as (app, pilot):
        await to_fact(app, pilot, "plaats_feit")
        await paste(app, pilot, "bij mijn huis\nin Kampen\n")
        await press(pilot, "enter")
        assert talk_of(app).c.answers["plaats_feit"].waarde == "bij mijn huis in Kampen"


async def test_a_word_typed_at_a_choice_answers_nothing_and_says_how_to_write() -> None:
    async with program(keys="enter enter") as (app, pilot):
        await to_fact(app, pilot, "verdachte_bekend")
        await press(pilot, *["h e t space w a s space minus space d e n k"])
        assert isinstance(app.screen, ConversationScreen)
        assert talk_of(app).c.answers == {}
        assert "Hier kiest u met één toets" in said(app, "#melding")
        await pilot.pause(1.1)
        await press(pilot, "minus")
        assert talk_of(app).c.answers["verdachte_bekend"].status == "wil_niet_zeggen"


async def test_after_a_wrong_digit_the_right_one_answers_at_once() -> None:
    async with program(keys="enter enter 9 2") as (app, _pilot):
        assert talk_of(app).c.answers["acuut_gevaar"].waarde == "nee"


async def test_a_text_that_is_taken_back_stays_as_a_note() -> None:
    async with program(keys="enter enter 2") as (app, pilot):
        await to_fact(app, pilot, "feit_relaas")
        await type_text(pilot, "Hij gooide een steen.")
        await press(pilot, "ctrl+d f12")
        assert "blijft staan als notitie" in drawn(app)
        await press(pilot, "1")
        assert "feit_relaas" not in talk_of(app).c.answers
        assert any("Hij gooide een steen." in note.text for note in talk_of(app).c.notes)


async def test_a_text_pasted_at_a_choice_is_a_note_to_finish() -> None:
    async with program(keys="enter enter") as (app, pilot):
        await paste(app, pilot, "Hij heeft\nmij gebeld.")
        await pilot.pause(0.3)
        assert isinstance(app.screen, NoteDialog)
        assert app.screen.query_one(TextArea).text == "Hij heeft\nmij gebeld."
        await press(pilot, "ctrl+d")
        assert talk_of(app).c.notes[0].text == "Hij heeft\nmij gebeld."
        assert "acuut_gevaar" not in talk_of(app).c.answers


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_text_is_shown_as_text_and_never_reaches_the_terminal(text: str) -> None:
    async with program((160, 45), "enter enter") as (app, pilot):
        await to_fact(app, pilot, "feit_relaas")
        area = app.screen.query_one(TextArea)
        area.load_text(text)  # past the cleaning of a paste: only showing is left to protect
        await pilot.pause(0.3)
        screen = drawn(app)
        assert not set("\x1b\x9b\u202e\U000e0041") & set(screen)
        if text.isprintable():
            assert text in screen
        await press(pilot, "ctrl+d")
        await to_fact(app, pilot, "verdachte_naam")
        await pilot.pause(0.3)
        assert app.is_running
        assert not set("\x1b\x9b\u202e\U000e0041") & set(drawn(app))


async def test_a_date_is_shown_back_in_full_before_it_counts() -> None:
    async with program(keys="enter enter") as (app, pilot):
        await to_fact(app, pilot, "feit_datum")
        await type_text(pilot, "14 november")
        await pilot.pause(0.3)
        assert "zaterdag 14 november 2026" in said(app, "#gelezen")
        assert "feit_datum" not in talk_of(app).c.answers
        await press(pilot, "enter")
        assert str(talk_of(app).c.answers["feit_datum"].waarde) == "2026-11-14"


async def test_what_can_be_two_moments_is_pointed_at_before_it_counts() -> None:
    async with program(keys="enter enter") as (app, pilot):
        await to_fact(app, pilot, "gesprek_begin")
        await type_text(pilot, "gisteren half elf")
        await pilot.pause(0.3)
        assert "10:30" in said(app, "#gelezen")
        assert "22:30" in said(app, "#gelezen")
        await press(pilot, "enter")
        assert talk_of(app).here == "gesprek_begin"
        assert "gesprek_begin" not in talk_of(app).c.answers
        await press(pilot, "down down")
        assert "● zondag 22 november 2026, half elf 's avonds (22:30)" in said(app, "#gelezen")
        assert app.screen.query_one(Input).value == "gisteren half elf"
        await press(pilot, "enter")
        assert talk_of(app).c.answers["gesprek_begin"].waarde == datetime(2026, 11, 22, 22, 30)


async def test_what_was_pointed_at_does_not_count_for_another_text() -> None:
    async with program(keys="enter enter") as (app, pilot):
        await to_fact(app, pilot, "feit_datum")
        await type_text(pilot, "1-12-2026")
        await press(pilot, "down")
        await type_text(pilot, "7")  # 1-12-20267 is no date
        await press(pilot, "backspace backspace")
        await type_text(pilot, "7")  # and 1-12-2027 is another
        await press(pilot, "enter")
        assert "feit_datum" not in talk_of(app).c.answers
        assert "moet nog komen" in said(app, "#gelezen")


async def test_what_is_no_date_stays_as_typed_and_says_what_is_expected() -> None:
    async with program(keys="enter enter") as (app, pilot):
        await to_fact(app, pilot, "feit_datum")
        await type_text(pilot, "ooit eens")
        await press(pilot, "enter")
        assert talk_of(app).here == "feit_datum"
        assert "geen datum" in said(app, "#gelezen")
        await to_fact(app, pilot, "feit_relaas")
        await press(pilot, "f4")
        assert app.screen.query_one(Input).value == "ooit eens"


async def test_jumping_away_and_back_loses_nothing() -> None:
    async with program(keys="enter enter 2") as (app, pilot):
        await to_fact(app, pilot, "feit_relaas")
        await type_text(pilot, "Ik zag hem.")
        await press(pilot, "ctrl+g")
        await type_text(pilot, "letsel")
        await press(pilot, "enter")
        assert talk_of(app).here == "letsel"
        await press(pilot, "f4")
        assert talk_of(app).here == "feit_relaas"
        assert app.screen.query_one(TextArea).text == "Ik zag hem."


async def test_what_falls_off_the_path_comes_back_with_the_answer() -> None:
    async with program(keys="enter enter") as (app, pilot):
        await to_fact(app, pilot, "tolk_nodig")
        values = list(talk_of(app).k.facts["tolk_nodig"].waarden)
        await press(pilot, str(values.index("telefonisch") + 1))
        await to_fact(app, pilot, "tolk_naam")
        await type_text(pilot, "tolk 1234")
        await press(pilot, "enter")
        assert "tolk_naam" in talk_of(app).c.situation.path.answers
        for value, on in (("nee", False), ("telefonisch", True)):
            await to_fact(app, pilot, "tolk_nodig")
            await press(pilot, str(values.index(value) + 1))
            assert ("tolk_naam" in talk_of(app).c.situation.path.answers) is on
        assert talk_of(app).c.answers["tolk_naam"].waarde == "tolk 1234"


async def test_undo_shows_what_it_will_undo() -> None:
    async with program(keys="enter enter 2 f12") as (app, pilot):
        assert isinstance(app.screen, ChoiceDialog)
        assert "acuut gevaar: nu nee" in drawn(app)
        await press(pilot, "1")
        assert "acuut_gevaar" not in talk_of(app).c.answers
        assert talk_of(app).here == "acuut_gevaar"


@pytest.mark.parametrize("before", ["", "f3", "ctrl+e", "ctrl+g", "ctrl+p", "f1", "ctrl+t", "ctrl+r", "f7", "f12", "ctrl+l"])
async def test_the_aangifte_is_one_key_away_from_everywhere(before: str) -> None:
    async with program(keys="enter enter 2") as (app, pilot):
        await press(pilot, before)
        await press(pilot, "f2")
        assert isinstance(app.screen, ConversationScreen)
        assert talk_of(app).here == "aangifte_wens"


async def test_at_zeden_the_aangifte_key_hands_over_without_losing_anything() -> None:
    async with program(keys="enter enter 2") as (app, pilot):
        await to_fact(app, pilot, "delict_categorie")
        values = list(talk_of(app).k.facts["delict_categorie"].waarden)
        choices = app.screen.query_one("#keuzes", Choices)
        choices.cursor = values.index("sexting")
        await press(pilot, "space enter")
        before = dict(talk_of(app).c.answers)
        await press(pilot, "f2")
        assert isinstance(app.screen, ChoiceDialog)
        assert "zeden" in drawn(app)
        await press(pilot, "1")
        assert talk_of(app).here == "overdracht_zeden"
        assert talk_of(app).c.answers == before


async def test_acute_danger_interrupts_and_is_lifted_only_with_a_reason() -> None:
    async with program(keys="enter enter 1") as (app, pilot):
        assert isinstance(app.screen, AcuutScreen)
        assert "112" in drawn(app)
        await press(pilot, "enter")
        await press(pilot, "escape")
        assert isinstance(app.screen, AcuutScreen)
        assert talk_of(app).c.interrupted
        await type_text(pilot, "collega is ter plaatse")
        await press(pilot, "enter")
        assert isinstance(app.screen, ConversationScreen)
        assert not talk_of(app).c.interrupted
        assert talk_of(app).c.answers["gevaar_opgeheven"].waarde == "collega is ter plaatse"


async def test_in_danger_the_wish_for_an_aangifte_can_still_be_recorded() -> None:
    async with program(keys="enter enter 1") as (app, pilot):
        await type_text(pilot, "half getypt")
        await press(pilot, "f2 1")
        assert "aangifte_wens" in talk_of(app).c.answers
        assert isinstance(app.screen, AcuutScreen)
        assert app.screen.query_one(Input).value == "half getypt"


async def test_a_slip_of_the_key_at_danger_can_be_taken_back() -> None:
    async with program(keys="enter enter 1 f12 1") as (app, _pilot):
        assert isinstance(app.screen, ConversationScreen)
        assert "acuut_gevaar" not in talk_of(app).c.answers


async def test_a_slip_at_danger_takes_back_the_danger_and_nothing_that_was_recorded_meanwhile() -> None:
    async with program(keys="enter enter 1") as (app, pilot):
        await press(pilot, "f2 1 f12 1")
        assert isinstance(app.screen, ConversationScreen)
        assert "acuut_gevaar" not in talk_of(app).c.answers
        assert "aangifte_wens" in talk_of(app).c.answers
        assert talk_of(app).here == "acuut_gevaar"


@pytest.mark.parametrize("typed", ["ja", "Nee.", "1"])
async def test_an_answer_to_a_question_is_no_reason_to_lift_danger(typed: str) -> None:
    async with program(keys="enter enter 1") as (app, pilot):
        await type_text(pilot, typed)
        await press(pilot, "enter")
        assert isinstance(app.screen, AcuutScreen)
        assert "Zonder reden" in said(app, "#fout")


async def test_escape_does_not_lift_danger_also_with_a_reason_typed() -> None:
    async with program(keys="enter enter 1") as (app, pilot):
        await type_text(pilot, "collega is ter plaatse")
        await press(pilot, "escape")
        assert isinstance(app.screen, AcuutScreen)
        assert talk_of(app).c.interrupted
        assert app.screen.query_one(Input).value == "collega is ter plaatse"


async def test_who_speaks_changes_with_one_key() -> None:
    async with program(keys="enter enter s 2") as (app, _pilot):
        assert talk_of(app).c.answers["acuut_gevaar"].spreker == "verbalisant"


async def test_a_note_is_kept_and_its_draft_survives_escape() -> None:
    async with program(keys="enter enter ctrl+n") as (app, pilot):
        await type_text(pilot, "let op")
        await press(pilot, "escape ctrl+n ctrl+d")
        assert [note.text for note in talk_of(app).c.notes] == ["let op"]


async def note(pilot: Pilot[None], text: str) -> None:
    """Open the note window and type; wait until the proposals are there."""
    await press(pilot, "ctrl+n")
    await type_text(pilot, text)
    await pilot.pause(0.4)


def proposed(app: GesprekApp) -> list[str]:
    return [item.label for item in app.screen.query_one("#voorstellen", Choices).items]


async def test_what_a_note_tells_is_proposed_and_one_key_links_it_and_goes_there() -> None:
    async with program(keys="enter enter 2") as (app, pilot):
        await note(pilot, "Hij heeft me een klap gegeven.")
        assert any("geweld" in line and "klap" in line and "tegen personen" in line for line in proposed(app))
        number = next(n for n, line in enumerate(proposed(app), 1) if line.startswith("geweld"))
        await press(pilot, f"tab {number}")
        talk = talk_of(app)
        assert talk.here == "geweld_gebruikt"
        assert "geweld_gebruikt" not in talk.c.answers
        assert [(one.text, one.links[0].fact) for one in talk.c.notes] == [("Hij heeft me een klap gegeven.", "geweld_gebruikt")]
        assert "Al verteld" in said(app, "#zeg")
        assert "Hij heeft me een klap gegeven." in said(app, "#zeg")
        choices = app.screen.query_one("#keuzes", Choices)
        assert (choices.suggested, choices.picked, choices.cursor) == ("ja_tegen_personen", (), -1)
        await press(pilot, "1")
        assert talk.c.answers["geweld_gebruikt"].waarde == "ja_tegen_personen"


async def test_enter_at_a_proposed_option_chooses_nothing() -> None:
    async with program(keys="enter enter 2") as (app, pilot):
        await note(pilot, "Mijn ex was het.")
        await press(pilot, "tab 1 enter")
        assert "relatie_tot_verdachte" not in talk_of(app).c.answers


async def test_a_denial_marks_no_option() -> None:
    async with program(keys="enter enter 2") as (app, pilot):
        await note(pilot, "Ik heb geen letsel.")
        assert proposed(app)
        assert not any("misschien" in line for line in proposed(app))
        await press(pilot, "tab 1")
        assert talk_of(app).here == "letsel"
        assert app.screen.query_one("#keuzes", Choices).suggested == ""


async def test_small_talk_in_a_note_proposes_nothing_and_digits_stay_text() -> None:
    async with program(keys="enter enter 2") as (app, pilot):
        await note(pilot, "Wilt u ook koffie? 1 2 3")
        assert proposed(app) == []
        assert not app.screen.query_one("#voorstellen", Choices).display
        await press(pilot, "ctrl+d")
        assert talk_of(app).c.notes[0].text == "Wilt u ook koffie? 1 2 3"
        assert talk_of(app).c.notes[0].links == ()


async def test_the_last_note_can_be_linked_to_a_second_question() -> None:
    async with program(keys="enter enter 2") as (app, pilot):
        topic = talk_of(app).topic.id
        await note(pilot, "Mijn buurman gaf me een klap.")
        await press(pilot, "tab 1")
        first = talk_of(app).here
        await to_fact(app, pilot, "acuut_gevaar")
        assert talk_of(app).topic.id == topic
        await press(pilot, "ctrl+n")
        await pilot.pause(0.4)
        await press(pilot, "tab 2")
        assert len(talk_of(app).c.notes) == 1
        assert [link.fact for link in talk_of(app).c.notes[0].links] == [first, talk_of(app).here]
        assert first != talk_of(app).here


async def test_what_was_told_is_not_listed_as_new() -> None:
    async with program((160, 45), keys="enter enter 2") as (app, pilot):
        assert "patroon van stalking" in said(app, "#nodig")
        await note(pilot, "Hij staat steeds voor mijn deur.")
        await press(pilot, "tab 1")
        assert talk_of(app).here == "stalking_patroon"
        listed = said(app, "#nodig").replace("\n", " ").partition("patroon van stalking")[2]
        assert listed.split()[:5] == "al verteld in een notitie".split()


async def test_a_too_small_terminal_says_so_and_keeps_everything() -> None:
    async with program((160, 45), "enter enter") as (app, pilot):
        await to_fact(app, pilot, "feit_relaas")
        await type_text(pilot, "bewaar dit")
        await pilot.resize_terminal(50, 10)
        await pilot.pause()
        assert "Venster te klein" in drawn(app)
        await type_text(pilot, " ook")
        for size in ((160, 45), (80, 24), (60, 20), (160, 45)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert "Venster te klein" not in drawn(app)
            assert app.screen.query_one(TextArea).text == "bewaar dit ook"
            assert app.focused is app.screen.query_one(TextArea)


async def test_the_keys_under_the_screen_are_complete_at_eighty_columns() -> None:
    async with program(keys="enter enter") as (app, _pilot):
        last = drawn(app).splitlines()[-1]
        assert last.split() == "^D verder F3 stukken ^G ga naar ^K op slot F1 hulp ^P acties".split()


async def test_the_duty_and_the_aangifte_are_always_in_sight() -> None:
    for size in ((60, 20), (80, 24), (120, 30), (160, 45)):
        async with program(size, "enter enter") as (app, _pilot):
            first = drawn(app).splitlines()[0]
            assert "5j ○ nog niet" in first
            assert "F2 aangifte" in first


async def test_leaving_asks_first_once_something_was_given() -> None:
    async with program(keys="enter enter 2 ctrl+q") as (app, pilot):
        assert isinstance(app.screen, ChoiceDialog)
        assert "geheugen" in drawn(app)
        await press(pilot, "1")
        assert isinstance(app.screen, ConversationScreen)
        await press(pilot, "ctrl+c")
        assert app.is_running
        await press(pilot, "ctrl+q 2")
        assert app._exit


async def test_leaving_does_not_ask_when_there_is_nothing_to_lose() -> None:
    async with program(keys="enter enter ctrl+q") as (app, _pilot):
        assert app._exit


async def test_typed_but_not_given_counts_as_something_to_lose() -> None:
    async with program(keys="enter enter") as (app, pilot):
        await to_fact(app, pilot, "feit_relaas")
        await type_text(pilot, "x")
        await press(pilot, "ctrl+q")
        assert isinstance(app.screen, ChoiceDialog)


async def test_the_example_is_marked_and_complete() -> None:
    async with program(keys="2") as (app, _pilot):
        assert "VOORBEELD" in drawn(app)
        assert talk_of(app).c.situation.blockers == []
        assert talk_of(app).c.situation.unanswered == []


async def test_the_example_is_read_back_fixed_and_written_to_three_files(tmp_path: Path) -> None:
    async with program(keys="2 ctrl+e v 1 w") as (app, pilot):
        assert isinstance(app.screen, ExportDialog)
        app.screen.query_one(Input).value = str(tmp_path / "zaak")
        await press(pilot, "enter")
        assert isinstance(app.screen, ReadBackScreen)
        files = sorted(tmp_path.iterdir())
        assert [f.name for f in files] == ["zaak-aangifte.txt", "zaak-advies.txt", "zaak-bevindingen.txt"]
        assert {f.stat().st_mode & 0o777 for f in files} == {0o600}
        before = [f.read_text() for f in files]
        assert all(before)
        await press(pilot, "w")
        app.screen.query_one(Input).value = str(tmp_path / "zaak")
        await press(pilot, "enter")
        assert isinstance(app.screen, ExportDialog)
        assert "niets overschreven" in said(app, "#fout")
        assert before == [f.read_text() for f in files]


async def test_a_folder_that_is_not_there_is_made_after_a_yes_and_only_then(tmp_path: Path) -> None:
    async with program(keys="2 ctrl+e v 1 w") as (app, pilot):
        app.screen.query_one(Input).value = str(tmp_path / "stukken" / "nieuw" / "zaak")
        await press(pilot, "enter")
        assert "Deze map is er nog niet" in drawn(app)
        await press(pilot, "1")
        assert isinstance(app.screen, ExportDialog)
        assert list(tmp_path.iterdir()) == []
        await press(pilot, "enter 2")
        assert isinstance(app.screen, ReadBackScreen)
        folder = tmp_path / "stukken" / "nieuw"
        assert len(list(folder.iterdir())) == 3
        assert folder.stat().st_mode & 0o777 == 0o700


async def test_fixing_says_in_words_what_is_missing_and_marks_the_rest_with_one_reason() -> None:
    async with program(keys="enter enter 2 ctrl+e v") as (app, pilot):
        assert isinstance(app.screen, ChoiceDialog)
        assert "Vaststellen kan nog niet" in drawn(app)
        assert "Eerst nog een antwoord op: soort contact; tolk; kan vrij spreken" in drawn(app)
        assert "(noodset)" not in drawn(app)
        lines = drawn(app)
        key = next(line.split("De rest")[0].strip(" │›") for line in lines.splitlines() if "De rest markeren" in line)
        await press(pilot, key)
        await type_text(pilot, "wachtkamer vol")
        await press(pilot, "enter")
        assert talk_of(app).c.situation.unanswered == []
        assert talk_of(app).c.answers["letsel"].reden == "wachtkamer vol"


async def test_a_decision_that_deviates_asks_a_reason_and_nothing_is_preselected() -> None:
    async with program(keys="2 ctrl+r") as (app, pilot):
        assert app.screen.query_one(Choices).cursor == -1
        await press(pilot, "g")
        assert isinstance(app.screen, ReasonDialog)
        await type_text(pilot, "wil eerst rust")
        await press(pilot, "enter")
        decision = talk_of(app).c.decision
        assert decision is not None
        assert (decision.route, decision.reason) == ("", "wil eerst rust")


async def test_the_core_text_is_told_in_parts() -> None:
    async with program(keys="enter enter") as (app, pilot):
        await to_fact(app, pilot, "info5j_inhoud")
        first = said(app, "#zeg")
        assert talk_of(app).k.duty.kerntekst[0] in first
        await press(pilot, "ctrl+l")
        assert said(app, "#zeg") != first
        assert "deel 2" in said(app, "#zeg")


async def test_the_texts_follow_what_is_typed_before_it_is_given() -> None:
    async with program((160, 45), "enter enter") as (app, pilot):
        await to_fact(app, pilot, "feit_relaas")
        await type_text(pilot, "Ik hoorde een klap.")
        await pilot.pause(0.4)
        assert "Ik hoorde een klap." in app.screen.query_one("#stukken").text  # type: ignore[attr-defined]


async def test_a_key_pressed_too_soon_never_answers_the_next_question() -> None:
    async with program(keys="enter enter") as (app, pilot):
        await to_fact(app, pilot, "letsel")
        await pilot.press("1", "1", "1")
        await pilot.pause()
        values = talk_of(app).k.facts["letsel"].waarden
        assert talk_of(app).c.answers["letsel"].waarde == next(iter(values))


async def test_no_english_and_no_picture_of_the_screen_in_the_list_of_actions() -> None:
    async with program(keys="enter enter 2 ctrl+p") as (app, pilot):
        shown = drawn(app)
        for word in ("Screenshot", "Quit", "Theme", "Maximize", "Search", "commands", "Keys"):
            assert word not in shown
        await press(pilot, "escape f1")
        for word in ("Screenshot", "Quit", "Theme", "Key ", "Press", "Toggle"):
            assert word not in drawn(app)


async def test_the_first_screen_leads_back_and_forth() -> None:
    async with program(keys="enter 4") as (app, pilot):
        assert isinstance(app.screen, StartScreen)
        await press(pilot, "4")
        assert "Hulp" in drawn(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, StartScreen)


async def test_options_that_do_not_fit_are_counted_and_the_marked_ones_among_them_are_named() -> None:
    async with program((80, 24), "enter enter 2") as (app, pilot):
        await to_fact(app, pilot, "delict_categorie")
        choices = app.screen.query_one(Choices)
        rows = drawn(app).splitlines()
        shown = [o for o in choices.items if any(f"☐ {o.label}" in row for row in rows)]
        assert 0 < len(shown) < len(choices.items)
        assert f"… nog {len(choices.items) - len(shown)}" in drawn(app)
        last = choices.items[-1]
        await press(pilot, "end space home")
        assert f"gekozen: {last.label}" in drawn(app)
        await press(pilot, "end")
        assert f"☒ {last.label}" in drawn(app)
        assert "gekozen:" not in drawn(app)


async def test_options_that_all_fit_are_not_counted() -> None:
    async with program((80, 24), "enter enter 2") as (app, pilot):
        await to_fact(app, pilot, "kan_vrij_spreken")
        assert "… nog" not in drawn(app)


async def test_a_route_for_zeden_is_no_later_route_at_a_quarrel_between_neighbours() -> None:
    async with program((80, 24), "enter enter 2") as (app, _pilot):
        talk = talk_of(app)
        for fact, value in (("delict_categorie", ("burenconflict",)), ("stalking_patroon", "nee")):
            talk.move(fact)
            talk.give(value)
        how = {verdict.route.id: standing for standing, verdict in standings(talk.c.situation)}
        assert how["bemiddeling_zeden"] == "niet_aan_de_orde" == list(how.values())[-1]
        talk.move("delict_categorie")
        talk.give(("burenconflict", "zeden_overig"))
        assert "niet_aan_de_orde" not in {standing for standing, _verdict in standings(talk.c.situation)}


async def test_a_route_for_zeden_is_later_once_the_zedenteam_may_be_in_the_case() -> None:
    async with program((80, 24), "enter enter 2") as (app, _pilot):
        talk = talk_of(app)
        for fact, value in (("delict_categorie", ("mishandeling",)), ("ander_onderzoek", "ja")):
            talk.move(fact)
            talk.give(value)
        how = {verdict.route.id: standing for standing, verdict in standings(talk.c.situation)}
        assert how["bemiddeling_zeden"] == "later"


async def test_the_note_window_says_when_the_keys_go_to_the_list() -> None:
    async with program((80, 24), "enter enter 2") as (app, pilot):
        await note(pilot, "mijn buurman heeft mijn raam ingegooid")
        assert "Tab en het cijfer" in drawn(app)
        await press(pilot, "tab")
        assert "Nu het cijfer" in drawn(app)
        await press(pilot, "tab")
        assert "Tab en het cijfer" in drawn(app)


async def test_enter_before_anything_is_pointed_at_says_what_to_do_first() -> None:
    async with program((80, 24), "enter enter 2 ctrl+r enter") as (app, pilot):
        assert "Kies eerst met ↑ ↓ een route" in drawn(app)
        await press(pilot, "down")
        assert "Kies eerst" not in drawn(app)
        await press(pilot, "escape f12 enter")
        assert isinstance(app.screen, ChoiceDialog)
        assert "Kies eerst" in drawn(app)


async def test_other_options_than_those_that_did_not_fit_can_be_drawn_before_there_is_room() -> None:
    """A list that is out of sight has no size; it may be drawn once before it hears that it has one again."""
    async with program((80, 24), "enter enter 2") as (app, pilot):
        await to_fact(app, pilot, "delict_categorie")
        choices = app.screen.query_one(Choices)
        assert "… nog" in drawn(app)
        await to_fact(app, pilot, "doel_eigen_woorden")
        assert choices.size.width == 0
        choices.load(choices.items[:4])
        choices.render_line(choices.size.height - 1)
