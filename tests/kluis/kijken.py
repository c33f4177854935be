"""What somebody who opens a vault gets to see of it: the message when it does not open, or everything found and everything in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from gesprek.record import VaultProblem, open_dossier
from gesprek.record.chain import Finding
from gesprek.record.checking import check_vault, head_text
from gesprek.record.store import Store
from gesprek.record.vault import Vault
from tests.kluis.drijver import MOMENT, Driver
from tests.kluis.hulp import MARK, copy_vault, digest, draft_text, key_of, now, unlocked

__all__ = ["Made", "Seen", "look", "make", "through_sql"]

_TABLES = ("kluis", "dossier", "gebeurtenis", "concept", "vernietigd")


@dataclass
class Seen:
    """What was seen. problem: it did not open; opening: what opening it and its dossiers found; checked: what the full check did."""

    problem: VaultProblem | None = None
    opening: list[Finding] = field(default_factory=list)
    checked: list[Finding] = field(default_factory=list)
    read_only: bool = False
    dossiers_read_only: set[str] = field(default_factory=set)
    content: dict[str, Any] = field(default_factory=dict)

    @property
    def findings(self) -> list[Finding]:
        """Everything that was found."""
        return self.opening + self.checked

    @property
    def kinds(self) -> set[tuple[str, str]]:
        """Which chain or part, and what kind."""
        return {(finding.chain, finding.kind) for finding in self.findings}

    @property
    def named(self) -> bool:
        """Whether anything was said at all."""
        return self.problem is not None or bool(self.findings)

    def wrong(self, whole: Seen) -> str:
        """Why this may not be how a vault that was tampered with looks; empty when it may."""
        if not self.named:
            return "" if self.content == whole.content else "stil veranderd"
        if self.problem is not None or self.read_only:
            return ""
        for finding in self.opening:
            if finding.chain in ("logboek", "opslag"):
                return f"niet alleen-lezen na {finding}"
        for finding in self.findings:
            if finding.chain in self.content and finding.chain not in self.dossiers_read_only and "achter" not in finding.said:
                return f"niet alleen-lezen na {finding}"
        return ""


def look(folder: Path, key: bytes | None, *, against: str = "", clock: Callable[[], datetime] = now, deep: bool = True) -> Seen:
    """Open a vault, and look at all there is; not deep: only at what opening it finds."""
    seen = Seen()
    try:
        with unlocked(folder, key, clock=clock) as vault:
            seen.opening += vault.findings
            seen.read_only = vault.read_only
            if not deep:
                return seen
            seen.checked += check_vault(vault, against=against)
            try:
                _look_in(vault, seen)
            except VaultProblem as problem:
                if not seen.findings:
                    seen.problem = problem
    except VaultProblem as problem:
        seen.problem = problem
    return seen


def _look_in(vault: Vault, seen: Seen) -> None:
    for table in _TABLES:
        if table != "dossier":
            seen.content[f"tabel {table}"] = vault.store.rows(f"SELECT * FROM {table} ORDER BY 1, 2")  # noqa: S608 - one of five
    for row in vault.store.rows("SELECT * FROM dossier ORDER BY 1"):
        code = row[1]
        try:
            dossier = open_dossier(vault, code)
        except VaultProblem as problem:
            seen.opening.append(Finding(code, 0, "sleutel", problem.message))
            continue
        seen.opening += dossier.findings
        if dossier.read_only:
            seen.dossiers_read_only.add(code)
        seen.content[code] = (row, digest(dossier.rows), draft_text(dossier.draft))
        dossier.close()


def through_sql(folder: Path, made: Made, change: Callable[[Any], object]) -> None:
    """Change the database as somebody would who has the key of its pages, and no other."""
    store = Store(folder / "kluis.db", made.pages)
    store.open(made.ident)
    with store.writing() as db:
        change(db)
    store.close()


# -- the vault that is tampered with --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Made:
    """A vault at three moments: old and new were closed, `open` was copied while a program had it open, with its WAL.

    codes: of its dossiers, oldest first; the one in `gone` was destroyed between old and new; paper: the head at `old`.
    """

    old: Path
    new: Path
    open: Path
    key: bytes
    pages: bytes
    ident: bytes
    codes: tuple[str, ...]
    gone: str
    paper: str
    recovery: str
    whole: Seen

    def copy(self, target: Path, source: Path | None = None) -> Path:
        """A copy to tamper with (of `new`)."""
        return copy_vault(source or self.new, target)


def make(work: Path) -> Made:
    """Make it, for real."""
    from gesprek.record.destruction import destroy

    root = work / "maken"
    root.mkdir(parents=True)
    driver = Driver(root, lambda _line: None)
    vault = driver.create()
    recovery = driver.told[-1].recovery
    first, second, third = (driver.begin(vault) for _n in range(3))
    for talk in (first, second, third):
        talk.answer("acuut_gevaar", "nee")
        talk.draft(f"begin {MARK}")
    first.do("notitie", lambda conversation: conversation.note("algemeen", f"Los verhaal. {MARK} " * 200, MOMENT))
    paper = head_text(vault)
    driver.leave(vault)
    old = copy_vault(root / "kluis", work / "oud")
    vault = driver.unlock()
    first, third = driver.open(vault, 0), driver.open(vault, 2)
    gone = second.dossier.code
    destroy(vault, gone, "overgenomen")
    for talk in (first, third):
        talk.answer("letsel", "geen")
        talk.answer("kinderen_betrokken", "ja")
        talk.draft(f"verder {MARK}")
    fourth = driver.begin(vault)
    fourth.answer("acuut_gevaar", "nee")
    driver.leave(vault)
    new = copy_vault(root / "kluis", work / "nieuw")
    vault = driver.unlock()
    key, pages = key_of(vault), vault.derive("bladzijden")
    first = driver.open(vault, 0)
    first.answer("letsel", "licht")
    first.answer("bedreiging_geuit", "nee")
    first.draft(f"nog verder {MARK}")
    first.answer("letsel", "ernstig")
    busy = copy_vault(root / "kluis", work / "open")
    codes = (first.dossier.code, third.dossier.code, fourth.dossier.code)
    ident = vault.id
    driver.leave(vault)
    whole = look(copy_vault(new, work / "heel"), key)
    return Made(old, new, busy, key, pages, ident, codes, gone, paper, recovery, whole)


def files_of(folder: Path) -> Iterator[Path]:
    """The files of a vault that are its own (no flows, no locks)."""
    yield from (path for path in sorted(folder.iterdir()) if path.is_file())
