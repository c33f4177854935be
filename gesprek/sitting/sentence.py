"""What can be done with a sentence of a text: go to an answer it stands on, word it in another way, or put it back."""

from __future__ import annotations

from gesprek.i18n import _
from gesprek.report import Sentence, as_made
from gesprek.sitting.choice import Choice
from gesprek.sitting.talk import Talk

__all__ = ["about", "reword", "ways"]

_ANSWERS_AT_MOST = 6


def about(sentence: Sentence) -> str:
    """The sentence, and what it was when the officer wrote it."""
    if not sentence.origineel:
        return f"“{sentence.zin}”"
    return f"“{sentence.zin}”\n\n" + _("Was: “{zin}”").format(zin=sentence.origineel)


def ways(talk: Talk, sentence: Sentence) -> list[Choice]:
    """ "feit:FEIT" goes to an answer, "schrijf" words the sentence, "terug" puts it back. None for one that is always there, once
    nothing changes any more."""
    facts = talk.k.facts
    asked = [fact for fact in sentence.feiten if fact in talk.k.question_of][:_ANSWERS_AT_MOST]
    options = [Choice(f"feit:{fact}", _("Naar het antwoord: {feit}").format(feit=_(facts[fact].label))) for fact in asked]
    if sentence.soort != "vast" and not (talk.c.fixed or talk.locked):
        options.append(Choice("schrijf", _("Deze zin zelf schrijven")))
        if sentence.origineel:
            options.append(Choice("terug", _("De oorspronkelijke zin terugzetten")))
    return options


def reword(talk: Talk, sentence: Sentence, words: str) -> str:
    """Word it so; no words put it back as it was made. Says what was done. Raises GesprekError."""
    talk.c.rewrite(sentence.document, as_made(sentence), words, talk.clock())
    if words:
        return _("De zin staat er zoals u hem schreef; de oorspronkelijke blijft bewaard.")
    return _("De zin staat er weer zoals hij was.")
