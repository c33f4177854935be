"""Another program on the same vault, for the tests: does one thing, some number of times, and says so.

python -m tests.kluis.samen FOLDER ROLE [ARGUMENT...]
"""

from __future__ import annotations

import contextlib
import functools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path

from gesprek.keeping import begin_conversation
from gesprek.record import Conflict, Dossier, NoDossier, Vault, open_dossier
from gesprek.record.codec import Kept
from gesprek.record.destruction import destroy
from gesprek.record.holding import Hold
from gesprek.record.vault import Transaction
from tests.kluis.hulp import PASSPHRASE, now, unstretched

__all__ = ["started", "together"]


def hold(vault: Vault, code: str) -> None:
    """Have a dossier open until killed."""
    dossier = open_dossier(vault, code)
    say("dicht" if dossier.read_only else "open")
    time.sleep(600)


def begin(vault: Vault, times: str) -> None:
    """Begin dossiers, one after the other."""
    for number in range(int(times)):
        dossier = begin_conversation(vault, "aangifte", "landelijk", date(2026, 11, 23))[1].dossier
        dossier.append([row(number)], action=os.urandom(16), card=b"{}", verbs=["verzamelen"])
        say(dossier.code)


def begin_and_destroy(vault: Vault, times: str) -> None:
    """Begin dossiers and destroy each: its place for a key is free again at once."""
    for _n in range(int(times)):
        dossier = begin_conversation(vault, "aangifte", "landelijk", date(2026, 11, 23))[1].dossier
        code = dossier.code
        dossier.close()
        with contextlib.suppress(NoDossier):  # who unlocked in between finished it
            destroy(vault, code, "oefening")


def write(vault: Vault, code: str, times: str) -> None:
    """Add rows to a dossier that others write in as well: as if the lock on it did not work (a disk on the network)."""
    dossier = open_dossier(vault, code, look=True)
    mine = Hold.take(vault.files.hold(f"proef-{os.getpid()}"), now())
    assert isinstance(mine, Hold)
    dossier._hold = mine
    say("klaar")
    sys.stdin.readline()
    conflicts = 0
    for number in range(int(times)):
        conflicts += add(dossier, number)
    say(str(conflicts))


def add(dossier: Dossier, number: int) -> int:
    """One row, however often somebody else was first; how often that was."""
    for conflicts in range(100_000):
        try:
            dossier.append([row(number)], action=os.urandom(16), card=b"{}", verbs=["verzamelen"])
        except Conflict:
            dossier.read()
        else:
            return conflicts
    raise AssertionError


def row(number: int) -> Kept:
    """A row to add."""
    return Kept("noted", now().isoformat(), {"topic": "algemeen", "text": f"{os.getpid()} {number}"})


def naively(vault: Vault, times: str) -> None:
    """The control: read a number, add one, write it, without asking whether it is still what was read."""
    say("klaar")
    sys.stdin.readline()
    for _n in range(int(times)):
        before = vault.store.rows("SELECT waarde FROM kluis WHERE naam = 'teller'")[0][0]
        time.sleep(0.001)
        vault.transact(functools.partial(count, before + 1))
    say("0")


def count(value: int, txn: Transaction) -> None:
    """Write the number."""
    txn.db.execute("UPDATE kluis SET waarde = ? WHERE naam = 'teller'", (value,))


ROLES: dict[str, Callable[..., None]] = {
    "houden": hold, "beginnen": begin, "vernietigen": begin_and_destroy, "schrijven": write, "naief": naively,
}  # fmt: skip


WAITING = ("schrijven", "naief")
"""What waits until it is told to begin, so that it does so at the same time as another."""


def unlock(folder: Path, times: str) -> None:
    """Open and close the vault, and say what it found."""
    for _n in range(int(times)):
        with Vault.unlock(folder, PASSPHRASE, now) as vault:
            for finding in vault.findings:
                say(str(finding))


def say(text: str) -> None:
    """A line."""
    os.write(1, text.encode() + b"\n")


def main() -> None:
    """Do what the command line says."""
    folder, role, arguments = Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    with unstretched():
        if role == "openen":
            unlock(folder, *arguments)
            return
        with Vault.unlock(folder, PASSPHRASE, now) as vault:
            ROLES[role](vault, *arguments)


# -- for the tests --------------------------------------------------------------------------------------------------------


@contextmanager
def started(folder: Path, role: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Another program, running; killed at the end when it still is."""
    command = [sys.executable, "-m", "tests.kluis.samen", str(folder), role, *map(str, arguments)]
    running = subprocess.Popen(
        command, cwd=Path(__file__).parents[2], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    with running:
        try:
            yield running
        finally:
            running.kill()


def together(folder: Path, *roles: tuple[object, ...]) -> list[list[str]]:
    """Several programs at once, to their end; what each said."""
    with ExitStack() as stack:
        running = [stack.enter_context(started(folder, str(role), *arguments)) for role, *arguments in roles]
        for (role, *_arguments), program in zip(roles, running, strict=True):
            if role in WAITING:
                assert program.stdout is not None
                assert program.stdout.readline() == "klaar\n", program.communicate()[1]
        for (role, *_arguments), program in zip(roles, running, strict=True):
            if role in WAITING and program.stdin is not None:
                program.stdin.write("ga\n")
                program.stdin.flush()
        return [_said(program) for program in running]


def _said(program: subprocess.Popen[str]) -> list[str]:
    said, wrong = program.communicate()
    assert not program.returncode, wrong
    return said.split("\n")[:-1]


if __name__ == "__main__":
    main()
