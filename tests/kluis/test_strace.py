"""Killed and refused at every system call that can change a file: the long run, with strace; and a disk that is really full."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.kluis.doen import ACTIONS
from tests.kluis.systeem import Swept

MANY_FILES = {"eerste": 60, "bijwerken": 25, "reservekopie": 60}
"""Actions that copy a hundred files, each with the same calls: so many of each call are enough."""


@pytest.mark.lang
@pytest.mark.parametrize("action", ACTIONS)
def test_killed_or_refused_at_any_system_call(tmp_path: Path, action: str) -> None:
    """Nothing acknowledged is lost, nothing is half, and a refusal is said in words and costs nothing but doing it again."""
    command = [sys.executable, "-m", "tests.kluis.systeem", str(tmp_path), action, str(MANY_FILES.get(action, 0)), "8", "36"]
    done = subprocess.run(command, capture_output=True, check=False, cwd=Path(__file__).parents[2])
    assert not done.returncode, done.stderr.decode()
    found = msgspec.json.decode(done.stdout, type=Swept)
    sys.stderr.write(
        f"{action}: {found.killed} gedood, {found.again} nog eens, {found.refused} geweigerd, {found.slowest:.2f} s\n"
    )
    assert not found.problems, "\n".join(found.problems)
    assert found.killed > 60
    assert found.refused > 60


@pytest.mark.lang
def test_a_disk_that_is_really_full(tmp_path: Path) -> None:
    """A small file system in memory, in a name space of its own: full, refused in words, and well again when there is room."""
    command = f"mount -t tmpfs -o size=3m tmpfs {tmp_path} && exec {sys.executable} -m tests.kluis.vol {tmp_path}"
    done = subprocess.run(
        ["unshare", "--mount", "--map-root-user", "sh", "-c", command],  # noqa: S607 - of the system
        capture_output=True, check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert not done.returncode, done.stderr.decode()
    assert "De schijf is vol" in done.stdout.decode()
