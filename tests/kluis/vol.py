"""Works on a disk until it is full, sees that it is said, makes room, and goes on: for `test_strace`, in a small file system.

python -m tests.kluis.vol FOLDER
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gesprek.errors import GesprekError
from gesprek.record import NotSaved, Vault
from tests.kluis.drijver import MOMENT, Driver, Talk
from tests.kluis.hulp import MARK, invariants, unstretched


def fill(ballast: Path, leave: int) -> None:
    """Take what is left of the disk, but so many bytes."""
    free = os.statvfs(ballast.parent)
    with ballast.open("ab") as file:
        file.write(bytes(max(0, free.f_bavail * free.f_frsize - leave)))


def until_full(talk: Talk, words: int) -> tuple[int, NotSaved]:
    """Write until it is refused; how many were kept, and the refusal."""
    for number in range(10_000):
        before = talk.state()
        try:
            talk.do("notitie", lambda conversation: conversation.note("algemeen", f"{MARK} " * words, MOMENT))
        except NotSaved as refusal:
            assert talk.state() == before
            return number, refusal
    raise AssertionError


def main(root: Path) -> None:
    """Do it."""
    driver = Driver(root, lambda _line: None)
    ballast = root / "reserve"
    vault = driver.create()
    talk = driver.begin(vault)
    for words, leave in ((1, 120_000), (40, 90_000), (300, 150_000)):
        fill(ballast, leave)
        kept, refusal = until_full(talk, words)
        assert "vol" in refusal.message
        os.write(1, f"{kept} bewaard, toen: {refusal}\n".encode())
        _everything_refused_or_whole(driver, vault, talk)
        ballast.unlink()
        talk.answer("letsel", "geen")
        talk.draft(f"weer {MARK}")
    fill(ballast, 0)
    driver.leave(vault)
    _opens_or_says_why(driver)
    ballast.unlink()
    assert not (problems := invariants(root, driver.told)), problems


def _everything_refused_or_whole(driver: Driver, vault: Vault, talk: Talk) -> None:
    """What else can be done on a full disk is refused in words, or done."""
    dossiers = list(driver.opened)
    for do in (lambda: talk.draft(MARK * 3000), lambda: driver.begin(vault), lambda: driver.new_recovery(vault)):
        try:
            do()
        except GesprekError as error:
            os.write(1, f"geweigerd: {error}\n".encode())
    assert driver.opened[: len(dossiers)] == dossiers


def _opens_or_says_why(driver: Driver) -> None:
    """On a disk without a byte left."""
    try:
        driver.leave(driver.unlock())
    except NotSaved as error:
        os.write(1, f"opent niet: {error}\n".encode())


if __name__ == "__main__":
    with unstretched():
        main(Path(sys.argv[1]))
