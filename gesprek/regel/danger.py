"""Acute danger in lines: the conversation stands still, and goes on only with a reason, or when it was a slip."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from gesprek.dialogue import make_answer
from gesprek.errors import GesprekError, UnknownName
from gesprek.i18n import _
from gesprek.regel.asking import Leave, ToReport, go_elsewhere, is_command, unslashed
from gesprek.regel.commands import find_command, shown_name
from gesprek.regel.terminal import Ended
from gesprek.sitting.asked import now_given
from gesprek.sitting.choice import Choice
from gesprek.sitting.danger import DANGER, is_reason, lift_danger
from gesprek.sitting.entry import show_answer

if TYPE_CHECKING:
    from gesprek.regel.conversation import Conversing

__all__ = ["REPORT_FACT", "interrupt"]

REPORT_FACT = "aangifte_wens"


def interrupt(on: Conversing) -> bool:
    """Stand still when there is acute danger that has not been lifted, until it is. True when there was."""
    talk = on.talk
    if talk.c.may_talk() or talk.locked:
        return False
    if not talk.c.interrupted and not talk.c.fixed:
        with contextlib.suppress(GesprekError):  # a full disk does not stand in the way of safety
            talk.c.interrupt(talk.clock())
    gate = next(g for g in talk.k.gates if g.id == "acuut")
    on.say(
        "",
        *([f"{talk.practice.mark}."] if talk.practice is not None else []),
        _("Acuut gevaar: het gesprek is onderbroken."),
        _("Bel 112. Licht de hulpofficier van justitie in."),
        *([_('Zeg bijvoorbeeld: "{tekst}"').format(tekst=_(gate.zeg))] if gate.zeg else []),
        *(f"- {_(step)}" for step in gate.doe),
        _("Er gaat niets verloren: alle antwoorden staan er nog."),
    )
    slip, report = shown_name("ongedaan"), shown_name("aangifte")
    told = _("{aangifte}: de aangifte, die blijft open. {ongedaan}: vergissing, er was geen gevaar.")
    on.say(
        _("Pas als u hebt neergezet waarom het gevaar voorbij is, met tijd, gaat het gesprek verder."),
        told.format(aangifte=report, ongedaan=slip),
    )
    while not talk.c.may_talk() or talk.c.interrupted:
        _one_line(on)
        on.keep()
    on.show_again()
    return True


def _one_line(on: Conversing) -> None:
    talk = on.talk
    if talk.danger_draft:
        on.say(_("Dit stond er al: {tekst}").format(tekst=talk.danger_draft), _("Enter neemt het over; of typ iets anders."))
    try:
        typed = on.asking.line(_("Waarom is het gevaar voorbij: "))
        if is_command(typed):
            _command(on, typed)
            return
    except Ended:
        raise Leave from None
    except ToReport:
        _report(on)
        return
    reason = unslashed(typed) or talk.danger_draft
    if not is_reason(reason):
        on.say(_("Zonder reden blijft het gesprek onderbroken."))
    elif on.act(lambda: lift_danger(talk, "opgeheven", reason)):
        on.say(_("De onderbreking is opgeheven; de reden staat erbij."))
        on.act(talk.advance)
    else:
        talk.danger_draft = reason


def _command(on: Conversing, typed: str) -> None:
    try:
        name, _rest = find_command(typed)
    except UnknownName as problem:
        on.say(str(problem))
        return
    go_elsewhere(name)
    if name == "ongedaan":
        if on.act(lambda: lift_danger(on.talk, "terug", "")):
            now = now_given(on.talk, DANGER)
            on.say(_("Teruggedraaid; {feit} is nu weer: {antwoord}.").format(feit=_(on.talk.k.facts[DANGER].label), antwoord=now))
    elif name == "sluiten":
        on.close()
    else:
        on.say(_("Dat kan nu niet: eerst de veiligheid."))


def _report(on: Conversing) -> None:
    """The wish for an aangifte, recorded while the conversation stands still."""
    talk = on.talk
    fact = talk.k.facts[REPORT_FACT]
    message = _("De wens over de aangifte kunt u nu al vastleggen.")
    given = talk.c.answers.get(REPORT_FACT)
    if given is not None:
        message += " " + _("Nu genoteerd: {antwoord}.").format(antwoord=show_answer(talk.k, fact, given))
    options = [Choice(key, _(label)) for key, label in fact.waarden.items()]
    with contextlib.suppress(ToReport):
        chosen = on.asking.choose(_("Aangifte blijft altijd mogelijk. Eerst de veiligheid."), message, options)
        if chosen and on.act(lambda: talk.c.answer(REPORT_FACT, make_answer(fact, chosen), talk.clock())):
            on.say(_("Genoteerd: {feit}: {antwoord}.").format(feit=_(fact.label), antwoord=_(fact.waarden[chosen])))
