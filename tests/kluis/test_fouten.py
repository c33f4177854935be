"""When the disk refuses: it is said, nothing is half, nothing in memory has changed, and the same action works once it is well."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kluis.doen import ACTIONS, prepare
from tests.kluis.drijver import Driver
from tests.kluis.hulp import Told, copy_vault, invariants, size, unstretched
from tests.kluis.schijf import Counter, Refuser, vfs, watched
from tests.kluis.veeg import spread

ERRORS = {
    errno.ENOSPC: frozenset({"write", "sync", "open", "mkdir", "rename", "truncate"}),
    errno.EIO: frozenset({"write", "sync", "open", "mkdir", "rename", "truncate", "delete", "rmdir", "close", "lock"}),
    errno.EROFS: frozenset({"write", "open", "mkdir", "rename", "truncate", "delete", "rmdir"}),
    errno.EMFILE: frozenset({"open"}),
}
"""Which calls can be answered with which error."""


@pytest.fixture(autouse=True)
def _unstretched() -> Iterator[None]:
    with unstretched():
        yield


def refused(base: Path, told: list[Told], work: Path, action: str, refuser: Refuser) -> list[str]:
    """Do an action on a disk that refuses; everything that is wrong with how that went and with what it left."""
    root = copy_vault(base, work)
    driver = Driver(root, lambda _line: None, vfs=vfs(), relieve=refuser.relieve)
    try:
        with watched(root, refuser):
            ACTIONS[action](driver)
        wrong = [f"zonder woorden: {error!r}" for error in driver.refusals if not str(error).strip().endswith((".", "?"))]
        return wrong + invariants(root, [*told, *driver.told])
    except Exception as error:  # noqa: BLE001 - any other exception than a refusal is what this test is about
        return [f"{type(error).__name__}: {error}"]
    finally:
        shutil.rmtree(root)


@pytest.mark.parametrize("action", ACTIONS)
def test_a_disk_that_refuses_costs_nothing_but_time(tmp_path: Path, action: str) -> None:
    """Each call of an action refused once, and from there on until the disk is well again; with every error."""
    told = prepare(tmp_path / "begin", action)
    counter = Counter()
    root = copy_vault(tmp_path / "begin", tmp_path / "tellen")
    with watched(root, counter):
        ACTIONS[action](Driver(root, lambda _line: None, vfs=vfs()))
    problems = []
    for number, kinds in ERRORS.items():
        total = sum(op.kind in kinds for op in counter.ops)
        for lasting in (False, True):
            for point in spread(total, size(1, 0), f"{action}{number}{lasting}"):
                refuser = Refuser(number, point, lasting=lasting, kinds=kinds)
                said = refused(tmp_path / "begin", told, tmp_path / "werk", action, refuser)
                where = f"{errno.errorcode[number]} bij {point} van {total}{' en verder' * lasting} ({refuser.hit})"
                problems += [f"{where}: {what}" for what in said]
    assert not problems, "\n".join(problems)
