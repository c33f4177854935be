"""The whole way of an officer, from an empty folder to a case that has been taken over, on a terminal of 80 by 24."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.eind.hulp import PASSPHRASE, Home, Program

__all__ = ["NAME", "STORY", "from_begin_to_end"]

NAME = "Jansenius"
STORY = "Ik liep naar huis en zag hem bij de brug staan."


def from_begin_to_end(home: Home, how: str = "", env: Mapping[str, str] | None = None) -> str:
    """Make the vault, hold a conversation, lock, read back, leave, open again, and take it over; the code of the dossier."""
    with home.program(how=how, env=env) as program:
        _make_vault(program)
        _converse(program)
        _lock_and_come_back(program)
        _read_back(program)
        program.question("feit_relaas")
        assert program.leave() == 0
        assert STORY not in program.text
    listed = home.asked("dossiers", how=how)
    code = re.findall(r"^([2-9A-Z]{4})  ", listed, re.MULTILINE)
    assert len(code) == 1, listed
    assert NAME not in listed
    with home.program("dossier", "openen", code[0].lower(), how=how, env=env) as program:
        program.unlock()
        program.see("terug waar het was")
        program.see("Ik liep naar huis")
        assert program.leave() == 0
    assert f"Dossier {code[0]} is overgenomen en nu vernietigd." in home.asked("dossier", "overgenomen", code[0], "--ja", how=how)
    return str(code[0])


def _make_vault(program: Program) -> None:
    """With the groups of the recovery key typed back from the screen."""
    program.see("Nieuw gesprek")
    program.settle()
    program.press("1")
    program.see("het hele gesprek")
    program.press("1")
    program.see("Een kluis maken")
    program.settle()
    for _twice in range(2):
        program.press(PASSPHRASE)
        program.settle()
        program.press("enter")
        program.settle()
    program.see("Uw herstelsleutel")
    program.see(r"groepen \d en \d")
    groups = dict(re.findall(r"(\d)\. ([0-9A-Z]+)", program.text))
    asked = re.search(r"groepen (\d) en (\d)", program.text)
    assert asked and len(groups) == 9
    program.press(f"{groups[asked[1]].lower()} {groups[asked[2]]}")
    program.see(groups[asked[1]].lower())
    program.settle()
    program.press("enter")
    program.see("acuut")
    assert groups[asked[1]] not in program.text
    program.settle()


def _converse(program: Program) -> None:
    program.press("2")
    program.see("Naam van de verbalisant")
    program.settle()
    program.press(NAME)
    program.see(NAME)
    program.press("enter")
    program.see("Rang van de verbalisant")
    program.question("feit_relaas")
    program.press(STORY)
    program.see("bij de brug")
    program.press("ctrl+d")
    program.see("Genoteerd")
    program.settle()
    program.press("ctrl+n")
    program.see("Notitie bij")
    program.settle()
    program.press("Wordt nagebeld.")
    program.see("nagebeld")
    program.press("ctrl+d")
    program.see("Notitie bewaard")


def _lock_and_come_back(program: Program) -> None:
    program.press("ctrl+k")
    program.see("De kluis is op slot")
    program.settle()
    assert NAME not in program.text
    program.unlock()
    program.see("terug waar het was")
    program.settle()


def _read_back(program: Program) -> None:
    program.press("ctrl+e")
    program.see("Voorlezen: Verklaring")
    program.see("Ik liep naar huis")
    program.settle()
    program.press("escape")
    program.gone("Voorlezen: Verklaring")
    program.settle()
