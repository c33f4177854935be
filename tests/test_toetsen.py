"""What is typed and pasted stands in its field as it was typed and pasted: nothing lost, nothing in another order."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from gesprek.tui.app import GesprekApp
from gesprek.tui.dialogs import ReasonDialog
from gesprek.tui.keyboard import Keyboard
from tests.test_scherm import press, program, talk_of, to_fact

START, END = "\x1b[200~", "\x1b[201~"
KEYS = {"backspace": "\x7f", "delete": "\x1b[3~", "left": "\x1b[D", "right": "\x1b[C", "home": "\x1b[H", "end": "\x1b[F"}
"""What a terminal sends."""


def received(*pieces: bytes, waiting: bool = False) -> list[Message]:
    """What the program gets; waiting: nothing comes for a moment between the pieces."""
    keyboard, got = Keyboard(), list[Message]()
    for piece in pieces:
        got += keyboard.receive(piece)
        if waiting:
            if keyboard._timeout_time is not None:
                keyboard._timeout_time = 0.0  # the moment has passed
            got += keyboard.wait()
    return got


def spoken(got: Sequence[Message]) -> list[str]:
    """Pastes in «», keys by their names."""
    return [f"«{m.text}»" if isinstance(m, events.Paste) else m.key for m in got if isinstance(m, events.Paste | events.Key)]


def cut(data: bytes, places: Sequence[int]) -> list[bytes]:
    """`data` in pieces."""
    ends = sorted({place % (len(data) + 1) for place in places})
    return [data[a:b] for a, b in zip([0, *ends], [*ends, len(data)], strict=True)]


ANYTHING = st.text(
    st.sampled_from(["\x1b", "[", "2", "0", "1", "~", "a", "é", "€", "🚲", "\n", "\r", "O", "\x00"]) | st.characters()
)
PLACES = st.lists(st.integers(0, 10_000), max_size=8)


@given(ANYTHING.filter(lambda t: END not in t + END[:-1]), PLACES, st.booleans())
def test_a_paste_comes_whole_however_it_is_cut(text: str, places: list[int], waiting: bool) -> None:
    """With everything in it, and the keys around it are keys."""
    text = text.encode("utf-8", "replace").decode()
    data = f"a{START}{text}{END}b\x7f".encode()
    assert spoken(received(*cut(data, [5, *places]), waiting=False)) == ["a", f"«{text}»", "b", "backspace"]
    inside = [7 + place % max(1, len(text.encode()) + 6) for place in places]  # a terminal does not rest within the first bracket
    assert spoken(received(*cut(data, inside), waiting=waiting)) == ["a", f"«{text}»", "b", "backspace"]


@pytest.mark.parametrize("at", range(1, 7))
def test_a_paste_whose_first_bracket_comes_late_is_no_key(at: int) -> None:
    """It is a paste, whatever comes before it."""
    data = f"{START}een\nzin{END}c".encode()
    got = spoken(received(data[:at], data[at:], waiting=True))
    assert got[-2:] == ["«een\nzin»", "c"]
    assert len(got) == 2 or at < 3  # what was a key by itself has been one


def test_two_pastes_and_keys_keep_their_order() -> None:
    data = f"{START}een{END}{START}\x1b[Dtwee{END}\x1b[D{START}{END}x".encode()
    assert spoken(received(data)) == ["«een»", "«\x1b[Dtwee»", "left", "«»", "x"]


@pytest.mark.parametrize("name", KEYS)
def test_a_key_that_comes_in_two_pieces_is_one_key(name: str) -> None:
    data = KEYS[name].encode()
    for place in range(len(data) + 1):
        assert spoken(received(data[:place], data[place:])) == [name]


def test_escape_alone_is_escape_after_a_moment() -> None:
    assert spoken(received(b"\x1b")) == []
    assert spoken(received(b"\x1b", waiting=True)) == ["escape"]
    assert spoken(received(b"\x1b", f"{START}a{END}".encode())) == ["escape", "«a»"]


def test_what_is_no_utf_8_is_marked_and_stops_nothing() -> None:
    assert spoken(received(b"a\xe9b", b"\xff", START.encode() + b"x\xe9y" + END.encode()))[-1] == "«x\ufffdy»"


def test_the_library_alone_loses_what_stands_around_an_escape() -> None:
    """The control: without our parser a paste with ESC in it is another text."""
    from textual._xterm_parser import XTermParser

    assert spoken(list(XTermParser().feed(f"{START}aan\x1b[Bhof{END}x"))) != ["«aan\x1b[Bhof»", "x"]


# -- in the fields -----------------------------------------------------------------------------------------------------


class Model:
    """A field as it should be."""

    def __init__(self) -> None:
        self.before, self.after = "", ""

    def press(self, key: str) -> None:
        """What this key does; a line that is longer than its field is no line to it."""
        if key == "home":
            start = self.before.rfind("\n") + 1
            self.before, self.after = self.before[:start], self.before[start:] + self.after
        elif key == "end":
            rest, found, after = self.after.partition("\n")
            self.before, self.after = self.before + rest, found + after
        elif key == "backspace":
            self.before = self.before[:-1]
        elif key == "delete":
            self.after = self.after[1:]
        elif key == "left" and self.before:
            self.before, self.after = self.before[:-1], self.before[-1] + self.after
        elif key == "right" and self.after:
            self.before, self.after = self.before + self.after[0], self.after[1:]
        elif len(key) == 1:
            self.before += key

    @property
    def text(self) -> str:
        """What stands in it."""
        return self.before + self.after


async def burst(app: GesprekApp, pilot: Pilot[None], data: str) -> None:
    """Everything in one piece, as the driver passes it on."""
    for message in received(data.encode()):
        message.set_sender(app)
        app.post_message(message)
    for _n in range(4):
        await pilot.pause()


@pytest.mark.parametrize("fact", ["feit_relaas", "verbalisant_naam"])
async def test_keys_of_one_burst_are_done_in_their_order(fact: str) -> None:
    """Letters, taking back and moving, mixed at random."""
    chance = random.Random(fact)
    async with program(keys="2") as (app, pilot):
        await to_fact(app, pilot, fact)
        for _n in range(30):
            await empty(app, pilot)
            model = Model()
            keys = chance.choices([*KEYS, "backspace", "left", *"abcdefgh"], k=chance.randint(2, 40))
            await burst(app, pilot, "".join(KEYS.get(key, key) for key in keys))
            for key in keys:
                model.press(key)
            assert text_of(app) == model.text


def text_of(app: GesprekApp) -> str:
    """What stands in the field that has the focus."""
    field = app.focused
    assert isinstance(field, TextArea | Input)
    return field.text if isinstance(field, TextArea) else field.value


async def empty(app: GesprekApp, pilot: Pilot[None], *, text: str = "", at: int = 0) -> None:
    """Put `text` in the field, with the cursor at `at`."""
    field = app.focused
    assert isinstance(field, TextArea | Input)
    if isinstance(field, TextArea):
        field.load_text(text)
        field.move_cursor((0, at))
    else:
        field.value, field.cursor_position = text, at
    await pilot.pause()


PASTED = {
    "een  ": "een  ",
    "  een": "  een",
    "\n\n een\n\n\ntwee \n": "\n\n een\n\n\ntwee \n",
    "een\r\ntwee\rdrie\u2028vier\x0bvijf\x0czes": "een\ntwee\ndrie\nvier\nvijf\nzes",
    "a\x1b[Db\x00c\u202ed": "a[Dbcd",
    "mi\u200cxed \xa0 hard": "mi\u200cxed \xa0 hard",
    "\n": "\n",
    " ": " ",
    "": "",
}
"""What is pasted between two words, and what stands between them then."""
JOINED = {
    "een  ": "een  ",
    "  een": "  een",
    "\n\n een\n\n\ntwee \n": " een twee ",
    " een \n twee ": " een twee ",
    " \n ": " ",
    "een\r\ntwee\rdrie\u2028vier\x0bvijf\x0czes": "een twee drie vier vijf zes",
    "een\ttwee": "een twee",
    "a\x1b[Db\x00c\u202ed": "a[Dbcd",
    "\n": " ",
    " ": " ",
    "": "",
}
"""The same in a line: no two words become one."""


@pytest.mark.parametrize(("fact", "table"), [("feit_relaas", PASTED), ("verbalisant_naam", JOINED)])
async def test_a_paste_keeps_its_spaces_and_its_empty_lines(fact: str, table: dict[str, str]) -> None:
    async with program(keys="2") as (app, pilot):
        await to_fact(app, pilot, fact)
        for pasted, stands in table.items():
            await empty(app, pilot, text="voorna", at=4)
            await burst(app, pilot, f"{START}{pasted}{END}!")
            assert text_of(app) == f"voor{stands}!na"


async def test_a_password_that_was_copied_with_its_line_end_is_the_password() -> None:
    """Nobody sees a space around it."""
    async with program(keys="2") as (app, pilot):
        await to_fact(app, pilot, "verbalisant_naam")
        await empty(app, pilot)
        assert isinstance(app.focused, Input)
        app.focused.password = True
        await burst(app, pilot, f"{START} een twee \n{END}")
        assert text_of(app) == "een twee"


@pytest.mark.parametrize("fact", ["feit_relaas", "verbalisant_naam"])
async def test_a_hard_space_and_a_joiner_are_typed_too(fact: str) -> None:
    """The library drops them, and two words become one."""
    async with program(keys="2") as (app, pilot):
        await to_fact(app, pilot, fact)
        await empty(app, pilot)
        await burst(app, pilot, "ik\xa0zag\u202fhem\u200ca\u202e\u00e9")
        assert text_of(app) == "ik\xa0zag\u202fhem\u200ca\u00e9"


@pytest.mark.parametrize(("keys", "left"), [("abc\x1b[1;2D\x1b[1;2Dx", "ax"), ("abc def\x17x", "abc x"), ("abc\x01\x04x", "xbc")])
@pytest.mark.parametrize("place", ["a note", "a reason"])
async def test_selecting_and_control_keys_keep_their_order_too(place: str, keys: str, left: str) -> None:
    """Select to the left; take back a word; to the front and take away."""
    async with program(keys="2") as (app, pilot):
        await to_fact(app, pilot, "feit_relaas")
        if place == "a note":
            await press(pilot, "ctrl+n")
        else:
            await app.push_screen(ReasonDialog("Waarom", "Reden"))
        await burst(app, pilot, keys.replace("\x04", KEYS["delete"]))
        assert text_of(app) == left


@pytest.mark.parametrize("key", ["\r", "\x04", "\x1b[21~"])
async def test_a_window_takes_every_letter_before_its_key(key: str) -> None:
    """Enter, ^D and F10 in the same burst as the reason."""
    said: list[str | None] = []
    async with program(keys="2") as (app, pilot):
        await app.push_screen(ReasonDialog("Waarom", "Reden"), said.append)
        await burst(app, pilot, "hij was er niet!\x7f" + key)
    assert said == ["hij was er niet"]


async def test_a_note_takes_every_letter_before_its_key() -> None:
    async with program(keys="2") as (app, pilot):
        await to_fact(app, pilot, "feit_relaas")
        await press(pilot, "ctrl+n")
        await burst(app, pilot, "nog bellen\x04")
        assert "nog bellen" in str(talk_of(app).c.notes)


@pytest.mark.parametrize("key", ["\r", "\x04", "\x1b[21~"])
async def test_what_is_typed_after_an_answer_is_the_next_answer(key: str) -> None:
    """Also when Enter, ^D or F10 came in the same burst."""
    async with program(keys="enter enter 2") as (app, pilot):
        assert talk_of(app).here == "verbalisant_naam"
        await burst(app, pilot, f"Janx\x7f{key}hoofdagent")
        assert talk_of(app).c.answers["verbalisant_naam"].waarde == "Jan"
        assert talk_of(app).here == "verbalisant_rang"
        assert text_of(app) == "hoofdagent"


async def test_what_is_typed_after_a_window_is_for_what_was_under_it() -> None:
    """The reason, Enter, and then the answer."""
    said: list[str | None] = []
    async with program(keys="enter enter 2") as (app, pilot):
        await app.push_screen(ReasonDialog("Waarom", "Reden"), said.append)
        await burst(app, pilot, "hij was er niet\rJan")
        assert text_of(app) == "Jan"
    assert said == ["hij was er niet"]


async def test_copying_nothing_still_says_how_to_leave() -> None:
    """A key the field does not want is for who stands around it."""
    async with program(keys="2") as (app, pilot):
        await to_fact(app, pilot, "verbalisant_naam")
        await empty(app, pilot)
        await burst(app, pilot, "\x03")
        assert any("^Q" in note.message for note in app._notifications)


def test_a_paste_that_never_ends_is_taken_as_it_is_after_a_while_and_holds_no_key_up(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("gesprek.tui.keyboard.monotonic", lambda: now[0])
    keyboard = Keyboard()
    assert list(keyboard.receive(b"\x1b[200~half een zin")) == []
    assert list(keyboard.wait()) == []
    now[0] += 6
    assert [event.text for event in keyboard.wait() if isinstance(event, events.Paste)] == ["half een zin"]
    assert [event.key for event in keyboard.receive(b"x") if isinstance(event, events.Key)] == ["x"]
