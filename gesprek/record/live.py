"""What the vault that is about to be replaced has and a backup of it has not: destroyed dossiers, lines of the log, actions.

The tombstones and the heads can be read without the database, which may be the very thing that is broken.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import apsw

from gesprek.i18n import _
from gesprek.record.heads import RECORD, Heads
from gesprek.record.log import LogBook, LogLine
from gesprek.record.problems import VaultProblem
from gesprek.record.sealing import derive
from gesprek.record.store import Store
from gesprek.record.tombstones import Tombstones
from gesprek.record.vault import Files

__all__ = ["Live", "Loss", "look_at", "loss_of"]


@dataclass(frozen=True, slots=True)
class Loss:
    """What is in the vault and not in the backup. dossiers: code and how many actions (0: only text that was being typed).

    unreadable: the vault could not be read whole, so there may be more; forgotten: destructions of which it cannot be told of
    which dossier they were.
    """

    dossiers: tuple[tuple[str, int], ...] = ()
    unreadable: bool = False
    forgotten: int = 0


@dataclass
class Live:
    """What could be read of a vault. came: actions and drafts of each dossier; ended: the rows of the table `vernietigd`.

    held: on legal hold; settings: of the unit; lines: of the log, after the last that the backup has too.
    """

    came: dict[bytes, tuple[int, int]] = field(default_factory=dict)
    codes: dict[bytes, str] = field(default_factory=dict)
    dead: set[bytes] = field(default_factory=set)
    ended: dict[bytes, tuple[Any, ...]] = field(default_factory=dict)
    held: set[bytes] = field(default_factory=set)
    settings: dict[str, Any] = field(default_factory=dict)
    lines: list[LogLine] = field(default_factory=list)
    unreadable: bool = False
    forgotten: int = 0


def look_at(files: Files, key: bytes, ident: bytes, known: Store) -> Live:
    """Read what can be read, with the key of the vault. known: the database of the backup, for where the logs part."""
    live = Live()
    try:
        live.dead, live.forgotten = Tombstones(files.tombstones, derive(key, "vernietigd")).read()
        _read_heads(files, key, live)
    except (VaultProblem, OSError):
        live.unreadable = True
    store = Store(files.database, derive(key, "bladzijden"))
    try:
        store.open(ident)
        _read_database(store, live)
        live.lines = _lines_beyond(store, known, LogBook(key, ident))
    except (VaultProblem, apsw.Error, OSError):
        live.unreadable = True
    finally:
        store.close()
    live.dead |= set(live.ended)
    return live


def _read_heads(files: Files, key: bytes, live: Live) -> None:
    heads = Heads(files.heads, derive(key, "hoofden"))
    try:
        for index in range(1, files.heads.stat().st_size // RECORD):
            head, whole = heads.read(index)
            live.unreadable |= not whole
            if head.count:
                live.came[head.owner] = head.count, head.draft
    finally:
        heads.close()


def _read_database(store: Store, live: Live) -> None:
    question = "SELECT id, code, aangehouden, versie, ifnull(nr, 0) FROM dossier LEFT JOIN concept ON dossier = id"
    for dossier, code, held, version, draft in store.rows(question):
        live.codes[dossier] = code
        if held:
            live.held.add(dossier)
        count, drafts = live.came.get(dossier, (0, 0))
        live.came[dossier] = max(count, version), max(drafts, draft)
    live.ended = {row[0]: row for row in store.rows("SELECT dossier, code, plaats, op, waarom FROM vernietigd")}
    live.settings = dict(store.rows("SELECT naam, waarde FROM kluis WHERE naam <> 'id'"))


def _lines_beyond(store: Store, known: Store, book: LogBook) -> list[LogLine]:
    """The lines of the log after the last that both have."""
    question = "SELECT nr, schakel FROM logregel"
    ours = set(known.rows(question))
    shared = max((row[0] for row in store.rows(question) if row in ours), default=0)
    return [line for _number, line in store.reading(lambda db: book.lines(db, shared + 1))]


def loss_of(live: Live, known: Store) -> Loss:
    """What the vault has and the backup (its database) has not; a dossier that was destroyed is no loss."""
    rows = known.rows("SELECT id, code, versie, ifnull(nr, 0) FROM dossier LEFT JOIN concept ON dossier = id")
    have = {dossier: (code, version, draft) for dossier, code, version, draft in rows}
    newer = []
    for dossier, (count, draft) in live.came.items():
        code, version, before = have.get(dossier, (live.codes.get(dossier) or _("(code onbekend)"), 0, 0))
        if dossier not in live.dead and (count > version or draft > before):
            newer.append((code, max(count - version, 0)))
    return Loss(tuple(sorted(newer)), live.unreadable, live.forgotten)
