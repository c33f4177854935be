"""Breaking text into lines of a width in cells."""

from __future__ import annotations

from functools import lru_cache

from rich.cells import cell_len, chop_cells

__all__ = ["Line", "fit", "wrap"]

Line = tuple[str, str]
"""A paragraph and its kind: plain, kop, zacht, goed, fout or let."""


@lru_cache(maxsize=8192)
def wrap(text: str, width: int, indent: int = 0) -> tuple[str, ...]:
    """`text` in lines of at most `width` cells. Lines after the first begin with `indent` spaces; a paragraph that
    begins with spaces keeps them on every line, and two more after the first. Line ends are kept."""
    width = max(12, width)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        body = paragraph.lstrip(" ")
        lead = min(len(paragraph) - len(body), width // 2)
        lines += [" " * lead + line for line in _wrap(body, width - lead, indent or (2 if lead else 0))]
    return tuple(lines)


def _wrap(paragraph: str, width: int, indent: int) -> list[str]:
    lines: list[str] = []
    line, used = "", 0
    for word in paragraph.split(" "):
        size = cell_len(word)
        if line and used + 1 + size > width:
            lines.append(line)
            line, used = " " * indent + word, indent + size
        elif line:
            line, used = f"{line} {word}", used + 1 + size
        else:
            line, used = word, size
        while used > width:
            head, *rest = chop_cells(line, width)
            lines.append(head)
            line = "".join(rest)
            used = cell_len(line)
    return [*lines, line]


def fit(text: str, width: int) -> str:
    """`text` on one line of at most `width` cells, with a mark where it was cut."""
    text = " ".join(text.split())
    if cell_len(text) <= width:
        return text
    return chop_cells(text, max(1, width - 1))[0].rstrip() + "…"
