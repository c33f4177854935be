"""The texts sentence by sentence, in lines: to the answer behind one, or other words for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gesprek.errors import GesprekError
from gesprek.i18n import _
from gesprek.report import DOCUMENTS, Sentence, documents_of
from gesprek.sitting.choice import Choice
from gesprek.sitting.sentence import about, reword, ways
from gesprek.sitting.side import view_name

if TYPE_CHECKING:
    from gesprek.regel.conversation import Conversing

__all__ = ["sentence_by_sentence"]


def sentence_by_sentence(on: Conversing, words: str) -> str:
    """Choose a sentence (with these words in it, or out of one text) and what to do with it. Returns a fact to go to, or ""."""
    try:
        sentences = documents_of(on.talk.c).sentences
    except GesprekError as problem:  # a mistake in a template must not cost a conversation
        on.say(str(problem))
        return ""
    if words:
        found = [s for s in sentences if all(word in s.zin.casefold() for word in words.casefold().split())]
    else:
        views = [Choice(name, view_name(on.talk, name)) for name in DOCUMENTS]
        document = on.asking.choose(_("Zin voor zin"), _("Uit welk stuk?"), views)
        found = [s for s in sentences if s.document == document]
        if document is None:
            return ""
    if not found:
        on.say(_("Er is geen zin met '{tekst}'.").format(tekst=words) if words else _("Er is hier geen zin om te verbeteren."))
        return ""
    options = [Choice(str(number), sentence.zin) for number, sentence in enumerate(found)]
    chosen = "0" if len(found) == 1 else on.asking.choose(_("Welke zin?"), "", options)
    return "" if chosen is None else _do(on, found[int(chosen)])


def _do(on: Conversing, sentence: Sentence) -> str:
    options = ways(on.talk, sentence)
    if not options:
        on.say(about(sentence), _("Deze zin staat altijd in dit stuk; hij staat niet op een antwoord."))
        return ""
    chosen = on.asking.choose(_("Deze zin"), about(sentence), options) or ""
    kind, _colon, fact = chosen.partition(":")
    if kind == "schrijf":
        on.say(_("De zin wordt gemerkt als door u geschreven; het antwoord zelf verandert niet."))
        typed = on.asking.inside(_("De nieuwe zin (leeg: terug): "))
        if typed:
            _word(on, sentence, typed)
    elif kind == "terug":
        _word(on, sentence, "")
    return fact if kind == "feit" else ""


def _word(on: Conversing, sentence: Sentence, words: str) -> None:
    told: list[str] = []
    if on.act(lambda: told.append(reword(on.talk, sentence, words))):
        on.say(*told)
