"""A chain over sealed texts: each link stands on the one before, so that nothing can be cut, moved, replaced or slipped in.

Links are keyed BLAKE2b (RFC 7693): whoever has no key of the vault cannot make one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from gesprek.i18n import _

__all__ = ["Finding", "Kind", "Row", "check_chain", "next_link", "start_link"]

Kind = Literal["afgekapt", "teruggezet", "ontbreekt", "verwisseld", "gewijzigd", "ingevoegd", "hoofd", "sleutel", "opslag"]
Row = tuple[int, bytes, bytes, bytes]
"""Number (from 1), the action it belongs to, the sealed text, its link."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong with what was kept: which chain (a dossier code, or "logboek"), at which number, and what kind."""

    chain: str
    index: int
    kind: Kind
    said: str

    def __str__(self) -> str:
        return f"{self.chain}, {self.index}: {self.said}" if self.index else f"{self.chain}: {self.said}"


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
        found.append(Finding(name, 0, "hoofd", _("het hoofd van de keten is beschadigd")))
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
            said = _("een andere geschiedenis dan het hoofd van de keten kent")
            found.append(Finding(name, number, "teruggezet", said))
            return found
        before, expected = made, expected + 1
    if expected <= count:
        found.append(_short(name, expected, count))
    return found


def _short(name: str, expected: int, count: int) -> Finding:
    said = _("afgekapt of teruggezet: {van} tot en met {tot} ontbreken").format(van=expected, tot=count)
    return Finding(name, expected, "afgekapt", said)


def _gap(name: str, expected: int, number: int, rows: Sequence[Row], count: int) -> Finding:
    if number < expected:
        return Finding(name, number, "ingevoegd", _("staat er twee keer"))
    last = rows[-1][0]
    if last >= count and expected <= count:
        return Finding(name, expected, "ontbreekt", _("ontbreekt, terwijl latere er wel zijn"))
    return _short(name, expected, count)


def _wrong(name: str, key: bytes, before: bytes, number: int, rows: Sequence[Row]) -> Finding:
    """A link that does not fit: the row of another place stands here, or something was changed."""
    stored = next(row[3] for row in rows if row[0] == number)
    for other, action, sealed, link in rows:
        if other != number and (next_link(key, before, number, action, sealed) in (stored, link)):
            said = _("verwisseld: hier staat wat bij een andere plaats hoort ({plaats})").format(plaats=other)
            return Finding(name, number, "verwisseld", said)
    return Finding(name, number, "gewijzigd", _("gewijzigd: de inhoud past niet bij de keten"))
