"""A dossier that lost its row in the list, while its key and its record are whole: the row is made anew out of those."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import msgspec

from gesprek.record.chain import Row, check_chain
from gesprek.record.codec import Kept
from gesprek.record.dossier import Dossier, code_of
from gesprek.record.heads import Head
from gesprek.record.problems import Damaged
from gesprek.record.sealing import Unsealable
from gesprek.record.vault import Transaction, Vault

__all__ = ["Lost", "lost_dossiers", "put_back"]


@dataclass(frozen=True)
class Lost:
    """A dossier without a row: what opens it, what happened in it, and the head that goes with that."""

    dossier: Dossier
    rows: tuple[Kept, ...]
    head: Head


def lost_dossiers(vault: Vault, known: Collection[bytes]) -> list[Lost]:
    """The dossiers that have a key and a sound record, and are not among those `known` and not destroyed."""
    ended = vault.store.rows("SELECT dossier, code FROM vernietigd")
    gone = {ident for ident, _code in ended} | vault.tombstones.read()[0]
    taken = {code for _ident, code in ended} | {code for (code,) in vault.store.rows("SELECT code FROM dossier")}
    found = []
    for place in vault.keys.places():
        if place.state != "bezet" or place.dossier in known or place.dossier in gone:
            continue
        try:
            lost = _lost(vault, place.number, place.dossier, code_of(place.dossier, taken))
        except (Damaged, Unsealable, msgspec.DecodeError):
            continue  # stays as it is, and named
        if lost is not None:
            taken.add(lost.dossier.code)
            found.append(lost)
    return found


def _lost(vault: Vault, place: int, ident: bytes, code: str) -> Lost | None:
    question = "SELECT nr, handeling, verzegeld, schakel FROM gebeurtenis WHERE dossier = ? ORDER BY nr"
    rows: list[Row] = [(n, action, sealed, link) for n, action, sealed, link in vault.store.rows(question, ident)]
    if not rows or check_chain(code, vault.chain_key, ident, rows, 0, b"", whole=True):
        return None
    dossier = Dossier(vault, ident, code, place, vault.keys.dossier_key(place, ident), None)
    draft = vault.store.rows("SELECT nr FROM concept WHERE dossier = ?", ident)
    head = Head(len(rows), rows[-1][3], draft[0][0] if draft else 0, ident)
    return Lost(dossier, tuple(dossier.opened(rows)), head)


def put_back(txn: Transaction, lost: Lost) -> None:
    """Its row, in the transaction that is open. What the list shows of it comes with its next change.

    It is on hold when it was. That it was taken over is not put back: nothing is destroyed because of a row that was made anew.
    """
    dossier, rows = lost.dossier, lost.rows
    holds = [row.kind for row in rows if row.kind in ("held", "released")]
    flow = next((row.data for row in reversed(rows) if row.kind in ("begun", "updated")), {})
    named = " ".join(str(flow[key]) for key in ("flow", "versie", "sha256") if key in flow)
    txn.db.execute(
        "INSERT INTO dossier(id, code, plaats, versie, begonnen, gewijzigd, flow, kaartje, aangehouden)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            dossier.id, dossier.code, dossier.place, lost.head.count, rows[0].at, rows[-1].at, named,
            dossier.sealed_card(b"{}"), int(holds[-1:] == ["held"]),
        ),
    )  # fmt: skip
    txn.heads[dossier.place + 1] = lost.head
