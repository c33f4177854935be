"""Whether a scenario can be played: every name exists, every value fits, and the record it asks for can be made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from gesprek.dialogue import Answer, assess, read_answer
from gesprek.errors import Problem, nearest
from gesprek.knowledge import Card, Knowledge, ValueProblem
from gesprek.knowledge.converting import source_problems, unknown_names
from gesprek.knowledge.yaml_source import line_of
from gesprek.practice.kinds import KINDS, Kinds
from gesprek.practice.script import Reply, Script

__all__ = ["check_scenario"]

REACTIONS = (*KINDS, "nogmaals")
SPOKEN, SEEN = ("vragen", "vertellen"), ("waarnemen", "opzoeken")


def check_scenario(
    script: Script, raw: Any, shown: str, knowledge: Knowledge, card: Card, kinds: Kinds, name: str
) -> list[Problem]:
    """Every mistake in a scenario, with its line. raw: the same as the file holds it; name: of the file, without .yaml."""
    check = _Check(script, raw, shown, knowledge)
    check.problems += source_problems(shown, raw, knowledge.sources)
    check.head(name)
    check.person()
    check.replies()
    check.observations()
    check.signals()
    check.interruptions()
    check.duty()
    check.routes()
    if not check.problems:
        check.playable(card)
    return check.problems


class _Check:
    def __init__(self, script: Script, raw: Any, shown: str, knowledge: Knowledge) -> None:
        self.script = script
        self.raw = raw
        self.shown = shown
        self.knowledge = knowledge
        self.problems: list[Problem] = []
        self.record: dict[str, tuple[Answer, str]] = {}

    def add(self, line: int, found: str, expected: str = "", near: str = "") -> None:
        self.problems.append(Problem(self.shown, line, found, expected, near))

    def names(self, used: Iterable[str], known: Iterable[str], what: str, raw: Any, field: str) -> None:
        known = list(known)
        expected = "één van " + ", ".join(known) if len(known) < 15 else ""
        self.problems += unknown_names(used, known, what, self.shown, raw, field, expected)

    def between(self, value: int, low: int, high: int, raw: Any, field: str) -> None:
        if not low <= value <= high:
            self.add(line_of(raw, field), f"'{field}' is {value}.", f"een getal van {low} tot en met {high}")

    def filled(self, raw: Any, *fields: str) -> None:
        for field in fields:
            if field in raw and not raw[field]:
                self.add(line_of(raw, field), f"'{field}' is leeg.", "tekst")

    # -- the parts --------------------------------------------------------------------------------------------------

    def head(self, name: str) -> None:
        script, raw = self.script, self.raw
        if script.oefening != name:
            said = f"de oefening heet '{script.oefening}', het bestand '{name}.yaml'."
            self.add(line_of(raw, "oefening"), said, "dezelfde naam")
        self.between(script.niveau, 1, 4, raw, "niveau")
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", script.tijd):
            self.add(line_of(raw, "tijd"), f"'{script.tijd}' is geen tijd.", "uren en minuten, bijvoorbeeld 13:45")
        self.between(script.duur_minuten, 5, 600, raw, "duur_minuten")
        self.filled(raw, "titel", "leerdoel", "inleiding")

    def person(self) -> None:
        person, raw = self.script.persoon, self.raw["persoon"]
        self.between(person.vertrouwen, 0, 4, raw, "vertrouwen")
        self.filled(raw, "naam", "begint", "dicht")
        reactions = raw["reacties"]
        for key in person.reacties:
            self.names([key], REACTIONS, "soort", reactions, key)
        for kind in REACTIONS:
            if not [line for line in person.reacties.get(kind, ()) if line.strip()]:
                self.add(line_of(reactions, kind), f"er is geen reactie op '{kind}'.", "minstens één regel")

    def question(self, raw: Any, ident: str, how: tuple[str, ...], field: str = "vraag") -> None:
        questions = self.knowledge.questions
        if ident not in questions:
            self.names([ident], questions, "vraag", raw, field)
        elif questions[ident].hoe not in how:
            where = "waarnemingen" if questions[ident].hoe in SEEN else "antwoorden"
            said = f"vraag '{ident}' hoort hier niet (hoe: {questions[ident].hoe})."
            self.add(line_of(raw, field), said, f"deze vraag onder '{where}'")

    def facts(self, facts: Mapping[str, Any], raw: Any, where: str = "") -> None:
        """The values fit; with `where` (a question) they are part of the record, and nothing else there contradicts them."""
        for name, value in facts.items():
            fact, line = self.knowledge.facts.get(name), line_of(raw, name)
            if fact is None:
                self.add(line, f"onbekend feit '{name}'.", "een feit uit feiten.yaml", nearest(name, self.knowledge.facts))
                continue
            try:
                answer = read_answer(self.knowledge, fact, value)
            except ValueProblem as problem:
                self.add(line, problem.found, problem.expected, problem.nearest)
                continue
            if name not in self.knowledge.question_of:
                self.add(line, f"geen vraag van deze flow gaat over '{name}'.", "een feit van een vraag van de flow")
            known = self.record.get(name)
            if where and known and (known[0].waarde, known[0].status) != (answer.waarde, answer.status):
                self.add(line, f"'{name}' heeft bij vraag '{known[1]}' een andere waarde.", "overal dezelfde waarde")
            elif where:
                self.record[name] = (answer, where)

    def replies(self) -> None:
        seen: dict[str, int] = {}
        for reply, raw in zip(self.script.antwoorden, self.raw["antwoorden"], strict=True):
            self.once(reply.vraag, seen, raw)
            self.question(raw, reply.vraag, SPOKEN)
            self.facts(reply.feiten, raw.get("feiten", raw), reply.vraag)
            self.between(reply.nodig, 0, 4, raw, "nodig")
            self.reply(reply, raw)

    def reply(self, reply: Reply, raw: Any) -> None:
        for field in ("zegt", "geeft", "meegaand"):
            for key in raw.get(field, ()):
                self.names([key], KINDS, "soort", raw[field], key)
        for kind, facts in reply.geeft.items():
            self.names(facts, reply.feiten, "feit van deze vraag", raw["geeft"], kind)
        for kind, wrong in reply.meegaand.items():
            self.facts(wrong, raw["meegaand"][kind])
        if reply.feiten and not reply.zegt.keys() & {"open", "gericht", "uitleg"}:
            self.add(line_of(raw), f"vraag '{reply.vraag}' levert niets op.", "bij zegt: een tekst bij open, gericht of uitleg")
        if reply.feiten and not reply.waarom.strip():
            self.add(line_of(raw), f"bij vraag '{reply.vraag}' ontbreekt 'waarom'.", "waarom dit de juiste vastlegging is")

    def once(self, ident: str, seen: dict[str, int], raw: Any) -> None:
        if ident in seen:
            said = f"'{ident}' staat hier twee keer (eerder op regel {seen[ident]})."
            self.add(line_of(raw), said, "elke vraag één keer")
        seen.setdefault(ident, line_of(raw))

    def observations(self) -> None:
        seen: dict[str, int] = {}
        for part, raw in zip(self.script.waarnemingen, self.raw.get("waarnemingen", ()), strict=True):
            self.once(part.vraag, seen, raw)
            self.question(raw, part.vraag, SEEN)
            self.facts(part.feiten, raw.get("feiten", raw), part.vraag)
            self.filled(raw, "te_zien")

    def signals(self) -> None:
        seen: dict[str, int] = {}
        for signal, raw in zip(self.script.signalen, self.raw.get("signalen", ()), strict=True):
            self.once(signal.signaal, seen, raw)
            if signal.bij != "begin":
                self.question(raw, signal.bij, SPOKEN + SEEN, "bij")
                parts = {raw_part["vraag"] for raw_part in self._parts()}
                if signal.bij in self.knowledge.questions and signal.bij not in parts:
                    said = f"bij vraag '{signal.bij}' staat in deze oefening niets, dus dit signaal is nooit te merken."
                    self.add(line_of(raw, "bij"), said, "begin, of een vraag onder antwoorden of waarnemingen")
            self.facts(signal.feiten, raw["feiten"])
            self.filled(raw, "te_merken", "waarom", "feiten")

    def interruptions(self) -> None:
        for part, raw in zip(self.script.onderbrekingen, self.raw.get("onderbrekingen", ()), strict=True):
            self.between(part.na, 1, 200, raw, "na")
            if not 2 <= len(part.keuzes) <= 4:
                self.add(line_of(raw, "keuzes"), f"er zijn {len(part.keuzes)} keuzes.", "twee tot vier keuzes")
            if not any(choice.goed == "ja" for choice in part.keuzes):
                self.add(line_of(raw, "keuzes"), "geen keuze is goed.", "minstens één keuze met goed: ja")
            for choice, item in zip(part.keuzes, raw["keuzes"], strict=True):
                self.between(choice.vertrouwen, -1, 1, item, "vertrouwen")

    def duty(self) -> None:
        plan, raw = self.script.plicht, self.raw["plicht"]
        self.names(plan.after, self.knowledge.questions, "vraag", raw, "na")
        self.names([plan.status], self.knowledge.facts["info5j_status"].waarden, "stand", raw, "status")

    def routes(self) -> None:
        plan, raw = self.script.route, self.raw["route"]
        self.names(plan.past, self.knowledge.routes, "voorziening", raw, "past")
        for name in plan.past_niet:
            self.names([name], self.knowledge.routes, "voorziening", raw["past_niet"], name)
            if name in plan.past:
                self.add(line_of(raw["past_niet"], name), f"'{name}' staat ook bij 'past'.", "één van beide")

    def playable(self, card: Card) -> None:
        """A conversation in which all of the record is answered has every fact on its path, and says the same of the routes."""
        answers = {name: answer for name, (answer, _where) in self.record.items()}
        found = assess(self.knowledge, answers, card, self.script.dag)
        for name in sorted(found.path.off):
            raw = next(r for r in self._parts() if name in r.get("feiten", ()))
            condition = self.knowledge.question_of[name].wanneer.text
            said = f"'{name}' hoort niet bij het gesprek als alles is vastgelegd zoals hier staat."
            self.add(line_of(raw["feiten"], name), said, f"dat geldt: {condition}")
        verdicts = {verdict.route.id: verdict.oordeel for verdict in found.verdicts}
        raw = self.raw["route"]
        for name in self.script.route.past:
            if verdicts.get(name) == "gesloten":
                said = f"'{name}' past volgens de regels niet bij wat hier is vastgelegd (gesloten)."
                self.add(line_of(raw, "past"), said, "een voorziening die open is, of andere feiten")
        for name in self.script.route.past_niet:
            if verdicts.get(name) == "primair":
                said = f"'{name}' past volgens de regels juist wel bij wat hier is vastgelegd (primair)."
                self.add(line_of(raw["past_niet"], name), said, "een voorziening die niet past, of andere feiten")

    def _parts(self) -> list[Any]:
        return [*self.raw["antwoorden"], *self.raw.get("waarnemingen", ())]
