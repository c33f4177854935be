"""A program that is killed at any call on its files: what was acknowledged is there, each action is whole or absent.

Real processes, really killed (SIGKILL), through a VFS below the database and through the calls of Python itself. The long run
does the same with strace, at every system call (`test_strace`).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.kluis.doen import ACTIONS
from tests.kluis.hulp import size
from tests.kluis.veeg import Found

POINTS = {"eerste": 16, "bijwerken": 5, "controleren": 6, "openen": 8, "openen_zo": 6}


def swept(work: Path, action: str, points: int, again: int, mistake: str = "") -> Found:
    """Kill an action at so many points, in a process of its own: the one that runs the tests has threads, and cannot fork."""
    command = [sys.executable, "-m", "tests.kluis.veeg", str(work), action, str(points), str(again), mistake]
    done = subprocess.run(command, capture_output=True, check=False, cwd=Path(__file__).parents[2])
    assert not done.returncode, done.stderr.decode()
    return msgspec.json.decode(done.stdout, type=Found)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_killed_program_keeps_every_acknowledged_answer(tmp_path: Path, action: str) -> None:
    """Killed at calls all over the action, and at some of them once more while the vault is opened again."""
    wanted = size(POINTS.get(action, 11), 0)
    found = swept(tmp_path, action, wanted, size(2, 25))
    assert not found.problems, "\n".join(found.problems)
    assert found.killed == min(wanted or found.calls, found.calls)


def test_an_answer_acknowledged_before_it_is_kept_is_found_to_be_lost(tmp_path: Path) -> None:
    """The control for what was acknowledged."""
    found = swept(tmp_path, "antwoord", 20, 0, "haastig")
    assert any("bevestigde rijen" in said for said in found.problems)


def test_an_action_kept_in_pieces_is_found_to_be_half(tmp_path: Path) -> None:
    """The control for whole or absent."""
    found = swept(tmp_path, "meer", 25, 0, "los")
    assert any("halve handeling" in said for said in found.problems)
