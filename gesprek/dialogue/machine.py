"""The stages of a conversation and what guards them. The only module that imports `transitions`.

States: the topics of the flow, then voorlezen (read back), vastgesteld (fixed), overgedragen (handed over), gewist (wiped);
and onderbroken, for acute danger. From any topic to any other. Conditions are names of methods of the owner; they are
checked when the machine is made, because the library finds a misspelt name only when it is fired.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from transitions import Machine, MachineError

from gesprek.errors import NotAllowed
from gesprek.i18n import _

__all__ = ["FINAL_STATES", "Guards", "Stages"]

FINAL_STATES = ("voorlezen_hardop", "vastgesteld", "overgedragen", "gewist")
INTERRUPTED = "onderbroken"


class Guards(Protocol):
    """The questions the machine asks before it moves."""

    def may_talk(self) -> bool:
        """No acute danger stands in the way."""

    def may_fix(self) -> bool:
        """Noodset, duty and the facts of open gates are there, and nothing is unexplained."""

    def danger_lifted(self) -> bool:
        """The reason why the danger is over has been given."""


class _Model:
    state: str
    trigger: Any


class Stages:
    """Where the conversation is. `go`, `read_back`, `fix`, `hand_over`, `wipe`, `interrupt`, `resume` or NotAllowed."""

    def __init__(self, topics: Sequence[str], guards: Guards) -> None:
        self._model = _Model()
        self._topics = tuple(topics)
        self._back = topics[0]
        checks = {name: getattr(guards, name) for name in ("may_talk", "may_fix", "danger_lifted")}
        self._machine = Machine(
            model=self._model,
            states=[*topics, *FINAL_STATES, INTERRUPTED],
            initial=topics[0],
            auto_transitions=False,
            model_override=True,
            send_event=False,
        )
        talk = [*topics, FINAL_STATES[0]]
        for topic in topics:
            self._add(f"naar_{topic}", talk, topic, [checks["may_talk"]])
        self._add("onderbreek", talk, INTERRUPTED, [])
        for stage in talk:
            self._add(f"hervat_{stage}", [INTERRUPTED], stage, [checks["danger_lifted"]])
        self._add("lees_voor", list(topics), FINAL_STATES[0], [checks["may_talk"]])
        self._add("stel_vast", [FINAL_STATES[0]], "vastgesteld", [checks["may_talk"], checks["may_fix"]])
        self._add("draag_over", ["vastgesteld"], "overgedragen", [])
        self._add("wis", [*talk, "vastgesteld", "overgedragen", INTERRUPTED], "gewist", [])

    def _add(self, trigger: str, sources: Iterable[str], target: str, conditions: list[Any]) -> None:
        self._machine.add_transition(trigger, list(sources), target, conditions=conditions)

    @property
    def state(self) -> str:
        """The name of the current state."""
        return self._model.state

    @property
    def topic(self) -> str:
        """The topic being talked of, also during an interruption or while reading back."""
        return self.state if self.state in self._topics else self._back

    def restore(self, state: str) -> None:
        """Put the machine in `state` without asking (a fold over events)."""
        before = self.state
        self._machine.set_state(state, self._model)
        self._remember(before)

    def place(self) -> tuple[str, str]:
        """Where the machine is, for `back_to`."""
        return self.state, self._back

    def back_to(self, place: tuple[str, str]) -> None:
        """Put the machine where it was."""
        self._machine.set_state(place[0], self._model)
        self._back = place[1]

    def _remember(self, before: str) -> None:
        """The topic to return to after an interruption or reading back."""
        if before in self._topics:
            self._back = before

    def fire(self, trigger: str, refusal: str, reasons: Sequence[str] = ()) -> None:
        """Fire a trigger; NotAllowed with `refusal` when the stage or a guard says no."""
        before = self.state
        try:
            moved = self._machine.events[trigger].trigger(self._model) if trigger in self._machine.events else False
        except MachineError:
            raise NotAllowed(_("Dat kan niet vanuit de stap waarin het gesprek nu is."), [self.state]) from None
        if not moved:
            raise NotAllowed(refusal, reasons)
        self._remember(before)

    def interrupted_at(self) -> str:
        """The stage to return to after an interruption."""
        return self._back
