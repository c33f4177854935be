"""The form of sentences: white space, full stops, capitals, and where one sentence ends and the next begins.

Words of people are protected while a sentence is being formed. Control characters never occur in them (they are taken
out when a value is read), so these four can stand for what must survive:

    \\x02n\\x02   literal words number n, which do not end their sentence
    \\x05n\\x05   literal words number n, which end with a full stop, question mark or exclamation mark
    \\x03        a new paragraph inside somebody's text
    \\x04        a new line inside somebody's text
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

__all__ = [
    "LINE",
    "PARAGRAPH",
    "bullet",
    "capital",
    "finish",
    "forget",
    "free_text",
    "literal_mark",
    "restore",
    "split_sentences",
]

PARAGRAPH = "\x03"
LINE = "\x04"
_OPEN, _ENDED = "\x02", "\x05"
_MARK = re.compile(r"[\x02\x05](\d+)[\x02\x05]")
_SPACE = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_BEFORE = re.compile(r" +([.,;:!?])(?=\s|$)")
_AROUND = re.compile(r" *([\x03\x04]) *")
_DOUBLE = re.compile(r"(?<!\.)\.\.(?=[ \x03\x04]|$)|(?<=[!?…])\.(?=[ \x03\x04]|$)|(?<=\x05)\.(?=[ \x03\x04]|$)")
_MANY = re.compile(r"\.{4,}")
_CLOSED = re.compile(r"[.!?…:;][\"'”’)]*$|[.!?…][\"'”’)\]]*$")
_BOUNDARY = re.compile(r"((?:[.!?…]+[\"”’)]*|\x05))(?:\s+(?=[A-ZÀ-Þ\"“'‘(€0-9\x02\x05])|\s*[\x03\x04]\s*)|\s*[\x03\x04]\s*")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\"])(?:[A-Z]|dhr|mevr|mw|mr|dr|drs|ir|ing|prof|nr|nrs|art|ca|bijv|bv|tel|jl|blz|resp|incl|excl|st|t\.a\.v|o\.a|e\.d)\.$",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"(?:^|[\s(\".])[A-Z]\.$")
_FIRST = re.compile(r"[^\W\d_]")


def free_text(text: str) -> str:
    """Somebody's text as running text: its paragraphs and its own lines stay, other line ends become a space."""
    paragraphs = []
    for paragraph in re.split(r"\n[ \t]*\n\s*", text.strip()):
        lines = [line.strip() for line in paragraph.split("\n") if line.strip()]
        whole = ""
        for line in lines:
            if not whole:
                whole = line
            elif line[0].islower() or line[0].isdigit() or (_CLOSED.search(whole) and not line.startswith(("-", "*", "•"))):
                whole += " " + line
            else:
                whole += LINE + line
        paragraphs.append(capital(whole if _CLOSED.search(whole) else whole + "."))
    return PARAGRAPH.join(paragraphs)


def literal_mark(number: int, words: str) -> str:
    """What stands for literal words while their sentence is being formed."""
    mark = _ENDED if words.rstrip(")]'’”\"").endswith((".", "!", "?", "…")) else _OPEN
    return f"{mark}{number}{mark}"


def restore(text: str, literals: Sequence[str]) -> str:
    """`text` with the literal words and the line ends back in place."""
    if PARAGRAPH in text or LINE in text:
        text = text.replace(PARAGRAPH, "\n\n").replace(LINE, "\n")
    if _OPEN in text or _ENDED in text:
        text = _MARK.sub(lambda m: literals[int(m.group(1))] if int(m.group(1)) < len(literals) else "", text)
    return text


def capital(text: str) -> str:
    """`text` with a capital at the start, as Dutch writes it ("IJ" together; "'s Avonds")."""
    if text[:1].isupper():
        return text
    if text[:2] == "ij":
        return "IJ" + text[2:]
    if re.match(r"['’][a-z]\b", text):
        return text[:3] + text[3:4].upper() + text[4:]
    if text[:1].islower():
        return text[0].upper() + text[1:]
    if text[:1] in "(" and text[1:2].islower():
        return text[0] + text[1].upper() + text[2:]
    return text


@functools.lru_cache(maxsize=4096)
def _tidy(text: str) -> str:
    text = _SPACE.sub(" ", text).strip(" ")
    if PARAGRAPH in text or LINE in text:
        text = _AROUND.sub(r"\1", text).strip("\x03\x04 ")
    return _BEFORE.sub(r"\1", text)


def _one_stop(text: str) -> str:
    """One mark at the end of a sentence, whatever the value and the template brought."""
    text = _DOUBLE.sub(lambda m: "." if m.group() == ".." else "", text)
    return _MANY.sub("...", text)


@functools.lru_cache(maxsize=4096)
def finish(text: str) -> str:
    """A sentence (or several) with single spaces, a capital at the start and one mark at the end; empty stays empty."""
    text = _tidy(text)
    if not text:
        return ""
    text = _one_stop(text)
    if not text.endswith(_ENDED) and not _CLOSED.search(text):
        text += "."
    return capital(text)


@functools.lru_cache(maxsize=4096)
def bullet(text: str) -> str:
    """A list item without a mark at the end when it starts small (the list adds those), else as a sentence."""
    text = _tidy(text)
    if text and text[0].islower():
        return _one_stop(text).rstrip(".; ")
    return finish(text)


@functools.lru_cache(maxsize=4096)
def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a finished text, in order. When in doubt two stay one."""
    found: list[str] = []
    start = 0
    for match in _BOUNDARY.finditer(text):
        broken = PARAGRAPH in match.group() or LINE in match.group()
        end = match.end(1) if match.group(1) else match.start()
        piece = text[start:end]
        if not broken and (piece.count('"') % 2 or _ABBREVIATION.search(piece) or _INITIAL.search(piece)):
            continue
        if piece.strip():
            found.append(piece.strip())
        start = match.end()
    rest = text[start:].strip()
    return (*found, rest) if rest else tuple(found)


def forget() -> None:
    """Drop every text that was kept to be quick: for when a record is wiped."""
    for kept in (_tidy, finish, bullet, split_sentences):
        kept.cache_clear()
