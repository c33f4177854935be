"""Numbers, lengths of time in minutes and amounts of money, as people write and say them in Dutch. Pure.

A dot splits thousands and a comma splits cents. What is written the English way is read only when it can be nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from gesprek.dialogue.spelling import number_of
from gesprek.i18n import _, ngettext

__all__ = ["Number", "read_amount", "read_number", "show_amount", "show_number"]

Value = int | Decimal
_ABOUT = re.compile(
    r"^(?:een )?(?:stuk of|keer of|kleine|dikke|ruim|krap|bijna|ongeveer|circa|ca\.?|rond(?: de)?|zo'?n|om en nabij|plusminus"
    r"|\+/-|~) ?(?P<rest>.+)$"
)
_AROUND = re.compile(r"^(?P<rest>.+?) ?(?:of zo|ongeveer|misschien|\?)$")
_DUTCH = r"[0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]{1,9}"
_PLAIN = re.compile(rf"(?P<whole>{_DUTCH})(?:[,.](?P<cents>[0-9]{{1,2}}))?")
_ENGLISH = re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+)(?:\.(?P<cents>[0-9]{1,2}))?")
_UNITS = {"minuten": "minuten", "aangever_leeftijd": "jaar", "politiecontacten": "keer"}
_UNIT_WORDS = {
    "minuten": r"(?:minuten|minuut|minutes|min\.?|m)",
    "jaar": r"(?:jaar(?: oud)?|jr\.?|years?(?: old)?)",
    "keer": r"(?:keer|maal|x|times?)",
}
_LIKELY = {"minuten": 600, "jaar": 120, "keer": 1000}
_COUNT = r"(?:[0-9]{1,2}|[a-z]+)"
_HOURS = re.compile(
    rf"(?P<h>{_COUNT}) ?(?:uur|u|hours?|h)(?: ?(?:en )?"
    rf"(?:(?P<m>{_COUNT}) ?(?:minuten|minuut|min\.?|m)?|(?P<q>een kwartier|kwartier|een half uur)))?"
)
_SAID_MINUTES = {
    "een half uur": 30, "half uur": 30, "halfuur": 30, "een halfuur": 30, "een kwartier": 15, "kwartier": 15,
    "drie kwartier": 45, "driekwartier": 45, "3 kwartier": 45, "een uur": 60, "uur": 60, "5 kwartier": 75, "vijf kwartier": 75,
    "anderhalf uur": 90, "twee en een half uur": 150, "0,5 uur": 30, "1,5 uur": 90, "2,5 uur": 150,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """What a text may be, and what is uncertain about it or wrong with it (with {tekst} for what was typed)."""

    values: tuple[Value, ...] = ()
    said: str = ""


def _unit(fact: str) -> str:
    return next((unit for end, unit in _UNITS.items() if fact.endswith(end)), "")


def show_number(fact: str, value: int) -> str:
    """A number with its unit: 45 minuten, 14 jaar, 3 keer."""
    unit = _unit(fact)
    if unit == "minuten":
        return ngettext("{n} minuut", "{n} minuten", value).format(n=value)
    if unit == "jaar":
        return ngettext("{n} jaar oud", "{n} jaar oud", value).format(n=value)
    return ngettext("{n} keer", "{n} keer", value).format(n=value) if unit == "keer" else str(value)


def show_amount(value: Decimal) -> str:
    """An amount in full: € 1.250,50."""
    return "€ " + f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def read_number(fact: str, text: str) -> Number:
    """A whole number of 0 or more from `text` (folded, see spelling), with the unit that this fact counts in."""
    text, about = _exactly(text)
    unit = _unit(fact)
    bare = re.sub(rf" ?{_UNIT_WORDS[unit]}$", "", text) if unit else text
    if unit == "minuten" and (minutes := _minutes(text)) is not None:
        return _said(minutes, about, unit)
    if unit == "keer" and text in ("geen", "geen enkele keer", "nooit", "none", "never"):
        return Number((0,))
    if unit == "keer" and text in ("een keer", "eenmaal", "once"):
        return _said(1, about, unit)
    if re.fullmatch(_DUTCH, bare):
        return _said(int(re.sub(r"[. ]", "", bare)), about, unit)
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+", bare):
        said = _("'{tekst}' is op zijn Engels geschreven; een komma staat hier voor een deel. Klopt het getal?")
        return Number((int(bare.replace(",", "")),), said)
    if re.fullmatch(r"[0-9]+[.,][0-9]+", bare):
        return Number((), _("'{tekst}' is geen heel getal."))
    number = number_of(bare)
    return Number() if number is None else _said(number, about, unit)


def _exactly(text: str) -> tuple[str, bool]:
    """The text without "about", and whether that stood there."""
    match = _ABOUT.match(text) or _AROUND.match(text)
    return (match["rest"], True) if match else (text, False)


def _said(value: int, about: bool, unit: str) -> Number:
    if value > 999_999_999:
        return Number()
    if about:
        return Number((value,), _("'{tekst}' is ongeveer; hier hoort een getal dat precies is."))
    odd = bool(unit) and value > _LIKELY[unit]
    return Number((value,), _("'{tekst}' is veel. Klopt dat?") if odd else "")


def _minutes(text: str) -> int | None:
    if text in _SAID_MINUTES:
        return _SAID_MINUTES[text]
    if match := re.fullmatch(r"([0-9]{1,2}):([0-5][0-9])(?: ?uur)?", text):
        return int(match[1]) * 60 + int(match[2])
    match = _HOURS.fullmatch(text)
    if match is None or (hours := number_of(match["h"])) is None:
        return None
    if match["q"]:
        return hours * 60 + (30 if "half" in match["q"] else 15)
    past = number_of(match["m"]) if match["m"] else 0
    return None if past is None or past >= 60 else hours * 60 + past


def read_amount(text: str) -> Number:
    """An amount in euros from `text` (folded, see spelling)."""
    text, about = _exactly(text)
    bare = re.sub(r"^(?:€|eur|euro) ?", "", text)
    bare = re.sub(r" ?(?:€|euro'?s?|eur)$", "", bare).strip()
    bare = re.sub(r"[,.] ?[-=]+$", "", bare)
    found = _amount(bare, text)
    if about and len(found.values) == 1:
        return Number(found.values, _("'{tekst}' is ongeveer; hier hoort één bedrag."))
    return found


def _amount(bare: str, text: str) -> Number:
    if match := re.fullmatch(r"[0-9]{1,3},[0-9]{3}", bare):
        thousands, part = Decimal(bare.replace(",", "")), Decimal(bare.replace(",", ".")).quantize(Decimal("0.01"))
        said = _("'{tekst}' kan twee bedragen zijn: de komma staat hier voor de centen.")
        return Number((thousands.quantize(Decimal("0.01")), part), said)
    match = _PLAIN.fullmatch(bare) or _ENGLISH.fullmatch(bare)
    if match:
        whole = re.sub(r"[., ]", "", match["whole"])
        if len(whole) > 9:
            return Number()
        cents = (match["cents"] or "").ljust(2, "0") if match["cents"] else "00"
        return Number((Decimal(f"{whole}.{cents}"),))
    return _spoken(text)


def _spoken(text: str) -> Number:
    """twaalf euro vijftig, 12 euro en 50 cent, 50 cent, twaalfhonderd euro."""
    match = re.fullmatch(
        r"(?:(?P<euro>[0-9a-z .]+?) ?(?:euro|eur|€))? ?(?:en )?(?:(?P<cent>[0-9]{1,2}|[a-z]+)(?P<word> ?(?:cent|ct))?)?", text
    )
    if match is None or not text:
        return Number()
    euro, cent = match["euro"], match["cent"]
    if euro is None and not match["word"]:
        number = number_of(text)
        return Number() if number is None else Number((Decimal(number).quantize(Decimal("0.01")),))
    euros = (
        0 if euro is None else int(euro.replace(".", "")) if re.fullmatch(_DUTCH, euro) and " " not in euro else number_of(euro)
    )
    cents = 0 if cent is None else number_of(cent)
    if euros is None or cents is None or cents > 99 or euros > 999_999_999:
        return Number()
    return Number((Decimal(euros) + Decimal(cents).scaleb(-2),)) if cents else Number((Decimal(euros).quantize(Decimal("0.01")),))
