"""Every screen and window of the program, and how to get there: for what must hold on all of them."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from rich.style import Style
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input, TextArea

import gesprek.tui
from gesprek.record.holding import Holder
from gesprek.record.listing import Entry
from gesprek.report import Sentence
from gesprek.settings import Settings
from gesprek.sitting.desk import Desk
from gesprek.sitting.opening import new_talk
from gesprek.tui.acute import AcuutScreen
from gesprek.tui.app import GesprekApp
from gesprek.tui.blank import BlankScreen
from gesprek.tui.closing import ExportDialog, ReadBackScreen
from gesprek.tui.conversation import ConversationScreen
from gesprek.tui.deciding import RouteScreen
from gesprek.tui.dialogs import ChoiceDialog, ReasonDialog, TextDialog
from gesprek.tui.letters import LettersScreen
from gesprek.tui.picking import FilterDialog, NoteDialog
from gesprek.tui.practice import open_practice
from gesprek.tui.practice_screen import PracticeScreen
from gesprek.tui.practice_windows import AskDialog, DebriefScreen, InterruptionDialog, PracticeReadBackScreen
from gesprek.tui.reading import PassageScreen, RewriteDialog
from gesprek.tui.start import StartScreen
from gesprek.tui.style import THEMES, theme_name
from gesprek.tui.vault import DossiersDialog, NewVaultScreen, RecoveryKeyScreen, UnlockScreen
from tests.oefenhulp import session
from tests.test_scherm import MOMENT, press, talk_of, to_fact

__all__ = ["EACH", "SCREENS", "TEXT", "Look", "Run", "at_screen", "look", "runs", "screen_classes", "written"]

TEXT = "Merkteken zegt iets"
"""What somebody types in the fields of these screens."""
NOWHERE = Path("/nergens/kluis")
Way = Callable[[GesprekApp, Pilot[None]], Awaitable[None]]


@dataclass(frozen=True)
class Run:
    """Cells beside each other in one style: what stands there, and in which widget, where."""

    text: str
    style: Style
    where: str


@dataclass(frozen=True)
class Look:
    """A screen as it was: its rows as text, its runs per theme, the tips of its widgets, and what its keys do."""

    rows: list[str]
    styles: dict[str, list[Run]]
    tips: list[str]
    actions: set[str]


_seen: dict[str, Look] = {}


def keys(pressed: str) -> Way:
    """Press these keys."""

    async def go(_app: GesprekApp, pilot: Pilot[None]) -> None:
        await press(pilot, pressed)

    return go


def conversation(fact: str = "", pressed: str = "") -> Way:
    """In a new conversation, at this fact, after these keys."""

    async def go(app: GesprekApp, pilot: Pilot[None]) -> None:
        await press(pilot, "enter enter 2")
        if fact:
            await to_fact(app, pilot, fact)
        await press(pilot, pressed)

    return go


def example(pressed: str = "", fact: str = "") -> Way:
    """In the filled-in example, after these keys."""

    async def go(app: GesprekApp, pilot: Pilot[None]) -> None:
        app.open_from_start("voorbeeld")
        await pilot.pause()
        if fact:
            await to_fact(app, pilot, fact)
        await press(pilot, pressed)

    return go


def shown(make: Callable[[], Screen[Any]], typed: str = "") -> Way:
    """This window, with something typed in its first field."""

    async def go(app: GesprekApp, pilot: Pilot[None]) -> None:
        app.push_screen(make())
        await pilot.pause()
        for field in app.screen.query(Input):
            field.value = typed
        await pilot.pause()

    return go


async def parked(app: GesprekApp, pilot: Pilot[None]) -> None:
    """A conversation with something answered, something parked and a gate that plays; the pointer on an option."""
    await conversation("kan_vrij_spreken", "2")(app, pilot)
    await to_fact(app, pilot, "letsel")
    talk_of(app).give_status("geparkeerd", "later")
    await to_fact(app, pilot, "doel_slachtoffer")
    await press(pilot, "1 down")


async def selected(app: GesprekApp, pilot: Pilot[None]) -> None:
    """Text in a field, half of it selected."""
    await conversation("doel_eigen_woorden")(app, pilot)
    field = app.screen.query_one(TextArea)
    field.text = f"{TEXT}\nen nog iets"
    field.focus()
    await press(pilot, "ctrl+home shift+right shift+right shift+right shift+right")


async def selected_line(app: GesprekApp, pilot: Pilot[None]) -> None:
    """Text in a line, part of it selected."""
    await conversation("verbalisant_naam")(app, pilot)
    field = app.screen.query(Input).first()
    field.value = TEXT
    field.focus()
    await press(pilot, "home shift+right shift+right shift+right")


async def told(app: GesprekApp, pilot: Pilot[None]) -> None:
    """Over a conversation, what is said in a corner, of every weight."""
    await conversation()(app, pilot)
    app.action_explain_quit()
    app.copy_to_clipboard(TEXT)
    app.safe._say("De schijf weigert.")
    await pilot.pause()


async def acute(app: GesprekApp, pilot: Pilot[None]) -> None:
    await press(pilot, "enter enter 1")


async def acute_without_reason(app: GesprekApp, pilot: Pilot[None]) -> None:
    await press(pilot, "enter enter 1 enter")


async def leaving(app: GesprekApp, pilot: Pilot[None]) -> None:
    await conversation("verbalisant_naam")(app, pilot)
    await press(pilot, "x y tab ctrl+q")


async def small(app: GesprekApp, pilot: Pilot[None]) -> None:
    await pilot.resize_terminal(50, 15)
    await pilot.pause()


def practising(pressed: str = "") -> Way:
    """In an exercise, after these keys; the first Enter closes the introduction."""

    async def go(app: GesprekApp, pilot: Pilot[None]) -> None:
        open_practice(app, session())
        await pilot.pause()
        await pilot.pause()
        await press(pilot, pressed)

    return go


def _desk() -> Desk:
    return Desk(NOWHERE, "landelijk", lambda: MOMENT)


def _dossiers() -> DossiersDialog:
    day = MOMENT.isoformat()
    entries = [
        Entry("7F3K", day, day, "aangifte", "begin", "deels", "zaak 1", True, "", Holder("anders op pc", day, 1), (), 0),
        Entry("8G4L", day, day, "aangifte", "begin", "gegeven", "", False, day, None, (), 9),
    ]
    return DossiersDialog(entries, ["1 concept ligt hier al een week of langer: 8G4L."], lambda: "Weg is weg.")


def _sentence() -> Sentence:
    return Sentence("aangifte", "", f"{TEXT}.", ("feit_relaas",), "verklaring")


SCREENS: dict[str, tuple[type[Screen[Any]], Way]] = {
    "begin": (StartScreen, keys("")),
    "begin, nieuw": (StartScreen, keys("enter")),
    "te klein": (StartScreen, small),
    "kleuren": (ChoiceDialog, keys("5")),
    "acties": (FilterDialog, conversation(pressed="ctrl+p")),
    "acties, niets gevonden": (FilterDialog, conversation(pressed="ctrl+p q q q q")),
    "hulp": (TextDialog, conversation(pressed="f1")),
    "hulp van het begin": (TextDialog, keys("f1")),
    "vraag, keuze": (ConversationScreen, conversation("kan_vrij_spreken", "down")),
    "vraag, meer keuzes": (ConversationScreen, parked),
    "vraag, tekst": (ConversationScreen, selected),
    "vraag, regel": (ConversationScreen, selected_line),
    "vraag, lege regel": (ConversationScreen, conversation("aangever_naam")),
    "vraag, lijst": (ConversationScreen, conversation("eerdere_bemiddeling")),
    "vraag, datum": (ConversationScreen, conversation("vervolggesprek_gepland", "3 x")),
    "voorbeeld": (ConversationScreen, example()),
    "voorbeeld, stukken": (ConversationScreen, example("f3")),
    "voorbeeld, routes": (ConversationScreen, example("f3 f3 f3 f3")),
    "melding": (ConversationScreen, told),
    "springen": (FilterDialog, conversation(pressed="ctrl+g")),
    "notitie": (NoteDialog, conversation(pressed="ctrl+n a b")),
    "reden": (ReasonDialog, conversation("aangever_naam", "f7 enter")),
    "terugdraaien": (ChoiceDialog, conversation(pressed="f12")),
    "kerntekst": (TextDialog, conversation(pressed="ctrl+l")),
    "wat nu": (TextDialog, example("ctrl+t")),
    "routes": (RouteScreen, example("ctrl+r down")),
    "besluit": (ReasonDialog, example("ctrl+r g")),
    "voorlezen": (ReadBackScreen, example("ctrl+e")),
    "zin voor zin": (PassageScreen, example("ctrl+p z i n space v o o r enter down down")),
    "deze zin": (ChoiceDialog, example("ctrl+p z i n space v o o r enter down down z")),
    "zin schrijven": (RewriteDialog, shown(lambda: RewriteDialog(_sentence(), "zin:aangifte:0"))),
    "letters": (LettersScreen, conversation(pressed="ctrl+u")),
    "vaststellen": (ChoiceDialog, conversation(pressed="ctrl+e v")),
    "wegschrijven": (
        ExportDialog,
        shown(lambda: ExportDialog(new_talk("voorbeeld", "landelijk", lambda: MOMENT, None)), "zaak-1"),
    ),
    "acuut": (AcuutScreen, acute),
    "acuut, zonder reden": (AcuutScreen, acute_without_reason),
    "leeg": (BlankScreen, shown(BlankScreen)),
    "verlaten": (ChoiceDialog, leaving),
    "op slot": (UnlockScreen, shown(lambda: UnlockScreen(_desk(), stays=True), "geheim")),
    "kluis maken": (NewVaultScreen, shown(lambda: NewVaultScreen(_desk()), "geheim")),
    "herstelsleutel": (RecoveryKeyScreen, shown(lambda: RecoveryKeyScreen("ABCD-EFGH-JKMN-PQRS", (1, 3)), "ABCD")),
    "dossiers": (DossiersDialog, shown(_dossiers)),
    "oefenen, inleiding": (TextDialog, practising()),
    "oefenen": (PracticeScreen, practising("enter")),
    "oefenen, gevraagd": (PracticeScreen, practising("enter v 1 escape")),
    "oefenen, hoe vraagt u": (AskDialog, practising("enter v tab x")),
    "oefenen, onderbreking": (InterruptionDialog, practising("enter v 1 v 1 v 1")),
    "oefenen, voorlezen": (PracticeReadBackScreen, practising("enter ctrl+e")),
    "oefenen, verslag": (DebriefScreen, practising("enter v 1 ctrl+e o 2")),
}
"""By a name for people: the class of the screen on top, and the way there from the first screen."""
EACH = [pytest.param(name, id=name, marks=pytest.mark.xdist_group(f"scherm: {name}")) for name in SCREENS]
"""For a test of each: those of one screen run in one process, which opens it once."""


def screen_classes() -> set[type[Screen[Any]]]:
    """Every screen and window of the program that is not only the ground of others."""
    found: set[type[Screen[Any]]] = set()
    for module in pkgutil.iter_modules(gesprek.tui.__path__):
        loaded = import_module(f"gesprek.tui.{module.name}")
        found |= {
            one
            for _name, one in inspect.getmembers(loaded, inspect.isclass)
            if issubclass(one, Screen) and one.__module__ == loaded.__name__
        }
    return {one for one in found if one.__module__ != "gesprek.tui.base"}


@asynccontextmanager
async def at_screen(
    name: str, size: tuple[int, int] = (80, 24), theme: str = "donker"
) -> AsyncIterator[tuple[GesprekApp, Pilot[None]]]:
    """The program, at the screen of this name."""
    expected, way = SCREENS[name]
    app = GesprekApp(clock=lambda: datetime(2026, 11, 23, 13, 5), settings=Settings(thema=theme))
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        await way(app, pilot)
        await pilot.pause()
        assert type(app.screen) is expected, (name, app.screen)
        yield app, pilot


async def look(name: str) -> Look:
    """The screen of this name, wide, in every theme. Opened once in a run of the tests: opening is what takes time."""
    if name not in _seen:
        async with at_screen(name, (160, 45)) as (app, pilot):
            styles: dict[str, list[Run]] = {}
            for theme in THEMES:
                app.theme = theme_name(theme)
                await pilot.pause()
                styles[theme] = list(runs(app))
            tips = [str(widget.tooltip) for widget in app.screen.walk_children(Widget) if widget.tooltip]
            actions = {binding.binding.action for binding in app.screen.active_bindings.values()}
            _seen[name] = Look(written(app), styles, tips, actions)
    return _seen[name]


def runs(app: GesprekApp) -> Iterator[Run]:
    """Every run of cells of one style with something in it, as it is drawn."""
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            if segment.text.strip():
                at = x + len(segment.text) - len(segment.text.lstrip())
                widget, _region = app.screen.get_widget_at(min(at, app.size.width - 1), y)
                yield Run(segment.text, segment.style or Style.null(), f"{widget!r} ({at},{y})")
            x += segment.cell_length


def written(app: App[None]) -> list[str]:
    """The screen as text, a line per row, with what lies over it."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]
