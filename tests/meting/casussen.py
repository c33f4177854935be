"""Random but complete cases, for measuring: the same seed gives the same cases."""

from __future__ import annotations

import json
import random
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from gesprek.dialogue import Answer, assess, make_answer
from gesprek.knowledge import Card, Fact, Knowledge, plain_value

__all__ = ["DAY", "as_case_file", "full_case"]

DAY = date(2026, 11, 23)
WORDS = "Ik zag dat de ruit kapot was. Ik hoorde mijn buurman zeggen dat ik moest ophouden. Wij hebben al drie jaar ruzie."


def _text(rng: random.Random) -> str:
    words = WORDS.split()
    start = rng.randrange(len(words) - 5)
    return " ".join(words[start : start + rng.randint(4, 12)]).capitalize()


def _value(fact: Fact, routes: list[str], rng: random.Random) -> Any:
    def some(options: list[str]) -> tuple[str, ...]:
        return tuple(rng.sample(options, min(len(options), rng.randint(1, 3))))

    makers: dict[str, Any] = {
        "keuze": lambda: rng.choice(list(fact.waarden)),
        "meerkeuze": lambda: some(list(fact.waarden)),
        "meerkeuze_route": lambda: some(routes),
        "route": lambda: rng.choice(routes),
        "datum": lambda: date(2026, rng.randint(1, 12), rng.randint(1, 28)),
        "datumtijd": lambda: datetime(2026, rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23), rng.randint(0, 59)),
        "getal": lambda: rng.randint(1, 90),
        "bedrag": lambda: Decimal(rng.randint(100, 500_000)) / 100,
        "lijst": lambda: tuple(_row(fact, routes, rng) for _ in range(rng.randint(1, 2))),
    }
    return makers.get(fact.soort, lambda: _text(rng))()


def _row(fact: Fact, routes: list[str], rng: random.Random) -> dict[str, str]:
    choices = {fact.waarden_van: list(fact.waarden), "uitkomst": list(fact.uitkomsten), "route": routes}
    return {part: rng.choice(choices[part]) if choices.get(part) else _text(rng) for part in fact.onderdelen}


def full_case(knowledge: Knowledge, card: Card, rng: random.Random) -> list[tuple[str, Answer]]:
    """Answers to everything on the path, in the order in which they were given (always the first that is open)."""
    routes = [name for name, route in knowledge.routes.items() if route.proposed]
    given: dict[str, Answer] = {}
    while rest := assess(knowledge, dict(given), card, DAY).unanswered:
        fact = knowledge.facts[rest[0]]
        given[fact.feit] = make_answer(fact, "nee" if fact.feit == "acuut_gevaar" else _value(fact, routes, rng))
    return list(given.items())


def as_case_file(knowledge: Knowledge, name: str, answers: list[tuple[str, Answer]]) -> str:
    """The case file of these answers (YAML; JSON is YAML too)."""
    facts = {fact: plain_value(answer.waarde) for fact, answer in answers}
    return json.dumps({"casus": name, "flow": knowledge.flow.flow, "feiten": facts}, ensure_ascii=False)
