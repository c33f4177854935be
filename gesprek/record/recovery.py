"""The recovery key of a vault: 20 random bytes, printed on paper, typed back by somebody under stress. Pure.

Nine groups of five characters of Crockford's base32: four that carry data and one check character. Thirty-two data characters
are the secret, the last four a check over the whole (20 bits of SHA-256). Within a group the check character is chosen so that

    w1·d1 + w2·d2 + w3·d3 + w4·d4 + check = mark of the position        over GF(32), all weights differ, check weighs 1

No weight is 0, so every wrong character is noticed; weights differ, so every two characters that change places are noticed; and
every position has a mark of its own, so a group that stands in another place is noticed there. What is typed is never repeated in
a message, only the numbers of the groups.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable, Sequence

from gesprek.errors import GesprekError
from gesprek.i18n import _, ngettext

__all__ = [
    "ALPHABET", "GROUPS", "GROUP_LENGTH", "SECRET_BYTES", "RecoveryKeyProblem", "format_recovery_key", "new_recovery_secret",
    "parse_recovery_key", "recovery_groups",
]  # fmt: skip

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L and O, which are read as 1, 1 and 0, and without U."""
SECRET_BYTES = 20
GROUPS = 9
GROUP_LENGTH = 5

_DATA = GROUP_LENGTH - 1
_SECRET_SYMBOLS = SECRET_BYTES * 8 // 5
_WHOLE_SYMBOLS = GROUPS * _DATA - _SECRET_SYMBOLS
_PURPOSE = b"gesprek herstelsleutel 1\0"
_FOREIGN = -1

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_VALUES |= {character.lower(): value for character, value in _VALUES.items()}
_VALUES |= dict.fromkeys("Oo", 0) | dict.fromkeys("IiLl", 1)

_WEIGHTS = (2, 4, 8, 16, 1)
"""Of the characters of a group, the check character last: x, x², x³, x⁴ and 1 in GF(32)."""


class RecoveryKeyProblem(GesprekError):
    """What was typed is not a recovery key. `groups`: the numbers (1-based) to look at; empty when that cannot be told."""

    exit_code = 2

    def __init__(self, message: str, *, hint: str = "", groups: Iterable[int] = ()) -> None:
        super().__init__(message, hint=hint)
        self.groups: tuple[int, ...] = tuple(groups)


def new_recovery_secret() -> bytes:
    """Twenty bytes from the random source of the operating system."""
    return secrets.token_bytes(SECRET_BYTES)


def recovery_groups(secret: bytes) -> tuple[str, ...]:
    """The nine groups to print, in order; print them with their numbers (from 1), because messages name groups by number.

    Raises ValueError when `secret` is not 20 bytes.
    """
    if len(secret) != SECRET_BYTES:
        raise ValueError(f"a recovery secret is {SECRET_BYTES} bytes")
    symbols = [*_symbols(secret, _SECRET_SYMBOLS), *_whole(secret)]
    return tuple(_group(symbols[at * _DATA : (at + 1) * _DATA], at) for at in range(GROUPS))


def format_recovery_key(secret: bytes) -> str:
    """`secret` as one line of 53 characters, groups with hyphens between them. Raises ValueError when it is not 20 bytes."""
    return "-".join(recovery_groups(secret))


def parse_recovery_key(text: str) -> bytes:
    """The secret of a key as somebody typed it: any case, O for 0, I or L for 1, spaces, hyphens and line breaks anywhere.

    Raises RecoveryKeyProblem, which names the groups to look at.
    """
    words = _words(text)
    symbols = [symbol for word in words for symbol in word]
    if len(symbols) != GROUPS * GROUP_LENGTH:
        raise _wrong_length(words, symbols)
    groups = _split(symbols)
    wrong = [at for at in range(GROUPS) if not _fits(groups[at], at)]
    if wrong:
        raise _wrong_groups(words, groups, wrong)
    secret = _secret(groups)
    if secret is None:
        raise RecoveryKeyProblem(
            _("Elke groep lijkt op zichzelf goed, maar de hele sleutel klopt niet."),
            hint=_("Vergelijk alle groepen met uw papier. Hoort dit papier wel bij deze kluis?"),
        )
    return secret


def _times(a: int, b: int) -> int:
    """The product in GF(32), by the polynomial x⁵ + x² + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 32:
            a ^= 0b100101
        b >>= 1
    return product


def _sum(symbols: Sequence[int]) -> int:
    total = 0
    for weight, symbol in zip(_WEIGHTS, symbols, strict=False):
        total ^= _times(weight, symbol)
    return total


def _mark(at: int) -> int:
    """What the sum of the group at position `at` (from 0) must be; differs per position and is never 0."""
    return at + 1


def _group(data: Sequence[int], at: int) -> str:
    return "".join(ALPHABET[symbol] for symbol in (*data, _sum(data) ^ _mark(at)))


def _fits(group: Sequence[int], at: int) -> bool:
    return len(group) == GROUP_LENGTH and _FOREIGN not in group and _sum(group) == _mark(at)


def _symbols(data: bytes, count: int) -> list[int]:
    """The first `count` times five bits of `data`."""
    number, bits = int.from_bytes(data, "big"), len(data) * 8
    return [number >> (bits - 5 * (place + 1)) & 31 for place in range(count)]


def _whole(secret: bytes) -> list[int]:
    return _symbols(hashlib.sha256(_PURPOSE + secret).digest(), _WHOLE_SYMBOLS)


def _secret(groups: Sequence[Sequence[int]]) -> bytes | None:
    """The secret in groups that each fit; None when the check over the whole fails."""
    data = [symbol for group in groups for symbol in group[:_DATA]]
    number = 0
    for symbol in data[:_SECRET_SYMBOLS]:
        number = number << 5 | symbol
    secret = number.to_bytes(SECRET_BYTES, "big")
    return secret if data[_SECRET_SYMBOLS:] == _whole(secret) else None


def _split(symbols: Sequence[int]) -> list[Sequence[int]]:
    return [symbols[start : start + GROUP_LENGTH] for start in range(0, len(symbols), GROUP_LENGTH)]


def _words(text: str) -> list[list[int]]:
    """The values of the characters, in the words that were typed; a character that no key has is -1."""
    words: list[list[int]] = [[]]
    for character in text:
        if character.isspace() or unicodedata.category(character) in ("Cf", "Pd") or character in "_−":
            words.append([])
        else:
            words[-1].append(_VALUES.get(character, _FOREIGN))
    return [word for word in words if word]


def _wrong_groups(words: Sequence[Sequence[int]], groups: list[Sequence[int]], wrong: list[int]) -> RecoveryKeyProblem:
    """Every character is there, but these groups (positions from 0) are not right."""
    if len(words) == GROUPS and any(len(word) != GROUP_LENGTH for word in words):
        return _mistyped([at for at in range(GROUPS) if not _fits(words[at], at)], words)
    if not _moved(groups, wrong):
        return _mistyped(wrong, groups)
    numbers = _numbers(wrong)
    if len(wrong) == 2:
        said, hint = _("De groepen {nummers} staan op elkaars plaats."), _("Wissel die twee groepen om.")
    else:
        said = _("De groepen {nummers} staan niet in de goede volgorde.")
        hint = _("Volg de nummers op uw papier, van 1 tot en met {groepen}.").format(groepen=GROUPS)
    return RecoveryKeyProblem(said.format(nummers=_listed(numbers)), hint=hint, groups=numbers)


def _moved(groups: list[Sequence[int]], wrong: Sequence[int]) -> bool:
    """Whether the wrong groups are all right, only at each other's positions. The check over the whole makes this certain."""
    if any(_FOREIGN in groups[at] for at in wrong):
        return False
    places = {_sum(groups[at]) - _mark(0): at for at in wrong}
    if sorted(places) != list(wrong):
        return False
    return _secret([groups[places.get(at, at)] for at in range(GROUPS)]) is not None


def _mistyped(wrong: Sequence[int], groups: Sequence[Sequence[int]]) -> RecoveryKeyProblem:
    numbers = _numbers(wrong)
    if len(wrong) == GROUPS:
        hint = _("Is dit wel de herstelsleutel van gesprek? Typ hem opnieuw over van uw papier.")
        return RecoveryKeyProblem(_("Geen enkele groep klopt."), hint=hint, groups=numbers)
    said = [
        ngettext("Groep {nummers} klopt niet.", "De groepen {nummers} kloppen niet.", len(wrong)).format(nummers=_listed(numbers))
    ]
    said += [_of_length(at + 1, len(groups[at])) for at in wrong if len(groups[at]) != GROUP_LENGTH]
    foreign = _numbers(at for at in wrong if _FOREIGN in groups[at])
    if foreign:
        said.append(
            ngettext(
                "In groep {nummers} staat een teken dat niet in een herstelsleutel voorkomt. Een U is misschien een V.",
                "In de groepen {nummers} staan tekens die niet in een herstelsleutel voorkomen. Een U is misschien een V.",
                len(foreign),
            ).format(nummers=_listed(foreign))
        )
    hint = ngettext(
        "Vergelijk die groep teken voor teken met uw papier en typ die opnieuw.",
        "Vergelijk die groepen teken voor teken met uw papier en typ ze opnieuw.",
        len(wrong),
    )
    return RecoveryKeyProblem(" ".join(said), hint=hint, groups=numbers)


def _of_length(number: int, count: int) -> str:
    return ngettext(
        "In groep {nummer} staat {aantal} teken in plaats van {lengte}.",
        "In groep {nummer} staan {aantal} tekens in plaats van {lengte}.",
        count,
    ).format(nummer=number, aantal=count, lengte=GROUP_LENGTH)


def _wrong_length(words: Sequence[Sequence[int]], symbols: Sequence[int]) -> RecoveryKeyProblem:
    """Characters or whole groups are missing, or there are too many."""
    expected = _("Een herstelsleutel heeft {groepen} groepen van {lengte} tekens.").format(groepen=GROUPS, lengte=GROUP_LENGTH)
    if not symbols:
        return RecoveryKeyProblem(_("Er is nog niets ingevuld."), hint=expected)
    if len(words) == GROUPS:
        return _mistyped([at for at in range(GROUPS) if not _fits(words[at], at)], words)
    if all(len(word) == GROUP_LENGTH for word in words) or len(symbols) % GROUP_LENGTH == 0:
        return _wrong_number(_split(symbols), expected)
    said = ngettext("Er staat {aantal} teken.", "Er staan {aantal} tekens.", len(symbols)).format(aantal=len(symbols))
    said += " " + _("Een herstelsleutel heeft er {totaal}, in {groepen} groepen van {lengte}.").format(
        totaal=GROUPS * GROUP_LENGTH, groepen=GROUPS, lengte=GROUP_LENGTH
    )
    first = next((at for at, group in enumerate(_split(symbols)[:GROUPS]) if not _fits(group, at)), GROUPS - 1)
    return RecoveryKeyProblem(said, hint=_("Kijk het na vanaf groep {nummer}.").format(nummer=first + 1), groups=(first + 1,))


def _wrong_number(groups: list[Sequence[int]], expected: str) -> RecoveryKeyProblem:
    count = len(groups)
    said = ngettext("Er staat {aantal} groep.", "Er staan {aantal} groepen.", count).format(aantal=count) + " " + expected
    if count == GROUPS - 1:
        gaps = [at for at in range(GROUPS) if _all_fit([*groups[:at], None, *groups[at:]])]
        if len(gaps) == 1:
            hint = _("Groep {nummer} ontbreekt. Typ die erbij.").format(nummer=gaps[0] + 1)
            return RecoveryKeyProblem(said, hint=hint, groups=_numbers(gaps))
    elif count == GROUPS + 1:
        extra = [at for at in range(count) if _all_fit([*groups[:at], *groups[at + 1 :]])]
        if len(extra) == 1 or (len(extra) == 2 and groups[extra[0]] == groups[extra[1]]):
            hint = _("Groep {nummer} is te veel. Misschien staat die er twee keer.").format(nummer=extra[-1] + 1)
            return RecoveryKeyProblem(said, hint=hint, groups=_numbers(extra[-1:]))
    more = _("Typ de groepen die ontbreken erbij.") if count < GROUPS else _("Haal de groepen weg die te veel zijn.")
    return RecoveryKeyProblem(said, hint=more)


def _all_fit(groups: Sequence[Sequence[int] | None]) -> bool:
    return all(group is None or _fits(group, at) for at, group in enumerate(groups))


def _numbers(positions: Iterable[int]) -> tuple[int, ...]:
    return tuple(at + 1 for at in positions)


def _listed(numbers: Sequence[int]) -> str:
    """1 · 1 en 2 · 1, 2 en 3."""
    *head, last = (str(number) for number in numbers)
    return _("{eerste} en {laatste}").format(eerste=", ".join(head), laatste=last) if head else last
