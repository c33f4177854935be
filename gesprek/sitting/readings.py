"""What is typed in one field and what it may stand for: the readings under the field, one of which can be pointed at."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from gesprek.dialogue.typed import Now, Unsure
from gesprek.i18n import _
from gesprek.knowledge import Fact, ValueProblem
from gesprek.sitting.entry import parse_entry

if TYPE_CHECKING:
    from gesprek.sitting.talk import Talk

__all__ = ["not_yet", "point_at", "read_entry", "readings_of"]


def read_entry(talk: Talk, fact: Fact, typed: str) -> Any:
    """The value of what was typed: the reading that was pointed at, or the only one there is. Raises ValueProblem."""
    try:
        return parse_entry(fact, typed, _now(talk, fact), talk.k.routes)
    except Unsure as problem:
        chosen = _pointed(talk, fact.feit, typed, problem)
        if chosen < 0:
            raise
        return problem.readings[chosen].value


def _now(talk: Talk, fact: Fact) -> Now:
    """What the reading leans on: the moment; and for the day of the fact, the day of birth as far as the age tells."""
    moment, age = talk.clock(), talk.c.answers.get("aangever_leeftijd")
    if fact.feit != "feit_datum" or age is None or not isinstance(age.waarde, int):
        return Now(moment)
    return Now(moment, moment.date() - timedelta(days=math.ceil((min(age.waarde, 150) + 1) * 365.25)))


def _pointed(talk: Talk, fact: str, typed: str, problem: Unsure) -> int:
    """The number of the reading that was pointed at, as long as the text is the same; or -1."""
    text, chosen = talk.chosen.get(fact, ("", -1))
    return chosen if text == typed and 0 <= chosen < len(problem.readings) else -1


def readings_of(talk: Talk) -> tuple[Unsure | None, int]:
    """What the field of the current fact may be when that is not sure, and the reading that is pointed at (or -1)."""
    typed = talk.drafts.get(talk.here)
    if not isinstance(typed, str) or not typed.strip():
        return None, -1
    try:
        parse_entry(talk.fact, typed, _now(talk, talk.fact), talk.k.routes)
    except Unsure as problem:
        return problem, _pointed(talk, talk.here, typed, problem)
    except ValueProblem:
        return None, -1
    return None, -1


def point_at(talk: Talk, by: int) -> bool:
    """Point at another reading of what is typed. False when there is nothing to choose from."""
    problem, chosen = readings_of(talk)
    if problem is None:
        return False
    count = len(problem.readings)
    start = chosen if chosen >= 0 else (-1 if by > 0 else count)
    talk.chosen[talk.here] = (str(talk.drafts[talk.here]), max(0, min(count - 1, start + by)))
    return True


def not_yet(problem: ValueProblem) -> str:
    """Why what is typed is no answer yet, and what to do, in one line."""
    if isinstance(problem, Unsure):
        return _("Dit is nog niet zeker; wijs met ↓ aan wat er bedoeld is. Het blijft staan.")
    return _("Dit is nog geen antwoord; verbeter het, of kies een toets hieronder. Het blijft staan.")
