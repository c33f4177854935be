"""From what an officer types to the value of a fact, in Dutch forms; and back, in full. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from gesprek.dialogue import Answer
from gesprek.dialogue.amounts import show_amount
from gesprek.dialogue.day_words import show_date
from gesprek.dialogue.typed import KINDS, Now, read_typed
from gesprek.dialogue.typed import expected as typed_expected
from gesprek.i18n import N_, _, ngettext
from gesprek.knowledge import Fact, Knowledge, ValueProblem, clean_text, parse_value

__all__ = [
    "SHORT",
    "STATUS_NAMES",
    "brief",
    "expected",
    "parse_entry",
    "part_names",
    "rows_begin",
    "rows_help",
    "rows_text",
    "show_answer",
    "show_date",
    "show_value",
]

SHORT = frozenset(
    {
        "verbalisant_naam",
        "verbalisant_rang",
        "aangever_naam",
        "verdachte_naam",
        "verdachte_in_verklaring",
        "gesprek_plaats",
        "plaats_feit",
        "tolk_naam",
        "eenheid_basisteam",
        "taal_slachtoffer",
        "wijkagent_naam",
        "contactpersoon",
        "info5j_door",
        "registratie_kenmerk",
        "onderzoekstoets_door",
        "risicoscreening_door",
        "overdracht_zeden",
        "schade_onderbouwing",
        "alleen_gesproken_toelichting",
        "verhoor_verdachte",
        "gevaar_opgeheven",
        "tweede_verbalisant",
        "aan_balie_verteld",
    }
)
"""Texts of a few words: one line, and Enter goes on."""

STATUS_NAMES: Mapping[str, str] = {
    "onbekend": N_("onbekend"),
    "wil_niet_zeggen": N_("wil niet zeggen"),
    "niet_gevraagd": N_("niet gevraagd"),
    "nvt": N_("niet van toepassing"),
    "geparkeerd": N_("geparkeerd"),
}


def expected(fact: Fact) -> str:
    """What may be typed for this kind of fact, in one sentence."""
    if fact.soort in KINDS:
        return typed_expected(fact)
    return {
        "citaat": _("Letterlijk, in de eigen woorden."),
        "tekst": _("Vrije tekst."),
        "lijst": _("Eén per regel; de delen met ; ertussen."),
    }.get(fact.soort, "")


def parse_entry(fact: Fact, typed: str, now: Now, routes: Mapping[str, Any]) -> Any:
    """The value that `typed` stands for. ValueProblem says what is wrong and expected; Unsure has readings to choose from."""
    if fact.soort in KINDS:
        return read_typed(fact, typed, now).value
    typed = clean_text(typed)
    if fact.soort in ("tekst", "citaat"):
        return typed
    if fact.soort == "lijst":
        return _read_rows(fact, typed, routes)
    return parse_value(fact, typed, routes)


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


def rows_begin(fact: Fact) -> str:
    """Which words a row of this list begins with, in a sentence; empty when any words do."""
    first = fact.onderdelen[0]
    if fact.waarden_van != first:
        return ""
    said = _("{deel} is één van: {keuzes}.")
    return said.format(deel=first[:1].upper() + first[1:], keuzes=", ".join(_(label) for label in fact.waarden.values()))


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


def show_value(knowledge: Knowledge, fact: Fact, value: Any) -> str:
    """A value in full, on one or more lines."""
    if isinstance(value, datetime):
        return _("{dag} om {tijd} uur").format(dag=show_date(value.date()), tijd=f"{value:%H:%M}")
    if isinstance(value, date):
        return show_date(value)
    if isinstance(value, Decimal):
        return show_amount(value)
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
