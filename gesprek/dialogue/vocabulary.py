"""What the words of a flow point at: the expressions of `woorden.yaml`, labels and options, ready to be found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gesprek.knowledge import Knowledge, Words
from gesprek.knowledge.stems import EMPTY, NEGATIONS, content_stems, person_of, says_enough, weak_stems, words_of

__all__ = ["Expression", "Target", "Vocabulary"]

TOLD, LABEL = 1.0, 0.6
"""How much an expression of the word list weighs, and the words of a label or an option, which find nothing alone."""
PER_WORD, PER_COMMON = 0.35, 0.15
"""What every further word of an expression adds, and every common one."""
LEFT = 0.7
"""The most that an expression weighs of which little is left without its small words ("op het plein"): it finds nothing alone."""
SHARED = 0.3
"""How fast an expression loses weight when more questions have it."""


@dataclass(frozen=True, slots=True)
class Target:
    """What may be proposed: a question, or a topic when there is none, with its first fact."""

    topic: str
    question: str
    fact: str


@dataclass(frozen=True, slots=True)
class Expression:
    """Stems that must stand near each other, what they point at, how much they weigh, and the option they name (or none).

    persons: with one stem or only common ones ("mijn man", "volgt mij"), the persons that must stand beside it.
    """

    stems: tuple[str, ...]
    target: Target
    fact: str
    choice: str
    weight: float
    denies: bool = False
    persons: frozenset[str] = frozenset()


class Vocabulary:
    """Every expression of a flow. by_stem: those that need a stem, under the rarest of their stems."""

    def __init__(self, knowledge: Knowledge) -> None:
        told = _shared(list(_told(knowledge)))
        known = {(e.stems, e.target) for e in told}
        shared = [*told, *(e for e in _shared(list(_labels(knowledge))) if e.choice or (e.stems, e.target) not in known)]
        self.stems = frozenset(s for e in shared for s in e.stems)
        rarity: dict[str, int] = defaultdict(int)
        for expression in shared:
            for one in expression.stems:
                rarity[one] += 1
        self.by_stem: dict[str, list[Expression]] = defaultdict(list)
        for expression in shared:
            self.by_stem[min(expression.stems, key=lambda s: rarity[s])].append(expression)


def _shared(expressions: list[Expression]) -> list[Expression]:
    """The expressions, lighter the more questions have them."""
    targets: dict[tuple[tuple[str, ...], frozenset[str]], set[Target]] = defaultdict(set)
    for one in expressions:
        targets[one.stems, one.persons].add(one.target)
    return [replace(one, weight=one.weight / len(targets[one.stems, one.persons]) ** SHARED) for one in expressions]


def _target(knowledge: Knowledge, words: Words) -> Target:
    if words.vraag:
        question = knowledge.questions[words.vraag]
        return Target(knowledge.topic_of[question.id].id, question.id, question.feiten[0])
    topic = next(t for t in knowledge.flow.onderwerpen if t.id == words.onderwerp)
    return Target(topic.id, "", topic.vragen[0].feiten[0])


def _told(knowledge: Knowledge) -> Iterator[Expression]:
    for words in knowledge.words:
        target = _target(knowledge, words)
        for text in words.woorden:
            yield _expression(text, target)
        for fact, texts in words.feiten.items():
            yield from (_expression(text, target, fact) for text in texts)
        for fact, values in words.keuzes.items():
            for value, texts in values.items():
                yield from (_expression(text, target, fact, value) for text in texts)


def _expression(text: str, target: Target, fact: str = "", choice: str = "", base: float = TOLD) -> Expression:
    stems = content_stems(text)
    listed = words_of(text)
    common = sum(one in weak_stems() for one in stems)
    strong = len(stems) - common
    needs = len(stems) == 1 or not strong
    persons = frozenset(filter(None, map(person_of, listed))) if needs else frozenset()
    weight = base + PER_WORD * max(0, strong - 1) + PER_COMMON * (common if strong else common - 1)
    if len(stems) == 1 and (not strong if persons else len(listed) > 2):
        weight = min(weight, LEFT)
    return Expression(stems, target, fact, choice, weight, not NEGATIONS.isdisjoint(listed), persons)


def _labels(knowledge: Knowledge) -> Iterator[Expression]:
    """The words of what facts and their options are called."""
    for question in knowledge.questions.values():
        target = Target(knowledge.topic_of[question.id].id, question.id, question.feiten[0])
        for name in question.feiten:
            fact = knowledge.facts[name]
            if says_enough(_without_common(fact.label)):
                yield _expression(_without_common(fact.label), target, name, base=LABEL)
            if fact.soort not in ("keuze", "meerkeuze"):
                continue
            for value, label in fact.waarden.items():
                if not NEGATIONS.isdisjoint(words_of(label)) or not says_enough(_without_common(label)):
                    continue
                yield _expression(label, target, name, value, LABEL)


def _without_common(text: str) -> str:
    return " ".join(word for word in words_of(text) if word not in _COMMON)


_COMMON = frozenset(
    """aangever verdachte ander andere anders misschien soort wens moment naam datum woorden eigen gegeven gedaan besproken nodig
    gewenst weet geen niet verteld uitgelegd betrokken klopt tekst contact waar zaak teken signaal ja""".split()
) | EMPTY  # fmt: skip
"""Words of labels that many labels have; alone they point at nothing."""
