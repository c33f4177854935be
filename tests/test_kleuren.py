"""The colours: every pair that is drawn stands out enough, in every theme, with few colours and without any."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pytest
from rich.color import Color, ColorSystem
from rich.style import Style
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input, TextArea

from gesprek.sitting.progress import SIGNS, topic_states
from gesprek.tui.app import GesprekApp
from gesprek.tui.dialogs import ChoiceDialog
from gesprek.tui.style import THEMES, theme_name
from tests.schermen import EACH, Run, at_screen, look, runs, written
from tests.test_scherm import press, talk_of, to_fact

Rgb = tuple[int, int, int]
LINES = range(0x2500, 0x25A0)
"""Borders, and the blocks that borders and bars are made of."""


def _palette(text: str) -> tuple[Rgb, ...]:
    return tuple((int(one[:2], 16), int(one[2:4], 16), int(one[4:], 16)) for one in text.split())


PALETTES = (
    _palette("000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff ffffff"),
    _palette("000000 cd0000 00cd00 cdcd00 0000ee cd00cd 00cdcd e5e5e5 7f7f7f ff0000 00ff00 ffff00 5c5cff ff00ff 00ffff ffffff"),
)
"""The sixteen colours of the console, and those of xterm."""


@dataclass(frozen=True)
class Pair:
    """One colour on another, where, and what stands there."""

    ink: Rgb
    ground: Rgb
    where: str
    text: str

    @property
    def line(self) -> bool:
        """It is a border or a bar, not text."""
        return all(ord(c) in LINES or c == " " for c in self.text)


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast of WCAG 2, from 1 to 21."""

    def light(colour: Rgb) -> float:
        parts = [c / 255 for c in colour]
        r, g, b = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def needed(pair: Pair, theme: str) -> float:
    """How much a pair must stand out."""
    return 3.0 if pair.line else 7.0 if theme == "hoog-contrast" else 4.5


def _rgb(colour: Color | None, default: Rgb) -> Rgb:
    if colour is None or colour.is_default:
        return default
    return tuple(colour.get_truecolor())  # type: ignore[return-value]


def pairs(found: Iterable[Run]) -> Iterator[Pair]:
    """The two colours of every run, as they are drawn."""
    for run in found:
        ink, ground = _rgb(run.style.color, (0, 0, 0)), _rgb(run.style.bgcolor, (0, 0, 0))
        yield Pair(ground, ink, run.where, run.text) if run.style.reverse else Pair(ink, ground, run.where, run.text)


def faint(found: Iterable[Run], theme: str) -> list[str]:
    """What does not stand out enough."""
    measured = ((pair, contrast(pair.ink, pair.ground)) for pair in pairs(found))
    return [f"{much:.2f} {pair}" for pair, much in measured if much < needed(pair, theme)]


def few_colours(colour: Rgb, palette: Sequence[Rgb]) -> Rgb:
    """The colour as a terminal with sixteen colours shows it."""
    number = Color.from_rgb(*colour).downgrade(ColorSystem.STANDARD).number
    assert number is not None
    return palette[number]


async def in_theme(app: GesprekApp, pilot: Pilot[None], theme: str) -> None:
    app.theme = theme_name(theme)
    await pilot.pause()


@pytest.mark.parametrize("name", EACH)
async def test_everything_that_is_drawn_stands_out_enough_in_every_theme(name: str) -> None:
    """Text 4.5:1, in hoog-contrast 7:1; borders and bars 3:1. With sixteen colours everything can still be read (3:1)."""
    seen = await look(name)
    for theme, found in seen.styles.items():
        assert found
        assert faint(found, theme) == []
        for palette in PALETTES:
            few = [(pair, few_colours(pair.ink, palette), few_colours(pair.ground, palette)) for pair in pairs(found)]
            read = [one for one in few if "Dialog(" not in one[0].where]  # what lies behind a window is not for reading now
            assert [(theme, *one) for one in read if contrast(one[1], one[2]) < (1.5 if one[0].line else 3)] == []


async def test_a_colour_that_is_too_faint_is_found() -> None:
    """The control: the same screen, with one colour of one theme made fainter."""
    async with at_screen("kleuren") as (app, pilot):
        poor = dataclasses.replace(THEMES["donker"], name="zwak", variables={**THEMES["donker"].variables, "zacht": "#555c63"})
        app.register_theme(poor)
        app.theme = "zwak"
        await pilot.pause()
        assert any("Kies met een cijfer" in found for found in faint(runs(app), "donker"))


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_pointed_at_selected_or_typed_in_can_be_found(theme: str) -> None:
    """The ground of what is pointed at and selected, and the cursor, on the grounds where they are."""
    made = THEMES[theme]
    colours = {**made.variables, "primary": str(made.primary), "background": str(made.background)}
    rgb = {name: Color.parse(value).get_truecolor() for name, value in colours.items() if len(value) == 7}
    for name, ground in [
        ("kiezen", "background"), ("kiezen", "veld"), ("primary", "veld"), ("lijn", "background"), ("lijn", "veld"),
        ("primary", "background"), ("gevaar-tekst", "gevaar"), ("scrollbar", "scrollbar-background"),
    ]:  # fmt: skip
        assert contrast(rgb[name], rgb[ground]) >= 3, (name, ground)


@pytest.mark.parametrize(("name", "ink"), [("notitie", "primary"), ("reden", "primary"), ("acuut", "gevaar-tekst")])
async def test_the_cursor_of_a_field_is_seen(name: str, ink: str) -> None:
    """The cell under it differs from those beside it as a border does."""
    async with at_screen(name) as (app, pilot):
        field = app.focused
        assert isinstance(field, Input | TextArea)
        field.cursor_blink = False
        await press(pilot, "a b c")
        for theme, made in THEMES.items():
            await in_theme(app, pilot, theme)
            cursor = Color.parse(made.variables.get(ink, str(made.primary))).get_truecolor()
            grounds = grounds_in(app, field)
            assert cursor in grounds and len(grounds) == 2
            assert all(contrast(cursor, ground) >= 3 for ground in grounds - {cursor})


def grounds_in(app: GesprekApp, widget: Widget) -> set[Rgb]:
    """The colours under the cells of a widget, without its border."""
    region = widget.content_region
    strips = app.screen._compositor.render_strips()
    cut = (strip for y, strip in enumerate(strips) if region.y <= y < region.bottom)
    found = set()
    for strip in cut:
        for segment in strip.crop(region.x, region.right):
            style = segment.style or Style.null()
            found.add(_rgb(style.color if style.reverse else style.bgcolor, (0, 0, 0)))
    return found


# -- without colour --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["begin", "vraag, keuze", "vraag, meer keuzes", "acuut", "melding", "routes", "verlaten"])
async def test_without_colour_everything_is_grey_and_stands_out(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with at_screen(name) as (app, pilot):
        for theme in THEMES:
            await in_theme(app, pilot, theme)
            found = list(runs(app))
            assert {pair for pair in pairs(found) if len(set(pair.ink)) > 1 or len(set(pair.ground)) > 1} == set()
            assert faint(found, theme) == []


async def test_every_state_of_an_answer_has_a_mark_of_its_own() -> None:
    """Read as text alone: answered, open, parked, partly, nothing to ask; and the topic where one is."""
    async with at_screen("vraag, meer keuzes", (120, 40)) as (app, _pilot):
        states = {state.topic.titel: state.state for state in topic_states(talk_of(app).c.situation)}
        rows = written(app)
        seen: dict[str, str] = {}
        for title, state in states.items():
            row = next(row[:27] for row in rows if title[:12] in row[:27])
            sign = row[row.index(title[:12]) - 2]
            assert seen.setdefault(state, sign) == sign
        assert {"open", "deels"} <= set(states.values())
        assert len(set(SIGNS.values())) == len(SIGNS)
        assert sum("›" in row[:4] for row in rows) == 1


async def test_an_answer_that_is_open_given_parked_or_refused_reads_differently() -> None:
    """On the screen of the question itself, as text alone."""
    async with at_screen("vraag, keuze") as (app, pilot):
        shown = []
        for give in (None, "ja", "geparkeerd", "wil_niet_zeggen", "onbekend", "nvt"):
            talk = talk_of(app)
            if give == "ja":
                talk.give("ja")
            elif give:
                talk.give_status(give, "later")
            await to_fact(app, pilot, "kan_vrij_spreken")
            shown.append("\n".join(written(app)))
        assert len(set(shown)) == len(shown)


@pytest.mark.parametrize(
    ("name", "key"), [("vraag, meer keuzes", "down"), ("begin", "down"), ("routes", "down"), ("acties", "down")]
)
async def test_what_is_pointed_at_has_a_mark(name: str, key: str) -> None:
    """Also where colour would say it: the pointer moves as text."""
    async with at_screen(name) as (app, pilot):
        before = written(app)
        await press(pilot, key)
        after = written(app)
        assert sum("›" in row for row in after) == sum("›" in row for row in before) >= 1
        assert after != before


async def test_what_is_marked_among_several_has_a_mark() -> None:
    async with at_screen("vraag, meer keuzes") as (app, _pilot):
        text = "\n".join(written(app))
        assert "☒" in text and "☐" in text


# -- choosing ----------------------------------------------------------------------------------------------------------------


async def test_the_colours_are_chosen_for_as_long_as_the_program_is_open() -> None:
    """From the first screen and from the list of actions; the window says how to choose for good."""
    async with at_screen("kleuren") as (app, pilot):
        assert "config.toml" in " ".join("".join(written(app)).split())
        for key, theme in (("3", "hoog-contrast"), ("1", "licht"), ("2", "donker")):
            if not isinstance(app.screen, ChoiceDialog):
                app.action_doe("kleuren")
                await pilot.pause()
            await press(pilot, key)
            assert app.theme == theme_name(theme)
        app.action_doe("kleuren")
        await press(pilot, "escape")
        assert app.theme == theme_name("donker")


@pytest.mark.parametrize("theme", THEMES)
async def test_the_program_opens_in_the_colours_of_the_settings(theme: str) -> None:
    async with at_screen("begin", theme=theme) as (app, _pilot):
        assert app.theme == theme_name(theme)
