"""From the files of `flows/` to one `Knowledge`, with every mistake of every file named in one go."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from gesprek.errors import InputProblems, Problem, nearest
from gesprek.knowledge.converting import convert, no_expression, source_problems, unknown_names
from gesprek.knowledge.expressions import Expression, parse_expression
from gesprek.knowledge.model import Card, Duty, Fact, Flow, Gate, Knowledge, Question, Route, Source, Topic, Words
from gesprek.knowledge.words import check_words
from gesprek.knowledge.yaml_source import LocatedDict, LocatedList, line_of, read_yaml
from gesprek.paths import flows_dir

__all__ = ["FLOWS", "load_card", "load_knowledge"]

FLOWS = ("aangifte", "informatief-gesprek")
_PER_FACT = ("feiten", "keuzes")
GROUPS = ("contactroutes", "benadert_verdachte", "politiefase_lokaal")
_T = TypeVar("_T")


@functools.lru_cache(maxsize=8)
def load_knowledge(flow: str = "aangifte", root: Path | None = None) -> Knowledge:
    """Everything flow `flow` needs, from `root` (default: the shipped `flows/`). Raises InputProblems."""
    return _Loader(root or flows_dir()).knowledge(flow)


def load_card(name: str, knowledge: Knowledge, root: Path | None = None) -> Card:
    """The sociale kaart called `name`, or the one in the file `name` when that is a path. Raises InputProblems."""
    folder = (root or flows_dir()) / "sociale-kaart"
    path = folder / f"{name}.yaml"
    if "/" in name or name.endswith((".yaml", ".yml")):
        path = Path(name)
    elif not path.is_file():
        known = sorted(p.stem for p in folder.glob("*.yaml"))
        problem = Problem(
            "--kaart", 1, f"er is geen kaart '{name}'.", "één van " + ", ".join(known) + ", of een pad", nearest(name, known)
        )
        raise InputProblems([problem])
    problems: list[Problem] = []
    shown = str(path) if path.parent != folder else f"sociale-kaart/{path.name}"
    card = convert(read_yaml(path, shown), Card, shown, problems)
    if card is not None:
        rows = read_yaml(path, shown)["voorzieningen"]
        for index, entry in enumerate(card.voorzieningen):
            if entry.route not in knowledge.routes:
                near = nearest(entry.route, knowledge.routes)
                problems.append(
                    Problem(shown, line_of(rows[index], "route"), f"onbekende voorziening '{entry.route}'.", "", near)
                )
    if problems or card is None:
        raise InputProblems(problems)
    return card


class _Loader:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.digest = hashlib.sha256()
        self.raw: dict[str, Any] = {}
        self.taken: dict[str, str] = {}
        self.facts: dict[str, Fact] = {}
        self.gate_names: frozenset[str] = frozenset()

    def knowledge(self, name: str) -> Knowledge:
        if not (self.root / name / "flow.yaml").is_file():
            known = sorted(p.parent.name for p in self.root.glob("*/flow.yaml"))
            raise InputProblems(
                [Problem("flow", 1, f"er is geen flow '{name}'.", "één van " + ", ".join(known), nearest(name, known))]
            )
        sources = self._items("bronnen.yaml", Source, "bron")
        self.facts = self._items("feiten.yaml", Fact, "feit")
        gates_raw = self._read("poorten.yaml")
        self.gate_names = frozenset(g.get("id", "") for g in gates_raw)
        gates = self._list(gates_raw, Gate, "poorten.yaml", lambda t: parse_expression(t, self.facts, None))
        routes = self._routes()
        duty = convert(self._read("informatieplicht.yaml"), Duty, "informatieplicht.yaml", self.problems)
        flow_path = f"{name}/flow.yaml"
        flow_raw = self._read(flow_path)
        flow = self._flow(flow_raw, flow_path)
        words = (*self._words(f"{name}/woorden.yaml", flow), *self._words_taken_over(flow))
        for folder in (self.root / "documenten", self.root / name / "documenten"):
            for template in sorted(folder.glob("*.j2")):
                self.digest.update(template.read_bytes())
        if flow and duty:
            self._names(flow.opnieuw, self.facts, "feit", flow_path, flow_raw, "opnieuw")
            self._names(flow.ook_in_verklaring, self.facts, "feit", flow_path, flow_raw, "ook_in_verklaring")
            self._check_names(flow, flow_raw, flow_path, gates, routes, duty)
        self._check_sources(sources)
        if self.problems or flow is None or duty is None:
            raise InputProblems(self.problems)
        mine = tuple(gate for gate in gates if name in gate.flow)
        questions = {q.id: q for topic in flow.onderwerpen for q in topic.vragen}
        also = {name: [*self.facts[name].hoort_in, "aangifte"] for name in flow.ook_in_verklaring}
        return Knowledge(
            facts={**self.facts, **{n: msgspec.structs.replace(self.facts[n], hoort_in=there) for n, there in also.items()}},
            flow=flow,
            gates=mine,
            routes=routes,
            duty=duty,
            sources=sources,
            groups={group: frozenset(r.id for r in routes.values() if group in r.groepen) for group in GROUPS},
            questions=questions,
            question_of={fact: q for q in questions.values() for fact in q.feiten},
            topic_of={q.id: topic for topic in flow.onderwerpen for q in topic.vragen},
            path_order=self._path_order(flow, mine, flow_raw, flow_path),
            sha256=self.digest.hexdigest(),
            root=self.root,
            words=words,
        )

    def _read(self, name: str) -> Any:
        path = self.root / name
        raw = read_yaml(path, name)
        self.digest.update(path.read_bytes())
        self.raw[name] = raw
        return raw

    def _list(self, raw: Any, kind: type[_T], shown: str, parse: Callable[[str], Expression] = no_expression) -> list[_T]:
        if not isinstance(raw, LocatedList):
            self.problems.append(Problem(shown, line_of(raw), "dit bestand moet een lijst zijn.", "- sleutel: waarde"))
            return []
        found = []
        for item in raw:
            converted = convert(item, kind, shown, self.problems, parse)
            if converted is not None:
                found.append(converted)
        return found

    def _items(self, name: str, kind: type[_T], key: str) -> dict[str, _T]:
        raw = self._read(name)
        items: dict[str, _T] = {}
        for item in self._list(raw, kind, name):
            ident = getattr(item, key)
            if ident in items:
                self.problems.append(Problem(name, 1, f"'{ident}' staat twee keer in dit bestand.", "elke naam één keer"))
            items[ident] = item
        return items

    def _routes(self) -> dict[str, Route]:
        routes: dict[str, Route] = {}
        parse = functools.partial(parse_expression, facts=self.facts, gates=self.gate_names)
        for path in sorted((self.root / "voorzieningen").glob("*.yaml")):
            shown = f"voorzieningen/{path.name}"
            raw = self._read(shown)
            for item in raw if isinstance(raw, LocatedList) else [raw]:
                route = convert(item, Route, shown, self.problems, parse)
                if route is None:
                    continue
                if route.id in routes:
                    self.problems.append(
                        Problem(shown, line_of(item, "id"), f"voorziening '{route.id}' bestaat al.", "een eigen id")
                    )
                routes[route.id] = route
                self._check_route(route, item, shown)
        return routes

    def _check_route(self, route: Route, raw: Any, shown: str) -> None:
        for index, condition in enumerate(route.voorwaarden):
            if condition.aard == "praktijk" and (
                condition.als_niet in ("gesloten", "later") or condition.als_onbekend == "later"
            ):
                self.problems.append(
                    Problem(
                        shown,
                        line_of(raw["voorwaarden"][index]),
                        f"praktijk sluit nooit iets (voorwaarde {condition.id}).",
                        "als_niet: niet_primair of vermeld",
                    )
                )
        goals = self.facts["doel_slachtoffer"].waarden if "doel_slachtoffer" in self.facts else {}
        for field in ("dient", "dient_ook"):
            self._names(getattr(route, field), goals, "doel", shown, raw, field)
        needs = self.facts["behoefte_emotioneel"].waarden if "behoefte_emotioneel" in self.facts else {}
        self._names(route.behoeften, needs, "behoefte", shown, raw, "behoeften")
        self._names(route.groepen, GROUPS, "groep", shown, raw, "groepen")

    def _names(self, used: Iterable[str], known: Iterable[str], what: str, shown: str, raw: Any, field: str) -> None:
        self.problems += unknown_names(used, known, what, shown, raw, field)

    def _flow(self, raw: Any, shown: str) -> Flow | None:
        parse = functools.partial(parse_expression, facts=self.facts, gates=self.gate_names)
        if not isinstance(raw, LocatedDict) or not isinstance(raw.get("onderwerpen"), LocatedList):
            self.problems.append(Problem(shown, line_of(raw), "'onderwerpen' ontbreekt.", "een lijst van onderwerpen"))
            return None
        for topic in raw["onderwerpen"]:
            questions = topic.get("vragen", LocatedList())
            for index, question in enumerate(questions):
                if isinstance(question, LocatedDict) and "uit" in question:
                    questions[index] = self._taken_over(question, shown)
            for question in questions:
                question.setdefault("wanneer", "altijd")
        topics = []
        for topic in raw["onderwerpen"]:
            questions = self._list(topic.get("vragen", LocatedList()), Question, shown, parse)
            topics.append(Topic(id=topic.get("id", ""), titel=topic.get("titel", ""), vragen=questions))
        head = {key: value for key, value in raw.items() if key != "onderwerpen"}
        located = LocatedDict(head)
        located.lines, located.line = raw.lines, raw.line
        located["onderwerpen"] = []
        flow = convert(located, Flow, shown, self.problems)
        return msgspec.structs.replace(flow, onderwerpen=topics) if flow else None

    def _taken_over(self, question: LocatedDict, shown: str) -> LocatedDict:
        """A question of another flow (`uit`), with what is said otherwise here."""
        name = str(question.pop("uit"))
        there = self._questions_of(name)
        ident = str(question.get("id", ""))
        if ident not in there:
            line = line_of(question, "uit")
            found = f"er is geen vraag '{ident}' in flow '{name}'."
            self.problems.append(Problem(shown, line, found, "", nearest(ident, there)))
            return question
        self.taken[ident] = name
        merged = LocatedDict({**there[ident], **question})
        merged.line = question.line
        merged.lines = {**dict.fromkeys(there[ident], question.line), **question.lines}
        return merged

    def _questions_of(self, name: str) -> dict[str, LocatedDict]:
        """The questions of another flow as they stand in its file, by id; none when there is no such flow."""
        path = f"{name}/flow.yaml"
        if not (self.root / path).is_file():
            return {}
        raw = self.raw[path] if path in self.raw else self._read(path)
        return {question["id"]: question for topic in raw["onderwerpen"] for question in topic["vragen"]}

    def _words(self, shown: str, flow: Flow | None) -> tuple[Words, ...]:
        """The words of the flow; none in a flow that was kept before there were any, whose hash must stay what it was."""
        if flow is None or not (self.root / shown).is_file():
            return ()
        raw = self._read(shown)
        found = self._list(raw, Words, shown)
        if isinstance(raw, LocatedList) and len(found) == len(raw):
            self.problems += check_words(found, raw, shown, flow, self.facts)
        return tuple(found)

    def _words_taken_over(self, flow: Flow | None) -> Iterator[Words]:
        """The words of the questions that were taken over from other flows; they are checked where they stand."""
        questions = {question.id: question for topic in flow.onderwerpen for question in topic.vragen} if flow else {}
        for name in sorted(set(self.taken.values())):
            path = f"{name}/woorden.yaml"
            for raw in self._read(path) if (self.root / path).is_file() else ():
                question = questions.get(raw.get("vraag", ""))
                if question is None or self.taken.get(question.id) != name:
                    continue
                words = convert(raw, Words, path, self.problems)
                if words is not None:
                    own = {field: {f: v for f, v in getattr(words, field).items() if f in question.feiten} for field in _PER_FACT}
                    yield msgspec.structs.replace(words, **own)

    def _check_names(self, flow: Flow, raw: Any, shown: str, gates: list[Gate], routes: Mapping[str, Route], duty: Duty) -> None:
        seen: dict[str, str] = {}
        for topic in raw["onderwerpen"]:
            for question in topic["vragen"]:
                for fact in question.get("feiten", ()):
                    line = line_of(question, "feiten")
                    if fact not in self.facts:
                        self.problems.append(Problem(shown, line, f"onbekend feit '{fact}'.", "", nearest(fact, self.facts)))
                    if fact in seen:
                        self.problems.append(
                            Problem(shown, line, f"'{fact}' wordt al gevraagd in '{seen[fact]}'.", "elk feit één keer")
                        )
                    seen[fact] = question.get("id", "")
        gates_raw = self.raw["poorten.yaml"]
        for gate, item in zip(gates, gates_raw, strict=False):
            for field in ("sluit", "houdt_tegen", "blijft_tegen", "vraagt_om"):
                self._names(getattr(gate, field), [*GROUPS, *routes], "voorziening of groep", "poorten.yaml", item, field)
            self._names(gate.vereist, self.facts, "feit", "poorten.yaml", item, "vereist")
        content = self.facts["info5j_inhoud"].waarden if "info5j_inhoud" in self.facts else {}
        self._names(
            duty.gegeven.inhoud, content, "onderdeel", "informatieplicht.yaml", self.raw["informatieplicht.yaml"], "gegeven"
        )

    def _check_sources(self, sources: Mapping[str, Source]) -> None:
        for shown, raw in self.raw.items():
            if shown != "bronnen.yaml":
                self.problems += source_problems(shown, raw, sources)

    def _path_order(self, flow: Flow, gates: tuple[Gate, ...], raw: Any, shown: str) -> tuple[Question, ...]:
        """The questions in an order in which every condition only looks back. A circle is a mistake."""
        by_fact = {fact: q for topic in flow.onderwerpen for q in topic.vragen for fact in q.feiten}
        gate_facts = {gate.id: gate.speelt.facts for gate in gates}
        order: dict[str, Question] = {}
        busy: set[str] = set()

        def visit(question: Question) -> None:
            if question.id in order:
                return
            if question.id in busy:
                raise InputProblems(
                    [Problem(shown, line_of(raw), f"de voorwaarde van vraag '{question.id}' loopt in een kring.")]
                )
            busy.add(question.id)
            needed = set(question.wanneer.facts)
            for gate in question.wanneer.gates:
                needed |= gate_facts.get(gate, frozenset())
            for fact in sorted(needed):
                if fact in by_fact and by_fact[fact].id != question.id:
                    visit(by_fact[fact])
                elif fact in by_fact:
                    found = f"vraag '{question.id}' hangt af van haar eigen antwoord."
                    raise InputProblems([Problem(shown, line_of(raw), found)])
            order[question.id] = question

        for topic in flow.onderwerpen:
            for question in topic.vragen:
                visit(question)
        return tuple(order.values())
