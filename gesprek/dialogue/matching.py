"""Where a note may belong: the questions and topics that its words point at, ranked. It proposes; it never answers. Pure.

Better none than nonsense: below a threshold nothing is proposed. What is denied ("geen letsel"), feared or only possible
never proposes an option, at most the question.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from gesprek.dialogue.vocabulary import Expression, Target, Vocabulary
from gesprek.knowledge import Knowledge
from gesprek.knowledge.stems import EMPTY, NEGATIONS, Token, person_of, stem, tokens, weak_stems

__all__ = ["MOST", "Matcher", "Proposal", "Span", "matcher_of", "words_at"]

MOST = 6
THRESHOLD = 0.8
LEAD = 0.3
"""What stands so far below the first proposal is left out: its share of the first score."""
SLACK = 4
"""How many other words may stand between the words of an expression."""
BESIDE = 3
"""How far from its one word a person of an expression ("mijn man") may stand."""
DENIED, ANSWERED, TOPIC, MORE = 0.85, 0.7, 0.75, 0.35
"""What is left of the weight of what is denied, answered already, or only a topic; and what a second expression adds."""
_BEFORE, _AFTER = 4, 3
_DOUBT = frozenset(
    """als bijna dreigt dreigde dreigden dreigen misschien zou zouden stel wilde wou probeerde bang alsof of mogelijk
    waarschijnlijk vermoed vermoedelijk wellicht denk geloof""".split()
)
"""Words that make what stands near them uncertain."""
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A question (or a topic, when `question` is empty) that words of a note point at.

    fact: where accepting it leads. choice: the option that the words name, as a proposal only; often none.
    spans: the places of those words in the note. answered: everything in it has an answer already.
    """

    topic: str
    question: str
    fact: str
    choice: str
    spans: tuple[Span, ...]
    score: float
    answered: bool


@dataclass(slots=True)
class _Found:
    """What was found for one target: per expression its weight, the tokens, the facts and the options it names."""

    weights: dict[tuple[str, ...], float] = field(default_factory=dict)
    places: set[int] = field(default_factory=set)
    facts: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    choices: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    denied: set[tuple[str, str]] = field(default_factory=set)


class Matcher:
    """Finds where notes may belong in one body of knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.words = Vocabulary(knowledge)
        self._places = {name: place for place, name in enumerate(knowledge.questions)}
        self._parts: dict[str, tuple[str, ...]] = {}

    def proposals(self, text: str, answered: Collection[str] = (), within: Collection[str] | None = None) -> list[Proposal]:
        """At most six, best first. answered: facts that have an answer. within: the facts that may be asked; None for all."""
        listed = list(tokens(text))
        found = self._found(listed)
        ranked = [p for target, one in found.items() if (p := self._proposal(target, one, listed, answered, within)) is not None]
        ranked.sort(key=lambda p: (-p.score, self._order(p)))
        known = {p.topic for p in ranked if p.question}
        ranked = [p for p in ranked if p.question or p.topic not in known]
        return [p for p in ranked if p.score >= max(THRESHOLD, LEAD * ranked[0].score)][:MOST]

    def _order(self, proposal: Proposal) -> tuple[bool, int]:
        """Of what weighs the same: what is asked aloud first, then as the flow has it."""
        question = self.knowledge.question_of[proposal.fact]
        return question.hoe != "vragen", self._places[question.id]

    # -- finding -----------------------------------------------------------------------------------------------------

    def _found(self, words: Sequence[Token]) -> dict[Target, _Found]:
        found: dict[Target, _Found] = defaultdict(_Found)
        for sentence in _sentences(words):
            places: dict[str, list[int]] = defaultdict(list)
            for index in sentence:
                if words[index].word in EMPTY:
                    continue
                for one in self._stems_of(words[index]):
                    places[one].append(index)
            for anchor in places:
                for expression in self.words.by_stem.get(anchor, ()):
                    for at in places[anchor]:
                        matched = _near(expression, anchor, at, places)
                        if matched is not None and _with_persons(expression, at, words):
                            self._count(found[expression.target], expression, matched, words)
                            break
        return found

    def _stems_of(self, word: Token) -> tuple[str, ...]:
        """The stem, and when it is not known, those of the longest known parts of the compound."""
        if word.stem in self.words.stems or word.stem in weak_stems() or len(word.word) < 7:
            return (word.stem,)
        if word.word not in self._parts:
            self._parts[word.word] = (word.stem, *_compound(word.word, self.words.stems))
        return self._parts[word.word]

    @staticmethod
    def _count(found: _Found, expression: Expression, matched: tuple[int, ...], words: Sequence[Token]) -> None:
        denied = _near_word(NEGATIONS, matched, words)
        weight = expression.weight * (DENIED if denied and not expression.denies and len(expression.stems) > 1 else 1)
        if weight > found.weights.get(expression.stems, 0):
            found.weights[expression.stems] = weight
        found.places.update(matched)
        if expression.fact:
            found.facts[expression.fact] += weight
        if expression.choice:
            if denied or _near_word(_DOUBT, matched, words):
                found.denied.add((expression.fact, expression.choice))
            else:
                found.choices[expression.fact].add(expression.choice)

    # -- ranking -----------------------------------------------------------------------------------------------------

    def _proposal(
        self, target: Target, found: _Found, words: Sequence[Token], answered: Collection[str], within: Collection[str] | None
    ) -> Proposal | None:
        facts = self._facts(target)
        open_ = [f for f in facts if within is None or f in within]
        best = sorted(found.weights.values(), reverse=True)
        if not open_ or not found.places:
            return None
        score = best[0] + MORE * sum(best[1:])
        done = all(f in answered for f in open_)
        if not target.question:
            score *= TOPIC
        if done:
            score *= ANSWERED
        if score < THRESHOLD:
            return None
        named = [f for f in sorted(found.facts, key=lambda f: -found.facts[f]) if f in open_]
        fact = next(iter([f for f in named if found.choices.get(f)] or named), "")
        fact = fact or next((f for f in open_ if f not in answered), open_[0])
        choices = {value for value in found.choices.get(fact, ()) if (fact, value) not in found.denied}
        choice = next(iter(choices)) if len(choices) == 1 and fact not in answered else ""
        return Proposal(target.topic, target.question, fact, choice, _spans(found.places, words), round(score, 3), done)

    def _facts(self, target: Target) -> list[str]:
        if target.question:
            return self.knowledge.questions[target.question].feiten
        topic = next(t for t in self.knowledge.flow.onderwerpen if t.id == target.topic)
        return [fact for question in topic.vragen for fact in question.feiten]


@functools.lru_cache(maxsize=4)
def matcher_of(knowledge: Knowledge) -> Matcher:
    """The matcher of a body of knowledge; made once."""
    return Matcher(knowledge)


def words_at(text: str, spans: Iterable[Span]) -> str:
    """The words of a note at these places, with a mark where others stood between."""
    return " … ".join(" ".join(text[start:end].split()) for start, end in spans)


def _sentences(words: Sequence[Token]) -> Iterator[list[int]]:
    sentence: list[int] = []
    for index, word in enumerate(words):
        if sentence and words[sentence[-1]].sentence != word.sentence:
            yield sentence
            sentence = []
        sentence.append(index)
    if sentence:
        yield sentence


def _near(expression: Expression, anchor: str, at: int, places: dict[str, list[int]]) -> tuple[int, ...] | None:
    """The tokens of the expression round this one, when all of them stand near enough."""
    if len(expression.stems) == 1:
        return (at,)
    room = len(expression.stems) + SLACK
    matched = [at]
    for one in expression.stems:
        if one != anchor:
            close = [p for p in places.get(one, ()) if abs(p - at) <= room]
            if not close:
                return None
            matched.append(min(close, key=lambda p: abs(p - at)))
    return tuple(sorted(set(matched))) if max(matched) - min(matched) <= room + 1 else None


def _with_persons(expression: Expression, at: int, words: Sequence[Token]) -> bool:
    """True when the persons of the expression stand within a few words of it."""
    if not expression.persons:
        return True
    around = words[max(0, at - BESIDE) : at + BESIDE + 1]
    return expression.persons <= {person_of(word.word) for word in around}


def _near_word(listed: Collection[str], matched: tuple[int, ...], words: Sequence[Token]) -> bool:
    """True when one of these words stands in the clause of the match: before it, inside, or just after."""
    first, last = matched[0], matched[-1]
    clauses = {words[i].clause for i in matched}
    around = range(max(0, first - _BEFORE), min(len(words), last + _AFTER + 1))
    return any(words[i].word in listed and words[i].clause in clauses for i in around)


def _compound(word: str, known: Collection[str]) -> tuple[str, ...]:
    """The stems of the known parts of a compound: voordeurruit holds ruit and, when known, voordeur."""
    best: tuple[str, ...] = ()
    for cut in range(3, len(word) - 3):
        tail = stem(word[cut:])
        if tail not in known or word[cut:] in EMPTY:
            continue
        head = next((h for h in (word[:cut], word[: cut - 1]) if len(h) >= 3 and stem(h) in known), "")
        if head:
            return (stem(head), tail)
        best = best or (tail,)
    return best


def _spans(places: Iterable[int], words: Sequence[Token]) -> tuple[Span, ...]:
    """Token numbers as places in the text; words that follow each other are one."""
    spans: list[Span] = []
    last = -2
    for index in sorted(places):
        word = words[index]
        if index == last + 1 and spans:
            spans[-1] = (spans[-1][0], word.end)
        else:
            spans.append((word.start, word.end))
        last = index
    return tuple(spans)
