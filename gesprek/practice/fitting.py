"""Which question words of one's own are about: the one at hand, another that the person can answer, or none.

By shared words only, and it says which: the stems of a question's own wordings, of what its facts are called, of what the person
answers to it, and the expressions of `woorden.yaml`. Conservative on purpose: what could be a way to put the question at hand
stays with it.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Literal

import msgspec

from gesprek.dialogue.matching import matcher_of
from gesprek.knowledge import Question
from gesprek.knowledge.stems import EMPTY, NEGATIONS, content_stems, person_of, stem, weak_stems, words_of
from gesprek.practice.kinds import HARMFUL, RECOMMENDED, same_words
from gesprek.practice.scenario import Reply, Scenario

__all__ = ["Fit", "Fitting", "How", "fitting_of"]

How = Literal["hier", "elders", "niets", "onverstaanbaar"]
"""hier: at the question at hand; elders: at another one; niets: at none; onverstaanbaar: no Dutch word in it."""

STRONG, WEAK, PLAIN = 1.0, 0.5, 0.2
"""What a shared word weighs: an ordinary one, a common one ("huis"), and one that any question may hold ("gebeurd")."""
CLEAR = 1.0
"""From here on words point clearly at a question."""
MATCHED = 0.6
"""The most that an expression of `woorden.yaml` adds: those are the words of who tells, not of who asks."""
LEAD = 1.5
"""How much better than the next one another question must be, to be the one that is answered."""
FAR = 2.0
"""How much better than the question at hand, when that one shares a word too."""
HALF = 0.5
"""The share of the words that must be the question's own, when only common ones are."""


class Fit(msgspec.Struct, frozen=True):
    """What words of one's own are about. question: the one that is answered, empty when none is."""

    how: How
    question: str
    words: tuple[str, ...] = ()


class Fitting:
    """The words of every question that is said aloud, for one scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self._matcher = matcher_of(scenario.knowledge)
        self._plain = frozenset(map(stem, scenario.kinds.everywhere))
        aloud = [q for q in scenario.knowledge.questions.values() if q.hoe in ("vragen", "vertellen")]
        self._own = {q.id: frozenset(self._words(q, every=True)) for q in aloud}
        self._good = {q.id: frozenset(self._words(q, every=False)) for q in aloud}
        self._told = {reply.vraag: frozenset(self._words_told(reply)) for reply in scenario.antwoorden}
        story = scenario.knowledge.question_of.get("feit_relaas")
        self._story = self._told.get(story.id if story else "", frozenset())
        self._known = frozenset(self._all_words())

    def fit(self, question: str, text: str) -> Fit:
        """What a text is about, when it is said at this question."""
        if not self.understood(text):
            return Fit("onverstaanbaar", "")
        if self._is_wording(question, text):
            return Fit("hier", question)
        stems = frozenset(content_stems(text))
        other = next((name for name in self._own if name != question and self._is_wording(name, text)), "")
        if other and not any(self._of(one) == STRONG for one in stems & self._own[question]):
            return self._elsewhere(other, stems)
        if self.scenario.kinds.nowhere(text):
            return Fit("niets", "")
        return self._by_words(question, text)

    def understood(self, text: str) -> bool:
        """True when there is a Dutch word in it that is known here."""
        words = words_of(text)
        return sum(map(str.isalpha, "".join(words))) > 1 and any(
            word in EMPTY or word in NEGATIONS or stem(word) in self._known for word in words if len(word) > 1
        )

    def _is_wording(self, question: str, text: str) -> bool:
        asked = self.scenario.knowledge.questions[question]
        return any(same_words(wording.text, text) for wording in self.scenario.kinds.wordings(asked))

    # -- by shared words -----------------------------------------------------------------------------------------------

    def _by_words(self, question: str, text: str) -> Fit:
        stems = frozenset(one for one in content_stems(text) if len(one) > 1)
        told = {p.question: min(MATCHED, p.score) for p in self._matcher.proposals(text) if p.question in self._own}
        own = stems & self._own[question]
        rivals = [name for name in self._good if name != question and self._may_be(name, text)]
        shared = Counter(one for name in rivals for one in stems & self._good[name])
        here = told.get(question, 0.0) + self._weight(own, shared)
        scores = {name: told.get(name, 0.0) + self._weight(stems & self._good[name], shared) for name in rivals}
        best, next_best = self._leading(scores, stems, text)
        clear = scores[best] >= CLEAR and scores[best] >= LEAD * next_best and not stems & self._good[best] <= own
        away = clear and best in self.scenario.replies
        far = clear and scores[best] >= FAR * here and (away or not own)
        told_here = self.scenario.knowledge.questions[question].hoe == "vertellen"
        sure = question in told or any(self._of(one) == STRONG for one in own)
        if (sure and (told_here or not far)) or (not away and self._mostly(question, text, stems)):
            return Fit("hier", question, tuple(sorted(own)))
        if not far and self._nothing_foreign(question, text, stems):
            return Fit("hier", question, tuple(sorted(own)))
        return self._elsewhere(best, stems) if clear else Fit("niets", "")

    def _mostly(self, question: str, text: str, stems: Collection[str]) -> bool:
        """True when half of the words are the question's own, or any is the person's in answer to it."""
        own = self._own[question].intersection(stems)
        if not self._told.get(question, frozenset()).isdisjoint(stems) and not self._presses(text):
            return True
        return bool(own) and sum(map(self._of, own)) >= HALF * sum(map(self._of, stems))

    def _nothing_foreign(self, question: str, text: str, stems: Collection[str]) -> bool:
        """True when no word points away; who refers to the story may use one word more ("vloog die steen")."""
        foreign = {one for one in stems if self._of(one) == STRONG} - self._own[question]
        if not foreign or self._presses(text):
            return not foreign
        return len(foreign - self._story) <= (not self._story.isdisjoint(foreign))

    def _may_be(self, name: str, text: str) -> bool:
        """False for a question about the other in words about the person here, and the reverse."""
        words = words_of(text)
        persons = set(map(person_of, words))
        other = not {"hij", "hem"}.isdisjoint(persons) or not {"ander", "dader", "verdachte"}.isdisjoint(words)
        facts = self.scenario.knowledge.questions[name].feiten
        if all("verdachte" in fact and not fact.startswith("angst") for fact in facts):
            return other
        return not other or "u" in persons or not all("aangever" in fact or "slachtoffer" in fact for fact in facts)

    def _presses(self, text: str) -> bool:
        """True for what harms; it may not use the words that the person would answer with."""
        return self.scenario.kinds.classify(text, goal_asked=True, safety_asked=True).kind in HARMFUL

    def _leading(self, scores: dict[str, float], stems: Collection[str], text: str) -> tuple[str, float]:
        """The question with the highest score, and the score of the next one that counts as a rival.

        Questions of one topic that share the same words are no rivals: the first of them is meant (schade before its amount),
        unless the words are about the other person.
        """
        best = max(scores, key=lambda name: scores[name])
        topic_of = self.scenario.knowledge.topic_of
        words = self._good[best].intersection(stems) - self._plain
        same = [n for n in scores if topic_of[n].id == topic_of[best].id and words and words <= self._good[n]]
        if not {"hij", "hem"}.isdisjoint(map(person_of, words_of(text))):
            same = [best]
        first = same[0] if same else best
        return first, max((score for name, score in scores.items() if name not in same and name != first), default=0.0)

    def _elsewhere(self, other: str, stems: Collection[str]) -> Fit:
        """At another question; at none when the person has nothing to say to that one."""
        if other not in self.scenario.replies:
            return Fit("niets", "")
        return Fit("elders", other, tuple(sorted(self._good[other].intersection(stems))))

    def _of(self, one: str) -> float:
        return PLAIN if one in self._plain else WEAK if one in weak_stems() else STRONG

    def _weight(self, stems: Collection[str], shared: Counter[str]) -> float:
        """What shared words weigh together; less, the more questions have them."""
        return sum(self._of(one) / math.sqrt(max(1, shared[one])) for one in sorted(stems))

    # -- the words of questions ------------------------------------------------------------------------------------------

    def _words(self, question: Question, *, every: bool) -> Iterator[str]:
        """The stems that are a question's own. every: also of the wordings that it should not have."""
        knowledge, kinds = self.scenario.knowledge, self.scenario.kinds
        for wording in kinds.wordings(question):
            if every or wording.kind in RECOMMENDED or wording.kind == "gesloten":
                yield from content_stems(wording.text)
        for expression in kinds.also_said(question):
            yield from content_stems(expression)
        for name in question.feiten:
            yield from content_stems(knowledge.facts[name].label)
            if question.id == knowledge.question_of[name].id and name == "feit_relaas":
                yield from content_stems(self.scenario.persoon.begint)

    def _words_told(self, reply: Reply) -> Iterator[str]:
        """The stems of what the person answers to a question: whoever asks on about those, asks about it."""
        for text in (*reply.zegt.values(), *_texts(msgspec.to_builtins(reply.feiten))):
            yield from (one for one in content_stems(text) if one not in weak_stems() and len(one) > 2)

    def _all_words(self) -> Iterator[str]:
        """Every stem that is known here: of the questions, the word list, the rules and the scenario."""
        yield from self._plain
        yield from weak_stems()
        yield from self._matcher.words.stems
        for stems in self._own.values():
            yield from stems
        for text in (*self.scenario.kinds.texts_of_rules(), *_texts(msgspec.to_builtins(self.scenario.persoon)), *self._shown()):
            yield from content_stems(text)
        for stems in self._told.values():
            yield from stems

    def _shown(self) -> Iterator[str]:
        yield self.scenario.inleiding
        for question in self.scenario.knowledge.questions.values():
            yield question.waarom


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


@functools.lru_cache(maxsize=32)
def fitting_of(scenario: Scenario) -> Fitting:
    """What fits where in a scenario; made once."""
    return Fitting(scenario)
