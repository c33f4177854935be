"""Opening a dossier by its code, and what is said when the program is cut off: what is kept, and how to go on."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.eind.dossiers import put_in
from tests.eind.hulp import PASSPHRASE, Home, Program, make_vault
from tests.meting.gesprek_scherm import FIRST_SCREEN


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return make_vault(tmp_path)


def killed(program: Program) -> str:
    """kill -9 of the program below the process that owns the terminal; what that says then."""
    os.kill(program.child, signal.SIGKILL)
    assert program.wait_for_end() == 128 + signal.SIGKILL
    return program.text


def test_the_passphrase_is_asked_at_once_and_what_was_typed_before_it_is_not_lost(home: Home) -> None:
    """No first screen comes before, whose menu would take the first letters."""
    code = put_in(home.vault, lambda place: f"gewoon {place}")
    with home.program("dossier", "openen", code) as program:
        program.press(PASSPHRASE, "enter")
        program.see(f"dossier {code}")
        program.settle()
        assert FIRST_SCREEN.encode() not in program.raw and b"Houdt de draad" not in program.raw
        assert program.leave() == 0


def test_a_code_that_is_not_there_is_said_with_the_list_of_those_that_are(home: Home) -> None:
    code = put_in(home.vault, lambda place: f"gewoon {place}")
    with home.program("dossier", "openen", "ZZZZ") as program:
        program.unlock()
        program.see("Er is geen dossier 'ZZZZ'")
        program.see(code)
        assert "Gesprekken in de kluis" in program.text
        program.press("enter")
        program.see("Verder met dit gesprek")
        assert program.leave() == 0


def test_without_a_vault_there_is_no_dossier_to_open(tmp_path: Path) -> None:
    with Home(tmp_path).program("dossier", "openen", "7F3K") as program:
        assert program.wait_for_end() == 2
        assert "Er is nog geen kluis" in program.text


def test_who_was_cut_off_hears_what_is_kept_and_how_to_go_on(home: Home) -> None:
    code = put_in(home.vault, lambda place: f"gewoon {place}")
    with home.program("dossier", "openen", code) as program:
        program.unlock()
        program.see(f"dossier {code}")
        program.settle()
        said = killed(program)
        assert "Wat u hebt vastgelegd is bewaard" in said and f"Ga verder met: gesprek dossier openen {code}" in said
        assert "gewoon" not in said
    with home.program("dossier", "openen", "ZZZZ") as program:
        program.unlock()
        program.see("Er is geen dossier 'ZZZZ'")
        program.press("enter")
        program.see("Verder met dit gesprek")
        program.press("enter")
        program.see(f"dossier {code}")
        program.settle()
        assert f"Ga verder met: gesprek dossier openen {code}" in killed(program)
    with home.program() as program:
        program.see(FIRST_SCREEN)
        program.settle()
        said = killed(program)
        assert "Wat u hebt vastgelegd is bewaard" in said and "Ga verder met: gesprek dossiers" in said


def test_without_a_vault_it_says_that_nothing_is_kept(home: Home) -> None:
    with home.program("--zonder-kluis") as program:
        program.see(FIRST_SCREEN)
        program.settle()
        said = killed(program)
        assert "Er is niets bewaard: u werkte zonder kluis." in said and "Ga verder" not in said
