"""Help: first for what has the focus, then every key."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from gesprek.i18n import _
from gesprek.tui.actions import ACTIONS
from gesprek.tui.dialogs import TextDialog
from gesprek.tui.panel import Line

__all__ = ["help_for"]


def help_for(screen: Screen[Any]) -> TextDialog:
    """The help window for this screen."""
    own = getattr(screen, "help_lines", None)
    lines: list[Line] = list(own()) if own is not None else _general()
    lines += [("", ""), (_("Alle toetsen"), "kop")]
    for one in ACTIONS:
        keys = f"{one.shown}  {_('of')} {one.plain_shown}" if one.plain_shown else one.shown
        lines.append((f"{keys:<12} {_(one.label)}", "plain"))
        lines.append((f"             {_(one.description)}", "zacht"))
    lines += [
        ("", ""),
        (_("Toetsen als ? - n p x s u werken buiten een tekstveld. In een tekstveld werken F5 tot en met F8 en ^X."), ""),
        (_("^ staat voor Ctrl: ^D is Ctrl en D samen."), "zacht"),
    ]
    dialog = TextDialog(_("Hulp"), lines)
    dialog.purpose = "hulp"
    return dialog


def _general() -> list[Line]:
    return [
        (_("Kies met een cijfer, of met ↑ ↓ en Enter. Tab gaat naar het volgende deel van het scherm, Esc een stap terug."), ""),
        (_("Een nieuw gesprek begint met twee keer Enter."), ""),
        (_("Alles wat u typt staat alleen in het geheugen, tot u de stukken zelf wegschrijft."), ""),
    ]
