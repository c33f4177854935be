"""Dutch number words, both ways: twaalf is 12, and 45 is vijfenveertig. Pure."""

from __future__ import annotations

import functools
import unicodedata

__all__ = ["folded", "number_of", "spelled"]

_SMALL = (
    "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf "
    "dertien veertien vijftien zestien zeventien achttien negentien"
).split()
_TENS = ("", "", "twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig")
_APOSTROPHES = str.maketrans("’‘`´ʼ–—−\u00a0\u202f", "'''''---  ")
HIGHEST = 9_999


def folded(text: str) -> str:
    """`text` in lower case, without accents, with plain apostrophes and dashes and single spaces. Its length may differ."""
    plain = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def spelled(number: int) -> str:
    """A whole number from 0 to 9999 in words, without accents: 45 is vijfenveertig."""
    if not 0 <= number <= HIGHEST:
        raise ValueError(number)
    if number < 20:
        return _SMALL[number]
    if number < 100:
        ones, tens = number % 10, _TENS[number // 10]
        return tens if not ones else f"{_SMALL[ones]}en{tens}"
    if number >= 1000 and number % 1000 < 100:
        thousands, rest = divmod(number, 1000)
    else:
        hundreds, rest = divmod(number, 100)
        head = "" if hundreds == 1 else spelled(hundreds)
        return f"{head}honderd{spelled(rest) if rest else ''}"
    return f"{'' if thousands == 1 else _SMALL[thousands]}duizend{spelled(rest) if rest else ''}"


@functools.cache
def _numbers() -> dict[str, int]:
    found = {spelled(n): n for n in range(HIGHEST + 1)}
    found |= {"eenhonderd": 100, "een honderd": 100, "eenduizend": 1000, "een duizend": 1000, "1 duizend": 1000}
    return found


def number_of(word: str) -> int | None:
    """The number that a word stands for ("twaalf", "één", "honderd twintig"), or None. Digits are read too, up to four."""
    plain = folded(word)
    if plain.isascii() and plain.isdigit():
        return int(plain) if len(plain) <= 4 else None
    numbers = _numbers() if plain[:1] in "nedvzatheo" else {}
    return numbers.get(plain, numbers.get(plain.replace(" ", "")))
