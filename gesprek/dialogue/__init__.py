"""One conversation: answers, path, gates, duty, advice and its stages. Pure: no files, no clock."""

from __future__ import annotations

from gesprek.dialogue.answers import NEEDS_REASON, Answer, Answers, make_answer, read_answer
from gesprek.dialogue.path import GateState, Path
from gesprek.dialogue.reasons import Reason
from gesprek.dialogue.situation import ALWAYS_OPEN, Situation, assess
from gesprek.dialogue.verdicts import RouteVerdict, goals_of

__all__ = [
    "ALWAYS_OPEN",
    "NEEDS_REASON",
    "Answer",
    "Answers",
    "GateState",
    "Path",
    "Reason",
    "RouteVerdict",
    "Situation",
    "assess",
    "goals_of",
    "make_answer",
    "read_answer",
]
