"""What is typed and pasted arrives in its order, whole: fast keys, long pastes, pastes that hold what a terminal would obey."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual import events
from textual.app import App, ComposeResult
from textual.keys import _character_to_key
from textual.widget import Widget
from textual.widgets import Input, TextArea

from gesprek.tui.fields import SafeInput, SafeTextArea
from gesprek.tui.pasting import PasteParser

KEYS = ("backspace", "delete", "left", "right", "home", "end")
START, END = "\x1b[200~", "\x1b[201~"


class Field(App[None]):
    """One field."""

    def __init__(self, field: Widget) -> None:
        super().__init__()
        self.field = field

    def compose(self) -> ComposeResult:
        yield self.field


def model(keys: Sequence[str]) -> tuple[str, int]:
    """What a line holds after these keys, and where the cursor is."""
    text, at = "", 0
    for key in keys:
        if key == "backspace":
            text, at = text[: max(0, at - 1)] + text[at:], max(0, at - 1)
        elif key == "delete":
            text = text[:at] + text[at + 1 :]
        elif key in KEYS:
            at = {"left": max(0, at - 1), "right": min(len(text), at + 1), "home": 0, "end": len(text)}[key]
        else:
            text, at = text[:at] + key + text[at:], at + 1
    return text, at


def key_event(key: str) -> events.Key:
    """A key as the terminal gives it."""
    return events.Key(key, None) if key in KEYS else events.Key(_character_to_key(key), key)


async def after(field: Widget, keys: Sequence[str]) -> Widget:
    """The field after a burst: all keys are there before the first is looked at."""
    app = Field(field)
    async with app.run_test() as pilot:
        field.focus()
        await pilot.pause()
        for key in keys:
            app.post_message(key_event(key))
        for _n in range(3):
            await pilot.pause()
        return field


@pytest.mark.parametrize("seed", range(6))
async def test_keys_that_come_in_one_burst_keep_their_order(seed: int) -> None:
    """In both fields, letters and the keys that move and take away."""
    import random

    rng = random.Random(seed)
    keys = [rng.choice([*"abcdefgh", *KEYS]) for _n in range(60)]
    text, at = model(keys)
    line: Any = await after(SafeInput(), keys)
    assert (line.value, line.cursor_position) == (text, at)
    area: Any = await after(SafeTextArea(), keys)
    assert (area.text, area.cursor_location[1]) == (text, at)


async def test_the_library_alone_mixes_them_up() -> None:
    """The control."""
    keys = [*"ab", "backspace", *"cd", "left", "left", *"ef"] * 3
    line: Any = await after(Input(), keys)
    area: Any = await after(TextArea(), keys)
    assert line.value != model(keys)[0] or area.text != model(keys)[0]


async def test_enter_still_submits_a_line_and_is_a_line_end_in_a_text() -> None:
    submitted: list[str] = []

    class Listening(Field):
        def on_input_submitted(self, event: Input.Submitted) -> None:
            submitted.append(event.value)

    field = SafeInput()
    app = Listening(field)
    async with app.run_test() as pilot:
        field.focus()
        await pilot.press("a", "b", "enter")
        await pilot.pause()
    assert submitted == ["ab"]
    area: Any = await after(SafeTextArea(), [*"ab"])
    assert area.text == "ab"


# -- pastes ---------------------------------------------------------------------------------------------------------------

TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60).filter(lambda text: END not in text)
BITS = st.one_of(TEXT, st.sampled_from(["\x1b", "\x1b[A", "\x1b]52;c;eA==\x07", "\x1b[", "é€\U0001f600", "\r\n", "\x1b[200~"]))


def read(chunks: Sequence[str]) -> list[events.Paste | events.Key]:
    """The pastes and keys of what was read."""
    parser = PasteParser()
    found = [event for chunk in chunks if chunk for event in parser.feed(chunk)]
    return [event for event in found if isinstance(event, events.Paste | events.Key)]


@settings(max_examples=300)
@given(st.lists(BITS, max_size=8), st.lists(st.integers(0, 200), max_size=6))
def test_a_paste_is_one_event_with_every_character_wherever_it_was_cut(bits: list[str], cuts: list[int]) -> None:
    pasted = "".join(bits).replace(END, "")
    sent = f"ab{START}{pasted}{END}cd"
    edges = sorted({0, len(sent), *(cut % (len(sent) + 1) for cut in cuts)})
    found = read([sent[a:b] for a, b in itertools.pairwise(edges)])
    assert [event.text for event in found if isinstance(event, events.Paste)] == [pasted]
    assert [event.character for event in found if isinstance(event, events.Key)] == [*"abcd"]
    assert isinstance(found[2], events.Paste)


def test_two_pastes_are_two_and_keys_stay_keys() -> None:
    found = read([f"\x1b[A{START}een{END}{START}{END}\x1b[Bx{START}twee{END}"])
    shown = [event.text if isinstance(event, events.Paste) else event.key for event in found]
    assert shown == ["up", "een", "", "down", "x", "twee"]


def test_a_paste_without_an_end_is_taken_as_it_is_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("gesprek.tui.pasting.monotonic", lambda: now[0])
    parser = PasteParser()
    assert list(parser.feed(START + "half")) == []
    assert list(parser.tick()) == []
    now[0] += 6
    found = list(parser.tick())
    assert [event.text for event in found if isinstance(event, events.Paste)] == ["half"]
    assert [event.key for event in parser.feed("x") if isinstance(event, events.Key)] == ["x"]


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("  een\n\ntwee  ", "  een\n\ntwee  "),
        ("een\r\ntwee\r\n", "een\ntwee\n"),
        ("\n\neen\n\n", "\n\neen\n\n"),
        ("   ", "   "),
        ("e\x1b[31men\u202e", "e[31men"),
    ],
)
async def test_a_pasted_text_keeps_its_lines_and_the_white_space_at_its_ends(pasted: str, kept: str) -> None:
    area = SafeTextArea()
    app = Field(area)
    async with app.run_test() as pilot:
        area.focus()
        await pilot.pause()
        app.post_message(events.Paste(pasted))
        for _n in range(3):
            await pilot.pause()
        assert area.text == kept
