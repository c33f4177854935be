"""Sentences that the officer rewrote, put in the place of those that were made."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from gesprek.report.scribe import Documents, Sentence, with_other_words

__all__ = ["as_made", "rewrite"]

HEAD = "Zelf verwoord"


def as_made(sentence: Sentence) -> str:
    """By what a rewritten sentence is known: the words it was made with. Of an item of a list without the mark that its place
    in the list gives it."""
    words = sentence.origineel or sentence.zin
    return words.rstrip(";.") if words[:1].islower() else words


def rewrite(documents: Documents, rewritten: Mapping[tuple[str, str], str]) -> Documents:
    """`documents` with these sentences (by document and `as_made`) as the officer wrote them.

    What is no longer made has no place in a text; it is in `homeless`, so that nobody's words are lost.
    """
    if not rewritten:
        return documents
    found: set[tuple[str, str]] = set()

    def other(made: Sentence) -> Sentence:
        key = (made.document, as_made(made))
        words = rewritten.get(key)
        if words is None:
            return made
        found.add(key)
        mark = made.zin[len(key[1]) :]
        return msgspec.structs.replace(made, zin=words.rstrip(";.") + mark if mark else words, origineel=made.zin)

    written = with_other_words(documents, other)
    homeless = tuple((*key, words) for key, words in rewritten.items() if key not in found)
    return _told(Documents(written.texts, written.sentences, homeless))


def _told(documents: Documents) -> Documents:
    """The same, with in the findings which words are the officer's: who reads the texts must know."""
    own = [sentence for sentence in documents.sentences if sentence.origineel and sentence.document != "advies"]
    if not own or not documents.texts.get("bevindingen"):
        return documents
    quoted = "; ".join(f"“{sentence.zin}”" for sentence in own)
    begin = "Deze zin heb" if len(own) == 1 else "Deze zinnen heb"
    told = f"{begin} ik, verbalisant, zelf verwoord: {quoted}" + ("" if own[-1].zin.endswith((".", "!", "?")) else ".")
    facts = tuple(dict.fromkeys(fact for sentence in own for fact in sentence.feiten))
    texts = {**documents.texts, "bevindingen": f"{documents.texts['bevindingen']}\n\n{HEAD}\n{told}"}
    return Documents(texts, [*documents.sentences, Sentence("bevindingen", HEAD, told, facts, "vast")], documents.homeless)
