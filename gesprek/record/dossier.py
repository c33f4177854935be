"""One dossier, open: what happened in a conversation, row by row, and the text that is being typed."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Sequence
from typing import Any

import apsw
import msgspec

from gesprek.i18n import _
from gesprek.moments import only_day
from gesprek.record.chain import Finding, Kind, Row, check_chain, next_link
from gesprek.record.codec import Kept, from_bytes, to_bytes
from gesprek.record.drafts import typed_in
from gesprek.record.heads import Head
from gesprek.record.holding import Hold, Holder
from gesprek.record.log import Verb
from gesprek.record.problems import Conflict, NoDossier, NotSaved, ReadOnly
from gesprek.record.sealing import Sealer, Unsealable
from gesprek.record.store import disk_said
from gesprek.record.vault import Transaction, Vault, empty_head

__all__ = ["Dossier", "begin_dossier", "code_of", "find_dossier", "open_dossier"]

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_CODE = 4


class Dossier:
    """An open dossier. rows: what happened, oldest first. findings: what is wrong with it; then it is only read."""

    def __init__(self, vault: Vault, ident: bytes, code: str, place: int, key: bytes, hold: Hold | Holder | None) -> None:
        self.vault = vault
        self.id = ident
        self.code = code
        self.place = place
        self.rows: list[Kept] = []
        self.draft: dict[str, Any] | None = None
        self.findings: list[Finding] = []
        self.holder = hold if isinstance(hold, Holder) else None
        self.closed = False
        self._hold = hold if isinstance(hold, Hold) else None
        self._sealer = Sealer(key)
        self._head = empty_head(vault, ident)
        self._actions: set[bytes] = set()
        self._doubtful = False
        self._draft_logged = False

    @property
    def read_only(self) -> bool:
        """True when nothing may be written: another holds it, something is wrong with it, or it is only being looked at."""
        return self.closed or self._hold is None or bool(self._wrong)

    @property
    def why_read_only(self) -> str:
        """Why nothing may be written, in words; empty when it may."""
        if self.holder is not None:
            return _("Dit dossier is elders open: {wie}. Hier kunt u alleen lezen.").format(wie=self.holder)
        if self._wrong:
            return _("{wat} U kunt dit dossier alleen lezen.").format(wat=self._wrong[0])
        return _("U kunt dit dossier alleen lezen.") if self.read_only else ""

    @property
    def _wrong(self) -> list[Finding]:
        """What is wrong with it, or with the vault as a whole."""
        return self.findings + [f for f in self.vault.findings if f.chain in (self.code, "logboek", "opslag")]

    # -- writing --------------------------------------------------------------------------------------------------------

    def append(
        self, rows: Sequence[Kept], *, action: bytes, card: bytes, verbs: Sequence[Verb] = (), draft: dict[str, Any] | None = None
    ) -> None:
        """Keep the rows of one action, with its log lines and what is still being typed: all of it, or nothing.

        action: 16 bytes; the same action a second time changes nothing. card: what the list of dossiers shows, as bytes.
        Raises ReadOnly, Conflict or NotSaved.
        """
        if self.read_only:
            raise ReadOnly(self.why_read_only)
        if action in self._actions:
            return
        before = self._head

        def work(txn: Transaction) -> Head:
            if self._doubtful:
                self._undo_doubtful(txn)
            self._advance(txn, before, before.count + len(rows), card)
            return self._write(txn, rows, action, verbs, draft)

        head, logged = self._kept(work), not verbs and (self._draft_logged or self._is_typed(draft))
        self._happened(head, rows, action, draft)
        self._draft_logged = logged

    def _write(
        self, txn: Transaction, rows: Sequence[Kept], action: bytes, verbs: Sequence[Verb], draft: dict[str, Any] | None
    ) -> Head:
        """Write the rows of one action, with what goes with them; the head that follows."""
        before = self._head
        link = before.link
        for index, row in enumerate(rows):
            number = before.count + 1 + index
            sealed = self._sealer.seal(to_bytes(row), self._about(number))
            part = action + index.to_bytes(2, "big")
            link = next_link(self.vault.chain_key, link, number, part, sealed)
            txn.db.execute("INSERT INTO gebeurtenis VALUES (?, ?, ?, ?, ?)", (self.id, number, part, sealed, link))
        txn.log(*(self.vault.line(verb, self.code, note="stukken" if verb == "verstrekken" else "") for verb in verbs))
        if not verbs:
            self._log_draft(txn, draft)
        number = self._write_draft(txn, before.draft, draft) if draft or self.draft else before.draft
        head = Head(before.count + len(rows), link, number, self.id)
        txn.heads[self.place + 1] = head
        return head

    def _happened(self, head: Head, rows: Sequence[Kept], action: bytes, draft: dict[str, Any] | None) -> None:
        """It is on the disk."""
        self._head = head
        self.rows += rows
        self.draft = draft
        self._actions.add(action)

    def save_draft(self, draft: dict[str, Any] | None) -> None:
        """Keep what is being typed, instead of what was there; None: nothing is. Raises ReadOnly or NotSaved."""
        if self.read_only:
            raise ReadOnly(self.why_read_only)
        before = self._head

        def work(txn: Transaction) -> Head:
            if self._doubtful:
                self._undo_doubtful(txn)
            self._log_draft(txn, draft)
            head = Head(before.count, before.link, self._write_draft(txn, before.draft, draft), self.id)
            txn.heads[self.place + 1] = head
            return head

        self._head = self._kept(work)
        self._draft_logged = self._draft_logged or self._is_typed(draft)
        self.draft = draft

    def _is_typed(self, draft: dict[str, Any] | None) -> bool:
        """True when other words stand in the draft than in the one that is kept."""
        return typed_in(draft) != typed_in(self.draft)

    def _log_draft(self, txn: Transaction, draft: dict[str, Any] | None) -> None:
        """A line for words that are being typed, once until the next line about this dossier; not for where the officer is."""
        if not self._draft_logged and self._is_typed(draft):
            txn.log(self.vault.line("verzamelen", self.code, note="concepttekst"))

    def _kept(self, work: Callable[[Transaction], Head]) -> Head:
        try:
            head = self.vault.transact(work)
        except NotSaved:
            self._doubtful = True
            raise
        self._doubtful = False
        return head

    def _advance(self, txn: Transaction, before: Head, after: int, card: bytes) -> None:
        at = self.vault.clock().isoformat(timespec="seconds")
        sealed = self.sealed_card(card)
        txn.db.execute(
            "UPDATE dossier SET versie = ?, gewijzigd = ?, kaartje = ? WHERE id = ? AND versie = ?",
            (after, at, sealed, self.id, before.count),
        )
        if txn.db.changes() != 1:
            raise Conflict(_("Een ander programma heeft in dit dossier geschreven. Er is niets overschreven."))

    def _undo_doubtful(self, txn: Transaction) -> None:
        """An action that was refused may have reached the disk all the same. It was not acknowledged, so it goes.

        Its lines stand in the log already; another says that it did not count.
        """
        txn.db.execute("DELETE FROM gebeurtenis WHERE dossier = ? AND nr > ?", (self.id, self._head.count))
        if txn.db.changes():
            txn.log(self.vault.line("wijzigen", self.code, refused=True, note="niet bewaarde handeling verwijderd"))
        txn.db.execute("UPDATE dossier SET versie = ? WHERE id = ? AND versie > ?", (self._head.count, self.id, self._head.count))

    def _write_draft(self, txn: Transaction, number: int, draft: dict[str, Any] | None) -> int:
        sealed = self._sealer.seal(msgspec.json.encode(draft), self._about(0, number + 1))
        txn.db.execute("INSERT OR REPLACE INTO concept VALUES (?, ?, ?)", (self.id, number + 1, sealed))
        return number + 1

    def log(self, verb: Verb, note: str = "", *, refused: bool = False) -> None:
        """A line in the log about this dossier that goes with no change. Raises NotSaved."""
        self.vault.write_log([self.vault.line(verb, self.code, note=note, refused=refused)])

    def _about(self, number: int, draft: int = 0) -> bytes:
        """What a sealed text is about: this vault, this dossier, its place in the order (0: the card, or a draft)."""
        return self.vault.id + self.id + number.to_bytes(8, "big") + draft.to_bytes(8, "big")

    # -- reading --------------------------------------------------------------------------------------------------------

    def read(self) -> None:
        """Read everything, and hold it against the head. What is wrong is in `findings`, with what could be read before it."""
        head, whole = self.vault.heads.read(self.place + 1)
        version, listed = self.vault.store.reading(self._at_one_moment)
        count = head.count if head.owner == self.id else 0
        name = self.code
        self.findings = check_chain(name, self.vault.chain_key, self.id, listed, count, head.link, whole=whole)
        if not self.findings and version != len(listed):
            said = _("in de lijst staat dat er {n} handelingen zijn, en het zijn er {m}").format(n=version, m=len(listed))
            kind: Kind = "afgekapt" if version > len(listed) else "ingevoegd"
            self.findings.append(Finding(name, min(version, len(listed)) + 1, kind, said))
        stop = min((f.index for f in self.findings if f.index), default=len(listed) + 1)
        self.rows = []
        for number, action, sealed, link in listed:
            if number >= stop:
                break
            try:
                self.rows.append(from_bytes(self._sealer.open(sealed, self._about(number))))
            except (Unsealable, msgspec.DecodeError):
                self.findings.append(Finding(name, number, "gewijzigd", _("niet meer te lezen met de sleutel van dit dossier")))
                break
            self._actions.add(action[:16])
            self._head = Head(number, link, 0, self.id)
        self._read_draft(head.draft if head.owner == self.id else 0)

    def _at_one_moment(self, db: apsw.Connection) -> tuple[int, list[Row]]:
        """How many rows the list of dossiers speaks of, and the rows, while another program may be writing."""
        question = "SELECT nr, handeling, verzegeld, schakel FROM gebeurtenis WHERE dossier = ? ORDER BY nr"
        with db:
            version = db.execute("SELECT versie FROM dossier WHERE id = ?", (self.id,)).get or 0
            rows: list[Any] = db.execute(question, (self.id,)).fetchall()
        return version, rows

    def _read_draft(self, known: int) -> None:
        row = self.vault.store.rows("SELECT nr, verzegeld FROM concept WHERE dossier = ?", self.id)
        number, sealed = row[0] if row else (0, b"")
        self._head = Head(self._head.count, self._head.link, max(number, known), self.id)
        if number < known:
            said = _("de tekst die werd getypt is ouder dan het laatst bewaarde")
            self.findings.append(Finding(self.code, 0, "teruggezet", said))
        if not row:
            return
        try:
            self.draft = msgspec.json.decode(self._sealer.open(sealed, self._about(0, number)))
        except (Unsealable, msgspec.DecodeError):
            said = _("de tekst die werd getypt is beschadigd")
            self.findings.append(Finding(self.code, 0, "gewijzigd", said))

    def card(self, sealed: bytes) -> bytes:
        """What the list shows of this dossier. Raises Unsealable."""
        return self._sealer.open(sealed, self._about(0))

    def sealed_card(self, card: bytes) -> bytes:
        """What the list is to show of this dossier, as it is kept."""
        return self._sealer.seal(card, self._about(0))

    def opened(self, listed: Sequence[Row]) -> list[Kept]:
        """The rows of this dossier, readable. Raises Unsealable or msgspec.DecodeError."""
        return [from_bytes(self._sealer.open(sealed, self._about(number))) for number, _action, sealed, _link in listed]

    def close(self) -> None:
        """Give it back to others. Twice is harmless."""
        if self.closed:
            return
        self.closed = True
        if self._hold is not None:
            self._hold.free()
        self.rows, self.draft = [], None
        del self._sealer


def begin_dossier(vault: Vault, first: Kept, *, flow: str, card: bytes) -> Dossier:
    """A new dossier, with what it begins with, held by this program: all of it, or nothing. Raises ReadOnly or NotSaved."""
    if vault.read_only:
        raise ReadOnly(_("Er is iets mis met de kluis; er kan geen nieuw dossier bij."))
    action, made = os.urandom(16), []

    def work(txn: Transaction) -> Head:
        dossier = _new_dossier(vault, txn)
        made.append(dossier)
        now = vault.clock().isoformat(timespec="seconds")
        sealed = dossier.sealed_card(card)
        txn.db.execute(
            "INSERT INTO dossier(id, code, plaats, versie, begonnen, gewijzigd, flow, kaartje) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (dossier.id, dossier.code, dossier.place, 1, now, now, flow, sealed),
        )
        return dossier._write(txn, [first], action, ["verzamelen"], None)

    try:
        head = vault.transact(work)
    except BaseException:
        for dossier in made:
            dossier.close()
        raise
    made[0]._happened(head, [first], action, None)
    return made[0]


def _new_dossier(vault: Vault, txn: Transaction) -> Dossier:
    """A name, a key and a hold. In the transaction, where no other program writes: no two may take the same place for a key."""
    ident, code = _new_name(txn)
    place, key = vault.keys.new_dossier_key(ident)
    vault.heads.forget(place + 1)
    return Dossier(vault, ident, code, place, key, Hold.take(vault.files.hold(code), vault.clock()))


def _new_name(txn: Transaction) -> tuple[bytes, str]:
    """Sixteen random bytes, and a short code that no dossier here has or had."""
    taken = set(txn.db.execute("SELECT code FROM dossier UNION SELECT code FROM vernietigd"))
    length = _CODE
    while True:
        for _n in range(100):
            ident = os.urandom(16)
            code = "".join(_ALPHABET[byte % 32] for byte in ident[:length])
            if (code,) not in taken:
                return ident, code
        length += 1


def code_of(ident: bytes, taken: Container[str]) -> str:
    """The code that a dossier got when it began, out of its id; longer when another has that. taken: the codes of others."""
    length = _CODE
    while (code := "".join(_ALPHABET[byte % 32] for byte in ident[:length])) in taken:
        length += 1
    return code


def find_dossier(vault: Vault, code: str) -> tuple[bytes, str, int]:
    """The id, code and place of the dossier with this code. Raises NoDossier."""
    wanted = code.strip().upper()
    row = vault.store.rows("SELECT id, code, plaats FROM dossier WHERE code = ?", wanted)
    if row:
        ident, name, place = row[0]
        return ident, name, place
    if gone := vault.store.rows("SELECT op FROM vernietigd WHERE code = ?", wanted):
        raise NoDossier(_("Dossier {code} is vernietigd op {op}.").format(code=wanted, op=only_day(gone[0][0])))
    raise NoDossier(_("Er is geen dossier '{code}'.").format(code=code), hint=_("'gesprek dossiers' laat zien welke er zijn."))


def open_dossier(vault: Vault, code: str, *, look: bool = False) -> Dossier:
    """Open a dossier; look: only to read. When another program has it, it is opened to read, and says who has it.

    Raises NoDossier, Damaged when its key is gone, or NotSaved when the log line cannot be written.
    """
    ident, code, place = find_dossier(vault, code)
    try:
        hold = None if look else Hold.take(vault.files.hold(code), vault.clock())
    except OSError as error:
        raise NotSaved(_("Dossier {code} kan niet worden geopend.").format(code=code) + " " + disk_said(error)) from None
    try:
        dossier = Dossier(vault, ident, code, place, vault.keys.dossier_key(place, ident), hold)
        dossier.read()
        dossier.log("raadplegen", dossier.findings[0].kind if dossier.findings else "")
    except BaseException:
        if isinstance(hold, Hold):
            hold.free()
        raise
    return dossier
