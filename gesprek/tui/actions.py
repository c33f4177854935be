"""The keys of every action, as the library of the screens takes them."""

from __future__ import annotations

from textual.binding import Binding

from gesprek.i18n import _
from gesprek.sitting.actions import ACTIONS, Action

__all__ = ["app_bindings", "conversation_bindings", "plain_bindings"]


def _binding(one: Action, keys: str, priority: bool, target: str) -> Binding:
    return Binding(keys, f"{target}doe('{one.id}')", _(one.label), show=False, priority=priority, id=f"{one.id}:{keys[:3]}")


def app_bindings() -> list[Binding]:
    """What works on every screen."""
    return [_binding(one, one.keys, True, "app.") for one in ACTIONS if one.everywhere and one.keys]


def conversation_bindings() -> list[Binding]:
    """What works during a conversation, also while typing."""
    return [_binding(one, one.keys, True, "screen.") for one in ACTIONS if not one.everywhere and one.keys]


def plain_bindings(*, practice: bool = False) -> list[Binding]:
    """The single keys that work outside a text field. practice: those of an exercise only."""
    return [
        Binding(one.plain, f"screen.los('{one.id}')", _(one.label), show=False, id=f"{one.id}:los")
        for one in ACTIONS
        if one.plain and one.practice == practice
    ]
