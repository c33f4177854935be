"""Verdicts: what the rules say of each route, and in which order an officer sees them.

Order of judgement (design, section 5): gesloten, later, niet_in_eenheid, primair, alternatief. Unknown never closes;
practice and perception never close. The order of what is open comes from the victim's goals and from safety only.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from gesprek.dialogue.path import Path
from gesprek.dialogue.reasons import GateSays, GateWeight, Reason, WeighedCondition, gate_key, gate_reason, looks_at
from gesprek.knowledge import Card, Knowledge, Route
from gesprek.knowledge.model import Verdict

__all__ = ["Bases", "Judge", "RouteVerdict", "goals_of"]

_RANK = {"primair": 0, "alternatief": 1, "later": 2, "niet_in_eenheid": 3, "gesloten": 4}


@dataclass(frozen=True, slots=True)
class RouteVerdict:
    """What is said of one route."""

    route: Route
    oordeel: Verdict
    redenen: tuple[Reason, ...]
    nodig: tuple[str, ...]
    verhouding: str
    doelen: tuple[str, ...] = ()

    @property
    def voorwaarde(self) -> str:
        """Under which condition the route is offered; empty when it is not."""
        return self.route.voorwaarde if self.oordeel in ("primair", "alternatief", "later") else ""


@dataclass(frozen=True, slots=True)
class Own:
    """What a route's own conditions say."""

    effects: frozenset[str]
    redenen: tuple[Reason, ...]
    special: bool
    verhouding: str


@dataclass(frozen=True, slots=True)
class Base:
    """The part of a verdict that does not look at other routes, goals or the map."""

    oordeel: str  # "open", "later", "gesloten"
    redenen: tuple[Reason, ...]
    nodig: tuple[str, ...]
    may_lead: bool
    asked_for: bool
    special: bool
    verhouding: str


@dataclass(frozen=True, slots=True)
class Bases:
    """Per route what its conditions and gates say, with what the gates looked at."""

    gates: tuple[Any, ...]
    own: dict[str, Own]
    routes: dict[str, Base]


def goals_of(path: Path) -> tuple[str, tuple[str, ...]]:
    """What the victim wants: ("doel" | "behoefte" | "contact" | "", the values in the order they were given)."""
    answer = path.answers.get("doel_slachtoffer")
    goals = [g for g in (answer.waarde if answer and answer.waarde else ()) if g != "weet_nog_niet"]
    if goals:
        return "doel", tuple(goals)
    answer = path.answers.get("behoefte_emotioneel")
    needs = [n for n in (answer.waarde if answer and answer.waarde else ()) if n not in ("weet_nog_niet", "geen")]
    if needs:
        return "behoefte", tuple(needs)
    if path.view.values.get("openheid_contact") == "ja":
        return "contact", ()
    return "", ()


class Judge:
    """Judges the routes of one body of knowledge. Pure; remembers outcomes of equal facts to be quick."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.routes = [route for route in knowledge.routes.values() if route.proposed]
        self._by_id = {route.id: route for route in self.routes}
        self._conditions = {r.id: [WeighedCondition(c) for c in r.voorwaarden] for r in self.routes}
        self._gates = [GateWeight(knowledge, gate) for gate in knowledge.gates]
        self._names = {route.id: self._names_of(route) for route in self.routes}
        self._lookers: dict[str, list[Route]] = {}
        for route in self.routes:
            for fact in {name.partition(".")[0] for name in self._names[route.id]}:
                self._lookers.setdefault(fact, []).append(route)

        self._gate_lookers: dict[str, list[Route]] = {}
        for route in self.routes:
            for gate in {name for condition in self._conditions[route.id] for name in condition.gates}:
                self._gate_lookers.setdefault(gate, []).append(route)
        self.named = self._named_values()

    def _named_values(self) -> dict[str, frozenset[str]]:
        """Per fact that a rule looks at: the values that some rule names."""
        named: dict[str, set[str]] = {}
        conditions = [e for r in self.routes for c in r.voorwaarden for e in (c.ja, c.nee)] + [r.specifiek for r in self.routes]
        gates = [e for g in self.knowledge.gates for e in (g.speelt, g.tenzij, g.alleen_direct)]
        steering = [q.wanneer for q in self.knowledge.path_order]
        for expression in [*conditions, *gates, *steering]:
            for atom in expression.atoms() if expression is not None else ():
                if atom.fact and atom.verb != "poort":
                    named.setdefault(atom.fact.partition(".")[0], set()).update(str(v) for v in atom.values)
        return {fact: frozenset(values) for fact, values in named.items()}

    def _names_of(self, route: Route) -> tuple[str, ...]:
        names = {name for condition in self._conditions[route.id] for name in condition.names}
        return tuple(sorted(names | set(looks_at([route.specifiek])) | {"ambtshalve_vervolging"}))

    def facts_of(self, route: str) -> frozenset[str]:
        """The facts that the conditions and gates of `route` look at."""
        gates = [g.gate for g in self._gates if route in g.closes | g.holds | g.asks_for]
        names = {*self._names[route], *looks_at(e for g in gates for e in (g.speelt, g.tenzij, g.alleen_direct))}
        return frozenset(name.partition(".")[0] for name in names)

    def bases(self, path: Path, known: Bases | None = None, changed: Iterable[str] = ()) -> Bases:
        """The first part of every verdict. With `known` and the facts that `changed` since, only what looks at them is judged."""
        gates = gate_key(path)
        if known is None:
            own = {route.id: self._own(route, path) for route in self.routes}
            now = self._gates_now(path)
            return Bases(gates, own, {route.id: self._base(route, own[route.id], now) for route in self.routes})
        again = {route.id: route for fact in changed for route in self._lookers.get(fact, ())}
        moved = [weight for weight, new, old in zip(self._gates, gates, known.gates, strict=True) if new != old]
        for weight in moved:
            again.update({route.id: route for route in self._gate_lookers.get(weight.gate.id, ())})
        own = {**known.own, **{name: self._own(route, path) for name, route in again.items()}} if again else known.own
        for weight in moved:
            again.update({name: self._by_id[name] for name in weight.touches if name in self._by_id})
        if not again:
            return known
        now = self._gates_now(path)
        return Bases(gates, own, {**known.routes, **{n: self._base(r, own[n], now) for n, r in again.items()}})

    def verdicts(self, path: Path, bases: Bases, card: Card, day: date) -> list[RouteVerdict]:
        """The verdict of every route that can be suggested, in the order the officer sees them."""
        suspended = [s for s in path.gates if s.gate.voorstellen == "nee" and s.speelt]
        if suspended:
            reason = gate_reason(suspended[0], path)
            found = [
                RouteVerdict(r, "later", (reason, *bases.routes[r.id].redenen), (), bases.routes[r.id].verhouding)
                for r in self.routes
            ]
            return sorted(found, key=lambda v: (v.route.volgorde, v.route.id))
        return self._weigh(path, bases.routes, card, day)

    def _own(self, route: Route, path: Path) -> Own:
        """What the conditions of a route say, apart from the gates."""
        said = [condition(path.view) for condition in self._conditions[route.id]]
        effects = [effect for effect, _reason in said]
        reasons = [reason for _effect, reason in said]
        verhouding = route.verhouding
        mediated = route.id in self.knowledge.groups["contactroutes"]
        if mediated and path.view.values.get("ambtshalve_vervolging") == "ja" and verhouding in _AMBTSHALVE:
            if verhouding == "in_plaats_van":
                effects.append("gesloten")
            reasons.append(_AMBTSHALVE[verhouding])
            verhouding = "naast" if verhouding == "beide" else verhouding
        special = bool(route.specifiek and route.specifiek(path.view))
        return Own(frozenset(effects), tuple(reasons), special, verhouding)

    def _gates_now(self, path: Path) -> list[GateSays]:
        pairs = zip(self._gates, path.gates, strict=True)
        return [says for weight, state in pairs if state.speelt is not False and (says := weight.now(state, path))]

    def _base(self, route: Route, own: Own, gates: list[GateSays]) -> Base:
        """What the conditions and gates say of one route, apart from goals, map and other routes."""
        reasons: list[Reason] = []
        effects = own.effects
        asked_for = False
        for gate in gates:
            said = gate.of(route.id, route.indirect == "ja") if route.id in gate.weight.touches else None
            if said:
                effects |= {said[0]}
                reasons.append(said[1])
            asked_for = asked_for or (gate.plays and route.id in gate.weight.asks_for)
        oordeel = "gesloten" if "gesloten" in effects else "later" if "later" in effects else "open"
        every = (*reasons, *own.redenen)
        needed = tuple(dict.fromkeys([f for r in every if r.uitkomst == "onbekend" for f in r.feiten]))
        may_lead = route.nooit_primair == "nee" and "niet_primair" not in effects
        return Base(oordeel, every, needed, may_lead, asked_for, own.special, own.verhouding)

    def _weigh(self, path: Path, bases: dict[str, Base], card: Card, day: date) -> list[RouteVerdict]:
        kind, goals = goals_of(path)
        served = {route.id: _served(route, kind, goals) for route in self.routes}
        on_card = _on_card(card, day)
        available = [
            route
            for route in self.routes
            if bases[route.id].oordeel == "open" and (route.bereik == "landelijk" or route.id in on_card)
        ]
        open_now = {route.id for route in available}
        leading = set(self._leading(available, bases, served))
        here, elsewhere = _card_reason(card, True), _card_reason(card, False)
        found = []
        on_path = set(path.facts)
        for route in self.routes:
            base, wanted = bases[route.id], served[route.id]
            reasons, oordeel = base.redenen, base.oordeel
            if oordeel == "open":
                oordeel = "primair" if route.id in leading else "alternatief" if route.id in open_now else "niet_in_eenheid"
                if route.bereik == "lokaal":
                    reasons = (*reasons, here if route.id in on_card else elsewhere)
            if wanted:
                reasons = (_goal_reason(self.knowledge, kind, wanted), *reasons)
            verdict: Verdict = oordeel  # type: ignore[assignment]
            needed = tuple([fact for fact in base.nodig if fact in on_path])
            found.append(RouteVerdict(route, verdict, reasons, needed, base.verhouding, wanted))
        found.sort(key=lambda v: _order(v, bases[v.route.id]))
        return found

    @staticmethod
    def _leading(available: list[Route], bases: dict[str, Base], served: dict[str, tuple[str, ...]]) -> list[str]:
        """The routes that come first: what safety asks for, and what serves most of the victim's own goals."""
        leading = [r.id for r in available if bases[r.id].asked_for]
        candidates = [r for r in available if bases[r.id].may_lead and served[r.id]]
        most = max((len(served[r.id]) for r in candidates), default=0)
        return leading + [r.id for r in candidates if len(served[r.id]) == most]


def _order(verdict: RouteVerdict, base: Base) -> tuple[Any, ...]:
    rank = _RANK[verdict.oordeel]
    safety = 0 if base.asked_for else 1
    return (
        rank,
        safety,
        -len(verdict.doelen) if rank == 0 else 0,
        0 if base.special else 1,
        -len(verdict.doelen),
        verdict.route.volgorde,
        verdict.route.id,
    )


def _served(route: Route, kind: str, goals: tuple[str, ...]) -> tuple[str, ...]:
    if kind == "doel":
        return tuple(goal for goal in goals if goal in route.dient)
    if kind == "behoefte":
        return tuple(need for need in goals if need in route.behoeften)
    if kind == "contact" and route.klasse == "herstelrechtvoorziening" and route.bereik == "landelijk" and route.dient:
        return ("contact",)
    return ()


@functools.lru_cache(maxsize=32)
def _on_card(card: Card, day: date) -> frozenset[str]:
    return frozenset(entry.route for entry in card.voorzieningen if entry.geldig_van <= day <= entry.geldig_tot)


@functools.lru_cache(maxsize=32)
def _card_reason(card: Card, there: bool) -> Reason:
    text = f"de voorziening staat op de sociale kaart '{card.kaart}'" if there else "niet in uw eenheid volgens de sociale kaart"
    return Reason("R21", "ja" if there else "nee", "aanbieder", text, ("cahier r1530-1548",))


@functools.lru_cache(maxsize=1024)
def _goal_reason(knowledge: Knowledge, kind: str, goals: tuple[str, ...]) -> Reason:
    if kind == "contact":
        return Reason("R22", "ja", "doel", "aangever staat open voor contact", ("cahier r560-561",), ("openheid_contact",))
    fact = "doel_slachtoffer" if kind == "doel" else "behoefte_emotioneel"
    labels = knowledge.facts[fact].waarden
    text = "past bij wat aangever wil: " + ", ".join(labels[g] for g in goals)
    return Reason("R22", "ja", "doel", text, ("cahier r1949-1951", "cahier r2308-2311"), (fact,))


_AMBTSHALVE = {
    "in_plaats_van": Reason(
        "R27",
        "nee",
        "wet",
        "er is ambtshalve vervolging: deze route kan de strafzaak niet vervangen",
        ("cahier r2406-2412",),
        ("ambtshalve_vervolging",),
    ),
    "beide": Reason(
        "R27",
        "ja",
        "wet",
        "er is ambtshalve vervolging: deze route kan alleen naast de strafzaak",
        ("cahier r2406-2412",),
        ("ambtshalve_vervolging",),
    ),
}
