"""What there is to see about a vault, part by part: pages, log, dossiers, keys, heads, and whether they agree."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

import msgspec

from gesprek.i18n import _, ngettext
from gesprek.record.chain import Finding, Kind, Row, check_chain, next_link
from gesprek.record.dossier import Dossier
from gesprek.record.heads import LOG, Head
from gesprek.record.listing import as_far, dossier_rows
from gesprek.record.log import NAME, LogLine
from gesprek.record.problems import Busy, Damaged, NotSaved
from gesprek.record.sealing import Unsealable
from gesprek.record.upkeep import STORE, look_around
from gesprek.record.vault import Vault

__all__ = ["PARTS", "accepted_note", "examine"]

_KEYS, _HEADS, _DESTROYED, _FOLDER, _LOOSE = "sleutels", "hoofden", "vernietigd", "map", "losse rijen"
PARTS = frozenset({NAME, STORE, _KEYS, _HEADS, _DESTROYED, _FOLDER, _LOOSE})
"""The names of what is no dossier, in findings."""
_LEFT = ("-vervangen-", "-terugzetten-", "-in-aanbouw-", "-klaar")
_Part = Callable[[], list[Finding]]


def examine(vault: Vault) -> list[Finding]:
    """Everything that is wrong, each thing once. Slow: it reads and opens all there is. Writes nothing."""
    found = {(f.chain, f.index, f.kind): f for f in _pages(vault)}
    for part in _parts(vault):
        if said := part():
            for finding in _again(vault, part, said):
                found.setdefault((finding.chain, finding.index, finding.kind), finding)
    return list(found.values())


def accepted_note(kind: Kind, index: int) -> str:
    """What the log says about a finding after which somebody went on."""
    return f"{kind} {index} aanvaard"


def _again(vault: Vault, part: _Part, said: list[Finding]) -> list[Finding]:
    """The same while nobody else writes: two files are never read at the same moment, and that is not damage."""
    try:
        with vault.alone():
            return part()
    except (Busy, NotSaved):
        return said


def _parts(vault: Vault) -> Iterator[_Part]:
    for whole in (_log, look_around, _destroyed, _strangers, _untold, _folders):
        yield functools.partial(whole, vault)
    rows, lost = dossier_rows(vault)
    said = _("dit dossier staat op een deel van de kluis dat niet te lezen is")
    for code in lost:
        yield functools.partial(list, [Finding(code, 0, "opslag", said)])
    for row in rows:
        yield functools.partial(_dossier, vault, row[0])


def _pages(vault: Vault) -> list[Finding]:
    try:
        said = [text for (text,) in vault.store.rows("PRAGMA integrity_check(20)")]
    except Damaged as problem:
        return [Finding(STORE, 0, "opslag", problem.message)]
    return [
        Finding(STORE, n, "opslag", _("de opbouw klopt niet (voor uw beheerder: {tekst})").format(tekst=text))
        for n, text in enumerate(said, 1)
        if text != "ok"
    ]


# -- a chain --------------------------------------------------------------------------------------------------------------


def _chain(
    name: str, key: bytes, owner: bytes, rows: Sequence[Row], head: Head, whole: bool, opens: Callable[[int, bytes], bool]
) -> list[Finding]:
    """Everything wrong with a chain: not only the first thing, so that what was accepted once hides nothing later."""
    found = check_chain(name, key, owner, rows, head.count, head.link, whole=whole)
    first = next((finding.index for finding in found if finding.index), len(rows) + 1)
    for before, row in pairwise(rows):
        if before[0] < first:
            continue
        if row[0] != before[0] + 1:
            found.append(Finding(name, before[0] + 1, "ontbreekt", _("ontbreekt, terwijl wat erna komt er wel is")))
        elif next_link(key, before[3], *row[:3]) != row[3]:
            found.append(Finding(name, row[0], "gewijzigd", _("gewijzigd: hier staat iets anders dan er is bewaard")))
    if rows and first <= rows[-1][0] < head.count:
        said = _("{van} tot en met {tot} ontbreken: er is iets afgekapt, of een oudere versie teruggezet").format(
            van=rows[-1][0] + 1, tot=head.count
        )
        found.append(Finding(name, rows[-1][0] + 1, "afgekapt", said))
    if any(row[0] == head.count > first and row[3] != head.link for row in rows):
        said = _("hier staat iets anders dan er het laatst is bewaard: er is een oudere versie teruggezet")
        found.append(Finding(name, head.count, "teruggezet", said))
    wrong = {finding.index for finding in found}
    said = _("niet meer te lezen met de sleutel die erbij hoort")
    found += [Finding(name, row[0], "gewijzigd", said) for row in rows if row[0] not in wrong and not opens(row[0], row[2])]
    return found


def _behind(name: str, head: Head, actions: int) -> list[Finding]:
    """One action more than the head knows is what a program wrote just before it died. More is an older head."""
    if actions < 2:
        return []
    said = ngettext(
        "de eindstand loopt {n} handeling achter: de stroom viel uit, of een oud bestand is teruggezet",
        "de eindstand loopt {n} handelingen achter: de stroom viel uit, of een oud bestand is teruggezet",
        actions,
    )
    return [Finding(name, head.count, "hoofd", said.format(n=actions))]


# -- the log --------------------------------------------------------------------------------------------------------------


def _log(vault: Vault) -> list[Finding]:
    book = vault.book
    head, whole = vault.heads.read(LOG)
    rows, lost = _log_rows(vault, head.count)

    def opens(number: int, sealed: bytes) -> bool:
        try:
            msgspec.json.decode(book._sealer.open(sealed, book._about(number)), type=LogLine)
        except (Unsealable, msgspec.DecodeError):
            return False
        return True

    found = [Finding(NAME, n, "opslag", _("staat op een deel van de kluis dat niet te lezen is")) for n in lost]
    gaps = set(lost)
    found += [f for f in _chain(NAME, book._chain, vault.id, rows, head, whole, opens) if not f.index or f.index not in gaps]
    if not found and not vault.read_only:
        found += _behind(NAME, head, _actions([line for _n, line in vault.book.lines(vault.store.db, head.count + 1)]))
    return found


def _log_rows(vault: Vault, count: int) -> tuple[list[Row], list[int]]:
    """The rows of the log, and the first number of each stretch up to `count` that cannot be read."""
    question = "SELECT nr, x'', verzegeld, schakel FROM logregel WHERE nr BETWEEN ? AND ? ORDER BY nr"
    try:
        return vault.store.rows(question, -(2**62), 2**62), []
    except Damaged:
        pass
    rows: list[Any] = []
    lost: list[int] = []

    def read(low: int, high: int) -> None:
        try:
            rows.extend(vault.store.rows(question, low, high))
        except Damaged:
            if low == high:
                lost.append(low)
            else:
                read(low, (low + high) // 2)
                read((low + high) // 2 + 1, high)

    if count:
        read(1, count)
    rows += vault.store.reading(functools.partial(as_far, question, (count + 1, 2**62)))
    return rows, [n for n in lost if n - 1 not in set(lost)]


def _actions(lines: Sequence[LogLine]) -> int:
    """How many actions these lines tell of, at least. Wrong tries are told in one go with the unlocking after them."""
    done = [line for line in lines if not (line.wat == "openen" and line.uitkomst == "geweigerd")]
    moments = [datetime.fromisoformat(line.wanneer) for line in done]
    apart = sum(
        (a.wie, a.dossier) != (b.wie, b.dossier) or abs((moments[n + 1] - moments[n]).total_seconds()) > 1
        for n, (a, b) in enumerate(pairwise(done))
    )
    return apart + 1 if lines else 0


def _untold(vault: Vault) -> list[Finding]:
    """Dossiers the log knows nothing of, and dossiers that only the log knows. Says nothing when lines of the log are missing."""
    try:
        lines = vault.store.reading(vault.book.lines)
        live = {code for (code,) in vault.store.rows("SELECT code FROM dossier WHERE versie > 0")}
        known = {code for (code,) in vault.store.rows("SELECT code FROM dossier UNION SELECT code FROM vernietigd")}
    except Damaged:
        return []
    if any(number != n for n, (number, _line) in enumerate(lines, 1)):
        return []
    told = {line.dossier for _n, line in lines if line.dossier}
    begun = {line.dossier for _n, line in lines if line.wat == "verzamelen"}
    settled = {(line.dossier, line.bijzonder) for _n, line in lines if line.wat == "beheer"}
    found: list[tuple[str, Kind, str]] = [
        (code, "afgekapt", _("in het logboek ontbreekt hoe dit dossier begon")) for code in sorted(live - begun)
    ]
    gone = _("het logboek kent dit dossier; het is er niet, en het is niet vernietigd")
    found += [(code, "ontbreekt", gone) for code in sorted(told - known)]
    return [Finding(code, 0, kind, said) for code, kind, said in found if (code, accepted_note(kind, 0)) not in settled]


# -- the dossiers ---------------------------------------------------------------------------------------------------------


def _dossier(vault: Vault, ident: bytes) -> list[Finding]:
    try:
        row = vault.store.rows("SELECT code, plaats, versie, kaartje FROM dossier WHERE id = ?", ident)
    except Damaged:
        return []  # named already
    if not row:
        return []
    code, place, version, card = row[0]
    try:
        dossier = Dossier(vault, ident, code, place, vault.keys.dossier_key(place, ident), None)
    except Damaged as problem:
        return [Finding(code, 0, "sleutel", problem.message)]
    found = _record(dossier, version)
    try:
        msgspec.json.decode(dossier.card(card))
    except (Unsealable, msgspec.DecodeError):
        found.append(Finding(code, 0, "gewijzigd", _("de gegevens voor de lijst zijn beschadigd")))
    return found


def _record(dossier: Dossier, version: int) -> list[Finding]:
    vault, code = dossier.vault, dossier.code
    head, whole = vault.heads.read(dossier.place + 1)
    head = head if head.owner == dossier.id else Head()
    question = "SELECT nr, handeling, verzegeld, schakel FROM gebeurtenis WHERE dossier = ? ORDER BY nr"
    try:
        rows = vault.store.rows(question, dossier.id)
        dossier.read()
    except Damaged:
        left = vault.store.reading(functools.partial(as_far, question, (dossier.id,)))
        said = _("vanaf hier staat dit dossier op een deel van de kluis dat niet te lezen is")
        return [Finding(code, len(left) + 1, "opslag", said)]

    def opens(number: int, sealed: bytes) -> bool:
        try:
            dossier._sealer.open(sealed, dossier._about(number))
        except Unsealable:
            return False
        return True

    found = _chain(code, vault.chain_key, dossier.id, rows, head, whole, opens)
    found += [finding for finding in dossier.findings if not finding.index and finding.kind != "hoofd"]
    if not found and version != len(rows):
        said = _("in de lijst staat dat er {n} handelingen zijn, en het zijn er {m}").format(n=version, m=len(rows))
        found.append(Finding(code, min(version, len(rows)) + 1, "afgekapt" if version > len(rows) else "ingevoegd", said))
    return found or _behind(code, head, len({row[1][:16] for row in rows if row[0] > head.count}))


def _strangers(vault: Vault) -> list[Finding]:
    """Rows of dossiers that are not in the list."""
    found = []
    for table in ("gebeurtenis", "concept"):
        question = f"SELECT count(*) FROM {table} WHERE dossier NOT IN (SELECT id FROM dossier) GROUP BY dossier"  # noqa: S608
        try:
            counts = vault.store.rows(question)
        except Damaged:
            continue  # named already
        said = _("er zijn {n} handelingen of teksten van een dossier dat niet in de lijst staat")
        found += [Finding(_LOOSE, n, "ontbreekt", said.format(n=count)) for n, (count,) in enumerate(counts, 1)]
    return found


# -- what was destroyed ---------------------------------------------------------------------------------------------------


def _destroyed(vault: Vault) -> list[Finding]:
    stones, broken = vault.tombstones.read()
    found = [Finding(_DESTROYED, 0, "opslag", _("een deel ervan is beschadigd"))] if broken else []
    try:
        ended = vault.store.rows("SELECT dossier, code, klaar FROM vernietigd")
        live = vault.store.rows("SELECT id, code FROM dossier")
    except Damaged:
        return found  # named already
    gone = stones | {ident for ident, _code, _done in ended}
    back = _("dit dossier was vernietigd, en is er weer")
    found += [Finding(code, 0, "teruggezet", back) for ident, code in live if ident in gone]
    missing = _("staat niet in de lijst van wat vernietigd is")
    found += [Finding(code, 0, "ontbreekt", missing) for ident, code, done in ended if done and ident not in stones]
    key = _("de sleutel van een vernietigd dossier is er (weer)")
    places = [place for place in vault.keys.places() if place.state == "bezet" and place.dossier in gone]
    return found + [Finding(_KEYS, place.number, "teruggezet", key) for place in places]


def _folders(vault: Vault) -> list[Finding]:
    """Old vaults that a restore left beside this one: what was destroyed here may still be in them."""
    folder = vault.files.folder
    try:
        names = sorted(os.listdir(folder.parent))
    except OSError:
        return []
    starts = tuple(f"{dot}{folder.name}{mark}" for dot in ("", ".") for mark in _LEFT)
    left = [name for name in names if name.startswith(starts) and (folder.parent / name / vault.files.keys.name).exists()]
    said = _("ernaast staat nog een oude kluis, {naam}; wat hier vernietigd is, kan daar nog in staan")
    return [Finding(_FOLDER, n, "opslag", said.format(naam=name)) for n, name in enumerate(left, 1)]
