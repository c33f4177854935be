"""A sweep in a process of its own: an action is killed at one call after another, and the vault it leaves is looked at.

    python -m tests.kluis.veeg FOLDER ACTION POINTS AGAIN MISTAKE

Everything is imported once; each point is a fork that is really killed. POINTS: how many, spread evenly over all calls (0: every
one). AGAIN: for so many of those vaults the next unlocking is killed as well, at a call of its own, and the vault is looked at
after that. MISTAKE: "haastig" or "los", which must be found; or nothing. Prints one line of JSON.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from tests.kluis.doen import ACTIONS, one_by_one, prepare, warm_up
from tests.kluis.drijver import Driver
from tests.kluis.hulp import Told, copy_vault, invariants, read_told, unstretched
from tests.kluis.schijf import Handler, Killer, Op, vfs, watched

__all__ = ["Found", "Sweep", "child", "spread", "sweep"]


class Found(msgspec.Struct):
    """What a sweep came to. calls: of the whole action; killed: processes that were; slowest: seconds to open a vault again."""

    calls: int = 0
    killed: int = 0
    again: int = 0
    slowest: float = 0.0
    problems: list[str] = []


@dataclass
class Sweep:
    """One action, with the vault it begins with."""

    work: Path
    action: str
    mistake: str = ""
    found: Found = field(default_factory=Found)

    def __post_init__(self) -> None:
        self.base = self.work / "begin"
        self.told = prepare(self.base, self.action)
        self.number = 0

    def fresh(self) -> Path:
        """A copy of the vault it begins with."""
        self.number += 1
        return copy_vault(self.base, self.work / str(self.number))

    def run(self, handler: Handler, root: Path, action: str) -> tuple[int, list[Told]]:
        """An action in a child; how it ended, and what it said."""
        said = self.work / f"{root.name}.gezegd"
        status = child(lambda: self._do(root, action, handler), said)
        if status == 1:
            self.found.problems.append(f"{action}: {said.with_suffix('.fout').read_text()[-1500:]}")
        told = read_told(said.read_bytes().splitlines())
        said.unlink()
        return status, told

    def _do(self, root: Path, action: str, handler: Handler) -> None:
        driver = Driver(root, say, vfs=vfs())
        driver.hasty = self.mistake == "haastig"
        with watched(root, handler), one_by_one() if self.mistake == "los" else contextlib.nullcontext():
            ACTIONS[action](driver)

    def count(self) -> list[Op]:
        """Every call of the whole action; that it ends well is seen to."""
        listed, root = self.work / "geteld", self.fresh()

        def note(op: Op) -> None:
            with listed.open("a") as file:
                file.write(f"{op.kind} {op.path}\n")

        status, told = self.run(note, root, self.action)
        if status:
            self.found.problems.append(f"zonder kwaad: {status}")
        self.look(root, told, "zonder kwaad")
        lines = listed.read_text().splitlines() if listed.exists() else []
        self.found.calls = len(lines)
        return [Op(kind, path) for kind, path in (line.split(" ", 1) for line in lines)]

    def look(self, root: Path, told: Sequence[Told], where: str) -> None:
        """Look at the vault, and clear it away."""
        took: list[float] = []
        problems = invariants(root, [*self.told, *told], took=took)
        self.found.slowest = max(self.found.slowest, *took, 0.0)
        self.found.problems += [f"{self.action}, {where}: {said}" for said in problems]
        shutil.rmtree(root)

    def kill_at(self, point: int, where: str, *, again: int | None) -> bool:
        """Kill at one call, and look; False when the action was over before it. again: kill the next unlocking there."""
        root = self.fresh()
        status, told = self.run(Killer(point), root, self.action)
        if status >= 0:
            shutil.rmtree(root)
            return False
        self.found.killed += 1
        if again is not None and (root / "kluis").is_dir():
            status, _told = self.run(Killer(again), root, "openen_zo")
            self.found.again += status < 0
        self.look(root, told, where)
        return True


def say(line: Told) -> None:
    """In one call, and not one of those that are refused or killed."""
    os.writev(1, [msgspec.json.encode(line) + b"\n"])


def child(work: Callable[[], None], said: Path) -> int:
    """Do something in a fork, its output in a file: 0 well, 1 with an exception (in `.fout`), or minus the signal."""
    pid = os.fork()
    if not pid:
        redirect(said)
        in_child(work, said)
    return ended(pid)


def ended(pid: int) -> int:
    """How a child ended."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def redirect(said: Path) -> None:
    """What is said goes to this file."""
    os.dup2(os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600), 1)


def in_child(work: Callable[[], None], said: Path) -> None:
    """Do it, and be gone."""
    code = 1
    try:
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - a child may not run on in its parent's tests
        said.with_suffix(".fout").write_text(traceback.format_exc())
    finally:
        os._exit(code)


def spread(total: int, wanted: int, seed: str) -> list[int]:
    """So many of `total` points, evenly over all of them; others for another seed. 0: every one."""
    if not wanted or wanted >= total:
        return list(range(total))
    start = random.Random(seed).random()
    return sorted({int((index + start) * total / wanted) for index in range(wanted)})


def sweep(work: Path, action: str, points: int, again: int, mistake: str) -> Found:
    """Kill one action at so many of its calls."""
    made = Sweep(work, action, mistake)
    ops = made.count()
    chosen = spread(len(ops), points, action)
    doubled = set(spread(len(chosen), again, action)) if again else set()
    for index, point in enumerate(chosen):
        where = f"gedood bij {point} ({ops[point].kind} {Path(ops[point].path).name})"
        if not made.kill_at(point, where, again=7 * index % 40 if index in doubled else None):
            break
    return made.found


def main() -> None:
    """Do what the command line says."""
    work, action = Path(sys.argv[1]), sys.argv[2]
    points, again, mistake = sys.argv[3:6]
    warm_up()
    with unstretched():
        found = sweep(work, action, int(points), int(again), mistake)
    os.write(1, msgspec.json.encode(found) + b"\n")


if __name__ == "__main__":
    main()
