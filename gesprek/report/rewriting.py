"""Sentences that the officer rewrote, put in the place of those that were made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from gesprek.report.scribe import Documents, Sentence

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
    sentences: list[Sentence] = []
    pieces: dict[str, list[str]] = {name: [] for name in documents.texts}
    at = dict.fromkeys(documents.texts, 0)
    for made in documents.sentences:
        name, key = made.document, (made.document, as_made(made))
        begin = documents.texts[name].find(made.zin, at[name])
        if begin < 0:  # two sentences that were written as one stay as they are
            sentences.append(made)
            continue
        words = rewritten.get(key, "")
        if words:
            found.add(key)
            mark = made.zin[len(key[1]) :]
            shown = msgspec.structs.replace(made, zin=words.rstrip(";.") + mark if mark else words, origineel=made.zin)
        else:
            shown = made
        pieces[name] += [documents.texts[name][at[name] : begin], shown.zin]
        at[name] = begin + len(made.zin)
        sentences.append(shown)
    texts = {name: "".join(parts) + documents.texts[name][at[name] :] for name, parts in pieces.items()}
    homeless = tuple((*key, words) for key, words in rewritten.items() if key not in found)
    own = [sentence for sentence in sentences if sentence.origineel and sentence.document != "advies"]
    if own and texts.get("bevindingen"):
        told = _told(own)
        texts["bevindingen"] += f"\n\n{HEAD}\n{told}"
        sentences.append(Sentence("bevindingen", HEAD, told, (), "vast"))
    return Documents(texts, sentences, homeless)


def _told(own: Sequence[Sentence]) -> str:
    """Who reads the texts knows which words are the officer's."""
    quoted = "; ".join(f"“{sentence.zin}”" for sentence in own)
    if len(own) == 1:
        return f"Deze zin heb ik, verbalisant, zelf verwoord: {quoted}."
    return f"Deze zinnen heb ik, verbalisant, zelf verwoord: {quoted}."
