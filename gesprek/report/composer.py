"""The documents of a conversation. Templates are read at first use; after that this is pure."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Template, TemplateError

from gesprek.dialogue import Situation
from gesprek.dialogue.conversation import Conversation
from gesprek.knowledge import Knowledge
from gesprek.report.advice_text import Advice
from gesprek.report.environment import load_templates, template_problem
from gesprek.report.facts import Facts, FactView
from gesprek.report.people import Other, Speaker
from gesprek.report.rewriting import rewrite
from gesprek.report.scribe import Documents, Scribe, Sentence
from gesprek.report.unspoken import unspoken

__all__ = ["DOCUMENTS", "compose", "documents_of", "file_titles", "texts_for_files"]

DOCUMENTS = ("aangifte", "bevindingen", "advies")
"""The statement, the findings and the advice: three texts that never mix."""


def compose(
    situation: Situation,
    decision: Any = None,
    notes: Sequence[Any] = (),
    folder: Path | None = None,
    rewritten: Mapping[tuple[str, str], str] | None = None,
) -> Documents:
    """The three documents as they stand now. `decision` and `notes` are the officer's, for the advice only.

    `folder` holds other templates than those of the flow. `rewritten` are the sentences that the officer worded, by document and
    sentence as it was made. Raises InputProblems when a template is wrong.
    """
    templates = _templates(situation.knowledge, folder)
    views: dict[str, FactView] = {}
    texts: dict[str, str] = {}
    sentences: list[Sentence] = []
    for document in DOCUMENTS:
        template = templates.get(document)
        if template is None:
            texts[document] = ""
            continue
        scribe = _write(document, template, situation, views, decision, notes)
        texts[document] = scribe.text()
        sentences += scribe.sentences
    return rewrite(Documents(texts, sentences), rewritten or {})


def documents_of(conversation: Conversation, situation: Situation | None = None) -> Documents:
    """The documents of a conversation with all that its officer decided, noted and rewrote.

    situation: another than it stands in now, as with what is being typed. Raises InputProblems when a template is wrong.
    """
    return compose(
        situation or conversation.situation,
        decision=conversation.decision,
        notes=tuple(conversation.notes),
        rewritten=conversation.rewritten,
    )


def file_titles(knowledge: Knowledge) -> tuple[str, ...]:
    """What the files of the three documents are called: the statement after its flow, the other two by their own names."""
    return (knowledge.flow.flow, *DOCUMENTS[1:])


def texts_for_files(conversation: Conversation) -> dict[str, str]:
    """The three texts by what their files are called. Raises InputProblems when a template is wrong."""
    texts = documents_of(conversation).texts
    return {title: texts[document] for title, document in zip(file_titles(conversation.knowledge), DOCUMENTS, strict=True)}


@functools.lru_cache(maxsize=8)
def _templates(knowledge: Knowledge, folder: Path | None) -> dict[str, Template]:
    return load_templates(folder or knowledge.root / knowledge.flow.flow / "documenten", DOCUMENTS, knowledge.facts)


def _write(
    document: str, template: Template, situation: Situation, views: dict[str, FactView], decision: Any, notes: Sequence[Any]
) -> Scribe:
    answers = situation.path.answers
    words = situation.knowledge.facts
    scribe = Scribe(document, answers)
    who = Speaker(answers)
    other = Other(answers, reported=who.aangifte, own_words=document != "bevindingen")
    context = {
        "_stuk": scribe,
        "f": Facts(words, answers, views, scribe.read),
        "wie": who,
        "ander": other,
        "s": situation,
        "weggelaten": functools.partial(unspoken, situation),
        "besluit": decision,
        "notities": notes,
    }
    if document == "advies":  # judgements exist for no other document
        context["advies"] = Advice(situation, who, other)
    try:
        for _ in template.root_render_func(template.new_context(context)):
            pass
    except (TemplateError, TypeError, ValueError, LookupError, AttributeError, ArithmeticError) as error:
        raise template_problem(template, error) from error
    return scribe
