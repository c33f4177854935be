"""On a Dutch screen stands no English, also not of the library; and nothing of a case goes to the title or a notification."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot

from gesprek.i18n import choose_language
from gesprek.tui.app import GesprekApp
from tests.meting.terminal import Terminal
from tests.schermen import EACH, SCREENS, TEXT, at_screen, conversation, look, screen_classes, written
from tests.test_scherm import paste, press, to_fact
from tests.test_scherm_kluis import until

ROOT = Path(__file__).resolve().parent.parent

OF_THE_LIBRARY = (
    "Search for commands", "No matches found", "Do you want to quit", "to quit the app", "Change the current theme",
    "Quit the application", "Show help for the focused widget", "Hide the keys", "Maximize the focused widget", "Minimize the widget",
    "Save an SVG", "Screenshot", "command palette", "^p palette", "Nothing to show", "Must be", "Select", "Loading",
)  # fmt: skip
"""What the library says of its own accord."""

WORDS = frozenset(
    "the and with this that your you press quit search commands palette theme keys screenshot maximize minimize matches"
    " found change current show hide focused widget summary available application possible must valid between loading cancel"
    " close save select yes invalid error warning toggle undo redo next previous settings screen light not which when what"
    " where who why how please here there choose choice answer question less new old name password unlock locked delete"
    " remove add edit empty none ready failed success continue".split()
)  # fmt: skip
"""Words of screens in English that are no Dutch."""

ACTIONS = {"help_quit", "command_palette", "show_help_panel", "screenshot", "change_theme", "suspend_process", "toggle_dark"}
"""What the library does in English, or with a picture of the screen."""


def english(rows: Iterable[str]) -> set[str]:
    """The English on these rows."""
    text = " ".join(" ".join(rows).split())
    found = {phrase for phrase in OF_THE_LIBRARY if phrase.casefold() in text.casefold()}
    return found | (set(re.findall(r"[a-z]+", text.casefold())) & WORDS)


def test_every_screen_of_the_program_is_looked_at() -> None:
    """A new screen is added to tests/schermen.py, with the way there."""
    assert screen_classes() - {expected for expected, _way in SCREENS.values()} == set()


@pytest.mark.parametrize("name", EACH)
async def test_no_english_stands_on_a_dutch_screen(name: str) -> None:
    """Also not as a tip, and no key leads to what the library would say."""
    seen = await look(name)
    assert english(seen.rows) == set()
    assert english(seen.tips) == set()
    assert {action.rpartition(".")[2].partition("(")[0] for action in seen.actions} & ACTIONS == set()


async def test_english_of_the_library_is_found() -> None:
    """The control: the palette, the question and the window of keys of a program without anything of ours."""
    app: App[None] = App()
    async with app.run_test(notifications=True) as pilot:
        await press(pilot, "ctrl+p")
        assert {"Search for commands", "theme", "quit"} <= english(written(app))
        await press(pilot, "z z z")
        await until(pilot, lambda: "No matches found" in english(written(app)))
        await press(pilot, "escape escape ctrl+c")
        assert "Do you want to quit" in english(written(app))


async def test_english_is_found_on_our_own_screens() -> None:
    """The control: the same screen when the language is English."""
    choose_language("en")
    async with at_screen("kleuren") as (app, _pilot):
        assert len(english(written(app))) > 3


async def test_what_the_library_says_by_itself_is_said_by_us() -> None:
    """Its actions, called by name as a key would."""
    async with at_screen("vraag, keuze") as (app, pilot):
        for action in sorted(ACTIONS - {"suspend_process", "toggle_dark", "change_theme", "screenshot"}):
            await app.run_action(action)
            await pilot.pause()
            assert english(written(app)) == set(), action


# -- nothing of the case -------------------------------------------------------------------------------------------------------


async def _say_it_everywhere(app: GesprekApp, pilot: Pilot[None]) -> None:
    """Type the mark in fields of every kind, and do what makes the program say something."""
    await conversation()(app, pilot)
    for fact in ("aangever_naam", "doel_eigen_woorden", "vervolggesprek_gepland", "eerdere_bemiddeling"):
        await to_fact(app, pilot, fact)
        await paste(app, pilot, TEXT)
        await press(pilot, "ctrl+a ctrl+c ctrl+d")
    await press(pilot, "ctrl+n")
    await paste(app, pilot, TEXT)
    await press(pilot, "ctrl+a ctrl+c ctrl+d f7")
    await paste(app, pilot, TEXT)
    await press(pilot, "enter f12 escape ctrl+r g")
    await paste(app, pilot, TEXT)
    await press(pilot, "enter escape ctrl+e v escape escape ctrl+c ctrl+k")


async def test_nothing_of_the_case_is_in_a_title_or_in_a_notification_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    notify = GesprekApp.notify

    def noted(app: GesprekApp, message: str, **more: Any) -> None:
        said.extend([message, str(more.get("title", ""))])
        notify(app, message, **more)

    monkeypatch.setattr(GesprekApp, "notify", noted)
    async with at_screen("begin") as (app, pilot):
        await _say_it_everywhere(app, pilot)
        assert (app.title, app.sub_title) == ("gesprek", "")
        assert said and [one for one in said if set(TEXT.split()) & set(one.split())] == []


def outside(sent: bytes) -> list[str]:
    """What the terminal is told that can be seen outside the window: its title, the clipboard, a notification of the desktop."""
    return re.findall(r"\x1b\]((?:[0129]|52|99|777);[^\x07\x1b]*)", sent.decode(errors="replace"))


def test_the_terminal_gets_no_title_no_clipboard_and_no_notification(tmp_path: Path) -> None:
    """All that the program sends, while the mark is typed, selected, copied and on the screen."""
    env = {"HOME": str(tmp_path), "GESPREK_TAAL": "nl"}
    with Terminal([sys.executable, "-m", "gesprek", "--zonder-kluis"], columns=80, rows=24, env=env, folder=ROOT) as terminal:
        terminal.wait_for("Nieuw gesprek")
        terminal.type("\r")
        terminal.wait_for("noodset")
        terminal.type("\r")
        terminal.wait_for("Onderwerpen")
        terminal.type("2")
        terminal.wait_for("Genoteerd")
        terminal.type(TEXT)
        terminal.wait_for(TEXT)
        terminal.type("\x01\x03")
        terminal.settle()
        terminal.type("\x0e")
        terminal.wait_for("Notitie bij")
        terminal.type(TEXT)
        terminal.settle()
        assert TEXT.split()[0].encode() in terminal.sent
        assert outside(bytes(terminal.sent)) == []


async def test_what_goes_to_a_title_or_a_notification_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the clipboard of the library does send what was copied."""
    sent: list[str] = []
    monkeypatch.setattr(HeadlessDriver, "write", lambda _driver, data: sent.append(data))
    async with at_screen("begin") as (app, _pilot):
        App.copy_to_clipboard(app, TEXT)
    assert len(outside("".join(sent).encode())) == 1
    assert outside(b"\x1b]2;Merkteken\x07") == ["2;Merkteken"]
