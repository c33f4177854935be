"""The same sweeps at every system call: strace kills a program, or lets the system refuse it, at one call after another.

    python -m tests.kluis.systeem FOLDER ACTION KILLS REFUSALS AGAIN

Each point is a fork that strace is attached to before it begins, so that only the calls of the action count. KILLS, REFUSALS: how
many points of one system call (0: all); AGAIN: so many of the kills are followed by one in the unlocking after it. Prints JSON.
"""

from __future__ import annotations

import collections
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from tests.kluis.doen import ACTIONS, warm_up
from tests.kluis.drijver import Driver
from tests.kluis.hulp import Told, read_told, unstretched
from tests.kluis.veeg import Sweep, ended, in_child, redirect, say, spread

__all__ = ["ERRORS", "KILLED_AT", "Swept"]

_NAMES = "unlink unlinkat rename renameat renameat2 mkdir mkdirat rmdir link linkat"
KILLED_AT = ["pwrite64", "write", "fsync", "fdatasync", "ftruncate", "openat", "close", "fcntl", "flock", *_NAMES.split()]
"""Everything that can change a file, or who has it."""
ERRORS = {
    "ENOSPC": {"pwrite64", "write", "fsync", "fdatasync", "ftruncate", "openat", *_NAMES.split()},
    "EIO": set(KILLED_AT),
    "EROFS": {"pwrite64", "write", "ftruncate", "openat", *_NAMES.split()},
    "EMFILE": {"openat"},
}
"""What the system may answer to which calls."""
_LINE = re.compile(r"^\d+ +(\w+)\(")


class Swept(msgspec.Struct):
    """What came of it. killed, again, refused: how many points; calls: of the whole action, by name."""

    calls: dict[str, int] = {}
    killed: int = 0
    again: int = 0
    refused: int = 0
    slowest: float = 0.0
    problems: list[str] = []


class Traced(Sweep):
    """One action under strace."""

    def trace(self, root: Path, action: str, calls: str, inject: str, *, patient: bool = False) -> tuple[int, list[Told]]:
        """Do it in a fork with strace attached; how it ended, and what it said."""
        said = self.work / f"{root.name}.gezegd"
        ready, go = os.pipe()
        pid = os.fork()
        if not pid:
            redirect(said)
            os.read(ready, 1)
            in_child(lambda: self._act(root, action, patient=patient), said)
        options = ["-e", f"trace={calls}", *(["-e", f"inject={calls}:{inject}"] if inject else [])]
        tracer = subprocess.Popen(
            [shutil.which("strace") or "strace", "-f", "-qq", "-o", str(self.work / "spoor"), "-p", str(pid), *options]
        )
        while _tracer_of(pid) == 0 and tracer.poll() is None:
            time.sleep(0.002)
        os.write(go, b"!")
        status = ended(pid)
        tracer.wait()
        os.close(ready)
        os.close(go)
        if status == 1:
            self.found.problems.append(f"{action}, {calls} {inject}: {said.with_suffix('.fout').read_text()[-1800:]}")
        told = read_told(said.read_bytes().splitlines()) if said.exists() else []
        said.unlink(missing_ok=True)
        return status, told

    def _act(self, root: Path, action: str, *, patient: bool) -> None:
        driver = Driver(root, say, relieve=(lambda: None) if patient else None)
        ACTIONS[action](driver)
        for error in driver.refusals:
            assert str(error).strip().endswith((".", "?")), repr(error)

    def calls_of(self, action: str) -> dict[str, int]:
        """How often the action does each call; that it ends well is seen to."""
        root = self.fresh()
        status, told = self.trace(root, action, ",".join(f"?{name}" for name in KILLED_AT), "")
        if status:
            self.found.problems.append(f"zonder kwaad: {status}")
        self.look(root, told, "zonder kwaad")
        names = [match[1] for line in (self.work / "spoor").read_text().splitlines() if (match := _LINE.match(line))]
        return collections.Counter(names)


def _tracer_of(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("TracerPid:"):
            return int(line.split()[1])
    return 0


def sweep(work: Path, action: str, most: int, refusals: int, again: int) -> Swept:
    """Kill, and refuse, one action at its calls."""
    made = Traced(work, action)
    for _n in range(2):  # what a program reads once only is read before the calls are counted
        root = made.fresh()
        ACTIONS[action](Driver(root, lambda _line: None))
        shutil.rmtree(root)
    swept = Swept(dict(made.calls_of(action)))
    kills = [(call, n + 1) for call, count in swept.calls.items() for n in spread(count, most, f"{action}{call}")]
    doubled = set(spread(len(kills), again, action)) if again else set()
    for index, (call, number) in enumerate(kills):
        root = made.fresh()
        status, told = made.trace(root, action, call, f"signal=KILL:when={number}")
        swept.killed += status == -9
        if index in doubled and status == -9 and (root / "kluis").is_dir():
            status, _told = made.trace(root, "openen_zo", KILLED_AT[index % 8], f"signal=KILL:when={1 + index % 5}")
            swept.again += status == -9
        made.look(root, told, f"gedood bij {call} {number}")
    for error, refusable in ERRORS.items():
        for call, count in swept.calls.items():
            for n in spread(count, refusals, f"{action}{call}{error}") if call in refusable else ():
                refuse(made, swept, call, f"error={error}:when={n + 1}")
    swept.problems, swept.slowest = made.found.problems, made.found.slowest
    return swept


def refuse(made: Traced, swept: Swept, call: str, inject: str) -> None:
    """Let the system refuse one call, do the same again, and look."""
    root = made.fresh()
    status, told = made.trace(root, made.action, call, inject, patient=True)
    swept.refused += 1
    if status < 0:
        made.found.problems.append(f"{made.action}, {call} {inject}: gestorven aan {-status}")
    made.look(root, told, f"{call} {inject}")


def main(arguments: Sequence[str]) -> None:
    """Do what the command line says."""
    work, action, (kills, refusals, again) = Path(arguments[0]), arguments[1], map(int, arguments[2:])
    warm_up()
    with unstretched():
        found = sweep(work, action, kills, refusals, again)
    os.write(1, msgspec.json.encode(found) + b"\n")


if __name__ == "__main__":
    main(sys.argv[1:])
