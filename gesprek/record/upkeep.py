"""What a vault looks after by itself when it is unlocked: is everything there, and was something cut short?"""

from __future__ import annotations

import contextlib

from gesprek.i18n import _
from gesprek.record.chain import Finding
from gesprek.record.heads import LOG
from gesprek.record.pins import remove_half
from gesprek.record.problems import Busy, VaultProblem
from gesprek.record.vault import Transaction, Vault

__all__ = ["finish_destruction", "look_around", "tidy"]

STORE = "opslag"


def look_around(vault: Vault) -> list[Finding]:
    """Whether the log, the list of dossiers, the keys and the heads agree. Quick: it opens no dossier."""
    with vault.alone():  # else what another program writes between two looks seems to be missing
        return _looked_around(vault)


def _looked_around(vault: Vault) -> list[Finding]:
    found: list[Finding] = []
    try:
        found += vault.store.reading(lambda db: vault.book.check_tail(db, vault.heads))
        listed = vault.store.rows("SELECT code, plaats, id, versie FROM dossier")
        ended = {row[0] for row in vault.store.rows("SELECT plaats FROM vernietigd WHERE klaar = 0")}
        gone, _broken = vault.tombstones.read()
    except VaultProblem as problem:
        return [*found, Finding(STORE, 0, "opslag", problem.message)]
    found += [Finding("sleutels", 0, "sleutel", said) for said in vault.keys.damage()]
    found += [_damaged_head(index, {place: code for code, place, *_rest in listed}) for index in vault.heads.damage()]
    back = _("dit dossier was vernietigd, en is er weer")
    found += [Finding(code, 0, "teruggezet", back) for code, _place, ident, _version in listed if ident in gone]
    by_place = {place: (code, ident, version) for code, place, ident, version in listed}
    places = {place.number: place for place in vault.keys.places()}
    for number, (code, ident, version) in by_place.items():
        place = places.get(number)
        if place is None or place.state == "vrij" or (place.state == "bezet" and place.dossier != ident):
            found.append(Finding(code, 0, "sleutel", _("de sleutel van dit dossier is er niet (meer)")))
            continue
        if number + 1 >= vault.heads.count:
            found.append(Finding(code, 0, "hoofd", _("de eindstand is er niet (meer)")))
        head, _whole = vault.heads.read(number + 1)
        if head.owner == ident and head.count > version:
            said = _("{van} tot en met {tot} ontbreken: er is iets afgekapt, of een oudere versie teruggezet").format(
                van=version + 1, tot=head.count
            )
            found.append(Finding(code, version + 1, "afgekapt", said))
    for number, place in places.items():
        if place.state != "bezet" or number in by_place or number in ended:
            continue
        head, _whole = vault.heads.read(number + 1)
        if head.count and head.owner == place.dossier:
            said = _("er is een dossier verdwenen waarvan de sleutel er nog is; het had {m} handelingen").format(m=head.count)
            found.append(Finding(STORE, number, "ontbreekt", said))
    return found


def _damaged_head(index: int, codes: dict[int, str]) -> Finding:
    if index == LOG:
        said = _("de eindstand van het logboek is beschadigd; daarin staat hoe ver het was")
    elif code := codes.get(index - 1):
        said = _("de eindstand van dossier {code} is beschadigd; daarin staat hoe ver het was").format(code=code)
    else:
        said = _("er is een eindstand beschadigd die bij geen dossier hoort")
    return Finding("hoofden", index, "hoofd", said)


def tidy(vault: Vault) -> None:
    """Finish destructions that were cut short, and free the key of a dossier of which nothing ever came."""
    ended = vault.store.rows("SELECT dossier, plaats FROM vernietigd WHERE klaar = 0")
    for ident, place in ended:
        with contextlib.suppress(OSError, VaultProblem):  # tried again at the next unlocking
            finish_destruction(vault, ident, place)
    with vault.alone():  # else a dossier that another program is making now would lose its key
        with contextlib.suppress(OSError):
            remove_half(vault)
        known = set(vault.store.rows("SELECT plaats FROM dossier"))
        for place in vault.keys.places():
            if place.state == "bezet" and (place.number,) not in known:
                head, whole = vault.heads.read(place.number + 1)
                if whole and head.owner != place.dossier:
                    with contextlib.suppress(OSError):
                        vault.keys.destroy_dossier_key(place.number)


def finish_destruction(vault: Vault, ident: bytes, place: int) -> None:
    """After the rows are gone: remember it outside the database, overwrite the key in place, empty the head. Raises OSError."""
    with vault.alone():  # else another program could take the place in between, and lose its key
        vault.tombstones.add(ident)
        held = next((p for p in vault.keys.places() if p.number == place), None)
        if held is not None and held.state == "bezet" and held.dossier == ident:
            vault.keys.destroy_dossier_key(place)
            vault.heads.forget(place + 1)

    def done(txn: Transaction) -> None:
        txn.db.execute("UPDATE vernietigd SET klaar = 1 WHERE dossier = ?", (ident,))

    vault.transact(done)
    with contextlib.suppress(Busy):  # somebody is reading; the key is gone, and the rest goes with the next one
        vault.store.reading(lambda db: db.wal_checkpoint(mode=3))
