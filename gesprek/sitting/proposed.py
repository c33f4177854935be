"""The questions that a note may belong to. A proposal is accepted or not; it never answers."""

from __future__ import annotations

from collections.abc import Callable

from gesprek.dialogue.matching import Proposal, matcher_of, words_at
from gesprek.i18n import _
from gesprek.knowledge import Knowledge, clean_text
from gesprek.sitting.talk import Talk

__all__ = ["Lookup", "accept", "keep_note", "named", "proposals_for", "shown", "suggested_option"]

Lookup = Callable[[str], list[Proposal]]


def proposals_for(talk: Talk) -> Lookup:
    """A function that finds where a text may belong in this conversation, of what may be asked in it."""

    def find(typed: str) -> list[Proposal]:
        path = talk.c.situation.path
        return matcher_of(talk.k).proposals(clean_text(typed), talk.c.answers.keys(), set(path.facts))

    return find


def named(knowledge: Knowledge, proposal: Proposal) -> str:
    """What a proposal is called: its fact, or its topic."""
    if proposal.question:
        return _(knowledge.facts[proposal.fact].label)
    return _(next(topic.titel for topic in knowledge.flow.onderwerpen if topic.id == proposal.topic))


def shown(knowledge: Knowledge, proposal: Proposal, typed: str) -> str:
    """A proposal in a line: the question, the words that lead to it, and the option that they may mean."""
    words = f'"{words_at(typed, proposal.spans)}"'
    fact = knowledge.facts[proposal.fact]
    option = fact.waarden.get(proposal.choice, "") if proposal.choice and fact.soort == "keuze" else ""
    said = _("{vraag}: {woorden}, misschien: {keuze}") if option else _("{vraag}: {woorden}")
    if proposal.answered:
        said += " " + _("(al beantwoord)")
    return said.format(vraag=named(knowledge, proposal), woorden=words, keuze=_(option))


def keep_note(talk: Talk) -> None:
    """Keep what was typed as a note on the topic at hand. Raises GesprekError."""
    typed, talk.note_draft = talk.note_draft, ""
    talk.c.note(talk.topic.id, typed, talk.clock())


def accept(talk: Talk, proposal: Proposal) -> None:
    """Keep the note, or take the last one of the topic when nothing was typed; link it, and go to the question."""
    keep_note(talk)
    number = max(i for i, note in enumerate(talk.c.notes) if note.topic == talk.topic.id)
    talk.c.link(number, proposal.fact, proposal.spans, talk.clock(), choice=proposal.choice)
    talk.move(proposal.fact)


def suggested_option(talk: Talk) -> str:
    """The option that the words of a linked note seem to name for the fact at hand; nothing once it has an answer."""
    if talk.answer is not None or talk.here in talk.drafts or talk.fact.soort != "keuze":
        return ""  # of several options one alone would steer
    options = [link.choice for _note, link in talk.c.told(talk.question) if link.fact == talk.here]
    return options[-1] if options and options[-1] in talk.fact.waarden else ""
