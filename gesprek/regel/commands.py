"""What is typed with a slash: every action of a conversation, and what only lines need. Names may be cut short."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gesprek.errors import UnknownName, nearest
from gesprek.i18n import N_, _, current_language
from gesprek.sitting.actions import ACTIONS

__all__ = ["COMMANDS", "EXTRA", "ON_SCREEN_ONLY", "Command", "find_command", "in_commands", "shown_name"]

ON_SCREEN_ONLY = frozenset({"kleuren", "leeg", "letters"})
"""Actions that are about how a screen looks."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to type: its name, the label of its action (empty: it has none), what it does. practice: only in an exercise."""

    id: str
    label: str
    description: str
    practice: bool = False


EXTRA: tuple[Command, ...] = (
    Command("vraag", N_("Vraag"), N_("De vraag nog eens, met de keuzes en wat er nu staat.")),
    Command("waarom", N_("Waarom"), N_("Waarom dit wordt gevraagd, en waar dat staat.")),
    Command("stand", N_("Stand"), N_("Hoe ver u bent: tijd, artikel 5j, en elk onderwerp.")),
    Command("nodig", N_("Nog nodig"), N_("Wat het eerst nog nodig is, en waarom; kies een nummer om erheen te gaan.")),
    Command("verbeteren", N_("Verbeteren"), N_("Eén regel van de tekst bij deze vraag veranderen.")),
    Command("wissen", N_("Wissen"), N_("Het antwoord op deze vraag weghalen, of wat is getypt.")),
)
COMMANDS: tuple[Command, ...] = (
    *(Command(a.id, a.label, a.description, a.practice) for a in ACTIONS if a.id not in ON_SCREEN_ONLY),
    *EXTRA,
)
_WORDS_AT_MOST = 4
_KEYS = {
    key: action.id
    for action in ACTIONS
    for written in action.keys.split(",")
    if (key := re.sub(r"^ctrl\+(\w)$", lambda m: f"^{m[1].upper()}", written).upper())
}


def shown_name(ident: str) -> str:
    """How a command is written: /wil-niet; in English by its English label."""
    if current_language() == "nl":
        return "/" + ident.replace("_", "-")
    label = next(c.label for c in COMMANDS if c.id == ident)
    return "/" + re.sub(r"[^a-z0-9]+", "-", re.sub(r"\(.*?\)", "", _(label)).lower()).strip("-")


def find_command(typed: str, *, practice: bool = False) -> tuple[str, str]:
    """The id of the command that `typed` (with its slash) begins with, and what comes after it.

    Its name may be cut short as long as one command is meant; that of an exercise only in one (practice).
    Raises UnknownName with the nearest, or with those it may be.
    """
    words = typed.lstrip("/").split(" ")
    for count in range(min(_WORDS_AT_MOST, len(words)), 0, -1):
        name = _bare("".join(words[:count]))
        for command in COMMANDS:
            if name and name in _names(command):
                return command.id, " ".join(words[count:]).strip()
    name = _bare(words[0])
    for by in (lambda c: _names(c)[:1], _names):
        meant = (c for c in COMMANDS if name and (practice or not c.practice))
        found = [c.id for c in meant if any(known.startswith(name) for known in by(c))]
        if len(found) == 1:
            return found[0], " ".join(words[1:]).strip()
        if found:
            names = ", ".join(shown_name(one) for one in found)
            raise UnknownName(_("'{naam}' kan meer betekenen: {namen}.").format(naam=f"/{words[0]}", namen=names))
    raise UnknownName(_("Er is geen opdracht '{naam}'.").format(naam=f"/{words[0]}"), hint=_near(name))


def _near(name: str) -> str:
    close = nearest(name, [known for command in COMMANDS for known in _names(command)])
    meant = next((c.id for c in COMMANDS if close and close in _names(c)), "")
    if meant:
        return _("Bedoelde u {naam}?").format(naam=shown_name(meant))
    return _("{hulp} noemt alle opdrachten.").format(hulp=shown_name("hulp"))


def _names(command: Command) -> list[str]:
    """What it may be called, without spaces and marks: its id first, then its label in both languages."""
    return [_bare(command.id), _bare(command.label), _bare(_(command.label)), _bare(shown_name(command.id))]


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


_KEY = re.compile(r"(?<![\w^])(\^[A-Z]|F\d{1,2})(?!\w)")
_SIGN = re.compile(r"^[●○◐◇·–×+?▲✓] +")


def in_commands(texts: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Paragraphs of our own as lines say them: commands instead of keys, commas instead of dots between words, nothing set in,
    no signs before words that say the same, and no words in capitals, which a voice may spell."""
    said = [(_SIGN.sub("", _KEY.sub(_command_of, text.strip())).replace(" · ", ", "), kind) for text, kind in texts]
    return [(text.capitalize() if kind == "kop" and text.isupper() else text, kind) for text, kind in said]


def _command_of(match: re.Match[str]) -> str:
    meant = _KEYS.get(match[0])
    return shown_name(meant) if meant and meant not in ON_SCREEN_ONLY else match[0]
