"""How long a dossier stays: until it has been taken over in the police systems, and not a day longer than the unit has set.

A concept is politiegegevens too, and this is no archive of its own (Wpg art. 8, 9 and 14 rule the real one). What was taken over
is destroyed; what lies is brought up again; a legal hold wins; and a clock that leaps destroys nothing without a question.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

import msgspec

from gesprek.errors import GesprekError
from gesprek.i18n import _, ngettext
from gesprek.record.codec import Kept
from gesprek.record.destruction import REASONS, OnHold, Reason, destroy, destroy_when, elsewhere, flags, refused, wipe
from gesprek.record.dossier import Dossier, open_dossier
from gesprek.record.drafts import typed_in
from gesprek.record.holding import officer
from gesprek.record.listing import Entry, list_dossiers
from gesprek.record.log import LogLine, Verb, moment
from gesprek.record.problems import Damaged, ReadOnly, VaultProblem
from gesprek.record.sealing import Unsealable
from gesprek.record.vault import Transaction, Vault

__all__ = [
    "LONGEST_TERM", "REASONS", "Cleared", "Due", "OnHold", "Reason", "TakenOver", "add_row", "clock_doubt", "destroy",
    "destroy_due", "due", "due_moment", "hold", "left_lying", "release", "set_term", "take_over", "term",
]  # fmt: skip

LONGEST_TERM = 365
"""Days. Longer would be an archive."""
_TERM = "termijn"
_TAKEN: Final = "overgenomen"
_CLOCK = "klok bevestigd"
_DAY = timedelta(days=1)
_WINDOW = 256
"""Lines of the log to look back over, at least."""
_LOOKED_AT = frozenset({"moved", "exported", "updated", "held", "released", "taken_over"})
"""Rows that leave nothing new to take over."""


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What taking over came to: destroyed, or when it will be (with its zone), or kept because it is on legal hold."""

    code: str
    destroyed: bool
    due: datetime | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A dossier whose term has passed: when it was taken over, when it was due (both with their zone), and legal hold."""

    code: str
    taken: datetime
    due: datetime
    held: bool


@dataclass(frozen=True, slots=True)
class Cleared:
    """What was destroyed because its term had passed; what was not, with why; or the question to answer first."""

    destroyed: tuple[str, ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    question: str = ""


# -- the term -------------------------------------------------------------------------------------------------------------


def term(vault: Vault) -> int:
    """Days between taking over and destruction. 0: at once."""
    row = vault.store.rows("SELECT waarde FROM kluis WHERE naam = ?", _TERM)
    return int(row[0][0]) if row else 0


def set_term(vault: Vault, days: int) -> None:
    """Set the term of this unit; it counts for what was taken over before, too. Raises GesprekError or NotSaved."""
    if not 0 <= days <= LONGEST_TERM:
        said = _("Een termijn is 0 tot en met {meest} dagen, niet {dagen}.")
        raise GesprekError(said.format(meest=LONGEST_TERM, dagen=days))

    def work(txn: Transaction) -> None:
        txn.db.execute("INSERT OR REPLACE INTO kluis VALUES (?, ?)", (_TERM, days))
        txn.log(vault.line("beheer", note=f"{_TERM} {days} dagen"))

    vault.transact(work)


def due_moment(taken: str, days: int) -> datetime:
    """When what was taken over at `taken` (ISO) is due: so many times 24 hours later, whatever the clock did to summer time."""
    return (datetime.fromisoformat(taken).astimezone() + days * _DAY).astimezone()


# -- taking over ----------------------------------------------------------------------------------------------------------


def take_over(vault: Vault, code: str) -> TakenOver:
    """The officer confirms that this stands in the police systems now. Without a term it is destroyed at once.

    The dossier must not be open, here or elsewhere. Raises NoDossier, Busy, ReadOnly when it is damaged, or NotSaved.
    """
    with _opened(vault, code, "wijzigen", _TAKEN) as dossier:
        if dossier.read_only:
            hint = _("Wilt u het toch weg hebben: gesprek dossier vernietigen {code}").format(code=dossier.code)
            raise refused(vault, "wijzigen", dossier.code, _TAKEN, ReadOnly(dossier.why_read_only, hint=hint))
        taken, held = flags(vault, dossier.id)
        if not taken or _changed_since(dossier):
            typed = {"wie": officer(), "getypt": _typed(dossier.draft)}
            add_row(dossier, Kept("taken_over", vault.clock().isoformat(), typed))
            taken = moment(vault.clock())
            _set(dossier, "overgenomen", taken, vault.line("wijzigen", dossier.code, note=_TAKEN))
        if held:
            return TakenOver(dossier.code, destroyed=False, held=True)
        if days := term(vault):
            return TakenOver(dossier.code, destroyed=False, due=due_moment(taken, days))
        wipe(vault, dossier.id, dossier.code, dossier.place, _TAKEN)
    return TakenOver(dossier.code, destroyed=True)


def _changed_since(dossier: Dossier) -> bool:
    """Whether something was said or typed after it was last taken over: that is not in the police systems yet."""
    last = max((index for index, row in enumerate(dossier.rows) if row.kind == "taken_over"), default=None)
    if last is None:
        return True
    later = any(row.kind not in _LOOKED_AT for row in dossier.rows[last + 1 :])
    return later or _typed(dossier.draft) != dossier.rows[last].data.get("getypt")


def _typed(draft: dict[str, Any] | None) -> str:
    """What stands typed in a draft, as a hash."""
    return hashlib.sha256(msgspec.json.encode(typed_in(draft))).hexdigest()


# -- legal hold -----------------------------------------------------------------------------------------------------------


def hold(vault: Vault, code: str, reason: str) -> bool:
    """Put a dossier on legal hold: nothing destroys it until it is released. The reason goes sealed in its record.

    False when it is damaged: the hold counts, but the reason could not be added. Raises GesprekError, NoDossier, Busy, NotSaved.
    """
    reason = _given(reason)
    with _opened(vault, code, "beheer", "aanhouden") as dossier:
        _set(dossier, "aangehouden", 1, vault.line("beheer", dossier.code, note="aangehouden"))
        return _tell(dossier, "held", reason)


def release(vault: Vault, code: str, reason: str) -> bool:
    """End a legal hold. As `hold`; raises GesprekError when it is not on hold."""
    reason = _given(reason)
    with _opened(vault, code, "beheer", "vrijgeven") as dossier:
        if not flags(vault, dossier.id)[1]:
            raise GesprekError(_("Dossier {code} is niet aangehouden.").format(code=dossier.code))
        told = _tell(dossier, "released", reason)  # first, so that what is cut short leaves it on hold
        _set(dossier, "aangehouden", 0, vault.line("beheer", dossier.code, note="vrijgegeven"))
        return told


def _given(reason: str) -> str:
    if not reason.strip():
        raise GesprekError(_("Geef een reden."))
    return reason.strip()


def _tell(dossier: Dossier, kind: str, reason: str) -> bool:
    if dossier.read_only:
        return False
    add_row(dossier, Kept(kind, dossier.vault.clock().isoformat(), {"wie": officer(), "reden": reason}))
    return True


@contextlib.contextmanager
def _opened(vault: Vault, code: str, verb: Verb, note: str) -> Iterator[Dossier]:
    """The dossier, ours alone. Raises Busy or ReadOnly, and logs that it was refused."""
    dossier = open_dossier(vault, code)
    try:
        if dossier.holder is not None:
            raise refused(vault, verb, dossier.code, note, elsewhere(dossier.code, dossier.holder))
        if vault.read_only:
            raise refused(vault, verb, dossier.code, note, ReadOnly(dossier.why_read_only))
        yield dossier
    finally:
        dossier.close()


def add_row(dossier: Dossier, row: Kept, *, verbs: Sequence[Verb] = ("wijzigen",)) -> None:
    """Add a row of the record itself. The card and what stands typed stay as they are. Raises ReadOnly, Conflict or NotSaved."""
    sealed = dossier.vault.store.rows("SELECT kaartje FROM dossier WHERE id = ?", dossier.id)[0][0]
    try:
        card = dossier.card(sealed)
    except Unsealable:
        card = b"{}"
    dossier.append([row], action=os.urandom(16), card=card, verbs=verbs, draft=dossier.draft)


def _set(dossier: Dossier, column: Literal["aangehouden", "overgenomen"], value: int | str, line: LogLine) -> None:
    def work(txn: Transaction) -> None:
        txn.db.execute(f"UPDATE dossier SET {column} = ? WHERE id = ?", (value, dossier.id))  # noqa: S608 - one of two names
        txn.log(line)

    dossier.vault.transact(work)


# -- the passing of time --------------------------------------------------------------------------------------------------


def due(vault: Vault, now: datetime) -> list[Due]:
    """The dossiers that were taken over at least a term ago, those on legal hold too, longest first."""
    days = term(vault)
    found = []
    for code, taken, held in vault.store.rows("SELECT code, overgenomen, aangehouden FROM dossier WHERE overgenomen != ''"):
        at = due_moment(taken, days)
        if at <= now.astimezone():
            found.append(Due(code, due_moment(taken, 0), at, bool(held)))
    return sorted(found, key=lambda item: (item.due, item.code))


def left_lying(vault: Vault, now: datetime, days: int = 7) -> list[Entry]:
    """The concepts that were not taken over and not changed for so many days, longest first: to be brought up again."""
    limit = now.astimezone() - days * _DAY
    entries = [entry for entry in list_dossiers(vault) if entry.gewijzigd and not entry.overgenomen]
    lying = [entry for entry in entries if datetime.fromisoformat(entry.gewijzigd).astimezone() <= limit]
    return sorted(lying, key=lambda entry: entry.gewijzigd)


def destroy_due(vault: Vault, now: datetime, *, confirmed: bool = False) -> Cleared:
    """Destroy what is due. While the clock is in doubt that takes a confirmation, which is logged and answers the question.

    What is on legal hold, open elsewhere, damaged, or changed after it was taken over, is left. Raises NotSaved.
    """
    waiting, question = due(vault, now), clock_doubt(vault, now)
    if question and not confirmed:
        lines = [vault.line("vernietigen", item.code, refused=True, note="klok onzeker") for item in waiting if not item.held]
        if lines:
            vault.write_log(lines)
        return Cleared(question=question)
    if question:
        vault.write_log([vault.line("beheer", note=_CLOCK)])
    destroyed, left = [], []
    for item in waiting:
        try:
            destroy_when(vault, item.code, _TAKEN, _see_that_it_is_done)
        except VaultProblem as problem:
            left.append((item.code, problem.message))
        else:
            destroyed.append(item.code)
    return Cleared(tuple(destroyed), tuple(left))


def _see_that_it_is_done(dossier: Dossier) -> None:
    """Raises VaultProblem when nobody can tell, or when there is more to take over: then it is a concept again."""
    vault, code = dossier.vault, dossier.code
    if dossier.findings:
        problem = Damaged(_("Dossier {code} is beschadigd en wordt niet vanzelf vernietigd.").format(code=code))
        raise refused(vault, "vernietigen", code, "beschadigd", problem)
    if _changed_since(dossier):
        _set(dossier, "overgenomen", "", vault.line("vernietigen", code, refused=True, note="gewijzigd na overname"))
        raise VaultProblem(_("Dossier {code} is gewijzigd nadat het was overgenomen. Neem het opnieuw over.").format(code=code))


# -- the clock ------------------------------------------------------------------------------------------------------------


def clock_doubt(vault: Vault, now: datetime) -> str:
    """Why the clock is not believed, as a question to the officer; empty when it is.

    The log holds the course of the clock since what is due was taken over. A moment before the last of it: the clock was put
    back. A leap of more than a day: it may have been put forward, and that counts when something would be destroyed by it. It
    stays a question, after locking and unlocking too, until somebody confirms it (`destroy_due`).
    """
    waiting = [item.code for item in due(vault, now) if not item.held]
    now = now.astimezone().replace(microsecond=0)
    moments = _course(vault, set(waiting))
    last = max(moments, default=now)
    if now < last:
        said = _("De klok van deze computer staat op {nu}, maar in het logboek staat al {later}. Klopt de klok?")
        return said.format(nu=_said(now), later=_said(last))
    leap = next(((a, b) for a, b in zip(moments, [*moments[1:], now], strict=True) if b - a > _DAY), None)
    if not waiting or leap is None:
        return ""
    said = ngettext(
        "Van {van} tot {tot} is de kluis niet gebruikt. Is het nu echt {nu}? Dan wordt {n} dossier vernietigd: {codes}.",
        "Van {van} tot {tot} is de kluis niet gebruikt. Is het nu echt {nu}? Dan worden {n} dossiers vernietigd: {codes}.",
        len(waiting),
    )
    return said.format(van=_said(leap[0]), tot=_said(leap[1]), nu=_said(now), n=len(waiting), codes=", ".join(waiting))


def _course(vault: Vault, codes: set[str]) -> list[datetime]:
    """The moments in the log since the clock was last confirmed, as far back as the taking over of these dossiers."""
    size, last = _WINDOW, vault.store.reading(vault.book.tail).count
    while True:
        start = max(1, last - size)
        lines = [line for _n, line in vault.store.reading(functools.partial(vault.book.lines, start=start))]
        taken = {line.dossier: index for index, line in enumerate(lines) if line.dossier in codes and _takes_over(line)}
        if start == 1 or codes == taken.keys():
            break
        size *= 4
    since = min(taken.values(), default=0) if codes == taken.keys() else 0
    confirmed = max((index for index, line in enumerate(lines) if line.wat == "beheer" and line.bijzonder == _CLOCK), default=0)
    return [
        datetime.fromisoformat(line.wanneer)
        for line in lines[max(since, confirmed) :]
        if not (line.wat == "openen" and line.uitkomst == "geweigerd")  # told afterwards, of moments before
    ]


def _takes_over(line: LogLine) -> bool:
    return (line.wat, line.uitkomst, line.bijzonder) == ("wijzigen", "gedaan", _TAKEN)


def _said(at: datetime) -> str:
    return f"{at:%d-%m-%Y %H:%M}"
