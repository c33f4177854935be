"""Answers: what was said, by whom, or why nothing was said. Kept for ever; the path is computed elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast, get_args

from gesprek.errors import nearest
from gesprek.knowledge import STATUSES, Fact, Knowledge, ValueProblem, clean_text, parse_value
from gesprek.knowledge.model import Speaker

__all__ = ["NEEDS_REASON", "Answer", "Answers", "make_answer", "read_answer"]

NEEDS_REASON = frozenset({"niet_gevraagd", "geparkeerd"})
"""The statuses that only count with a reason: incomplete is allowed, unexplained is not."""

SPEAKERS: tuple[str, ...] = get_args(Speaker)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: a value, or a status with (where needed) its reason, and who speaks.

    `keys` is what rules look at: (name, value) pairs, a frozenset for a fact with several values.
    """

    waarde: Any = None
    status: str = ""
    spreker: str = "aangever"
    reden: str = ""
    keys: tuple[tuple[str, Any], ...] = ()

    @property
    def explained(self) -> bool:
        """True when nothing more has to be said: a value, or a status that carries the reason it needs."""
        return self.status not in NEEDS_REASON or bool(self.reden.strip())


Answers = Mapping[str, Answer]


def make_answer(fact: Fact, waarde: Any = None, *, status: str = "", spreker: str = "", reden: str = "") -> Answer:
    """An answer to `fact`. Exactly one of `waarde` (already of the fact's kind) and `status` is given."""
    if (waarde is None) == (not status):
        raise ValueError("een antwoord heeft een waarde of een status, niet beide")
    keys = () if waarde is None else _keys(fact, waarde)
    return Answer(waarde, status, spreker or fact.spreker, clean_text(reden), keys)


def _keys(fact: Fact, value: Any) -> tuple[tuple[str, Any], ...]:
    if fact.soort in ("meerkeuze", "meerkeuze_route"):
        return ((fact.feit, frozenset(value)),)
    if fact.soort != "lijst":
        return ((fact.feit, value),)
    main = fact.waarden_van or fact.onderdelen[0]
    parts = [(f"{fact.feit}.{part}", frozenset(row[part] for row in value if part in row)) for part in fact.onderdelen]
    return ((fact.feit, frozenset(row[main] for row in value if main in row)), *parts)


def read_answer(knowledge: Knowledge, fact: Fact, raw: Any) -> Answer:
    """An answer as a case file holds it: a value, a status word, or {waarde, status, spreker, reden}.

    Raises ValueProblem that says what was found and expected.
    """
    if isinstance(raw, dict) and fact.soort != "lijst":
        return _long(knowledge, fact, raw)
    if isinstance(raw, dict) and ("waarde" in raw or "status" in raw):
        return _long(knowledge, fact, raw)
    if isinstance(raw, str) and raw in STATUSES and raw not in fact.waarden:
        return make_answer(fact, status=raw)
    if isinstance(raw, str) and not raw.strip() and fact.soort not in ("tekst", "citaat"):
        raise ValueProblem(f"{fact.feit} is leeg.", "een waarde of een status")
    return make_answer(fact, parse_value(fact, raw, knowledge.routes))


def _long(knowledge: Knowledge, fact: Fact, raw: Mapping[str, Any]) -> Answer:
    allowed = ("waarde", "status", "spreker", "reden")
    for key in raw:
        if key not in allowed:
            raise ValueProblem(f"onbekende sleutel '{key}' bij {fact.feit}.", ", ".join(allowed), nearest(key, allowed))
    status = raw.get("status", "")
    spreker = raw.get("spreker", fact.spreker)
    if status and status not in STATUSES:
        raise ValueProblem(f"'{status}' is geen status.", "één van " + ", ".join(STATUSES), nearest(status, STATUSES))
    if spreker not in SPEAKERS:
        raise ValueProblem(f"'{spreker}' is geen spreker.", "één van " + ", ".join(SPEAKERS), nearest(str(spreker), SPEAKERS))
    if ("waarde" in raw) == bool(status):
        raise ValueProblem(f"bij {fact.feit} hoort een waarde of een status, niet beide.", "waarde: … of status: …")
    value = parse_value(fact, raw["waarde"], knowledge.routes) if "waarde" in raw else None
    return make_answer(fact, value, status=status, spreker=cast(str, spreker), reden=str(raw.get("reden", "")))
