"""Asking in lines: a choice with numbers, a reason, a long text, a text to read. A slash works at every one of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from gesprek.errors import UnknownName
from gesprek.i18n import _
from gesprek.regel.commands import find_command, shown_name
from gesprek.regel.terminal import Interrupted, Locked, Terminal
from gesprek.sitting.choice import Choice
from gesprek.sitting.wrapping import Line

__all__ = ["END", "Asking", "Leave", "ToReport", "read_choice", "unslashed"]

END = "."
"""A line with only this ends a text of several lines."""


class ToReport(Exception):
    """The officer goes to the aangifte, from wherever it was."""


class Leave(Exception):
    """The officer leaves the program. asked: ask first, whatever is kept."""

    def __init__(self, *, asked: bool = False) -> None:
        super().__init__()
        self.asked = asked


def unslashed(typed: str) -> str:
    """What a line that is no command says: of two slashes at its start the first goes."""
    return typed[1:] if typed.startswith("//") else typed


def is_command(typed: str) -> bool:
    """True for what begins with one slash."""
    return typed.startswith("/") and not typed.startswith("//")


class Asking:
    """Asks on one terminal."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.say = terminal.say

    # -- one line ------------------------------------------------------------------------------------------------------

    def line(self, prompt: str) -> str:
        """One line as it was typed, spaces around it gone. Ctrl+C raises Leave."""
        try:
            return self.terminal.ask(prompt).strip()
        except Interrupted:
            self.say("")
            raise Leave(asked=True) from None

    def inside(self, prompt: str) -> str | None:
        """One line inside something else; None to go back. The commands that go elsewhere work: the rest is said to wait."""
        while True:
            typed = self.line(prompt)
            if not is_command(typed):
                return unslashed(typed)
            try:
                name, _rest = find_command(typed)
            except UnknownName as problem:
                self.say(str(problem))
                continue
            if name == "terug":
                return None
            go_elsewhere(name)
            self.say(
                _("Dat kan hier nu niet. Geef eerst antwoord, of ga terug met {terug}.").format(terug=shown_name("terug")),
                _("Hier werken ook {namen}.").format(namen=", ".join(shown_name(n) for n in ("aangifte", "slot", "weg"))),
            )

    # -- a choice ------------------------------------------------------------------------------------------------------

    def choose(self, title: str, message: str, options: Sequence[Choice], prompt: str = "") -> str | None:
        """One of the options; None to go back (an empty line does too). Nothing is chosen to begin with."""
        self.say("", title, *([message] if message else []))
        self.numbered(options)
        while True:
            typed = self.inside(prompt or _("Keuze: "))
            if not typed:
                return None
            found, problem = read_choice(options, typed, several=False)
            if found:
                return found[0]
            self.say(problem)

    def numbered(self, options: Sequence[Choice]) -> None:
        """The options, each with its number."""
        for number, option in enumerate(options, 1):
            self.say(f"{number}. {option.label.strip()}" + (f" ({option.detail})" if option.detail else ""))

    def sure(self, title: str, message: str, yes: str, no: str) -> bool:
        """True when `yes` was chosen."""
        return self.choose(title, message, [Choice("nee", no), Choice("ja", yes)]) == "ja"

    def reason(self, title: str, message: str, initial: str = "", prompt: str = "") -> str | None:
        """One line that may not be empty; None to go back. initial: what was typed here before; an empty line takes it."""
        self.say("", title, message)
        if initial:
            self.say(_("Dit stond er al: {tekst}").format(tekst=initial), _("Enter neemt het over; of typ iets anders."))
        while True:
            typed = self.inside(prompt or _("Reden: "))
            if typed is None:
                return None
            if typed or initial:
                return typed or initial
            self.say(
                _("Zet er een reden bij; zonder reden kan dit niet.")
                + " "
                + _("{terug} gaat terug, zonder iets vast te leggen.").format(terug=shown_name("terug"))
            )

    # -- a text of several lines ---------------------------------------------------------------------------------------

    def text(self, first: str | None, kept: Callable[[str], None]) -> str:
        """A text of several lines, to a line with only a dot. first: the line that is there already.

        kept: called with the text so far whenever the typing pauses, so that none of it is lost. A dot in the middle of a paste
        is text. Of the commands only /slot works in it; another is not taken for text, and that is said.
        """
        lines = [] if first is None else [first]
        if first is not None:
            self._pause(lines, kept)
        while not self.terminal.after_end:
            coming = self.terminal.more_is_coming()
            try:
                typed = self.terminal.ask("" if coming else "> ")
            except Interrupted:
                self.say("")
                raise Leave(asked=True) from None
            if typed.strip() == END and not coming and not self.terminal.more_is_coming():
                break
            if self._is_lone_command(typed):
                continue
            lines.append(typed.replace("//", "/", 1) if typed.startswith("//") and _command_alone(typed[1:]) else typed)
            self._pause(lines, kept)
        return "\n".join(lines)

    def _is_lone_command(self, typed: str) -> bool:
        """True for a line that is only a command, typed by itself."""
        name = _command_alone(typed)
        if not name or self.terminal.more_is_coming():
            return False
        if name == "slot":
            raise Locked
        self.say(_("Dit is een opdracht, en hoort niet bij de tekst. Sluit eerst de tekst af met een punt."))
        self.say(_("Is het toch tekst? Typ dan twee schuine strepen."))
        return True

    def _pause(self, lines: Sequence[str], kept: Callable[[str], None]) -> None:
        if not self.terminal.more_is_coming():
            kept("\n".join(lines))

    # -- a text to read ------------------------------------------------------------------------------------------------

    def read(self, title: str, paragraphs: list[Line]) -> int:
        """A text, page by page; how many pages it has."""
        self.say("", *([title] if not paragraphs or paragraphs[0][0] != title else []))
        pages = list(self.terminal.pages(paragraphs))
        for number, rows in enumerate(pages, 1):
            self.terminal.say(*rows)
            if number < len(pages):
                prompt = _("Bladzijde {n} van {m}. Enter: verder. Een punt: genoeg. ").format(n=number, m=len(pages))
                if self.inside(prompt) != "":
                    break
        return len(pages)


def _command_alone(typed: str) -> str:
    """The id of the command that the whole line is; empty for any other line."""
    if not is_command(typed):
        return ""
    try:
        name, rest = find_command(typed.strip())
    except UnknownName:
        return ""
    return "" if rest else name


def go_elsewhere(name: str) -> None:
    """Raise what takes the officer elsewhere, when the command does that."""
    if name == "slot":
        raise Locked
    if name == "weg":
        raise Leave
    if name == "aangifte":
        raise ToReport


# -- what was chosen ---------------------------------------------------------------------------------------------------


def read_choice(options: Sequence[Choice], typed: str, *, several: bool) -> tuple[list[str], str]:
    """The ids of the options meant by numbers or words, as typed; or none, and what was expected."""
    if several and re.fullmatch(r"[\d\s,;+]+", typed):
        parts = re.findall(r"\d+", typed)
    elif several and len(_meant(options, typed)) != 1:
        parts = [part for part in re.split(r"\s*[,;]\s*|\s+(?:en|and)\s+", typed) if part]
        if len(parts) == 1 and re.fullmatch(r"\d+(\s+\d+)*", typed):
            parts = typed.split()
    else:
        parts = [typed]
    chosen: dict[str, None] = {}
    for part in parts:
        found = _meant(options, part)
        if len(found) != 1:
            return [], _wrong(options, part, found)
        chosen[found[0].id] = None
    return list(chosen), ""


def _meant(options: Sequence[Choice], typed: str) -> list[Choice]:
    """The options that can be meant: by number, else by the whole label, else by how it begins, else by words in it."""
    if typed.isdecimal():
        return [options[int(typed) - 1]] if 1 <= int(typed) <= len(options) else []
    wanted = typed.casefold().split()
    labels = [(option, option.label.casefold().split(), option.words.casefold().split()) for option in options]
    begins = " ".join(wanted)
    for fits in (
        lambda label, words: label == wanted or wanted == words[:1],
        lambda label, words: " ".join(label).startswith(begins),
        lambda label, words: all(any(w.startswith(part) for w in (*label, *words)) for part in wanted),
    ):
        if found := [option for option, label, words in labels if fits(label, words)]:
            return found
    return []


def _wrong(options: Sequence[Choice], typed: str, found: Sequence[Choice]) -> str:
    if found:
        names = "; ".join(f"{list(options).index(option) + 1}. {option.label.strip()}" for option in found[:5])
        return _("'{tekst}' kan meer betekenen: {namen}.").format(tekst=typed, namen=names)
    said = _("'{tekst}' is geen van de keuzes. Verwacht: een nummer van 1 tot en met {n}, of het begin van de woorden.")
    return said.format(tekst=typed, n=len(options))
