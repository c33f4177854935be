"""Help: first for what has the focus, then every key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.screen import Screen

from gesprek.i18n import _
from gesprek.sitting.actions import ACTIONS
from gesprek.sitting.entry import rows_help
from gesprek.sitting.progress import SIGNS
from gesprek.sitting.wrapping import Line
from gesprek.tui.dialogs import TextDialog
from gesprek.tui.question import help_for_fact, what_it_decides

if TYPE_CHECKING:
    from gesprek.sitting.talk import Talk

__all__ = ["help_for", "question_help"]


def help_for(screen: Screen[Any]) -> TextDialog:
    """The help window for this screen."""
    own = getattr(screen, "help_lines", None)
    lines: list[Line] = list(own()) if own is not None else _general()
    lines += [("", ""), (_("Alle toetsen"), "kop")]
    practice = getattr(getattr(screen, "talk", None), "practice", None) is not None
    for one in ACTIONS:
        if one.practice and not practice:
            continue
        keys = f"{one.shown}  {_('of')} {one.plain_shown}" if one.shown and one.plain_shown else one.key
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
        (_("Boven in het scherm van een gesprek staat of het wordt bewaard."), ""),
    ]


def _consequences(talk: Talk) -> list[Line]:
    """What the answer decides, and what another answer would change."""
    decides = what_it_decides(talk)
    lines: list[Line] = [(decides, "let")] if decides else []
    values = talk.fact.waarden
    for turn in talk.c.situation.turns:
        if turn.feit == talk.here:
            value = _(values.get(turn.waarde, turn.waarde))
            lines.append((_("Bij '{antwoord}': {gevolg}").format(antwoord=value, gevolg=turn.text(talk.k)), "zacht"))
    return lines


def question_help(talk: Talk) -> list[Line]:
    """Help for the question at hand."""
    fact = talk.fact
    lines: list[Line] = [(_(fact.label), "kop"), (help_for_fact(talk), "")]
    if fact.soort == "lijst":
        lines += [(row, "") for row in rows_help(fact, talk.k.routes)]
    for wrong in talk.question.niet_zo if talk.practice is None else ():  # that is what is practised
        lines.append((_("Liever niet: {tekst}").format(tekst=_(wrong)), "let"))
    lines += [
        (_("Waarom: {tekst}").format(tekst=_(talk.question.waarom)), ""),
        (" · ".join(talk.k.cite_in_words(b) for b in talk.question.bron), "zacht"),
        *_consequences(talk),
        ("", ""),
    ]
    signs = "  ".join(
        f"{SIGNS[key]} {word}"
        for key, word in (
            ("klaar", _("klaar")),
            ("deels", _("deels")),
            ("open", _("open")),
            ("geparkeerd", _("geparkeerd")),
            ("leeg", _("niets te vragen")),
        )
    )
    return [*lines, (_("Onderwerpen: {tekens}").format(tekens=signs), "")]
