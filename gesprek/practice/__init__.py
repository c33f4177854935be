"""Practising on the same flows: a scripted person, a scored debrief. Its data is made up, and it never touches the vault."""

from __future__ import annotations

from gesprek.practice.kinds import Classified, Kinds, Wording, classify, load_kinds
from gesprek.practice.results import ResultProblem
from gesprek.practice.scenario import Interruption, Person, Scenario, list_scenarios, load_scenario
from gesprek.practice.session import Answered, Interrupted, Moment, Said, Session

__all__ = [
    "Answered",
    "Classified",
    "Interrupted",
    "Interruption",
    "Kinds",
    "Moment",
    "Person",
    "ResultProblem",
    "Said",
    "Scenario",
    "Session",
    "Wording",
    "classify",
    "list_scenarios",
    "load_kinds",
    "load_scenario",
]
