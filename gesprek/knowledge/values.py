"""From the text of a file or a field to the value of a fact, by its kind; and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from gesprek.errors import nearest
from gesprek.knowledge.model import Fact

__all__ = ["ValueProblem", "clean_lines", "clean_text", "parse_value", "plain_value"]

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")

_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028]")
"""What ends a line or a page elsewhere: a word processor, a PDF."""


class ValueProblem(ValueError):
    """A text that is no value of this fact: what was found, what was expected, the nearest value."""

    def __init__(self, found: str, expected: str, near: str = "") -> None:
        super().__init__(found)
        self.found = found
        self.expected = expected
        self.nearest = near


def parse_value(fact: Fact, raw: Any, routes: Iterable[str] = ()) -> Any:
    """The value of `fact` that `raw` stands for.

    raw: text, a list of texts (meerkeuze), or a list of mappings (lijst). Returns str, tuple, date, datetime, int,
    Decimal, or a tuple of dicts. Raises ValueProblem.
    """
    kind = fact.soort
    if kind in ("meerkeuze", "meerkeuze_route"):
        return _several(fact, raw, routes)
    if kind == "lijst":
        return _rows(fact, raw, routes)
    if not isinstance(raw, str):
        raise ValueProblem(f"{fact.feit} krijgt hier een lijst of blok.", _expected(fact))
    if kind in ("tekst", "citaat"):
        return clean_text(raw)
    if kind == "keuze":
        return _one_of(fact, raw, fact.waarden)
    if kind == "route":
        return _one_of(fact, raw, {**dict.fromkeys(routes, ""), "geen": ""})
    return _scalar(fact, raw.strip())


def clean_text(text: str) -> str:
    """Victim text is data: control, bidi and invisible characters go, every line and letter stays; no space around it."""
    return clean_lines(text).strip()


def clean_lines(text: str) -> str:
    """What `clean_text` makes of a part of a text: the space and the empty lines around it stay too."""
    text = _LINE_END.sub("\n", text.replace("\u2029", "\n\n"))
    return _CONTROL.sub("", text.encode("utf-8", "replace").decode("utf-8"))


def _expected(fact: Fact) -> str:
    return {
        "datum": "een datum als 2026-11-23",
        "datumtijd": "datum en tijd als 2026-11-23T10:15",
        "getal": "een geheel getal van 0 of meer",
        "bedrag": "een bedrag als 685 of 685,00",
        "keuze": "één van " + ", ".join(fact.waarden),
        "lijst": "een lijst van {" + ", ".join(fact.onderdelen) + "}",
    }.get(fact.soort, "tekst")


def _one_of(fact: Fact, raw: Any, known: Mapping[str, str]) -> str:
    if not isinstance(raw, str):
        raise ValueProblem(f"{fact.feit} krijgt hier een lijst of blok.", "één van " + ", ".join(known))
    if raw not in known:
        raise ValueProblem(f"'{raw}' is geen waarde van {fact.feit}.", "één van " + ", ".join(known), nearest(raw, known))
    return raw


def _several(fact: Fact, raw: Any, routes: Iterable[str]) -> tuple[str, ...]:
    known = fact.waarden if fact.soort == "meerkeuze" else dict.fromkeys(routes, "")
    items = [raw] if isinstance(raw, str) else raw
    if not isinstance(items, list | tuple):
        raise ValueProblem(f"{fact.feit} krijgt hier een blok.", "een lijst als [a, b]")
    return tuple(dict.fromkeys(_one_of(fact, item, known) for item in items))


def _rows(fact: Fact, raw: Any, routes: Iterable[str]) -> tuple[dict[str, str], ...]:
    if isinstance(raw, str):
        raw = [{fact.onderdelen[0]: raw}]
    if not isinstance(raw, list | tuple):
        raise ValueProblem(f"{fact.feit} krijgt hier een blok.", _expected(fact))
    rows = []
    for item in raw:
        row = {fact.waarden_van or fact.onderdelen[0]: item} if isinstance(item, str) else item
        if not isinstance(row, dict):
            raise ValueProblem(f"een regel van {fact.feit} is geen blok.", _expected(fact))
        rows.append({key: _cell(fact, key, value, routes) for key, value in row.items()})
    return tuple(rows)


def _cell(fact: Fact, key: str, value: Any, routes: Iterable[str]) -> str:
    if key not in fact.onderdelen:
        near = nearest(key, fact.onderdelen)
        raise ValueProblem(f"'{key}' is geen onderdeel van {fact.feit}.", "één van " + ", ".join(fact.onderdelen), near)
    if key == fact.waarden_van:
        return _one_of(fact, value, fact.waarden)
    if key == "uitkomst":
        return _one_of(fact, value, fact.uitkomsten)
    if key == "route":
        return _one_of(fact, value, dict.fromkeys(routes, ""))
    if not isinstance(value, str):
        raise ValueProblem(f"'{key}' van {fact.feit} is geen tekst.", "tekst")
    return clean_text(value)


def _scalar(fact: Fact, text: str) -> Any:
    try:
        if fact.soort == "datum":
            return date.fromisoformat(text)
        if fact.soort == "datumtijd":
            moment = datetime.fromisoformat(text)
            if "T" not in text and " " not in text:
                raise ValueError
            return moment.replace(tzinfo=None)
        if fact.soort == "getal":
            if not re.fullmatch(r"\d{1,9}", text):
                raise ValueError
            return int(text)
        return _amount(text)
    except (ValueError, InvalidOperation):
        raise ValueProblem(f"'{text}' past niet bij {fact.feit}.", _expected(fact)) from None


def _amount(text: str) -> Decimal:
    text = text.removeprefix("€").strip().replace("\u00a0", "")
    if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d{1,2})?", text):
        text = text.replace(".", "")
    text = text.replace(",", ".").removesuffix(".-")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,2})?", text):
        raise ValueError
    return Decimal(text).quantize(Decimal("0.01"))


def plain_value(value: Any) -> Any:
    """A value as a case file or JSON holds it: text, list of texts, list of mappings."""
    if isinstance(value, tuple):
        return [dict(item) if isinstance(item, dict) else item for item in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return value if isinstance(value, str) else str(value)
