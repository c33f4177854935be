"""Dates, times, amounts, numbers and lists in Dutch (through Babel), and small tests on pieces of text. Never a time zone."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_currency

__all__ = ["FILTERS", "TESTS", "amount", "day", "enumerate_", "fill", "hour", "moment", "when"]

_NL = Locale("nl")


def _each(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NUMBERS = _each(
    "nul één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien "
    "negentien twintig"
)
_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
_PREPOSITIONS = _words(
    "aan achter bij binnen boven buiten door in langs met na naar naast om onder op over rond rondom sinds tegenover tijdens "
    "tot tussen uit van vanaf via voor vóór"
)
_ADVERBS = _words(
    "afgelopen begin eergisteren eerder gisteren halverwege eind ongeveer omstreeks onlangs recent toen vandaag vorig vorige "
    "daartussen tussendoor vooraf achteraf vroeger laatst meermaals meerdere regelmatig vaak "
    "soms zojuist net daarvoor daarna diverse"
)
_DETERMINERS = _words("de het een mijn onze ons zijn haar hun die deze dat dit")
_SUBJECTS = _words("ik wij we er hij zij ze u men")
_DENIALS = _words("geen niets niet nee nog nooit")
_SMALL = _words(
    "aangever aangeefster melder meldster betrokkene alle alleen als dat de deze die dit door een eerst er geen had "
    "hebben heeft het hij hen ik in is kan komt maar moest na niet nog om omdat op over te tijdens tolk toen uit vanwege "
    "volgt voor wacht want was foto foto's beelden camerabeelden screenshots schermafdrukken berichten bonnen staat ligt "
    "hangt zit bestaat we wegens werd wij wil wilde wordt zal ze zij zodra kon"
)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?$")


def _parsed(value: Any) -> Any:
    if isinstance(value, str) and _ISO.match(value.strip()):
        try:
            return datetime.fromisoformat(value.strip()) if len(value.strip()) > 10 else date.fromisoformat(value.strip())
        except ValueError:
            return value
    return value


@functools.lru_cache(maxsize=512)
def day(value: Any) -> str:
    """ "zaterdag 14 november 2026"; a text that is no date comes back as it is."""
    value = _parsed(value)
    return format_date(value, "EEEE d MMMM y", _NL) if isinstance(value, date) else str(value)


@functools.lru_cache(maxsize=512)
def short_day(value: Any) -> str:
    """ "14 november 2026"."""
    value = _parsed(value)
    return format_date(value, "d MMMM y", _NL) if isinstance(value, date) else str(value)


@functools.lru_cache(maxsize=512)
def clock(value: Any) -> str:
    """ "21:30"."""
    value = _parsed(value)
    return format_time(value.time(), "HH:mm", locale=_NL) if isinstance(value, datetime) else str(value)


def hour(value: Any) -> str:
    """ "21:30 uur"."""
    return f"{clock(value)} uur"


def moment(value: Any) -> str:
    """ "maandag 16 november 2026 om 10:50 uur"."""
    value = _parsed(value)
    return f"{day(value)} om {hour(value)}" if isinstance(value, datetime) else day(value)


@functools.lru_cache(maxsize=256)
def amount(value: Any) -> str:
    """ "€ 685,00"."""
    return format_currency(Decimal(str(value)), "EUR", "¤ #,##0.00", locale=_NL)


def number(value: Any) -> str:
    """ "vier", and figures above twenty."""
    return _NUMBERS[int(value)] if 0 <= int(value) < len(_NUMBERS) else str(value)


def enumerate_(values: Iterable[Any]) -> str:
    """ "a, b en c"; empty members fall out."""
    return _listed(tuple(str(v) for v in values if str(v).strip()))


@functools.lru_cache(maxsize=512)
def _listed(values: tuple[str, ...]) -> str:
    return format_list(list(values), style="standard", locale=_NL) if values else ""


def when(value: Any) -> str:
    """A free indication of time so that it can stand in a sentence ("in augustus 2024"), or empty when it cannot."""
    value = _parsed(value)
    if isinstance(value, date):
        return f"op {day(value)}"
    text = inline(value)
    low = text.lower()
    if re.fullmatch(rf"(?:{_MONTHS})(?: \d{{4}})?|\d{{4}}", low):
        return f"in {low}"
    if re.fullmatch(rf"(?:(?:maan|dins|woens|donder|vrij|zater|zon)dag )?\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?", low):
        return f"op {low}"
    if re.fullmatch(r"(?:het )?(?:voorjaar|najaar)(?: van)?(?: \d{4})?", low):
        return f"in {low}" if low.startswith("het") else f"in het {low}"
    first = low.split(" ", 1)[0] if low else ""
    if (first in _PREPOSITIONS or first in _ADVERBS) and len(low.split()) <= 9 and not re.search(r"[.;?!]|:(?!\d)", low):
        return text[0].lower() + text[1:]
    return ""


def inline(value: Any) -> str:
    """Free text as part of a sentence: one line, no full stop at the end."""
    text = " ".join(str(value if value is not None else "").split())
    return text[:-1].rstrip() if text.endswith(".") and not text.endswith("..") else text


def small(value: Any) -> str:
    """Free text after a colon: starts small when its first word is an ordinary word, never when it may be a name."""
    text = inline(value)
    word = text.split(" ", 1)[0].rstrip(",;:")
    return text[0].lower() + text[1:] if word and word[0].isupper() and word.lower() in _SMALL else text


def in_a_row(value: Any) -> str:
    """Free text of several lines as one: what stood on lines of their own, with or without a dash, is parted by ;."""
    lines = [inline(line.strip().lstrip("-•*").strip()) for line in str(value if value is not None else "").splitlines()]
    return "; ".join(line.rstrip(";,") for line in lines if line)


def upper(value: Any) -> str:
    """`value` with a capital at the start, the rest as it is."""
    text = str(value)
    return text[:1].upper() + text[1:]


_FORM = re.compile(r"\{(\w+)\}")


def fill(text: str, person: Any) -> str:
    """A fixed text with {hij}, {hem}, {zijn} and {aangever} filled in for a person."""
    if "{" not in text:
        return text
    forms: Mapping[str, str] = person.vormen
    return _FORM.sub(lambda m: forms.get(m.group(1), m.group(1)), text)


_DE = _words("stand uitkomst afloop voortgang planning beslissing uitslag reactie datum")
_HET = _words("verloop resultaat besluit nieuws vervolg antwoord gevolg")


def the(value: Any) -> str:
    """A piece of text with its article ("de stand van de aangifte"), or empty when that is not sure."""
    text = inline(value)
    if is_phrase(text):
        return text
    first = text.split(" ", 1)[0]
    return f"de {text}" if first in _DE else f"het {text}" if first in _HET else ""


def is_phrase(value: Any) -> bool:
    """True for a piece of text that can follow a preposition: it starts with an article or a possessive."""
    return inline(value).split(" ", 1)[0] in _DETERMINERS


def is_place(value: Any) -> bool:
    """True for a piece of text that starts with a preposition and is short enough to stand inside a sentence."""
    text = inline(value)
    return text.split(" ", 1)[0].lower() in _PREPOSITIONS and not re.search(r"[.;:?!]( |$)|\n", str(value).strip().rstrip("."))


def is_whole(value: Any) -> bool:
    """True for a text that is a sentence by itself: a capital first, a mark at the end, at least three words."""
    text = str(value).strip()
    return bool(text) and text[0].isupper() and text[-1] in ".!?" and len(text.split()) > 2


FILTERS: dict[str, Callable[..., Any]] = {
    "datum": day,
    "datum_kort": short_day,
    "klok": clock,
    "tijd": hour,
    "moment": moment,
    "bedrag": amount,
    "getal": number,
    "opsomming": enumerate_,
    "wanneer": when,
    "woorden": inline,
    "achtereen": in_a_row,
    "klein": small,
    "hoofdletter": upper,
    "invullen": fill,
    "lidwoord": the,
}


def is_spoken(value: Any) -> bool:
    """True for a sentence without its capital or its full stop: it begins with who does something, and goes on."""
    words = inline(value).lower().split()
    return len(words) > 2 and words[0] in _SUBJECTS


def is_denial(value: Any) -> bool:
    """True for a piece of text that says what there is not, or not yet."""
    return inline(value).lower().split(" ", 1)[0].rstrip(".,;") in _DENIALS


def is_clause(value: Any) -> bool:
    """True for a piece of text that can follow "weten": of, hoe, wat, dat, ..."""
    return inline(value).split(" ", 1)[0] in ("of", "hoe", "wat", "dat", "waarom", "wanneer", "wie", "welke")


TESTS: dict[str, Callable[..., bool]] = {
    "woordgroep": is_phrase,
    "plaatsbepaling": is_place,
    "hele_zin": is_whole,
    "zin_zonder_punt": is_spoken,
    "ontkenning": is_denial,
    "bijzin": is_clause,
}
