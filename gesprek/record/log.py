"""The log of art. 32a Wpg: a line for each collecting, changing, consulting, providing, combining and destroying, and for each
refusal: who, when, which dossier. Never what was said. A line is written in the transaction of what it tells of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import apsw
import msgspec

from gesprek.i18n import _
from gesprek.record.chain import Finding, check_chain, next_link, start_link
from gesprek.record.heads import LOG, Head, Heads
from gesprek.record.sealing import Sealer, Unsealable, derive

__all__ = ["LogBook", "LogLine", "Verb"]

Verb = Literal["verzamelen", "wijzigen", "raadplegen", "verstrekken", "combineren", "vernietigen", "openen", "beheer"]
"""The six operations of art. 32a lid 1; "openen" is unlocking the vault, "beheer" a change of passphrase, backup and the like."""

NAME = "logboek"


class LogLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line. wanneer: ISO with zone; dossier: its code, or empty; bijzonder: fixed words only."""

    wanneer: str
    wie: str
    wat: Verb
    dossier: str = ""
    uitkomst: Literal["gedaan", "geweigerd"] = "gedaan"
    bijzonder: str = ""


class LogBook:
    """The log of one vault."""

    def __init__(self, key: bytes, vault: bytes) -> None:
        self._vault = vault
        self._sealer = Sealer(derive(key, "logboek"))
        self._chain = derive(key, "keten logboek")

    def tail(self, db: apsw.Connection) -> Head:
        """How far the log has come."""
        row = db.execute("SELECT nr, schakel FROM logregel ORDER BY nr DESC LIMIT 1").fetchone()
        return Head(row[0], row[1]) if row else Head(0, start_link(self._chain, self._vault))

    def add(self, db: apsw.Connection, after: Head, lines: Iterable[LogLine]) -> Head:
        """Add lines, in the transaction that is open; the new tail. Raises apsw.Error."""
        number, link = after.count, after.link
        for line in lines:
            number += 1
            sealed = self._sealer.seal(msgspec.json.encode(line), self._about(number))
            link = next_link(self._chain, link, number, b"", sealed)
            db.execute("INSERT INTO logregel VALUES (?, ?, ?)", (number, sealed, link))
        return Head(number, link)

    def lines(self, db: apsw.Connection, start: int = 1) -> list[tuple[int, LogLine]]:
        """The lines from number `start` on; one that cannot be opened is left out here and named by `check`."""
        found = []
        for number, sealed in db.execute("SELECT nr, verzegeld FROM logregel WHERE nr >= ? ORDER BY nr", (start,)):
            try:
                found.append((number, msgspec.json.decode(self._sealer.open(sealed, self._about(number)), type=LogLine)))
            except (Unsealable, msgspec.DecodeError):
                continue
        return found

    def check_tail(self, db: apsw.Connection, heads: Heads) -> list[Finding]:
        """Whether the log falls short of its head: a quick look at its end."""
        head, whole = heads.read(LOG)
        numbers = [head.count] if head.count else []
        rows = [db.execute("SELECT schakel FROM logregel WHERE nr = ?", (n,)).get for n in numbers]
        if rows == [head.link] or not head.count:
            return [] if whole else check_chain(NAME, self._chain, self._vault, (), 0, b"", whole=False)
        return self.check(db, heads)

    def check(self, db: apsw.Connection, heads: Heads) -> list[Finding]:
        """Everything wrong with the log."""
        head, whole = heads.read(LOG)
        rows = [
            (number, b"", sealed, link)
            for number, sealed, link in db.execute("SELECT nr, verzegeld, schakel FROM logregel ORDER BY nr")
        ]
        found = check_chain(NAME, self._chain, self._vault, rows, head.count, head.link, whole=whole)
        known = {number for number, _line in self.lines(db)}
        if not found:
            found += [
                Finding(NAME, number, "gewijzigd", _("niet meer te lezen")) for number, _a, _s, _l in rows if number not in known
            ]
        return found

    def _about(self, number: int) -> bytes:
        return self._vault + b"log" + number.to_bytes(8, "big")


def moment(now: datetime) -> str:
    """A moment as it stands in the log: with its zone, in whole seconds."""
    return now.astimezone().isoformat(timespec="seconds")
