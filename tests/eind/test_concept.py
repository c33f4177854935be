"""What is being typed, after the program died: never more than 40 keys short, never in another order, back where it was."""

from __future__ import annotations

import random
import signal
from collections.abc import Callable
from itertools import product
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pytest

from tests.eind.hulp import Home, Program, make_vault, size

AT_MOST = 40
"""Keys that may be lost."""
KEYS_PER_SECOND = 12.0
AHEAD = 4
"""Keys that the typist is ahead of the screen at most: on a busy machine nobody types on blindly, and no test measures it."""
BACK = r"Wat u aan het"


class Typist:
    """Types words that are all different into what has the focus. text: what was typed so far, and must come back."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.text = ""
        self._words = ("".join(letters) for letters in product(ascii_lowercase, repeat=4))
        self._waiting = ""

    def type(self, program: Program, keys: int, *, lines: bool) -> None:
        """So many keys, at the pace of somebody who types well. lines: now and then a new line."""
        for _n in range(keys):
            key = self._next(lines)
            program.type(key.replace("\n", "\r"))
            self.text += key
            program.follow(min(0.5, self.random.expovariate(KEYS_PER_SECOND)))
            self.wait_until_shown(program, AHEAD)

    def _next(self, lines: bool) -> str:
        if not self._waiting:
            self._waiting = next(self._words) + ("\n" if lines and self.random.random() < 0.05 else " ")
        key, self._waiting = self._waiting[0], self._waiting[1:]
        return key

    def wait_until_shown(self, program: Program, ahead: int = 0) -> None:
        """Until the last word is on the screen of what was typed, but for the last keys (ahead)."""
        if words := self.text[: len(self.text) - ahead].split():
            program.see(rf"\b{words[-1]}")


def _field(program: Program) -> None:
    program.press("2")
    program.see("verbalisant")
    program.question("relaas")


def _note(program: Program) -> None:
    _field(program)
    program.press("ctrl+n")
    program.see("Notitie bij")


def _reason(program: Program) -> None:
    _field(program)
    program.press("f7")
    program.see("Waarom vraagt u dit niet")


def _danger(program: Program) -> None:
    program.press("1")
    program.see("Bel 112")


PLACES: dict[str, tuple[Callable[[Program], None], Callable[[dict[str, Any]], str], str]] = {
    "an answer": (_field, lambda kept: kept["getypt"]["feit_relaas"], "Eigen verhaal"),
    "a note": (_note, lambda kept: kept["notitie"], "Notitie bij"),
    "a reason": (_reason, lambda kept: next(iter(kept["regels"].values())), "Waarom vraagt u dit niet"),
    "why danger is over": (_danger, lambda kept: kept["gevaar"], "Bel 112"),
}
"""How to get there, where it is in the draft, and what stands on the screen there."""


def _draft(home: Home, place: str) -> str:
    try:
        return PLACES[place][1](home.kept()[1])
    except (KeyError, StopIteration):
        return ""


def _type_and_kill(home: Home, place: str, kills: int, seed: int, how: str = "") -> list[int]:
    """Type, kill, look, open again, and go on; for each kill how many keys were lost. Nothing comes in another order."""
    typist, lost = Typist(seed), []
    code = ""
    for _n in range(kills):
        with home.program(*(["dossier", "openen", code] if code else []), how=how) as program:
            if code:
                program.unlock()
                _see_it_back(program, place, typist)
            else:
                program.new_conversation()
                PLACES[place][0](program)
                program.settle()
            typist.type(program, typist.random.randint(25, 60), lines=place in ("an answer", "a note"))
            program.follow(typist.random.uniform(0, 0.4))
            program.kill()
        code = code or home.codes()[0]
        kept = _draft(home, place)
        assert typist.text.startswith(kept), (typist.text, kept)
        lost.append(len(typist.text) - len(kept))
        typist.text = kept
    return lost


def _see_it_back(program: Program, place: str, typist: Typist) -> None:
    program.see(PLACES[place][2])
    program.settle()
    if place in ("an answer", "a note"):
        program.see(BACK)
        typist.wait_until_shown(program)
    elif typist.text:  # a line that is longer than its field shows where it begins
        program.see(typist.text[:4])


@pytest.mark.parametrize(("place", "kills"), [("an answer", size(3, 20)), *((p, size(1, 10)) for p in list(PLACES)[1:])])
def test_after_kill_9_at_a_random_moment_no_more_than_40_keys_are_lost(place: str, kills: int, tmp_path: Path) -> None:
    """The last opening shows the text where it was typed, and says so."""
    home = make_vault(tmp_path)
    lost = _type_and_kill(home, place, kills, seed=len(place))
    assert max(lost) <= AT_MOST, lost
    with home.program("dossier", "openen", home.codes()[0]) as program:
        program.unlock()
        program.see(PLACES[place][2])
        program.settle()
        for word in _draft(home, place).split()[-3:] if place in ("an answer", "a note") else _draft(home, place).split()[:3]:
            program.see(rf"\b{word}")
        if place in ("an answer", "a note"):
            program.see(BACK)
        assert program.leave() == 0


def test_without_the_draft_all_that_was_typed_is_lost(tmp_path: Path) -> None:
    """The control."""
    home = make_vault(tmp_path)
    with home.program(how="zonder-concept") as program:
        program.new_conversation()
        _field(program)
        typist = Typist(1)
        typist.type(program, 60, lines=False)
        program.kill()
    assert len(typist.text) - len(_draft(home, "an answer")) > AT_MOST


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT][: size(1, 3)])
def test_a_signal_that_asks_to_leave_costs_no_key_that_was_on_the_screen(number: int, tmp_path: Path) -> None:
    home = make_vault(tmp_path)
    with home.program() as program:
        program.new_conversation()
        _field(program)
        typist = Typist(number)
        typist.type(program, 30, lines=False)
        typist.wait_until_shown(program)
        program.send_signal(number)
        assert program.wait_for_end(60) == 128 + number
    assert _draft(home, "an answer") == typist.text
