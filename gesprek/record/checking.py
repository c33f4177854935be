"""The full check of a vault, and going on after what it found.

What no check can see by itself is a vault that was put back as a whole: database, heads and keys together. For that there is a
short text to write down (`head_text`) and to compare with later (`against`).
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from gesprek.errors import GesprekError
from gesprek.i18n import _
from gesprek.record.chain import Finding, check_chain, start_link
from gesprek.record.examining import PARTS, accepted_note, examine
from gesprek.record.heads import LOG, Head
from gesprek.record.holding import officer
from gesprek.record.listing import dossier_rows
from gesprek.record.log import NAME, LogLine, moment
from gesprek.record.problems import Damaged, NotSaved, VaultProblem
from gesprek.record.rebuilding import lost_dossiers, put_back
from gesprek.record.sealing import Sealer, Unsealable
from gesprek.record.store import disk_said
from gesprek.record.upkeep import look_around
from gesprek.record.vault import Transaction, Vault

__all__ = ["Accepted", "accept", "accepted", "check_vault", "head_text"]

_HEX = 16
_HEAD_TEXT = re.compile(r"\s*(\d{1,15})[\s:.-]+([0-9a-f][0-9a-f\s-]*)")
_ACCEPTED = "aanvaard "


def check_vault(vault: Vault, *, against: str = "") -> list[Finding]:
    """Everything that is wrong with the vault; empty when nothing is. One line in the log says that it was checked.

    against: what `head_text` gave before, as somebody wrote it down. Raises GesprekError when that is no such text.
    """
    known = _read_head_text(against) if against.strip() else None
    found = examine(vault)
    if known is not None:
        found += _against(vault, *known)
    with contextlib.suppress(VaultProblem):  # a disk that takes nothing does not stop a check
        vault.write_log([vault.line("beheer", note="gecontroleerd")])
    return found


# -- the head on paper ----------------------------------------------------------------------------------------------------


def head_text(vault: Vault) -> str:
    """How far the log has come, to write down: its number of lines and the first 16 digits of its last link."""
    tail = vault.store.reading(vault.book.tail)
    digits = tail.link.hex()[:_HEX]
    return f"{tail.count} {'-'.join(digits[at : at + 4] for at in range(0, _HEX, 4))}"


def _read_head_text(text: str) -> tuple[int, str]:
    found = _HEAD_TEXT.fullmatch(text.lower())
    digits = "".join(found[2].replace("-", " ").split()) if found else ""
    if found is None or len(digits) != _HEX:
        raise GesprekError(
            _("'{tekst}' is geen stand van het logboek.").format(tekst=text.strip()),
            hint=_("Typ over wat u hebt opgeschreven, bijvoorbeeld: 1234 0f3a-77b1-90c2-5d4e"),
        )
    return int(found[1]), digits


def _against(vault: Vault, number: int, digits: str) -> list[Finding]:
    try:
        row = vault.store.rows("SELECT schakel FROM logregel WHERE nr = ?", number)
    except Damaged:
        return []  # named already
    link = row[0][0] if row else start_link(vault.book._chain, vault.id) if not number else None
    if link is None:
        said = _("deze regel is er niet (meer): de kluis is als geheel door een oudere vervangen")
        return [Finding(NAME, number, "teruggezet", said)]
    if link.hex()[:_HEX] != digits:
        said = _("hier staat iets anders dan u opschreef: de kluis is door een oudere vervangen, of u typte het anders over")
        return [Finding(NAME, number, "teruggezet", said)]
    return []


# -- going on ---------------------------------------------------------------------------------------------------------------


class Accepted(msgspec.Struct, frozen=True):
    """What somebody went on after: who, when (ISO with zone), why, and what was wrong."""

    wie: str
    wanneer: str
    reden: str
    bevindingen: tuple[str, ...]


class _Anchor(NamedTuple):
    ident: bytes
    version: int
    head: Head


def accept(vault: Vault, reason: str) -> list[Finding]:
    """Go on with what is there, after something was cut or put back: the log keeps what was found, and heads are set anew.

    A dossier that only lost its row in the list gets it back.
    What is damaged itself stays named by every check, and a dossier with damage is only read. Returns what was found.
    Raises GesprekError without a reason, or NotSaved; then nothing was accepted.
    """
    if not reason.strip():
        raise GesprekError(_("Geef een reden."))
    found = examine(vault)
    if not found:
        vault.findings = []
        return []
    rows, lost = dossier_rows(vault)
    ids = {row[0] for row in rows}
    named, damaged = {finding.chain for finding in found}, vault.heads.damage()
    anchors = [
        (place, anchor)
        for ident, code, place, version, *_rest in rows
        if (code in named or place + 1 in damaged) and (anchor := _anchor(vault, ident, version)) is not None
    ]
    vanished = [] if lost else _vanished(vault, ids)
    found_again = [] if lost else lost_dossiers(vault, ids)
    before, vault.findings = vault.findings, []  # so that the log gets a head again

    def work(txn: Transaction) -> None:
        txn.log(*(_line(vault, finding) for finding in found))
        _keep_reason(vault, txn, reason.strip(), found)
        for place, (ident, version, head) in anchors:
            txn.db.execute("UPDATE dossier SET versie = ? WHERE id = ? AND versie = ?", (head.count, ident, version))
            txn.heads[place + 1] = head
        for dossier in found_again:
            put_back(txn, dossier)
        txn.heads.update((place + 1, Head()) for place in vanished)

    try:
        _bury_again(vault)
        vault.transact(work)
        fresh = {place + 1 for place, _anchor in anchors} | {again.dossier.place + 1 for again in found_again} | {LOG}
        _mend(vault, damaged, fresh, {row[2] + 1 for row in rows})
    except BaseException:
        vault.findings = before
        raise
    vault.findings = look_around(vault)
    return found


def accepted(vault: Vault) -> list[Accepted]:
    """Every time that somebody went on, oldest first."""
    found = []
    for name, sealed in vault.store.rows("SELECT naam, waarde FROM kluis WHERE naam GLOB ? ORDER BY naam", f"{_ACCEPTED}*"):
        try:
            plain = _sealer(vault).open(sealed, vault.id + name.encode())
            found.append(msgspec.json.decode(plain, type=Accepted))
        except (Unsealable, msgspec.DecodeError):
            continue
    return found


def _sealer(vault: Vault) -> Sealer:
    return Sealer(vault.derive("aanvaarden"))


def _keep_reason(vault: Vault, txn: Transaction, reason: str, found: Iterable[Finding]) -> None:
    """Sealed and apart from the log, whose lines hold fixed words only."""
    about = Accepted(officer(), moment(vault.clock()), reason, tuple(str(finding) for finding in found))
    name = f"{_ACCEPTED}{vault.book.tail(txn.db).count:012}"
    sealed = _sealer(vault).seal(msgspec.json.encode(about), vault.id + name.encode())
    txn.db.execute("INSERT OR REPLACE INTO kluis VALUES (?, ?)", (name, sealed))


def _line(vault: Vault, finding: Finding) -> LogLine:
    note = accepted_note(finding.kind, finding.index)
    if finding.chain in PARTS:
        return vault.line("beheer", note=f"{finding.chain}: {note}")
    return vault.line("beheer", finding.chain, note=note)


def _anchor(vault: Vault, ident: bytes, version: int) -> _Anchor | None:
    """The head of a dossier as it is now; None when its chain is broken or unreadable, for then it stays as it is."""
    question = "SELECT nr, handeling, verzegeld, schakel FROM gebeurtenis WHERE dossier = ? ORDER BY nr"
    try:
        rows = vault.store.rows(question, ident)
        draft = vault.store.rows("SELECT nr FROM concept WHERE dossier = ?", ident)
    except Damaged:
        return None
    if check_chain("", vault.chain_key, ident, rows, 0, b"", whole=True):
        return None
    link = rows[-1][3] if rows else start_link(vault.chain_key, ident)
    return _Anchor(ident, version, Head(len(rows), link, draft[0][0] if draft else 0, ident))


def _vanished(vault: Vault, ids: set[bytes]) -> list[int]:
    """The places of keys whose dossier is gone without a trace; its head must not speak for it any more."""
    places = [place for place in vault.keys.places() if place.state == "bezet" and place.dossier not in ids]
    return [p.number for p in places if not vault.store.rows("SELECT 1 FROM gebeurtenis WHERE dossier = ? LIMIT 1", p.dossier)]


def _bury_again(vault: Vault) -> None:
    """What was destroyed stands outside the database too, so that a backup does not bring it back. Raises NotSaved."""
    known = vault.tombstones.read()[0]
    try:
        for (ident,) in vault.store.rows("SELECT dossier FROM vernietigd WHERE klaar = 1"):
            if ident not in known:
                vault.tombstones.add(ident, mend=True)
    except Damaged:
        return
    except OSError as error:
        raise NotSaved(_("Niet bewaard. {reden}").format(reden=disk_said(error))) from None


def _mend(vault: Vault, damaged: Iterable[int], fresh: set[int], used: set[int]) -> None:
    """A damaged head has two halves to overwrite; one was. A damaged head of nothing is emptied."""
    with vault.alone(), contextlib.suppress(OSError):  # named again by the next check
        for index in damaged:
            if index in fresh:
                vault.heads.write(index, vault.heads.read(index)[0])
            elif index not in used:
                vault.heads.forget(index)
        vault.heads.flush()
