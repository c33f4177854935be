"""How the advice shows what stands in `flows/`: sources, kinds and rules, and the words of a text for this person.

Pure, and remembered: it depends on the knowledge only.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping

from gesprek.dialogue import Reason
from gesprek.knowledge import Knowledge
from gesprek.report.language import enumerate_

__all__ = [
    "Line",
    "as_person",
    "cited",
    "condition_of",
    "either",
    "gate_named",
    "is_remark",
    "prohibitions",
    "said",
    "small",
    "source",
    "told",
    "turned",
    "upper",
]

Line = tuple[tuple[str, ...], str]
"""The facts a list item stands on, and what it says."""

_PROPER = frozenset({"Perspectief", "Halt", "Slachtofferhulp", "Veilig", "Panel"})
_AANGEVER = re.compile(r"\b[Aa]angever\b")
_NO = re.compile(
    r"(?:Vraag|Geef|Zeg|Vul|Noem|Schrijf|Benader|Ga|Bel|Spreek)(?: aangever| de verdachte)? (?:geen|niet|nooit|niets)\b"
)
_OPENS = re.compile(r"\bopen\b|dan kan\b|gaat Veilig Thuis voor")


def cited(knowledge: Knowledge, references: Iterable[str]) -> str:
    """References of files as they are shown: "Cahier r573, r574-576; politie 2019, controleer"."""
    return _cited(knowledge, tuple(dict.fromkeys(references)))


@functools.lru_cache(maxsize=4096)
def _cited(knowledge: Knowledge, references: tuple[str, ...]) -> str:
    places: dict[str, list[str]] = {}
    marks: dict[str, list[str]] = {}
    own = knowledge.sources["ontwerp"].kort if "ontwerp" in knowledge.sources else ""
    for reference in references:
        shown = knowledge.cite(reference)
        name = knowledge.sources[reference.partition(" ")[0]].kort
        place = re.sub(r"\s*\([^)]*\)", "", shown).removeprefix(name).strip()
        here = places.setdefault(name, [])
        if place and not name.endswith(place) and place not in here:
            here.append(place)
        marks.setdefault(name, []).extend(note for inner in re.findall(r"\(([^)]*)\)", shown) for note in inner.split(", "))
    parts = []
    for name, here in places.items():
        notes = sorted(dict.fromkeys(marks[name]), key=lambda note: note == "controleer")
        gap = ": " if name == own and here else " "
        parts.append(", ".join([f"{name}{gap}{', '.join(here)}".strip(), *notes]))
    return "; ".join(parts)


@functools.lru_cache(maxsize=4096)
def source(knowledge: Knowledge, aard: str, rules: tuple[str, ...], references: tuple[str, ...], text: str = "") -> str:
    """Kind, rules and sources of a reason; the "(controleer)" of `text` itself moves here."""
    found = cited(knowledge, references)
    if "(controleer)" in text and "controleer" not in found:
        found += ", controleer"
    return ", ".join(part for part in (aard, *dict.fromkeys(rules), found) if part)


@functools.lru_cache(maxsize=4096)
def said(knowledge: Knowledge, reason: Reason) -> str:
    """A reason with its kind, rule and sources in parentheses."""
    shown = source(knowledge, reason.aard, (reason.regel,), reason.bron[:2], reason.tekst)
    return f"{reason.tekst.replace(' (controleer)', '')} ({shown})"


def gate_named(text: str) -> str:
    """The gate of which a reason says that it is not known, or empty."""
    if not text.startswith("nog niet bekend of de poort"):
        return ""
    found = re.fullmatch(r"nog niet bekend of de poort '(.+)' speelt", text)
    return found.group(1) if found else ""


def is_remark(knowledge: Knowledge, reason: Reason) -> bool:
    """True for what is met but must be minded: a gate that leaves some forms open, or ambtshalve vervolging."""
    return reason.uitkomst == "ja" and (reason.regel == "R27" or reason.tekst.partition(": ")[0] in _titles(knowledge))


@functools.lru_cache(maxsize=8)
def _titles(knowledge: Knowledge) -> frozenset[str]:
    return frozenset(gate.titel for gate in knowledge.gates)


def condition_of(knowledge: Knowledge, route: str, text: str) -> str:
    """The condition of a route that says `text`; empty for a gate, a goal or the sociale kaart."""
    return _conditions(knowledge).get((route, text), "")


@functools.lru_cache(maxsize=8)
def _conditions(knowledge: Knowledge) -> Mapping[tuple[str, str], str]:
    return {
        (route.id, text): c.id
        for route in knowledge.routes.values()
        for c in route.voorwaarden
        for text in (c.tekst.ja, c.tekst.nee, c.tekst.onbekend)
    }


@functools.lru_cache(maxsize=256)
def told(knowledge: Knowledge, route: str) -> str:
    """What must be told first of a route, as it is said aloud."""
    spoken = []
    for claim in knowledge.routes[route].vertellen:
        check = "controleer" in cited(knowledge, claim.bron)
        spoken.append(re.sub(r"([.!?])$", r" (controleer)\1", claim.tekst) if check else claim.tekst)
    return " ".join(spoken)


@functools.lru_cache(maxsize=512)
def turned(text: str, outcome: str) -> str:
    """The half of a "wordt anders" that can still happen: what closes an open route, or what opens one that is not."""
    halves = text.rstrip(".").split("; ")
    opens = [bool(_OPENS.search(half)) for half in halves]
    if outcome == "onbekend":
        return text
    if len(set(opens)) == 1:
        return text if opens[0] == (outcome == "nee") else ""
    kept = upper(halves[opens.index(outcome == "nee")].replace("gaat zij open", "gaat deze route open"))
    return text if re.search(r"\bzij\b", kept) or len(halves) > 2 else f"{kept}."


@functools.lru_cache(maxsize=1024)
def prohibitions(step: str) -> tuple[str, ...]:
    """The sentences of a step that say what not to do."""
    return tuple(upper(sentence) for sentence in re.split(r"(?<=[.;])\s+", step) if _NO.match(upper(sentence)))


@functools.lru_cache(maxsize=8192)
def as_person(text: str, noun: str) -> str:
    """A text of the content with the word for this person: aangever, aangeefster, melder, meldster or betrokkene."""
    return text if noun == "aangever" else _AANGEVER.sub(lambda m: upper(noun) if m.group()[0] == "A" else noun, text)


def upper(text: str) -> str:
    """A capital first letter."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """A small first letter, but not for a name or an abbreviation."""
    first = text.split(" ", 1)[0]
    return text if first in _PROPER or first[1:2].isupper() else text[:1].lower() + text[1:]


def either(words: Iterable[str]) -> str:
    """ "a, b of c"."""
    return " of ".join(enumerate_(words).rsplit(" en ", 1))
