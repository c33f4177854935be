"""From what an officer types to the value of a fact, in Dutch forms; and back, in full. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from gesprek.dialogue import Answer
from gesprek.i18n import N_, _, ngettext
from gesprek.knowledge import Fact, Knowledge, ValueProblem, clean_text, parse_value

__all__ = [
    "STATUS_NAMES",
    "brief",
    "expected",
    "parse_entry",
    "part_names",
    "rows_help",
    "rows_text",
    "show_answer",
    "show_date",
    "show_value",
]

MONTHS = (
    N_("januari"),
    N_("februari"),
    N_("maart"),
    N_("april"),
    N_("mei"),
    N_("juni"),
    N_("juli"),
    N_("augustus"),
    N_("september"),
    N_("oktober"),
    N_("november"),
    N_("december"),
)
DAYS = (N_("maandag"), N_("dinsdag"), N_("woensdag"), N_("donderdag"), N_("vrijdag"), N_("zaterdag"), N_("zondag"))
STATUS_NAMES: Mapping[str, str] = {
    "onbekend": N_("onbekend"),
    "wil_niet_zeggen": N_("wil niet zeggen"),
    "niet_gevraagd": N_("niet gevraagd"),
    "nvt": N_("niet van toepassing"),
    "geparkeerd": N_("geparkeerd"),
}
_AHEAD = ("info5j_vervolg_datum", "vervolggesprek_gepland", "nazorg_datum", "beoordeling_bijwerken", "bedenktijd_tot")
_NEAR = {"vandaag": 0, "nu": 0, "gisteren": -1, "eergisteren": -2, "morgen": 1, "overmorgen": 2}
_TIME = re.compile(r"(?:\bom\s+)?\b([01]?\d|2[0-3])\s*(?:[:.u]\s*([0-5]\d)|\s*u(?:ur)?\b)(?:\s*uur\b)?", re.I)


def expected(fact: Fact) -> str:
    """What may be typed for this kind of fact, in one sentence."""
    return {
        "datum": _("Datum, bijvoorbeeld 14-11-2026, 14 november of gisteren."),
        "datumtijd": _("Dag en tijd, bijvoorbeeld 14-11-2026 10:15, gisteren 21:30, of alleen 10:15 voor vandaag."),
        "getal": _("Een heel getal, bijvoorbeeld 45."),
        "bedrag": _("Een bedrag in euro's, bijvoorbeeld 685 of 685,50."),
        "citaat": _("Letterlijk, in de eigen woorden."),
        "tekst": _("Vrije tekst."),
        "lijst": _("Eén per regel; de delen met ; ertussen."),
    }.get(fact.soort, "")


def parse_entry(fact: Fact, typed: str, today: date, routes: Mapping[str, Any]) -> Any:
    """The value that `typed` stands for. ValueProblem says what is wrong and what is expected, in Dutch."""
    typed = clean_text(typed)
    if fact.soort in ("tekst", "citaat"):
        return typed
    if fact.soort == "datum":
        return _read_date(typed, today, fact.feit in _AHEAD, expected(fact))
    if fact.soort == "datumtijd":
        return _read_moment(typed, today, fact.feit in _AHEAD, expected(fact))
    if fact.soort == "getal":
        found = re.fullmatch(r"(\d[\d.]*)\s*(?:minuten|min|jaar|keer|x)?", typed.strip(), re.I)
        digits = found[1].replace(".", "") if found else ""
        if not digits:
            raise ValueProblem(_("'{tekst}' is geen heel getal.").format(tekst=typed), expected(fact))
        return parse_value(fact, digits)
    if fact.soort == "bedrag":
        try:
            return parse_value(fact, re.sub(r"(?i)\s*euro$|,-$|\.-$", "", typed.strip()).strip())
        except ValueProblem:
            raise ValueProblem(_("'{tekst}' is geen bedrag.").format(tekst=typed), expected(fact)) from None
    if fact.soort == "lijst":
        return _read_rows(fact, typed, routes)
    return parse_value(fact, typed, routes)


# -- dates -----------------------------------------------------------------------------------------------------------


def _read_date(typed: str, today: date, ahead: bool, wanted: str) -> date:
    word = re.sub(r"\s+", " ", typed.strip().lower())
    word = re.sub(r"^(op|de)\s+", "", word)
    if word in _NEAR:
        return today + timedelta(days=_NEAR[word])
    bare = re.sub(r"^(afgelopen|vorige|aanstaande|volgende)\s+(week\s+)?", "", word)
    if bare in DAYS:
        back = (today.weekday() - DAYS.index(bare)) % 7
        future = word.startswith(("aanstaande", "volgende")) or (ahead and not word.startswith(("afgelopen", "vorige")))
        return today + timedelta(days=(7 - back) if future else -(back or 7))
    for day in DAYS:
        word = word.removeprefix(f"{day} ")
    try:
        return _numbers(word, today, ahead)
    except ValueError:
        raise ValueProblem(_("'{tekst}' is geen datum.").format(tekst=typed), wanted) from None


def _numbers(word: str, today: date, ahead: bool) -> date:
    if found := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", word):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := re.fullmatch(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}|\d{2}))?", word):
        return _dated(int(found[1]), int(found[2]), found[3], today, ahead)
    if found := re.fullmatch(r"(\d{1,2})(?:e|ste|de)? ([a-z]{3,})\.?(?: '?(\d{4}|\d{2}))?", word):
        months = [i for i, name in enumerate(MONTHS, 1) if name.startswith(found[2]) or (found[2] == "mrt" and i == 3)]
        if len(months) == 1:
            return _dated(int(found[1]), months[0], found[3], today, ahead)
    raise ValueError


def _dated(day: int, month: int, year: str | None, today: date, ahead: bool) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    for candidate in range(today.year - 4, today.year + 5) if ahead else range(today.year + 4, today.year - 5, -1):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue  # 29 February of another year
        if (found >= today) if ahead else (found <= today):
            return found
    raise ValueError


def _read_moment(typed: str, today: date, ahead: bool, wanted: str) -> datetime:
    word = re.sub(r"[T,]", " ", typed.strip(), count=1) if re.match(r"\d{4}-\d\d-\d\dT", typed) else typed.strip().lower()
    matches = list(_TIME.finditer(word))
    if word == "nu":
        raise ValueProblem(_("Typ de tijd erbij."), wanted)
    for match in reversed(matches):
        rest = (word[: match.start()] + " " + word[match.end() :]).replace(",", " ").strip()
        clock = time(int(match[1]), int(match[2] or 0))
        try:
            day = today if not rest else _read_date(rest, today, ahead, wanted)
        except ValueProblem:
            continue
        return datetime.combine(day, clock)
    raise ValueProblem(_("'{tekst}' is geen dag met een tijd.").format(tekst=typed), wanted)


# -- rows of a list --------------------------------------------------------------------------------------------------


def _coded(fact: Fact, part: str, routes: Mapping[str, Any]) -> dict[str, str]:
    if part == fact.waarden_van:
        return fact.waarden
    if part == "uitkomst":
        return fact.uitkomsten
    if part == "route":
        return {key: route.naam for key, route in routes.items() if route.proposed}
    return {}


def _read_rows(fact: Fact, typed: str, routes: Mapping[str, Any]) -> tuple[dict[str, str], ...]:
    raw = []
    for number, line in enumerate((row for row in typed.splitlines() if row.strip()), 1):
        cells = [cell.strip() for cell in line.split(";")]
        if len(cells) > len(fact.onderdelen):
            raise ValueProblem(
                _("Regel {n} heeft {m} delen.").format(n=number, m=len(cells)),
                _("hoogstens: {delen}").format(delen="; ".join(part_names(fact))),
            )
        row = {}
        for part, cell in zip(fact.onderdelen, cells, strict=False):
            if cell:
                known = _coded(fact, part, routes)
                row[part] = _find(cell, known, number, part) if known else cell
        raw.append(row)
    return tuple(parse_value(fact, raw, routes)) if raw else ()


def _find(cell: str, known: Mapping[str, str], number: int, part: str) -> str:
    wanted = cell.casefold()
    for key, label in known.items():
        if wanted in (key.casefold(), label.casefold(), _(label).casefold()):
            return key
    near = [key for key, label in known.items() if label.casefold().startswith(wanted) or _(label).casefold().startswith(wanted)]
    if len(near) == 1:
        return near[0]
    raise ValueProblem(
        _("Regel {n}: '{tekst}' past niet bij {deel}.").format(n=number, tekst=cell, deel=part.replace("_", " ")),
        _("één van: {namen}").format(namen=", ".join(_(label) for label in known.values())),
    )


def part_names(fact: Fact) -> list[str]:
    """The parts of a row, as an officer reads them."""
    return [part.replace("_", " ") for part in fact.onderdelen]


def rows_help(fact: Fact, routes: Mapping[str, Any]) -> list[str]:
    """How the rows of this list are typed, and what its coded parts may be."""
    lines = [_("Op elke regel: {delen}.").format(delen="; ".join(part_names(fact)))]
    for part in fact.onderdelen:
        known = _coded(fact, part, routes)
        if known:
            lines.append(f"{part.replace('_', ' ')}: " + ", ".join(_(label) for label in known.values()))
    return lines


def _coded_name(fact: Fact, part: str, cell: str, routes: Mapping[str, Any]) -> str:
    known = _coded(fact, part, routes)
    return _(known[cell]) if cell in known else cell


def rows_text(fact: Fact, rows: Any, routes: Mapping[str, Any]) -> str:
    """Rows as they are typed: one per line, parts with ; between."""
    lines = []
    for row in rows:
        cells = [_coded_name(fact, part, str(row.get(part, "")), routes) for part in fact.onderdelen]
        while cells and not cells[-1]:
            cells.pop()
        lines.append("; ".join(cells))
    return "\n".join(lines)


# -- showing ---------------------------------------------------------------------------------------------------------


def show_date(day: date) -> str:
    """A day in full: zaterdag 14 november 2026."""
    return f"{_(DAYS[day.weekday()])} {day.day} {_(MONTHS[day.month - 1])} {day.year}"


def show_value(knowledge: Knowledge, fact: Fact, value: Any) -> str:
    """A value in full, on one or more lines."""
    if isinstance(value, datetime):
        return _("{dag} om {tijd} uur").format(dag=show_date(value.date()), tijd=f"{value:%H:%M}")
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, Decimal):
        return "€ " + f"{value:,.2f}".translate(str.maketrans(",.", ".,"))
    if isinstance(value, int):
        return str(value)
    if fact.soort == "lijst":
        count = ngettext("{n} regel", "{n} regels", len(value)).format(n=len(value))
        return f"{count}: " + rows_text(fact, value, knowledge.routes).replace("\n", " | ")
    if fact.soort in ("route", "meerkeuze_route"):
        chosen = value if isinstance(value, tuple) else (value,)
        return ", ".join(_(knowledge.routes[key].naam) if key in knowledge.routes else _("geen") for key in chosen)
    if fact.soort in ("keuze", "meerkeuze"):
        marked = value if isinstance(value, tuple) else (value,)
        return ", ".join(_(fact.waarden.get(str(key), str(key))) for key in marked)
    return str(value)


def show_answer(knowledge: Knowledge, fact: Fact, answer: Answer) -> str:
    """An answer in full: the value, or the status with its reason."""
    if not answer.status:
        return show_value(knowledge, fact, answer.waarde)
    name = _(STATUS_NAMES[answer.status])
    return f"{name} ({answer.reden})" if answer.reden else name


def brief(shown: str) -> str:
    """A text on one line, cut when it is long."""
    shown = " ".join(shown.split())
    return shown if len(shown) <= 40 else shown[:39].rstrip() + "…"
