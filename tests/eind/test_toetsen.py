"""Keys and pastes that come in one burst, in the real program: what is kept is what was typed, in its order."""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import pytest

from tests.eind.hulp import Home, Program, make_vault, size
from tests.test_toetsen import END, KEYS, START, Model

MARK = "KLAAR"
WHERE = {"feit_relaas": "relaas", "verbalisant_naam": "verbalisant"}


def _typed(home: Home) -> dict[str, Any]:
    kept: dict[str, Any] = home.kept()[1]["getypt"]
    return kept


def _open(program: Program, fact: str) -> None:
    program.new_conversation()
    program.press("2")
    program.see("verbalisant")
    if fact != "verbalisant_naam":
        program.question(WHERE[fact])


@pytest.mark.parametrize("fact", WHERE)
def test_bursts_of_letters_taking_back_and_moving_end_as_they_should(fact: str, tmp_path: Path) -> None:
    home, chance, model = make_vault(tmp_path), random.Random(fact), Model()
    with home.program() as program:
        _open(program, fact)
        for _n in range(size(12, 100)):
            keys = chance.choices([*KEYS, "backspace", "backspace", "left", *"abcdefgh"], k=chance.randint(2, 30))
            if fact == "feit_relaas":
                keys.append("\n")
            program.type("".join(KEYS.get(key, key) for key in keys).replace("\n", "\r"))
            program.follow(chance.choice([0, 0.02, 0.1]))
            for key in keys:
                model.press(key)
        program.type(KEYS["end"] + MARK)
        for key in ("end", *MARK):
            model.press(key)
        program.see(MARK)
        assert program.leave() == 0
    assert _typed(home) == {fact: model.text}


def test_a_paste_with_an_escape_in_it_comes_whole_also_in_pieces(tmp_path: Path) -> None:
    """Cut in the middle of a letter and in the middle of the last bracket, with a rest between."""
    home, chance = make_vault(tmp_path), random.Random(1)
    pasted = "  Zij zei:\x1b[A 'weg!'\n\n\x1b\x1b[3~Café\x1b[200~ €\x1b[201 🚲 \x1bOP \n"
    with home.program() as program:
        _open(program, "feit_relaas")
        data = f"{START}{pasted}{END}".encode()
        ends = sorted([3, *chance.sample(range(len(data)), 10), len(data) - 3, len(data)])
        program.type("voor ")
        for start, end in zip([0, *ends], ends, strict=False):
            program.type_bytes(data[start:end])
            time.sleep(chance.choice([0, 0.15]) if start >= 6 else 0)
        program.type("\x7f" + MARK)
        program.see(MARK)
        assert program.leave() == 0
    assert _typed(home) == {"feit_relaas": "voor   Zij zei:[A 'weg!'\n\n[3~Café[200~ €[201 🚲 OP " + MARK}


def test_a_burst_is_kept_while_it_comes_in(tmp_path: Path) -> None:
    """Killed as soon as its end stands on the screen."""
    home = make_vault(tmp_path)
    text = "".join(f"woord{n:03} " for n in range(60))
    with home.program() as program:
        _open(program, "feit_relaas")
        program.type(text)
        program.see("woord059")
        program.kill()
    kept = _typed(home)["feit_relaas"]
    assert text.startswith(kept)
    assert len(text) - len(kept) <= 32
