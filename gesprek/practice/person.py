"""The scripted person: how much they trust the officer, and what they answer to a kind of question. Nothing is left to chance."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec

from gesprek.knowledge import Fact
from gesprek.practice.moments import plain
from gesprek.practice.scenario import Reply, Scenario

__all__ = ["Listener", "Response"]

MOST_TRUST = 4
_FALLS_BACK = {"open": ("gericht", "uitleg"), "gericht": ("open", "uitleg"), "uitleg": ("gericht", "open")}
"""Where nothing was written for a recommended kind, what is said to another one."""


class Response(msgspec.Struct, frozen=True):
    """What the person says, what it tells, what they only went along with, and whether they kept something back."""

    text: str
    released: dict[str, Any]
    agreed: dict[str, Any]
    closed: bool = False
    answered: bool = False


class Listener:
    """The person during one conversation. trust: 0 (closed) to 4 (open)."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._replies = scenario.replies
        self.trust = scenario.persoon.vertrouwen
        self._turns: Counter[str] = Counter()
        self._given: set[tuple[str, str]] = set()

    def hear(self, question: str, kind: str) -> Response:
        """Hear a question of a kind: what hurts closes at once, what invites opens for what comes after."""
        person = self._scenario.persoon
        if kind in person.sluit:
            self.feel(-1)
        response = self._respond(question, kind)
        if kind in person.opent:
            self.feel(1)
        return response

    def wonder(self, kind: str) -> Response:
        """Hear words that are about no question: how they are said is felt, and nothing is told."""
        person = self._scenario.persoon
        self.feel(-1 if kind in person.sluit else 1 if kind in person.opent else 0)
        return Response(self._line(kind, person.reacties[kind]), {}, {})

    def feel(self, change: int) -> None:
        """Trust goes up or down."""
        self.trust = min(MOST_TRUST, max(0, self.trust + change))

    def _respond(self, question: str, kind: str) -> Response:
        reply = self._replies.get(question)
        agreed = plain(reply.meegaand.get(kind, {})) if reply else {}
        text = _said(reply, kind) if reply else ""
        if reply is None or not text:
            return Response(self._reaction(question, kind), {}, agreed)
        if self.trust < reply.nodig and not agreed:
            return Response(self._line("dicht", self._scenario.persoon.dicht), {}, {}, closed=True)
        if (question, text) in self._given:
            return Response(self._reaction(question, kind), {}, agreed, answered=True)
        self._given.add((question, text))
        released = {} if self.trust < reply.nodig else self._released(reply, kind)
        return Response(text, released, agreed, answered=True)

    def _released(self, reply: Reply, kind: str) -> dict[str, Any]:
        facts = self._scenario.knowledge.facts
        names = reply.geeft.get(kind)
        if names is None:
            names = [name for name in reply.feiten if _by_default(facts[name], kind)]
        return {name: plain(reply.feiten[name]) for name in names}

    def _reaction(self, question: str, kind: str) -> str:
        """A line that says nothing new; another one when the same was asked in the same way before."""
        again = (question, f"<{kind}>") in self._given or bool(self._replies.get(question) and self._was_answered(question, kind))
        self._given.add((question, f"<{kind}>"))
        name = "nogmaals" if again else kind
        return self._line(name, self._scenario.persoon.reacties[name])

    def _was_answered(self, question: str, kind: str) -> bool:
        return (question, _said(self._replies[question], kind)) in self._given

    def _line(self, name: str, lines: list[str]) -> str:
        """The lines of a list, taken in turn."""
        line = lines[self._turns[name] % len(lines)]
        self._turns[name] += 1
        return line


def _said(reply: Reply, kind: str) -> str:
    return next((reply.zegt[name] for name in (kind, *_FALLS_BACK.get(kind, ())) if reply.zegt.get(name)), "")


def _by_default(fact: Fact, kind: str) -> bool:
    """Open, specific and explaining questions bring everything; a closed one what can be answered with one choice."""
    return kind in _FALLS_BACK or (kind == "gesloten" and fact.soort == "keuze")
