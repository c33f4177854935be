"""The routes in the advice: each with what is met, what is not, what is open and what would turn it.

A verdict and its reasons come from the rules; here they are only put into lines. What R14 forbids is in none of them.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

from gesprek.dialogue import Reason, RouteVerdict, Situation
from gesprek.knowledge import Knowledge, Route
from gesprek.report.advice_readings import PROOF, reading
from gesprek.report.advice_sources import (
    Line,
    as_person,
    condition_of,
    gate_named,
    is_remark,
    said,
    small,
    source,
    told,
    turned,
    upper,
)
from gesprek.report.advice_verdicts import closes, delays, names_of, together, without_record
from gesprek.report.advice_vulnerable import Vulnerable
from gesprek.report.language import amount, enumerate_, inline, short_day

__all__ = ["RoutePart", "route_part"]

MOST_WAITING, MOST_ALTERNATIVES, MOST_CLOSED = 2, 5, 10
_REMEMBERED = 2_000
_NEEDS, _GOALS = "behoefte_emotioneel", "doel_slachtoffer"
_KINDS = {
    "informele_bemiddeling": "informele bemiddeling",
    "herstelgericht_werken": "herstelgericht werken, geen herstelrechtvoorziening",
    "afdoening": "afdoening van een strafzaak, geen herstelrechtvoorziening",
}
_VERDICTS = {"later": "Later", "gesloten": "Gesloten", "niet_in_eenheid": "Niet in uw eenheid"}
_NO_OFFENCE = ("nee", "nee_wel_grensoverschrijdend")
_NONE: frozenset[str] = frozenset()
_ALSO_READ = (
    _GOALS,
    _NEEDS,
    "ambtshalve_vervolging",
    "beoordeling_bijwerken",
    "openheid_contact",
    "reden_niet_voorgesteld.route",
    "routes_besproken",
    "schade_bedrag",
    "toestemming_gegevensdeling",
)


@dataclass(frozen=True, slots=True)
class RoutePart:
    """What the advice says of routes."""

    by_safety: tuple[str, ...]
    by_wish: tuple[str, ...]
    contact_leads: bool
    explained: tuple[tuple[str, tuple[Line, ...]], ...]
    also: tuple[Line, ...]
    not_now: tuple[Line, ...]


def route_part(situation: Situation, noun: str, other: str, vulnerable: Vulnerable) -> RoutePart:
    """The part of the advice on routes, remembered for equal facts: most answers change nothing in it."""
    memory = _memory(situation.knowledge)
    values, statuses = situation.path.view.values, situation.path.view.statuses
    goals = tuple([a.waarde if (a := situation.path.answers.get(fact)) is not None else None for fact in (_GOALS, _NEEDS)])
    seen = tuple([(values.get(name), statuses.get(name)) for name in _read_by_routes(situation.knowledge)])
    verdicts = tuple([(v.route.id, v.oordeel) for v in situation.verdicts])
    key = (noun, other, situation.card.kaart, situation.day, vulnerable.unknown()[0], goals, verdicts, seen)
    found = memory.get(key)
    if found is None:
        if len(memory) >= _REMEMBERED:
            memory.clear()
        found = memory[key] = _RouteAdvice(situation, noun, vulnerable).part()
    return found


@functools.lru_cache(maxsize=8)
def _memory(_knowledge: Knowledge) -> dict[Any, RoutePart]:
    return {}


@functools.lru_cache(maxsize=8)
def _read_by_routes(knowledge: Knowledge) -> tuple[str, ...]:
    """Every fact that a verdict or a line about a route can stand on."""
    expressions = [e for route in knowledge.routes.values() if route.proposed for c in route.voorwaarden for e in (c.ja, c.nee)]
    expressions += [route.specifiek for route in knowledge.routes.values()]
    expressions += [e for gate in knowledge.gates for e in (gate.speelt, gate.tenzij, gate.alleen_direct)]
    atoms = [atom for e in expressions if e is not None for atom in e.atoms()]
    names = {atom.fact for atom in atoms if atom.verb not in ("poort", "altijd", "nooit")}
    return tuple(sorted(names.union(_ALSO_READ, PROOF.values())))


class _RouteAdvice:
    """Puts verdicts and reasons into lines."""

    __slots__ = ("_full", "_k", "_noun", "_s", "_values", "_vulnerable")

    def __init__(self, situation: Situation, noun: str, vulnerable: Vulnerable) -> None:
        self._s = situation
        self._k = situation.knowledge
        self._values = situation.path.view.values
        self._noun = noun
        self._vulnerable = vulnerable
        self._full: list[RouteVerdict] | None = None

    def part(self) -> RoutePart:
        """Everything at once."""
        asked = {name for state in self._s.open_gates for name in state.gate.vraagt_om}
        leading = [v.route for v in self._s.verdicts if v.oordeel == "primair"]
        seen: set[str] = set()
        return RoutePart(
            tuple(route.naam for route in leading if route.id in asked),
            tuple(r.naam for r in leading if r.id not in asked),
            any("contactroutes" in route.groepen for route in leading),
            tuple((f"{v.route.naam}: {v.oordeel}", tuple(self._lines(v, seen))) for v in self._in_full()),
            tuple(self._also()),
            tuple(self._not_now()),
        )

    # -- which routes ----------------------------------------------------------------------------------------------

    def _waiting(self) -> list[RouteVerdict]:
        """Routes that serve a goal and that only a gate that is not known yet holds back, each held by something else."""
        found: dict[frozenset[str], RouteVerdict] = {}
        for v in self._s.verdicts:
            if v.oordeel == "later" and v.doelen and v.route.nooit_primair == "nee":
                holding = [r for r in v.redenen if delays(r)]
                if all(gate_named(r.tekst) for r in holding):
                    found.setdefault(frozenset(r.tekst for r in holding), v)
        return list(found.values())[:MOST_WAITING]

    def _in_full(self) -> list[RouteVerdict]:
        if self._full is None:
            verdicts = self._s.verdicts
            told = self._spoken_of()
            first = [v for v in verdicts if v.oordeel == "primair"]
            others = [v for v in verdicts if v.oordeel == "alternatief" and (self._helps(v) or self._matters(v, told))]
            self._full = [*first, *self._waiting(), *others[: min(MOST_ALTERNATIVES, max(2, MOST_ALTERNATIVES + 1 - len(first)))]]
        return self._full

    def _also(self) -> list[Line]:
        """The alternatives after the first few, a line each."""
        shown = {v.route.id for v in self._in_full()}
        return [self._short(v) for v in self._s.verdicts if v.oordeel == "alternatief" and v.route.id not in shown]

    def _short(self, v: RouteVerdict) -> Line:
        state = next((r for r in v.redenen if v.route.soort == "stap" and r.uitkomst in ("ja", "nee")), None)
        if state is None:
            return (), self._person(f"{v.route.naam}: {v.route.waarvoor}")
        ident = condition_of(self._k, v.route.id, state.tekst)
        return state.feiten, self._person(f"{v.route.naam}: {v.route.waarvoor}; {self._reading(ident, state) or state.tekst}")

    def _chosen(self, fact: str) -> tuple[str, ...]:
        answer = self._s.path.answers.get(fact)
        return answer.waarde if answer is not None and answer.waarde else ()

    def _helps(self, v: RouteVerdict) -> list[str]:
        """What a route is for among what this person wants or needs, in their words for it."""
        wants = [(_GOALS, goal) for goal in self._chosen(_GOALS) if goal in v.route.dient or goal in v.route.dient_ook]
        wants += [(_NEEDS, need) for need in self._chosen(_NEEDS) if need in v.route.behoeften]
        return list(dict.fromkeys(self._k.facts[fact].waarden[value] for fact, value in wants))

    # -- one route -------------------------------------------------------------------------------------------------

    def _person(self, text: str) -> str:
        return as_person(text, self._noun)

    def _lines(self, v: RouteVerdict, seen: set[str]) -> list[Line]:
        route = v.route
        lines = [*self._kind(route), self._purpose(v), *self._met(v)]
        lines += [self._against("Niet", r) for r in v.redenen if r.uitkomst == "nee" and r.gevolg != "vermeld"]
        lines += self._open(v, seen)
        lines += [self._against("Let op", r) for r in v.redenen if r.gevolg == "vermeld" or is_remark(self._k, r)]
        turns = {turn: r for r in v.redenen if (turn := self._turn(v, r))}
        if turns:
            facts = tuple(dict.fromkeys(f for r in turns.values() for f in r.feiten))
            lines.append((facts, self._person(f"Wordt anders: {small(' '.join(turns))}")))
        if route.soort == "route" and route.vertellen:
            lines.append(((), f"Eerst vertellen: {small(told(self._k, route.id))}"))
        if route.start:
            lines.append(self._start(route))
        if v.voorwaarde:
            lines.append(((), self._person(f"Voorwaarde: {v.voorwaarde}")))
        return lines

    def _against(self, head: str, r: Reason) -> Line:
        return r.feiten, self._person(f"{head}: {said(self._k, r)}")

    def _kind(self, route: Route) -> list[Line]:
        if route.soort != "route":
            return []
        if route.klasse == "herstelrechtvoorziening":
            if self._values.get("strafbaar_feit_status") not in _NO_OFFENCE:
                return []
            text = "Soort: bemiddeling; zonder strafbaar feit is het geen herstelrechtvoorziening (R20)"
            return [(("strafbaar_feit_status",), text)]
        if route.klasse not in _KINDS:
            return []
        apart = route.groepen == ["benadert_verdachte"] and route.klasse == "herstelgericht_werken"
        return [((), f"Soort: {_KINDS[route.klasse]}{'; er is geen contact tussen beiden' if apart else ''}")]

    def _purpose(self, v: RouteVerdict) -> Line:
        text = f"Waarvoor: {v.route.waarvoor}"
        for r in v.redenen:
            if r.aard == "doel":
                return r.feiten, self._person(f"{text}; {r.tekst} (doel, {r.regel})")
        if v.route.id == "civiele_procedure" and "schade_bedrag" in self._values:
            text += f"; het gaat om {amount(self._values['schade_bedrag'])}"
        also = self._helps(v)
        if also:
            return (_GOALS, _NEEDS), self._person(f"{text}; helpt ook bij: {enumerate_(also)} (doel, R22)")
        return (), self._person(text)

    def _met(self, v: RouteVerdict) -> list[Line]:
        """What is met: a line per kind of condition, and a line of its own where somebody's finding is behind it."""
        groups: dict[str, list[tuple[Reason, str]]] = {}
        lines: list[Line] = []
        for r in v.redenen:
            ident = condition_of(self._k, v.route.id, r.tekst)
            if r.uitkomst != "ja" or r.aard == "doel" or ident == "emotionele_behoefte" or is_remark(self._k, r):
                continue
            text = self._reading(ident, r)
            proof = self._found(PROOF.get(ident, ""))
            if proof and text:
                shown = source(self._k, r.aard, (r.regel,), r.bron[:2])
                lines.append(((*r.feiten, PROOF[ident]), self._person(f"Voldaan: {text} ({proof}; {shown})")))
            elif text:
                groups.setdefault(r.aard, []).append((r, text))
        for aard, met in groups.items():
            each = 2 if len(met) == 1 else 1
            shown = source(self._k, aard, tuple(r.regel for r, _ in met), tuple(b for r, _ in met for b in r.bron[:each]))
            facts = tuple(dict.fromkeys(f for r, _ in met for f in r.feiten))
            lines.append((facts, self._person(f"Voldaan: {'; '.join(dict.fromkeys(text for _, text in met))} ({shown})")))
        return lines

    def _reading(self, ident: str, r: Reason) -> str:
        if not ident and r.regel == "R21":
            return f"{r.tekst} van {short_day(self._s.day)}"
        return reading(ident, r, self._values)

    def _found(self, fact: str) -> str:
        text = inline(self._values.get(fact, "")) if fact else ""
        return f"verhoor: {text}" if text and fact == "verhoor_verdachte" else text

    def _open(self, v: RouteVerdict, seen: set[str]) -> list[Line]:
        lines: list[Line] = []
        again: list[Reason] = []
        for r in v.redenen:
            if r.uitkomst != "onbekend":
                continue
            if r.tekst in seen and not gate_named(r.tekst):
                again.append(r)
                continue
            seen.add(r.tekst)
            facts, text = self._unknown(v, r)
            lines.append((facts, f"Open: {text}"))
        if again:
            asked = " ".join(f"{upper(self._asked(v, r))}?" for r in again)
            facts = tuple(dict.fromkeys(f for r in again for f in r.feiten))
            lines.append((facts, self._person(f"Open, zie hierboven: {small(asked)}")))
        due = self._values.get("beoordeling_bijwerken")
        if v.route.id == "individuele_beoordeling" and due is not None:
            lines.append((("beoordeling_bijwerken",), f"Open: bijwerken op {short_day(due)}"))
        if not lines and v.route.soort == "route":
            lines.append(((), "Open: niets dat deze route tegenhoudt"))
        return lines

    def _about_vulnerable(self, v: RouteVerdict, r: Reason) -> bool:
        if r.regel != "R08":
            return False
        return bool(gate_named(r.tekst)) or condition_of(self._k, v.route.id, r.tekst) == "geen_kwetsbaarheid"

    def _asked(self, v: RouteVerdict, r: Reason) -> str:
        """The first question of a reason, without its question mark."""
        words = self._vulnerable.unknown()[1] if self._about_vulnerable(v, r) else ""
        return f"is er een signaal van {words}" if words else r.tekst.split("?")[0]

    def _unknown(self, v: RouteVerdict, r: Reason) -> Line:
        """A reason that is not known yet, as a question with its source before the question mark."""
        facts, title = r.feiten, gate_named(r.tekst)
        head, mark, rest = self._asked(v, r), *r.tekst.partition("?")[1:]
        if self._about_vulnerable(v, r):
            facts, mark = self._vulnerable.unknown()[0], "?"
        elif title:
            labels = enumerate_(self._k.facts[f].label for f in facts)
            head, mark, rest = f"speelt de poort '{title}'", "?", f"nodig is nog: {labels}"
        text = f"{head} ({source(self._k, r.aard, (r.regel,), r.bron[:2])}){mark} {upper(rest.strip())}".rstrip()
        if facts and all(self._vulnerable.refused(f) for f in facts):
            text += "" if text.endswith(("?", ".")) else "."
            text += " Vraag dit niet opnieuw" + ("; ga het na bij de aanbieder" if r.aard in ("aanbieder", "praktijk") else "")
        return facts, self._person(text)

    def _turn(self, v: RouteVerdict, r: Reason) -> str:
        title = gate_named(r.tekst)
        if not title:
            return turned(r.wordt_anders, r.uitkomst) if r.wordt_anders else ""
        alone = v.oordeel == "later" and [x for x in v.redenen if delays(x)] == [r]
        then = "gaat deze route open" if alone else "houdt die deze route niet meer tegen"
        text = f"Speelt de poort '{title}' niet, dan {then}."
        return text + (" Bij een signaal gaat hulpverlening voor en blijft deze route later." if r.regel == "R08" else "")

    def _start(self, route: Route) -> Line:
        text = self._person(f"Wie kan beginnen: {small(route.start)}")
        if route.id != "perspectief":
            return (), text
        given = "perspectief" in self._values.get("toestemming_gegevensdeling", ())
        agreed = f"{upper(self._noun)} vindt het goed dat Perspectief de gegevens krijgt"
        more = agreed if given else "Die toestemming is er nog niet"
        return ("toestemming_gegevensdeling", "warme_overdracht"), f"{text} {more}"

    # -- what is not offered now -----------------------------------------------------------------------------------

    def _not_now(self) -> list[Line]:
        """The routes that are later, closed or not in this unit; those with the same deciding reason on one line."""
        shown = {v.route.id for v in self._in_full()}
        groups: dict[str, list[RouteVerdict]] = {}
        stands_on: dict[str, tuple[str, ...]] = {}
        gates: set[str] = set()
        for v in self._s.verdicts:
            if v.oordeel in _VERDICTS and v.route.id not in shown:
                facts, why, by_gate = self._deciding(v)
                key = f"{_VERDICTS[v.oordeel]}: {{}}, {why}"
                groups.setdefault(key, []).append(v)
                stands_on[key] = facts
                gates |= {key} if by_gate else set()
        told = self._spoken_of()
        lines: list[Line] = []
        rest: list[RouteVerdict] = []
        for key, found in groups.items():
            named = [v for v in found if self._matters(v, told)]
            others = [v for v in found if v not in named]
            rather = together(others) if key in gates else ""
            if not (named or rather) or len(lines) >= MOST_CLOSED:
                rest += found
                continue
            rest += [] if rather else others
            lines.append((stands_on[key], key.replace("{}", enumerate_([*names_of(named), rather]), 1)))
        if rest:
            lines.append(((), f"Nu ook niet: {enumerate_(names_of(rest))}; de redenen staan bij de routes op het scherm"))
        return lines

    def _spoken_of(self) -> frozenset[str]:
        """The routes that the officer spoke of, or said why not."""
        said: frozenset[str] = self._values.get("routes_besproken", _NONE)
        return said.union(self._values.get("reden_niet_voorgesteld.route", _NONE))

    def _matters(self, v: RouteVerdict, told: frozenset[str]) -> bool:
        """True when somebody may wonder why this route is not offered."""
        national = v.route.bereik == "landelijk" and v.route.klasse in ("herstelrechtvoorziening", "afdoening")
        return national or v.oordeel == "niet_in_eenheid" or v.route.id in told or bool(v.doelen)

    def _deciding(self, v: RouteVerdict) -> tuple[tuple[str, ...], str, bool]:
        """The one reason that decides: a gate that plays, then a condition that is not met, then what is not known.

        The facts it stands on, how it reads, and whether it is a gate.
        """
        if v.oordeel == "niet_in_eenheid":
            return (), f"volgens de sociale kaart '{self._s.card.kaart}' van {short_day(self._s.day)} (R21)", False
        closing = self._closing(v) if v.oordeel == "gesloten" else frozenset()
        held = [r for r in v.redenen if (closes(r, closing) if v.oordeel == "gesloten" else delays(r))]
        if not held:
            return (), "want er is nog iets na te gaan", False
        held = [without_record(self._k, v, r) for r in held]
        r = min(held, key=lambda r: 0 if r.gevolg == "poort" else 1 if r.uitkomst == "nee" else 2 if gate_named(r.tekst) else 3)
        if r.uitkomst == "nee":
            the = "de " if r.gevolg == "poort" else ""
            return r.feiten, self._person(f"want {the}{said(self._k, r)}"), r.gevolg == "poort"
        facts, text = self._unknown(v, r)
        return facts, f"want dit is nog open: {text}", bool(gate_named(r.tekst))

    def _closing(self, v: RouteVerdict) -> frozenset[str]:
        """What the gates that close this route say of themselves."""
        return frozenset(
            f"poort '{state.gate.titel}' speelt"
            for state in self._s.open_gates
            if v.route.id in state.gate.sluit or not set(state.gate.sluit).isdisjoint(v.route.groepen)
        )
