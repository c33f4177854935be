"""Destroying one dossier: its rows in one transaction, then its key overwritten in place. A legal hold wins from everything.

What remains is its code, the moment and one of a few fixed reasons: a reason in free words could name somebody.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Literal, get_args

from gesprek.errors import GesprekError
from gesprek.i18n import _
from gesprek.moments import only_day
from gesprek.record.chain import Finding
from gesprek.record.codec import Kept
from gesprek.record.dossier import Dossier, find_dossier
from gesprek.record.holding import Hold, Holder
from gesprek.record.log import Verb
from gesprek.record.problems import Busy, Damaged, NoDossier, NotSaved, ReadOnly, VaultProblem
from gesprek.record.sealing import KEY
from gesprek.record.store import disk_said
from gesprek.record.upkeep import finish_destruction
from gesprek.record.vault import Transaction, Vault

__all__ = ["REASONS", "OnHold", "Reason", "destroy", "destroy_when", "elsewhere", "flags", "refused", "wipe"]

Reason = Literal["overgenomen", "niet_nodig", "onjuist", "verzoek", "oefening"]
"""Taken over in the police systems; no longer needed; should not have been recorded; asked for by whom it is about; practice."""
REASONS: tuple[Reason, ...] = get_args(Reason)


class OnHold(VaultProblem):
    """It may not be destroyed: somebody put it on legal hold."""


def destroy(vault: Vault, code: str, why: Reason) -> None:
    """Destroy a dossier because somebody asks for it now. It must not be open, here or elsewhere.

    Raises OnHold, Busy when another program has it, NoDossier, ReadOnly, NotSaved, or GesprekError when `why` is none of REASONS.
    """
    if why not in REASONS:
        said = _("'{reden}' is geen reden om te vernietigen. Kies uit: {redenen}.")
        raise GesprekError(said.format(reden=why, redenen=", ".join(REASONS)))
    destroy_when(vault, code, why, lambda _dossier: None)


def destroy_when(vault: Vault, code: str, why: Reason, see: Callable[[Dossier], None]) -> None:
    """As `destroy`, once `see` has seen the dossier, held and read, and raised nothing."""
    try:
        ident, name, place = find_dossier(vault, code)
    except NoDossier:  # a destruction that was cut short is finished when it is asked for again
        for ident, place in vault.store.rows(
            "SELECT dossier, plaats FROM vernietigd WHERE code = ? AND klaar = 0", code.strip().upper()
        ):
            _finish(vault, code, ident, place)
        raise
    if vault.read_only:
        problem = ReadOnly(_("Er is iets mis met de kluis; er wordt nu niets vernietigd."))
        raise refused(vault, "vernietigen", name, "kluis beschadigd", problem)
    try:
        mine = Hold.take(vault.files.hold(name), vault.clock())
    except OSError as error:
        raise NotSaved(_("Dossier {code} kan niet worden vernietigd.").format(code=name) + " " + disk_said(error)) from None
    if isinstance(mine, Holder):
        raise refused(vault, "vernietigen", name, "elders open", elsewhere(name, mine))
    try:
        dossier = _looked_at(vault, ident, name, place)
        _refuse_on_hold(dossier)
        see(dossier)
        wipe(vault, ident, name, place, why)
    finally:
        mine.free()


def _looked_at(vault: Vault, ident: bytes, name: str, place: int) -> Dossier:
    """The dossier, read as far as that goes, for what it says of itself; nobody gets to see it."""
    try:
        dossier = Dossier(vault, ident, name, place, vault.keys.dossier_key(place, ident), None)
        dossier.read()
    except Damaged as problem:
        dossier = Dossier(vault, ident, name, place, bytes(KEY), None)
        dossier.findings.append(Finding(name, 0, "opslag", problem.message))
    dossier.findings += [finding for finding in vault.findings if finding.chain == name]
    return dossier


def _refuse_on_hold(dossier: Dossier) -> None:
    last = next((row for row in reversed(dossier.rows) if row.kind in ("held", "released")), None)
    told = last is not None and last.kind == "held"
    if flags(dossier.vault, dossier.id)[1] or (told and not dossier.findings):  # should an old page have put the flag back
        raise refused(dossier.vault, "vernietigen", dossier.code, "aangehouden", _on_hold(dossier.code, last if told else None))


def _on_hold(code: str, row: Kept | None) -> OnHold:
    said = _("Dossier {code} is aangehouden en mag niet worden vernietigd.").format(code=code)
    if row is not None:
        day = only_day(row.at)
        said += " " + _("Aangehouden door {wie} op {dag}.").format(wie=row.data.get("wie", "?"), dag=day)
    hint = _("Overleg eerst. Vrijgeven kan met: gesprek dossier vrijgeven {code} --reden REDEN").format(code=code)
    return OnHold(said, hint=hint)


def wipe(vault: Vault, ident: bytes, name: str, place: int, why: Reason) -> None:
    """Its rows, then its key. The caller holds the dossier. What is cut short in between is finished at the next unlocking."""

    def work(txn: Transaction) -> None:
        found = txn.db.execute("SELECT aangehouden FROM dossier WHERE id = ?", (ident,)).fetchone()
        if found is None:
            raise NoDossier(_("Dossier {code} is al vernietigd.").format(code=name))
        if found[0]:
            raise _on_hold(name, None)
        row = (ident, name, place, vault.clock().isoformat(timespec="seconds"), why)
        txn.db.execute("INSERT INTO vernietigd(dossier, code, plaats, op, waarom) VALUES (?, ?, ?, ?, ?)", row)
        txn.db.execute("DELETE FROM gebeurtenis WHERE dossier = ?", (ident,))
        txn.db.execute("DELETE FROM concept WHERE dossier = ?", (ident,))
        txn.db.execute("DELETE FROM dossier WHERE id = ?", (ident,))
        txn.log(vault.line("vernietigen", name, note=why))

    vault.transact(work)
    _finish(vault, name, ident, place)


def _finish(vault: Vault, name: str, ident: bytes, place: int) -> None:
    try:
        finish_destruction(vault, ident, place)
    except OSError as error:
        raise NotSaved(
            _("Dossier {code} is weg, maar de sleutel is nog niet gewist.").format(code=name) + " " + disk_said(error),
            hint=_("Dat gebeurt vanzelf als u de kluis de volgende keer opent."),
        ) from None
    with contextlib.suppress(OSError):
        vault.files.hold(name).unlink()


def flags(vault: Vault, ident: bytes) -> tuple[str, bool]:
    """When a dossier was taken over (ISO with zone, or empty), and whether it is on legal hold."""
    found = vault.store.rows("SELECT overgenomen, aangehouden FROM dossier WHERE id = ?", ident)
    return (found[0][0], bool(found[0][1])) if found else ("", False)


def refused(vault: Vault, verb: Verb, code: str, note: str, problem: VaultProblem) -> VaultProblem:
    """The problem to raise, once the refusal stands in the log."""
    vault.write_log([vault.line(verb, code, refused=True, note=note)])
    return problem


def elsewhere(code: str, holder: Holder) -> Busy:
    """Somebody has it open."""
    said = _("Dossier {code} is nu open: {wie}.").format(code=code, wie=holder)
    return Busy(said, hint=_("Sluit het daar eerst. Er is niets veranderd."))
