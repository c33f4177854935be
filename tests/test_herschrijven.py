"""A sentence that the officer rewrites: it stands in the text, marked, and the one that was made is kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesprek.dialogue import assess, make_answer
from gesprek.dialogue.conversation import Conversation
from gesprek.errors import NotAllowed
from gesprek.record.codec import event_of, from_bytes, kept_of, to_bytes
from gesprek.report import DOCUMENTS, Documents, Sentence, as_made, compose, documents_of
from gesprek.report.rewriting import HEAD
from gesprek.sitting.sentence import ways
from gesprek.sitting.talk import Talk
from tests.hulp import DAY, NEUTRAAL, answers, full_card, knowledge, random_answers

MOMENT = datetime(2026, 11, 23, 10, 0)


def talk(**facts: Any) -> Conversation:
    """A conversation in which these facts were answered, and those of the neutral case."""
    found = Conversation(knowledge(), full_card(), DAY)
    for fact, answer in answers({**NEUTRAAL, **facts}).items():
        found.answer(fact, answer, MOMENT)
    return found


def sentence_about(documents: Documents, document: str, fact: str) -> Sentence:
    """The first sentence of a document that stands on this fact."""
    return next(s for s in documents.sentences if s.document == document and fact in s.feiten)


def test_a_rewritten_sentence_stands_in_the_text_and_says_what_it_was() -> None:
    conversation = talk(plaats_feit="bij het station")
    before = documents_of(conversation)
    old = sentence_about(before, "aangifte", "plaats_feit")
    conversation.rewrite("aangifte", as_made(old), "Het was bij het station, aan de kant van de taxi's.", MOMENT)
    after = documents_of(conversation)
    new = sentence_about(after, "aangifte", "plaats_feit")
    assert new.zin == "Het was bij het station, aan de kant van de taxi's."
    assert new.origineel == old.zin
    assert new.feiten == old.feiten
    assert after.texts["aangifte"] == before.texts["aangifte"].replace(old.zin, new.zin, 1)
    added = after.texts["bevindingen"].removeprefix(before.texts["bevindingen"])
    assert added == f"\n\nZelf verwoord\nDeze zin heb ik, verbalisant, zelf verwoord: “{new.zin}”"


def test_what_the_findings_say_of_it_ends_with_one_stop_and_cannot_be_rewritten_itself() -> None:
    conversation = talk(plaats_feit="bij het station")
    old = as_made(sentence_about(documents_of(conversation), "aangifte", "plaats_feit"))
    for words, end in (("Bij het station.", "station.”"), ("Bij het station", "station”.")):
        conversation.rewrite("aangifte", old, words, MOMENT)
        documents = documents_of(conversation)
        assert documents.texts["bevindingen"].endswith(end)
        told = next(s for s in documents.sentences if s.kop == HEAD)
        assert [way.id for way in ways(Talk(conversation, lambda: MOMENT), told) if not way.id.startswith("feit:")] == []


def test_an_empty_text_or_the_same_words_put_the_sentence_back() -> None:
    conversation = talk(plaats_feit="bij het station")
    before = documents_of(conversation)
    old = as_made(sentence_about(before, "aangifte", "plaats_feit"))
    for put_back in ("", old):
        conversation.rewrite("aangifte", old, "Iets anders.", MOMENT)
        assert documents_of(conversation).texts != before.texts
        conversation.rewrite("aangifte", old, put_back, MOMENT)
        assert documents_of(conversation) == before


def test_when_the_answer_changes_the_rewritten_sentence_is_kept_apart_and_comes_back_with_the_answer() -> None:
    conversation = talk(plaats_feit="bij het station")
    old = as_made(sentence_about(documents_of(conversation), "aangifte", "plaats_feit"))
    conversation.rewrite("aangifte", old, "Bij het station dus.", MOMENT)
    fact = conversation.knowledge.facts["plaats_feit"]
    conversation.answer("plaats_feit", make_answer(fact, "in het park"), MOMENT)
    elsewhere = documents_of(conversation)
    assert "Bij het station dus." not in elsewhere.texts["aangifte"]
    assert elsewhere.homeless == (("aangifte", old, "Bij het station dus."),)
    conversation.undo(MOMENT)
    assert documents_of(conversation).homeless == ()
    assert "Bij het station dus." in documents_of(conversation).texts["aangifte"]


def test_what_was_rewritten_after_reading_back_is_listed() -> None:
    conversation = talk(plaats_feit="bij het station")
    made = [as_made(s) for s in documents_of(conversation).sentences if s.document == "aangifte"]
    conversation.rewrite("aangifte", made[0], "Voor het voorlezen.", MOMENT)
    assert conversation.rewritten_since_read_back() == []
    conversation.read_back(MOMENT)
    conversation.rewrite("aangifte", made[1], "Na het voorlezen.", MOMENT)
    assert conversation.rewritten_since_read_back() == [("aangifte", made[1])]


def test_a_fixed_text_is_not_rewritten() -> None:
    conversation = talk()
    conversation.mark_rest("verzonnen zaak", MOMENT)
    sentence = as_made(documents_of(conversation).sentences[0])
    conversation.read_back(MOMENT)
    conversation.fix(MOMENT)
    with pytest.raises(NotAllowed):
        conversation.rewrite("aangifte", sentence, "Iets anders.", MOMENT)


def test_a_refused_action_rewrites_nothing() -> None:
    conversation = talk()
    sentence = as_made(documents_of(conversation).sentences[0])

    def refuse(_events: Any) -> None:
        raise NotAllowed("vol")

    conversation.keeper = refuse
    with pytest.raises(NotAllowed):
        conversation.rewrite("aangifte", sentence, "Iets anders.", MOMENT)
    assert conversation.rewritten == {}


def test_a_record_brings_the_rewritten_sentences_back() -> None:
    conversation = talk(plaats_feit="bij het station")
    old = as_made(sentence_about(documents_of(conversation), "aangifte", "plaats_feit"))
    conversation.rewrite("aangifte", old, "Bij het station dus.\x1b[2J", MOMENT)
    rows = [from_bytes(to_bytes(kept_of(event))) for event in conversation.events]
    again = Conversation.from_events(knowledge(), full_card(), DAY, [event_of(row, knowledge()) for row in rows])
    assert again.rewritten == conversation.rewritten == {("aangifte", old): "Bij het station dus.[2J"}
    assert documents_of(again) == documents_of(conversation)


@settings(max_examples=25)
@given(random_answers(), st.data())
def test_any_sentence_can_be_rewritten_and_nothing_else_changes(found: Any, data: st.DataObject) -> None:
    situation = assess(knowledge(), found, full_card(), DAY)
    before = compose(situation)
    choice = data.draw(st.sampled_from(before.sentences))
    words = "Dit schreef de verbalisant zelf."
    after = compose(situation, rewritten={(choice.document, as_made(choice)): words})
    assert after.homeless == ()
    told = [s for s in after.sentences if s.kop == HEAD]
    assert len(told) == (choice.document != "advies")
    assert [as_made(s) for s in after.sentences if s not in told] == [as_made(s) for s in before.sentences]
    for name in DOCUMENTS:
        rewritten = [s for s in after.sentences if s.document == name and s.origineel]
        assert bool(rewritten) == (name == choice.document)
        back = after.texts[name]
        for sentence in told if name == "bevindingen" else ():
            back = back.removesuffix(f"\n\n{HEAD}\n{sentence.zin}")
        for sentence in rewritten:
            back = back.replace(sentence.zin, sentence.origineel, 1)
        assert back == before.texts[name]
