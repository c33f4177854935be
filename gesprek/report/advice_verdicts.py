"""What decides a verdict, and how several routes are named together."""

from __future__ import annotations

from dataclasses import replace

from gesprek.dialogue import Reason, RouteVerdict
from gesprek.knowledge import Knowledge
from gesprek.report.advice_sources import condition_of, gate_named, small
from gesprek.report.language import enumerate_

__all__ = ["closes", "delays", "names_of", "together", "without_record"]

FEW = 3
_GROUPS = {"contactroutes": "andere vormen van bemiddeld contact", "benadert_verdachte": "andere wegen naar de verdachte"}


def names_of(found: list[RouteVerdict]) -> list[str]:
    """The names of routes as they stand in a sentence."""
    return [small(v.route.naam.partition(",")[0]) for v in found]


def together(found: list[RouteVerdict]) -> str:
    """Routes that one gate stops: their names when they are few, else a word for them; empty when there is no such word."""
    if len(found) <= FEW:
        return enumerate_(names_of(found))
    return next((words for group, words in _GROUPS.items() if all(group in v.route.groepen for v in found)), "")


def without_record(knowledge: Knowledge, v: RouteVerdict, r: Reason) -> Reason:
    """A record counts for Halt alone, by law; also there the advice does not spell it out (R14)."""
    if r.uitkomst == "nee" and condition_of(knowledge, v.route.id, r.tekst) == "niet_eerder":
        return replace(r, tekst="een eigen voorwaarde van Halt is niet vervuld")
    return r


def delays(r: Reason) -> bool:
    """True when this reason makes a route `later`."""
    return r.gevolg in ("later", "poort") or (r.uitkomst == "onbekend" and bool(gate_named(r.tekst)))


def closes(r: Reason, closing: frozenset[str]) -> bool:
    """True when this reason closes a route."""
    return r.uitkomst == "nee" and (r.gevolg == "gesloten" or r.regel == "R27" or r.tekst in closing)
