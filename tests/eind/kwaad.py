"""Texts that a terminal would obey or hide, and how to see in what a program sent that one of them came through."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

__all__ = ["PAYLOADS", "kinds", "text"]

PAYLOADS: dict[str, str] = {
    "OSC 52 with ST": "\x1b]52;c;Z2VsZWt0\x1b\\",
    "OSC 52 with BEL": "\x1b]52;c;Z2VsZWt0\x07",
    "OSC 0": "\x1b]0;titel\x1b\\",
    "OSC 8": "\x1b]8;;http://kwaad.invalid\x1b\\",
    "CSI 2J": "\x1b[2J",
    "CSI 6n": "\x1b[6n",
    "cursor up": "\x1b[5A",
    "RIS": "\x1bc",
    "DCS of tmux": "\x1bPtmux;\x1b\x1b]52;c;Z2U=\x07\x1b\\",
    "APC": "\x1b_Gkwaad\x1b\\",
    "C1 CSI": "\x9b2J",
    "C1 OSC": "\x9d52;c;Z2U=\x9c",
    "RLO": "\u202e",
    "LRI": "\u2066",
    "ZWSP": "\u200b",
    "tag letters": "\U000e0041\U000e0042",
    "DEL": "\x7f",
    "SO": "\x0e",
    "SUB": "\x1a",
    "NUL": "\x00",
    "BS": "\x08",
    "BEL": "\x07",
    "CR": "\r",
    "U+2028": "\u2028",
    "U+FEFF": "\ufeff",
}
"""The texts that were measured to reach a terminal, and one more."""

_SEQUENCE = re.compile(
    r"\x1b\[(?P<mark>[<-?]?)(?P<numbers>[0-9;:]*)(?P<end>[ -/]*[@-~])"
    r"|\x1b\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)?"
    r"|\x1b(?P<string>[PX^_][^\x1b]{0,8})(?:[^\x1b]|\x1b[^\\])*?\x1b\\"
    r"|\x1b(?P<other>[ -/]*[0-~])"
    r"|\r\n"
    r"|(?P<single>.)",
    re.DOTALL,
)
_EVERYWHERE = frozenset({"m", "H"})
"""Colours, and going to a place: whatever the numbers."""
_OBEYED = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})


def kinds(raw: bytes) -> set[str]:
    """The kinds of control sequences and characters in what was sent to a terminal."""
    return set(_kinds(raw.decode("utf-8", "surrogateescape")))


def _kinds(sent: str) -> Iterator[str]:
    for found in _SEQUENCE.finditer(sent):
        if found["end"]:
            numbers = "" if found["end"] in _EVERYWHERE and not found["mark"] else found["numbers"]
            yield f"CSI {found['mark']}{numbers}{found['end']}"
        elif found["osc"] is not None:
            yield f"OSC {found['osc'][:8]}"
        elif found["string"] or found["other"]:
            yield f"ESC {found['string'] or found['other']}"
        elif found["single"] and unicodedata.category(found["single"]) in _OBEYED:
            yield f"U+{ord(found['single']):04X}"


def text(turn: int, between: str = " ", *, without: str = "") -> str:
    """All of them in one text, each between letters of its own; `turn` says which comes first. without: what none may hold."""
    numbered = [f"k{n:02d}{p}e{n:02d}" for n, p in enumerate(PAYLOADS.values()) if not (without and without in p)]
    at = turn % len(numbered)
    return between.join(numbered[at:] + numbered[:at])
