"""A small driver: does one action on a vault as the program would, and says what it is about to do and what was acknowledged.

    python -m tests.kluis.doen FOLDER ACTION

The vault is `kluis` in FOLDER. Each line is written in one call, so that a program that is killed has said it or not.
"""

from __future__ import annotations

import atexit
import functools
import importlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest import mock

import msgspec

from gesprek import keeping
from gesprek.dialogue.conversation import Conversation, Event
from gesprek.knowledge import Knowledge, load_knowledge
from gesprek.paths import flows_dir
from gesprek.record import NoDossier, WrongPassphrase, pins
from gesprek.record.holding import officer
from tests.kluis.drijver import MOMENT, Driver, Refused, told_of
from tests.kluis.hulp import MARK, NEW_PASSPHRASE, Told, answer, draft_text
from tests.kluis.schijf import vfs

__all__ = ["ACTIONS", "newer_flow", "one_by_one", "prepare", "warm_up"]


def _new(driver: Driver) -> None:
    driver.leave(driver.create())


def _unlock(driver: Driver) -> None:
    vault = driver.unlock()
    driver.open(vault, 0)
    driver.leave(vault)


def _only_unlock(driver: Driver) -> None:
    """What the next one does after a program was killed: open the vault and look at everything in it."""
    try:
        vault = driver.unlock()
    except WrongPassphrase:  # it was being changed
        vault = driver.unlock(NEW_PASSPHRASE)
    for code in driver.codes(vault):
        driver.look(vault, code)
    driver.leave(vault)


def _first(driver: Driver) -> None:
    """The first conversation: its flow is kept along."""
    vault = driver.unlock()
    driver.begin(vault)
    driver.leave(vault)


def _begin(driver: Driver) -> None:
    vault = driver.unlock()
    driver.begin(vault)
    driver.begin(vault).answer("geweld_gebruikt", "nee")
    driver.leave(vault)


def _answer(driver: Driver) -> None:
    vault = driver.unlock()
    talk = driver.open(vault, 0)
    talk.answer("geweld_gebruikt", "ja_tegen_personen")
    talk.answer("doel_eigen_woorden", f"Dat het ophoudt. {MARK}")
    talk.answer("geweld_gebruikt", "nee")
    driver.leave(vault)


def _several(driver: Driver) -> None:
    """Three events that are one action."""

    def act(talk: Conversation) -> None:
        with talk.action():
            talk.answer("kinderen_betrokken", answer("kinderen_betrokken", "ja"), MOMENT)
            talk.note("algemeen", f"Twee kinderen. {MARK}", MOMENT)
            talk.answer("letsel", answer("letsel", "geen"), MOMENT)

    vault = driver.unlock()
    driver.open(vault, 0).do("meer tegelijk", act, 3)
    driver.leave(vault)


def _note(driver: Driver) -> None:
    vault = driver.unlock()
    talk = driver.open(vault, 0)
    talk.do("notitie", lambda conversation: conversation.note("algemeen", f"Los verhaal. {MARK} " * 300, MOMENT))
    driver.leave(vault)


def _undo(driver: Driver) -> None:
    vault = driver.unlock()
    talk = driver.open(vault, 0)
    talk.do("terugnemen", lambda conversation: conversation.retract("letsel", MOMENT))
    talk.do("ongedaan", lambda conversation: conversation.undo(MOMENT))
    talk.do("voorlezen", lambda conversation: conversation.read_back(MOMENT))
    driver.leave(vault)


def _draft(driver: Driver) -> None:
    vault = driver.unlock()
    talk = driver.open(vault, 0)
    for length in (5, 40, 900):
        talk.draft(MARK * length)
    talk.answer("letsel", "geen")
    talk.draft(f"nog iets {MARK}")
    talk.draft("")
    driver.leave(vault)


def _leave(driver: Driver) -> None:
    """Enough to be moved from the WAL to the database at closing."""
    vault = driver.unlock()
    talk = driver.open(vault, 0)
    for number in range(8):
        talk.do("notitie", lambda conversation, n=number: conversation.note("algemeen", f"{n} {MARK} " * 400, MOMENT))  # type: ignore[misc]
    driver.leave(vault)


def _passphrase(driver: Driver) -> None:
    vault = driver.unlock()
    driver.passphrase(vault, NEW_PASSPHRASE)
    driver.leave(vault)
    driver.leave(driver.unlock(NEW_PASSPHRASE))


def _recovery(driver: Driver) -> None:
    vault = driver.unlock()
    key = driver.new_recovery(vault)
    driver.leave(vault)
    vault = driver.recover(key)
    driver.passphrase(vault, NEW_PASSPHRASE)
    driver.leave(vault)


def _destroy(driver: Driver) -> None:
    from gesprek.record.destruction import destroy

    vault = driver.unlock()
    code = driver.codes(vault)[1]
    told = Told("vernietigen", code=code, gone=True)

    def again() -> None:
        with suppress(NoDossier):  # it was gone already, and is finished now
            destroy(vault, code, "overgenomen")

    driver.step(told, lambda: destroy(vault, code, "overgenomen"), lambda _none: told, again=again)
    driver.leave(vault)


def _backup(driver: Driver) -> None:
    from gesprek.record.backup import Backup, read_backup, write_backup

    vault = driver.unlock()
    target = driver.root / "reserve" / "een"
    told = Told("reservekopie", file=str(target))

    def again() -> Backup:
        """Refused after it got its name, on a disk that refuses to take that back as well: then it is whole."""
        return read_backup(target) if target.exists() else write_backup(vault, target)

    driver.step(told, lambda: write_backup(vault, target), lambda _backup: told, again=again)
    driver.open(vault, 0).answer("letsel", "geen")
    driver.leave(vault)


def _check(driver: Driver) -> None:
    from gesprek.record.checking import check_vault

    vault = driver.unlock()
    told = Told("controleren")
    found = driver.step(told, lambda: check_vault(vault), lambda _found: told)
    if found:
        raise Refused(f"een hele kluis heeft bevindingen: {found}")
    driver.leave(vault)


def _update(driver: Driver) -> None:
    """The program has brought a newer flow."""
    vault = driver.unlock()
    dossier = driver.open(vault, 0).dossier
    with newer_flow():
        planned = Told("plan")
        plan = driver.step(planned, lambda: keeping.plan_update(vault, dossier), lambda _plan: planned)
        told = Told("bijwerken", code=dossier.code, rows=len(dossier.rows) + 1, draft=draft_text(dossier.draft))
        driver.step(told, lambda: keeping.update(vault, dossier, plan), lambda _none: told_of(dossier, "bijwerken"))
    driver.leave(vault)


@functools.cache
def _newer() -> Path:
    """The shipped flow with one line more."""
    folder = Path(tempfile.mkdtemp(prefix="gesprek-proef-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copytree(flows_dir(), folder, dirs_exist_ok=True)
    with (folder / "aangifte" / "flow.yaml").open("a") as file:
        file.write("# een nieuwere versie\n")
    return folder


@functools.cache
def _newer_knowledge() -> Knowledge:
    return load_knowledge("aangifte", _newer())


@contextmanager
def newer_flow() -> Iterator[None]:
    """The program is one that brings a newer flow."""

    newer = _newer_knowledge()

    def load(flow: str = "aangifte", root: Path | None = None) -> Knowledge:
        return newer if root is None else load_knowledge(flow, root)

    with mock.patch.object(keeping, "load_knowledge", load), mock.patch.object(pins, "load_knowledge", load):
        yield


def prepare(root: Path, action: str) -> list[Told]:
    """The vault that an action begins with, made for real; returns what was acknowledged."""
    root.mkdir(parents=True, exist_ok=True)
    (root / "reserve").mkdir()
    driver = Driver(root, lambda _line: None)
    if action == "nieuw":
        return []
    with driver.create() as vault:
        if action == "eerste":
            return driver.told
        talk, second = driver.begin(vault), driver.begin(vault)
        for fact, raw in (("acuut_gevaar", "nee"), ("letsel", "licht"), ("geweld_gebruikt", "nee")):
            talk.answer(fact, raw)
        second.answer("acuut_gevaar", "nee")
        second.draft(f"Hij {MARK}")
        talk.do("notitie", lambda conversation: conversation.note("algemeen", f"Zij zei dat {MARK}", MOMENT))
        talk.draft(f"Wat ik wil is {MARK}")
        driver.leave(vault)
    return driver.told


@contextmanager
def one_by_one() -> Iterator[None]:
    """The mistake that a control makes: the events of one action are kept one after the other."""
    real = keeping.Keeping.keep

    def keep(self: keeping.Keeping, events: Sequence[Event]) -> None:
        for event in events:
            real(self, [event])

    with mock.patch.object(keeping.Keeping, "keep", keep):
        yield


def warm_up() -> None:
    """Everything an action imports or reads once, so that a child of this process begins at once."""
    officer()
    for name in ("backup", "checking", "destruction"):
        importlib.import_module(f"gesprek.record.{name}")
    vfs()
    load_knowledge("aangifte")
    _newer_knowledge()


def main() -> None:
    """Do what the command line says."""
    root, action = Path(sys.argv[1]), sys.argv[2]
    encode = msgspec.json.Encoder().encode
    ACTIONS[action](Driver(root, lambda line: write_whole(encode(line))))


def write_whole(line: bytes) -> None:
    """A line in one call."""
    os.write(1, line + b"\n")


ACTIONS: dict[str, Callable[[Driver], None]] = {
    "nieuw": _new,
    "openen": _unlock,
    "openen_zo": _only_unlock,
    "eerste": _first,
    "beginnen": _begin,
    "antwoord": _answer,
    "meer": _several,
    "notitie": _note,
    "ongedaan": _undo,
    "concept": _draft,
    "verlaten": _leave,
    "wachtwoord": _passphrase,
    "herstelsleutel": _recovery,
    "vernietigen": _destroy,
    "reservekopie": _backup,
    "controleren": _check,
    "bijwerken": _update,
}


if __name__ == "__main__":
    main()
