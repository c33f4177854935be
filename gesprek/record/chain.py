"""A chain over sealed texts: each link stands on the one before, so that nothing can be cut, moved, replaced or slipped in.

Links are keyed BLAKE2b (RFC 7693): whoever has no key of the vault cannot make one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from gesprek.i18n import N_, _

__all__ = ["Finding", "Kind", "Row", "check_chain", "next_link", "next_step", "start_link", "where"]

Kind = Literal["afgekapt", "teruggezet", "ontbreekt", "verwisseld", "gewijzigd", "ingevoegd", "hoofd", "sleutel", "opslag"]
Row = tuple[int, bytes, bytes, bytes]
"""Number (from 1), the action it belongs to, the sealed text, its link."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with what was kept: which chain (a dossier code, or "logboek"), at which number, and what kind.

    chain, index and kind are for programs; for people there is `str`: where in words, and what.
    """

    chain: str
    index: int
    kind: Kind
    said: str

    def __str__(self) -> str:
        return f"{where(self.chain, self.index)}: {self.said.rstrip('.')}."

    @property
    def below(self) -> str:
        """What is wrong, for under the name of the dossier that it is about."""
        return _("handeling {n}: {wat}").format(n=self.index, wat=self.said) if self.index else self.said


_PLACES = {
    "logboek": (N_("Het logboek"), N_("Het logboek, regel {n}")),
    "opslag": (N_("De database"), ""),
    "losse rijen": (N_("De database"), ""),
    "sleutels": (N_("Het sleutelbestand"), ""),
    "hoofden": (N_("Het bestand met de eindstanden"), ""),
    "vernietigd": (N_("De lijst van vernietigde dossiers"), ""),
    "map": (N_("De map van de kluis"), ""),
}
"""How parts of a vault that are no dossier are called, without and with a number that says something to a reader."""


def where(chain: str, index: int) -> str:
    """The place of a finding in words."""
    whole, numbered = _PLACES.get(chain, (N_("Dossier {code}"), N_("Dossier {code}, handeling {n}")))
    return _(numbered if index and numbered else whole).format(code=chain, n=index)


def next_step(findings: Iterable[Finding]) -> str:
    """What somebody can do about these findings, after `gesprek kluis controleren` has told of them."""
    found = list(findings)
    go_on = _("gesprek kluis controleren --aanvaard --reden TEKST")
    if all(finding.chain == "map" for finding in found):
        return _("Hebt u die oude kluis niet meer nodig? Verwijder dan die map.")
    if all(finding.kind == "hoofd" for finding in found):
        return _("Voor zover te zien ontbreekt er niets. Ga verder met: {opdracht}").format(opdracht=go_on)
    said = _("Hebt u een reservekopie van voor het misging? Zet die terug: gesprek kluis terugzetten BESTAND")
    return said + "\n" + _("Anders gaat u verder met wat er nog is: {opdracht}").format(opdracht=go_on)


def start_link(key: bytes, owner: bytes) -> bytes:
    """The link before the first: 32 bytes that only this chain begins with."""
    return hashlib.blake2b(b"begin" + owner, key=key, digest_size=32).digest()


def next_link(key: bytes, before: bytes, number: int, action: bytes, sealed: bytes) -> bytes:
    """The link of the next row."""
    made = hashlib.blake2b(before, key=key, digest_size=32)
    made.update(number.to_bytes(8, "big") + len(action).to_bytes(2, "big") + action)
    made.update(sealed)
    return made.digest()


def check_chain(
    name: str, key: bytes, owner: bytes, rows: Iterable[Row], count: int, link: bytes, *, whole: bool
) -> list[Finding]:
    """What is wrong with a chain, held against its head (count and last link). whole: the head itself could be read.

    Stops at the first wrong link: what follows stands on it. Rows beyond the head are what a program wrote just before it died.
    """
    found: list[Finding] = []
    if not whole:
        found.append(Finding(name, 0, "hoofd", _("de eindstand is beschadigd; daarin staat hoe ver het was")))
    listed = list(rows)
    before, expected = start_link(key, owner), 1
    for number, action, sealed, stored in listed:
        if number != expected:
            found.append(_gap(name, expected, number, listed, count))
            return found
        made = next_link(key, before, number, action, sealed)
        if made != stored:
            found.append(_wrong(name, key, before, number, listed))
            return found
        if number == count and made != link:
            said = _("hier staat iets anders dan er het laatst is bewaard: er is een oudere versie teruggezet")
            found.append(Finding(name, number, "teruggezet", said))
            return found
        before, expected = made, expected + 1
    if expected <= count:
        found.append(_short(name, expected, count))
    return found


def _short(name: str, expected: int, count: int) -> Finding:
    said = _("{van} tot en met {tot} ontbreken: er is iets afgekapt, of een oudere versie teruggezet").format(
        van=expected, tot=count
    )
    return Finding(name, expected, "afgekapt", said)


def _gap(name: str, expected: int, number: int, rows: Sequence[Row], count: int) -> Finding:
    if number < expected:
        return Finding(name, number, "ingevoegd", _("staat er twee keer"))
    last = rows[-1][0]
    if last >= count and expected <= count:
        return Finding(name, expected, "ontbreekt", _("ontbreekt, terwijl wat erna komt er wel is"))
    return _short(name, expected, count)


def _wrong(name: str, key: bytes, before: bytes, number: int, rows: Sequence[Row]) -> Finding:
    """A link that does not fit: the row of another place stands here, or something was changed."""
    stored = next(row[3] for row in rows if row[0] == number)
    for other, action, sealed, link in rows:
        if other != number and (next_link(key, before, number, action, sealed) in (stored, link)):
            said = _("verwisseld: hier staat wat bij nummer {plaats} hoort").format(plaats=other)
            return Finding(name, number, "verwisseld", said)
    return Finding(name, number, "gewijzigd", _("gewijzigd: hier staat iets anders dan er is bewaard"))
