"""Reasons: what one condition or one gate says of a route, in words, with its rule, kind and sources."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gesprek.dialogue.path import GateState, Path
from gesprek.knowledge import Condition, Expression, Gate, Knowledge, View
from gesprek.knowledge.model import Ground

__all__ = ["GateSays", "GateWeight", "Reason", "WeighedCondition", "gate_key", "gate_reason", "looks_at"]

_STATUS_VERBS = frozenset({"is status", "beantwoord"})


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a verdict: its rule, outcome ("ja", "nee", "onbekend"), kind, text, sources and the facts it stands on."""

    regel: str
    uitkomst: str
    aard: Ground
    tekst: str
    bron: tuple[str, ...]
    feiten: tuple[str, ...] = ()
    wordt_anders: str = ""
    gevolg: str = ""


def looks_at(expressions: Iterable[Expression | None]) -> tuple[str, ...]:
    """The names of values these expressions look at, parts of a list included."""
    return tuple(
        sorted(
            {
                atom.fact
                for e in expressions
                if e is not None
                for atom in e.atoms()
                if atom.verb not in ("poort", "altijd", "nooit")
            }
        )
    )


class WeighedCondition:
    """A condition that remembers its outcome for facts it has seen before."""

    __slots__ = ("_condition", "_memory", "_statuses", "gates", "names")

    def __init__(self, condition: Condition) -> None:
        both = [condition.ja, condition.nee]
        self._condition = condition
        self.names = looks_at(both)
        verbs = {atom.verb for e in both if e is not None for atom in e.atoms()}
        self._statuses = bool(verbs & _STATUS_VERBS)
        self.gates = tuple(sorted({name for e in both if e is not None for name in e.gates}))
        self._memory: dict[Any, tuple[str, Reason]] = {}

    def __call__(self, view: View) -> tuple[str, Reason]:
        """("" | "gesloten" | "later" | "niet_primair" | "vermeld", the reason)."""
        values = view.values
        key: Any = tuple([values.get(name) for name in self.names])
        if self.gates:
            key = (key, tuple([view.gates.get(name) for name in self.gates]))
        if self._statuses:
            key = (key, tuple([view.statuses.get(name) for name in self.names]))
        found = self._memory.get(key)
        if found is None:
            if len(self._memory) > 2000:
                self._memory.clear()
            found = self._memory[key] = self._weigh(view)
        return found

    def _weigh(self, view: View) -> tuple[str, Reason]:
        condition = self._condition
        met = condition.ja(view)
        if condition.nee is not None:
            met = True if met else (False if condition.nee(view) else None)
        outcome = "onbekend" if met is None else "ja" if met else "nee"
        facts: frozenset[str] = condition.ja.facts
        if met is None:
            opened = condition.ja.open_parts(view)[0]
            if condition.nee is not None:
                opened |= condition.nee.open_parts(view)[0]
            facts = opened or condition.ja.facts
        elif condition.nee is not None:
            facts |= condition.nee.facts
        text = getattr(condition.tekst, outcome)
        unknown = "" if condition.als_onbekend == "nodig" else condition.als_onbekend
        effect = {"ja": "", "nee": condition.als_niet, "onbekend": unknown}[outcome]
        used = tuple(sorted(f for f in facts if met is None or f in view.values))
        bron, anders = tuple(condition.bron), condition.wordt_anders
        return effect, Reason(condition.regel, outcome, condition.aard, text, bron, used, anders, effect)


class GateWeight:
    """What one gate does to which routes."""

    __slots__ = ("asks_for", "closes", "gate", "holds", "still_holds", "touches")

    def __init__(self, knowledge: Knowledge, gate: Gate) -> None:
        def expand(names: list[str]) -> frozenset[str]:
            return frozenset().union(*(knowledge.groups.get(name, frozenset({name})) for name in names))

        self.gate = gate
        self.closes = expand(gate.sluit)
        self.holds = expand(gate.houdt_tegen)
        self.still_holds = expand(gate.blijft_tegen)
        self.asks_for = expand(gate.vraagt_om)
        self.touches = self.closes | self.holds | self.asks_for

    def now(self, state: GateState, path: Path) -> GateSays | None:
        """What the gate says now, worked out once for all routes; None when it says nothing."""
        gate, view = self.gate, path.view
        if state.speelt:
            direct = f"poort '{gate.titel}': alleen vormen zonder rechtstreeks contact"
            lifted = f"poort '{gate.titel}': {gate.tenzij_tekst or 'wat eerst moest gebeuren, is gebeurd'}"
            return GateSays(
                self,
                True,
                ("later", gate_reason(state, path)),
                _met(gate, direct, gate.speelt) if gate.alleen_direct and gate.alleen_direct(view) else None,
                _met(gate, lifted, gate.tenzij) if gate.tenzij and gate.tenzij(view) else None,
            )
        if state.speelt is None and gate.holds_unknown(view):
            facts = tuple(sorted(gate.speelt.open_parts(view)[0]))
            text = f"nog niet bekend of de poort '{gate.titel}' speelt"
            reason = Reason(gate.regel, "onbekend", gate.aard, text, tuple(gate.bron), facts, gevolg="later")
            return GateSays(self, False, ("later", reason), None, None)
        return None


@dataclass(frozen=True, slots=True)
class GateSays:
    """What one gate says on one path. held: while it plays or may play; direct, lifted: what softens that."""

    weight: GateWeight
    plays: bool
    held: tuple[str, Reason]
    direct: tuple[str, Reason] | None
    lifted: tuple[str, Reason] | None

    def of(self, route: str, indirect: bool) -> tuple[str, Reason] | None:
        """(effect, reason) for a route, or None."""
        weight = self.weight
        if self.plays and route in weight.closes:
            return "gesloten", self.held[1]
        if route not in weight.holds:
            return None
        if self.direct and indirect:
            return self.direct
        if self.lifted and route not in weight.still_holds:
            return self.lifted
        return self.held


def _met(gate: Gate, text: str, why: Expression) -> tuple[str, Reason]:
    return "vermeld", Reason(gate.regel, "ja", gate.aard, text, tuple(gate.bron), tuple(sorted(why.facts)))


def gate_key(path: Path) -> tuple[Any, ...]:
    """Everything that can change what the gates say, as one value that can be compared."""
    view = path.view
    key: list[Any] = []
    for state in path.gates:
        gate = state.gate
        if state.speelt:
            known = frozenset([fact for fact in gate.speelt.facts if fact in view.values])
            key.append((known, gate.tenzij and gate.tenzij(view), gate.alleen_direct and gate.alleen_direct(view)))
        elif state.speelt is None and gate.holds_unknown(view):
            key.append(gate.speelt.open_parts(view)[0])
        else:
            key.append(state.speelt)
    return tuple(key)


def gate_reason(state: GateState, path: Path) -> Reason:
    """The reason that a gate which plays closes or holds a route."""
    gate = state.gate
    facts = tuple(sorted(f for f in gate.speelt.facts if f in path.view.values))
    return Reason(gate.regel, "nee", gate.aard, f"poort '{gate.titel}' speelt", tuple(gate.bron), facts, gevolg="poort")
