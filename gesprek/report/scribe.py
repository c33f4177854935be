"""What a template wrote down, turned into a text and a list of sentences that know what they stand on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from gesprek.report.sentences import bullet, finish, literal_mark, restore, split_sentences

__all__ = ["Documents", "Origin", "Scribe", "Sentence", "located", "with_other_words"]

Origin = Literal["citaat", "verklaring", "waarneming", "vast"]
_USUAL: Mapping[str, Origin] = {"aangifte": "verklaring"}


class Sentence(msgspec.Struct, frozen=True):
    """One sentence of a document: under which heading, on which facts, and who speaks in it.

    origineel: the sentence as it was made, when the officer rewrote it.
    """

    document: str
    kop: str
    zin: str
    feiten: tuple[str, ...]
    soort: Origin
    origineel: str = ""


@dataclass(frozen=True)
class Documents:
    """The documents of a conversation as plain text, and every sentence of them in order.

    homeless: rewritten sentences (document, as it was made, as rewritten) that are no longer made: an answer has changed.
    """

    texts: dict[str, str]
    sentences: list[Sentence]
    homeless: tuple[tuple[str, str, str], ...] = ()


def located(documents: Documents) -> Iterator[tuple[Sentence, int]]:
    """Every sentence in order, and where it begins in the text of its document; -1 when it does not stand there as it is."""
    at = dict.fromkeys(documents.texts, 0)
    for sentence in documents.sentences:
        begin = documents.texts[sentence.document].find(sentence.zin, at[sentence.document])
        if begin >= 0:
            at[sentence.document] = begin + len(sentence.zin)
        yield sentence, begin


def with_other_words(documents: Documents, other: Callable[[Sentence], Sentence]) -> Documents:
    """The documents with for each sentence what `other` makes of it, in the same place."""
    sentences: list[Sentence] = []
    pieces: dict[str, list[str]] = {name: [] for name in documents.texts}
    done = dict.fromkeys(documents.texts, 0)
    for made, begin in located(documents):
        shown = other(made) if begin >= 0 else made
        sentences.append(shown)
        if begin >= 0:
            pieces[made.document] += [documents.texts[made.document][done[made.document] : begin], shown.zin]
            done[made.document] = begin + len(made.zin)
    texts = {name: "".join([*parts, documents.texts[name][done[name] :]]) for name, parts in pieces.items()}
    return Documents(texts, sentences, documents.homeless)


class Scribe:
    """Takes down what one template says, in order, and which facts are looked at meanwhile."""

    __slots__ = (
        "_alinea",
        "_answered",
        "_chunks",
        "_list",
        "_pending",
        "_where",
        "document",
        "heading",
        "literals",
        "read",
        "sentences",
    )

    def __init__(self, document: str, answered: Iterable[str]) -> None:
        self.document = document
        self.read: list[str] = []
        self.literals: list[str] = []
        self.sentences: list[Sentence] = []
        self.heading = ""
        self._answered = frozenset(answered)
        self._chunks: list[str] = []
        self._pending: list[tuple[int, str]] = []
        self._where = "begin"  # what stands last: begin, kop, zin, punt
        self._alinea = False
        self._list: list[tuple[int, int]] = []  # open list items: (chunk, first sentence)

    # -- what the tags call ----------------------------------------------------------------------------------------

    def start(self) -> None:
        """A sentence begins: from here every fact that is looked at counts for it."""
        self.read.clear()

    def quote(self, words: str) -> str:
        """Literal words in double quotes, kept byte for byte; returns the mark that stands for them."""
        self.literals.append(f'"{words}"')
        return literal_mark(len(self.literals) - 1, words)

    def head(self, text: str, level: int = 1) -> None:
        """A heading; it is only written when a sentence follows before the next heading of its level."""
        self._pending = [(n, t) for n, t in self._pending if n < level]
        self._pending.append((level, finish(text).rstrip(".")))

    def paragraph(self) -> None:
        """The next sentence starts a new paragraph."""
        self._alinea = True

    def sentence(self, text: str, facts: Iterable[str], soort: Origin | None) -> None:
        """One or more sentences; nothing at all when the text is empty."""
        text = finish(text)
        if text:
            self._flush()
            self._write(text, {"begin": "", "kop": "\n", "zin": "\n\n" if self._alinea else " ", "punt": "\n\n"}[self._where])
            self._record(text, facts, soort)
            self._where, self._alinea = "zin", False

    def point(self, text: str, facts: Iterable[str], soort: Origin | None) -> None:
        """A list item on a line of its own."""
        text = bullet(text)
        if text:
            self._flush()
            gap = "\n\n" if self._alinea and self._where != "kop" else "\n"
            if gap == "\n\n":
                self._close_list()
            self._write("- " + text, "" if self._where == "begin" else gap)
            self._list.append((len(self._chunks) - 1, len(self.sentences)))
            self._record(text, facts, soort)
            self._where, self._alinea = "punt", False

    # -- putting it together ---------------------------------------------------------------------------------------

    def text(self) -> str:
        """The whole document."""
        self._close_list()
        return "".join(self._chunks)

    def _flush(self) -> None:
        for _, heading in self._pending:
            self._close_list()
            self._chunks.append(heading if self._where == "begin" else "\n\n" + heading)
            self.heading = heading
            self._where, self._alinea = "kop", False
        self._pending.clear()

    def _write(self, text: str, gap: str) -> None:
        if not text.startswith("- "):
            self._close_list()
        self._chunks.append(gap + restore(text, self.literals))

    def _record(self, text: str, facts: Iterable[str], soort: Origin | None) -> None:
        used = tuple(fact for fact in dict.fromkeys([*facts, *self.read]) if fact in self._answered)
        usual: Origin = _USUAL.get(self.document, "waarneming") if used else "vast"
        for piece in split_sentences(text):
            quoted = "\x02" in piece or "\x05" in piece
            origin: Origin = "citaat" if quoted else soort or usual
            self.sentences.append(Sentence(self.document, self.heading, restore(piece, self.literals), used, origin))

    def _close_list(self) -> None:
        """Items that start small end with a semicolon, the last one with a full stop."""
        for place, (chunk, first) in enumerate(self._list):
            text = self._chunks[chunk].lstrip("\n")[2:]
            if text[:1].islower():
                mark = "." if place == len(self._list) - 1 else ";"
                self._chunks[chunk] += mark
                old = self.sentences[first]
                self.sentences[first] = Sentence(old.document, old.kop, old.zin + mark, old.feiten, old.soort)
        self._list.clear()
