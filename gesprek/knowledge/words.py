"""The words in which people speak of what a flow asks: `woorden.yaml` of a flow, typed and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gesprek.errors import Problem, nearest
from gesprek.knowledge.model import Fact, Flow, Words
from gesprek.knowledge.stems import NEGATIONS, says_enough, words_of
from gesprek.knowledge.yaml_source import line_of

__all__ = ["check_words"]

MARKED = ("keuze", "meerkeuze")
"""The kinds of facts of which an option may be proposed."""


def check_words(items: Sequence[Words], raw: Any, shown: str, flow: Flow, facts: Mapping[str, Fact]) -> list[Problem]:
    """Every mistake in the words of a flow, with its line. raw: the same items as the file holds them."""
    questions = {question.id: question for topic in flow.onderwerpen for question in topic.vragen}
    topics = {topic.id for topic in flow.onderwerpen}
    problems: list[Problem] = []
    seen: set[tuple[str, str]] = set()

    def add(line: int, found: str, expected: str = "", near: str = "") -> None:
        problems.append(Problem(shown, line, found, expected, near))

    for item, source in zip(items, raw, strict=True):
        if bool(item.vraag) == bool(item.onderwerp):
            add(line_of(source), "hier hoort een vraag of een onderwerp, niet beide.", "vraag: … of onderwerp: …")
            continue
        kind, name, known = ("vraag", item.vraag, set(questions)) if item.vraag else ("onderwerp", item.onderwerp, topics)
        if name not in known:
            add(line_of(source, kind), f"{'onbekende' if item.vraag else 'onbekend'} {kind} '{name}'.", "", nearest(name, known))
            continue
        if (kind, name) in seen:
            add(line_of(source, kind), f"{kind} '{name}' staat twee keer in dit bestand.", "elke naam één keer")
        seen.add((kind, name))
        own = questions[name].feiten if item.vraag else []
        for line, text, choice in _expressions(item, source):
            if not says_enough(text):
                add(line, f"'{text}' zegt te weinig om iets mee te vinden.", "een woord met inhoud, of meer woorden")
            if choice and not NEGATIONS.isdisjoint(words_of(text)):
                add(line, f"'{text}' ontkent iets; daarmee wordt nooit een keuze voorgesteld.", "zet het bij woorden")
        for fact in item.feiten:
            if fact not in own:
                add(line_of(source["feiten"], fact), f"'{fact}' hoort niet bij {kind} '{name}'.", "", nearest(fact, own))
        for fact, values in item.keuzes.items():
            line = line_of(source["keuzes"], fact)
            if fact not in own or facts[fact].soort not in MARKED:
                add(line, f"'{fact}' is geen feit met keuzes van {kind} '{name}'.", "", nearest(fact, own))
                continue
            for value in values:
                if value not in facts[fact].waarden:
                    near = nearest(value, facts[fact].waarden)
                    add(line_of(source["keuzes"][fact], value), f"'{value}' is geen waarde van {fact}.", "", near)
    return problems


def _expressions(item: Words, source: Any) -> Iterator[tuple[int, str, bool]]:
    """Every expression of an item: its line, the text, and whether an option hangs on it."""
    for number, text in enumerate(item.woorden):
        yield line_of(source["woorden"], number), text, False
    for fact, texts in item.feiten.items():
        yield from ((line_of(source["feiten"][fact], number), text, False) for number, text in enumerate(texts))
    for fact, values in item.keuzes.items():
        for value, texts in values.items():
            lines = source["keuzes"][fact][value]
            yield from ((line_of(lines, number), text, True) for number, text in enumerate(texts))
