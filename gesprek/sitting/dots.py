"""Sensitive facts as dots: what somebody who looks along on the screen does not need to read.

The question at hand stays readable, for whoever answers it must see it. All else that tells of a sensitive fact is covered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from gesprek.knowledge import Knowledge
from gesprek.report import Documents, Sentence, with_other_words
from gesprek.sitting.talk import Talk

__all__ = ["DOTS", "cover", "covered", "dotted"]

DOTS = "••••"
PLAIN = frozenset({"strafrechtelijk"})
"""What does not make a fact one for dots: the whole conversation is about an offence."""
_WORD = re.compile(r"[^\s]+")


def _sensitive(knowledge: Knowledge, facts: Iterable[str]) -> bool:
    return any(set(knowledge.facts[fact].gevoelig) - PLAIN for fact in facts if fact in knowledge.facts)


def covered(talk: Talk, facts: Iterable[str]) -> bool:
    """True when dots are on and one of these facts is sensitive."""
    return talk.dots and _sensitive(talk.k, facts)


def dotted(text: str) -> str:
    """A dot for every character but the spaces."""
    return _WORD.sub(lambda word: "•" * len(word.group()), text)


def cover(documents: Documents, knowledge: Knowledge, notes: Iterable[str] = ()) -> Documents:
    """The documents with dots for each sentence that stands on a sensitive fact, or repeats one of these notes.

    What the officer wrote and has no place any more is covered too: nobody can tell what it stood on.
    """
    said = tuple(notes)

    def other(sentence: Sentence) -> Sentence:
        repeats = any(sentence.zin.rstrip(".") in note or note in sentence.zin for note in said)
        if not repeats and not _sensitive(knowledge, sentence.feiten):
            return sentence
        return msgspec.structs.replace(sentence, zin=dotted(sentence.zin))

    shown = with_other_words(documents, other)
    homeless = tuple((name, made, dotted(words)) for name, made, words in documents.homeless)
    return Documents(shown.texts, shown.sentences, homeless)
