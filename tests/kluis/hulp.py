"""What the tests of the vault share: their sizes, a vault to work on, and what must hold of any vault at any moment."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any
from unittest import mock

import msgspec

from gesprek.dialogue import Answer, read_answer
from gesprek.errors import GesprekError
from gesprek.keeping import OF_THE_RECORD, beginning_of, resume_conversation
from gesprek.knowledge import Knowledge, load_knowledge
from gesprek.record import (
    Dossier,
    NoDossier,
    TooManyTries,
    Vault,
    VaultProblem,
    WrongPassphrase,
    keyfile,
    open_dossier,
    vault_exists,
)
from gesprek.record.checking import check_vault
from gesprek.record.codec import Kept, to_bytes
from gesprek.record.sealing import Cost

LONG = os.environ.get("GESPREK_LANG") == "1"
"""The long run: the same tests, larger."""
PASSPHRASE = "een twee drie vier"
NEW_PASSPHRASE = "vijf zes zeven acht"
CHEAP = Cost(19 * 1024, 2, 1)
"""The OWASP minimum: what a test with thousands of unlockings can bear."""
REMOVED = "niet bewaarde handeling verwijderd"
"""What the log says of an action that was refused, and had reached the disk all the same."""
MARK = "Merkteken-van-het-slachtoffer"
"""Stands in every text a test gives; it may never be in a file."""


def size(short: int, long: int) -> int:
    """How much of a test is run: a share in `make test`, the whole in `make test-lang`."""
    return long if LONG else short


def now() -> datetime:
    """The clock of the tests."""
    return datetime.now()  # noqa: DTZ005 - a vault takes local time


def later() -> datetime:
    """When whoever has to wait has waited."""
    return now() + timedelta(minutes=10)


@functools.cache
def knowledge() -> Knowledge:
    """The shipped aangifte flow."""
    return load_knowledge("aangifte")


def answer(fact: str, raw: Any) -> Answer:
    """An answer as a case file holds it."""
    return read_answer(knowledge(), knowledge().facts[fact], raw)


@contextmanager
def unstretched() -> Iterator[None]:
    """Passphrases are not stretched: where a vault is opened thousands of times, and how long a guess takes is not the question."""

    def short(passphrase: str, salt: bytes, cost: Cost) -> bytes:
        return hashlib.blake2b(passphrase.encode() + salt + repr(cost).encode(), digest_size=32).digest()

    with mock.patch.object(keyfile, "stretch", short):
        yield


class Told(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of the driver. done: acknowledged, else about to be tried. What it says is how things stand after it.

    code: a dossier, with how many rows and their sum; draft: what is being typed, as JSON; gone: it was destroyed.
    """

    what: str
    done: bool = False
    code: str = ""
    rows: int = 0
    digest: str = ""
    draft: str | None = None
    passphrase: str = ""
    recovery: str = ""
    gone: bool = False
    file: str = ""


def digest(rows: Sequence[Kept]) -> str:
    """The sum of rows, in order."""
    made = hashlib.blake2b(digest_size=12)
    for row in rows:
        made.update(hashlib.blake2b(to_bytes(row), digest_size=16).digest())
    return made.hexdigest()


def copy_vault(source: Path, target: Path) -> Path:
    """A vault as it is on the disk now. The flows are never changed in place, and shared."""
    for folder, _folders, names in os.walk(source):
        there = target / Path(folder).relative_to(source)
        there.mkdir(parents=True, exist_ok=True)
        for name in names:
            if "flows" in there.parts:
                os.link(Path(folder) / name, there / name)
            else:
                shutil.copyfile(Path(folder) / name, there / name)
    return target


@contextmanager
def unlocked(
    folder: Path, key: bytes | None = None, passphrase: str = PASSPHRASE, clock: Callable[[], datetime] = now
) -> Iterator[Vault]:
    """The vault, open. With its key the passphrase is not stretched, which saves most of the time."""
    vault = Vault._open(folder, lambda _keys: key, clock, None, "") if key else Vault.unlock(folder, passphrase, clock)
    try:
        yield vault
    finally:
        vault.close()


def key_of(vault: Vault) -> bytes:
    """The key of a vault that is open."""
    return bytes(vault._key)


# -- what must hold -------------------------------------------------------------------------------------------------------

_ITS_FILES = re.compile(
    r"(sleutels|hoofd|vernietigd|kluis\.db(-wal|-shm|-journal)?|sloten(/.*)?|flows(/[0-9a-f]{64}(/.*)?)?|flows/\.[0-9a-f]{64}-\w+(/.*)?)"
)
_LEFT_OVER = re.compile(r"\.[\w.]+-(in-aanbouw|terugzetten)-.*|\.[\w.]+-klaar|kluis-vervangen-.*|reserve")


def invariants(root: Path, told: Sequence[Told], *, took: list[float] | None = None, power_cut: bool = False) -> list[str]:
    """Everything that is wrong with the vault `kluis` in `root` after what was told of it; empty when all is well.

    Every acknowledged answer is there; every action whole or absent; chains, heads, keys and log agree with each other;
    drafts can be read; what was cut short left nothing that can be read. How long opening took (seconds) is added to `took`, for
    the report. After a power cut heads may have fallen behind, which the full check says; they may never be ahead.
    """
    folder = root / "kluis"
    problems = _files(root)
    if not vault_exists(folder):
        return [*problems, *(f"{line.what} was bevestigd, en er is geen kluis" for line in told if line.done)]
    start = time.perf_counter()
    try:
        vault = _open(folder, told)
    except GesprekError as error:
        return [*problems, f"opent niet: {type(error).__name__}: {error}"]
    if took is not None:
        took.append(time.perf_counter() - start)
    try:
        found = [
            finding for finding in check_vault(vault) if not (power_cut and finding.kind == "hoofd" and "achter" in finding.said)
        ]
        problems += [f"bevinding: {finding}" for finding in (*vault.findings, *found)]
        problems += _dossiers(vault, told)
        problems += _access(vault, told)
    except GesprekError as error:
        problems.append(f"{type(error).__name__}: {error}")
    finally:
        vault.close()
    return problems


def _files(root: Path) -> list[str]:
    """Files that do not belong in or beside a vault, and files in which a text of the conversation can be read."""
    problems = []
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        known = name == "kluis" or _LEFT_OVER.fullmatch(name.split("/")[0])
        if not known and not (name.startswith("kluis/") and _ITS_FILES.fullmatch(name.removeprefix("kluis/"))):
            problems.append(f"hoort er niet: {name}")
        if path.is_file() and "flows" not in path.parts and MARK.encode() in path.read_bytes():
            problems.append(f"leesbare tekst in {name}")
    return problems


def _open(folder: Path, told: Sequence[Told]) -> Vault:
    """With the passphrase that was acknowledged last, or the one that was being set."""
    valid, trying = _last(told, "passphrase", PASSPHRASE)
    for passphrase in filter(None, (valid, trying)):
        with suppress(WrongPassphrase):
            try:
                return Vault.unlock(folder, passphrase, now)
            except TooManyTries:  # being killed while it is tried counts as a try: whoever comes next has waited
                return Vault.unlock(folder, passphrase, later)
    raise WrongPassphrase("geen van de wachtwoorden opent de kluis")


def _last(told: Sequence[Told], name: str, first: str) -> tuple[str, str]:
    """The value that was acknowledged last, and the one that was tried after it."""
    sure, trying = first, ""
    for line in told:
        if value := getattr(line, name):
            sure, trying = (value, "") if line.done else (sure, value)
    return sure, trying


def _access(vault: Vault, told: Sequence[Told]) -> list[str]:
    """The recovery key that was acknowledged, or the one that was being made, opens the vault too."""
    sure, trying = _last(told, "recovery", "")
    if not sure or trying:
        return []
    try:
        Vault.recover(vault.files.folder, sure, now).close()
    except VaultProblem as error:
        return [f"de herstelsleutel opent niet: {error}"]
    return []


def _dossiers(vault: Vault, told: Sequence[Told]) -> list[str]:
    codes = [row[0] for row in vault.store.rows("SELECT code FROM dossier ORDER BY plaats")]
    problems = []
    for code in codes:
        problems += _dossier(vault, code, [line for line in told if line.code == code] or _beginnings(told))
    for line in told:
        if not line.code or line.code in codes:
            continue
        history = [other for other in told if other.code == line.code]
        if history[-1].gone:
            problems += _gone(vault, line.code)
        elif any(other.done for other in history):
            problems.append(f"dossier {line.code} is weg")
    return problems


def _beginnings(told: Sequence[Told]) -> list[Told]:
    """What was told of dossiers that had no code yet: one that was being begun has its first row."""
    return [msgspec.structs.replace(line, rows=1) for line in told if line.what == "beginnen" and not line.done]


def _gone(vault: Vault, code: str) -> list[str]:
    with suppress(NoDossier):
        open_dossier(vault, code).close()
    row = vault.store.rows("SELECT dossier, klaar FROM vernietigd WHERE code = ?", code)
    if not row:
        return [f"{code}: weg zonder dat het vernietigd is"]
    problems = [] if row[0][1] else [f"{code}: vernietigen niet afgemaakt"]
    if row[0][0] not in vault.tombstones.read()[0]:
        problems.append(f"{code}: staat niet bij de vernietigde")
    if any(place.dossier == row[0][0] for place in vault.keys.places()):
        problems.append(f"{code}: de sleutel is er nog")
    return problems


def _dossier(vault: Vault, code: str, told: Sequence[Told]) -> list[str]:
    sure = next((line for line in reversed(told) if line.done), Told(""))
    trying = [line for line in told[told.index(sure) + 1 :] if not line.done] if sure in told else [*told]
    if sure.gone:
        return [f"{code}: vernietigd, en er weer"]
    dossier = open_dossier(vault, code)
    try:
        problems = [f"bevinding: {finding}" for finding in dossier.findings]
        if dossier.read_only:
            problems.append(f"{code}: alleen te lezen: {dossier.why_read_only}")
        problems += [f"{code}: {said}" for said in _rows(dossier, sure, trying)]
        problems += [f"{code}: {said}" for said in _actions(dossier)]
        drafts = [line.draft for line in (sure, *trying) if line.draft is not None]
        if drafts and draft_text(dossier.draft) not in drafts:
            problems.append(f"{code}: concept {draft_text(dossier.draft)} is geen van {drafts}")
        if dossier.rows:
            problems += [f"{code}: {said}" for said in _pinned(vault, dossier)]
            problems += [f"{code}: {said}" for said in _folds(vault, dossier)]
        problems += [f"{code}: {said}" for said in _log(vault, dossier)]
    finally:
        dossier.close()
    return problems


def _folds(vault: Vault, dossier: Dossier) -> Iterator[str]:
    """The conversation can go on from its rows. The same rows give the same conversation, and are folded once."""
    rows = digest(dossier.rows)
    if rows in _FOLDED:
        return
    talk = resume_conversation(vault, dossier)
    if len(talk.events) != sum(row.kind not in OF_THE_RECORD for row in dossier.rows):
        yield "het gesprek heeft niet elke handeling"
    _FOLDED.add(rows)


_FOLDED: set[str] = set()


def _pinned(vault: Vault, dossier: Dossier) -> Iterator[str]:
    """The flow it goes by is kept along, whole: a newer program must still be able to go on with it."""
    kept, shipped = _sizes(vault.files.flow(beginning_of(dossier).sha256)), _sizes(knowledge().root)
    if kept.keys() != shipped.keys() or any(kept[name] < shipped[name] for name in shipped):
        yield "de vragenlijst is niet (heel) bewaard"


def _sizes(folder: Path) -> dict[str, int]:
    return {entry.path.removeprefix(str(folder)): entry.stat().st_size for entry in _entries(str(folder))}


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    for entry in os.scandir(folder) if os.path.isdir(folder) else ():
        if entry.is_dir():
            yield from _entries(entry.path)
        else:
            yield entry


def draft_text(draft: dict[str, Any] | None) -> str:
    """A draft as a line tells it."""
    return msgspec.json.encode(draft).decode()


def _rows(dossier: Dossier, sure: Told, trying: Sequence[Told]) -> Iterator[str]:
    """What was acknowledged is the beginning; what follows is an action that was being done, as a whole."""
    if len(dossier.rows) < sure.rows:
        yield f"{len(dossier.rows)} van {sure.rows} bevestigde rijen"
    elif digest(dossier.rows[: sure.rows]) != sure.digest and sure.digest:
        yield "de bevestigde rijen zijn veranderd"
    elif len(dossier.rows) not in (sure.rows, *(line.rows for line in trying)):
        yield f"een halve handeling: {len(dossier.rows)} rijen, bevestigd {sure.rows}, bezig {[line.rows for line in trying]}"


def _actions(dossier: Dossier) -> Iterator[str]:
    """The rows of one action follow each other and are numbered from 0; the same action is there once."""
    parts = [
        row[0] for row in dossier.vault.store.rows("SELECT handeling FROM gebeurtenis WHERE dossier = ? ORDER BY nr", dossier.id)
    ]
    seen = set()
    for action, rows in groupby(parts, key=lambda part: part[:16]):
        if [int.from_bytes(part[16:], "big") for part in rows] != list(range(sum(part[:16] == action for part in parts))):
            yield "de rijen van een handeling staan niet bij elkaar"
        if action in seen:
            yield "een handeling staat er twee keer"
        seen.add(action)
    if not parts:
        yield "er staat niets in: half begonnen"


def _log(vault: Vault, dossier: Dossier) -> Iterator[str]:
    """Each action has its lines in the log, and each line about a change its action (art. 32a Wpg)."""
    parts = [
        row[0][:16] for row in vault.store.rows("SELECT handeling FROM gebeurtenis WHERE dossier = ? ORDER BY nr", dossier.id)
    ]
    expected: list[str] = []
    given: dict[str, Any] = {}
    history: list[dict[str, Any]] = []
    for _action, pairs in groupby(zip(parts, dossier.rows, strict=True), key=lambda pair: pair[0]):
        expected += dict.fromkeys(verb for _part, row in pairs if (verb := _verb(row, given, history)))
    lines = vault.store.reading(lambda db: vault.book.lines(db))
    changes = ("verzamelen", "wijzigen", "verstrekken")
    mine = [line for _nr, line in lines if line.dossier == dossier.code and line.wat in changes]
    found = ["-" if line.bijzonder == REMOVED else line.wat for line in mine if line.bijzonder in ("", REMOVED)]
    if not _agree(found, expected):
        yield f"het logboek zegt {found}, de handelingen zijn {expected}"


def _agree(found: Sequence[str], expected: Sequence[str]) -> bool:
    """Whether the lines are those of the actions; a "-" takes back the lines (at most two) of an action that did not count."""
    if "-" not in found:
        return list(found) == list(expected)
    at = found.index("-")
    return any(_agree([*found[: at - taken], *found[at + 1 :]], expected) for taken in (0, 1, 2) if taken <= at)


def _verb(row: Kept, given: dict[str, Any], history: list[dict[str, Any]]) -> str:
    """What one row is in the words of art. 32a; keeps up what has been given."""
    if row.kind not in OF_THE_RECORD:
        history.append({})
    if row.kind in ("answered", "retracted"):
        history[-1] = {fact: given.get(fact) for fact in row.data["after"]}
        given.update(row.data["after"])
        return "wijzigen" if row.kind == "retracted" or any(history[-1].values()) else "verzamelen"
    if row.kind == "undone":
        given.update(history[row.data["event"]])
    verbs = {
        "begun": "verzamelen", "noted": "verzamelen", "linked": "verzamelen", "decided": "verzamelen", "deviated": "verzamelen", "exported": "verstrekken",
        "undone": "wijzigen", "fixed": "wijzigen", "updated": "wijzigen",
    }  # fmt: skip
    return verbs.get(row.kind, "")


def read_told(lines: Iterable[bytes]) -> list[Told]:
    """The lines of a driver. The last may be half: it was being written."""
    found = []
    for line in lines:
        try:
            found.append(msgspec.json.decode(line, type=Told))
        except msgspec.DecodeError:
            break
    return found
