"""Acute danger in a conversation: it stands still, and goes on only with a reason, or when it was a slip of the key."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from gesprek.dialogue import make_answer
from gesprek.errors import GesprekError
from gesprek.i18n import _
from gesprek.sitting.danger import lift_danger
from gesprek.sitting.entry import show_answer
from gesprek.tui.acute import AcuutScreen
from gesprek.tui.choices import Choice
from gesprek.tui.dialogs import TO_REPORT, ChoiceDialog

if TYPE_CHECKING:
    from gesprek.tui.deeds import Deeds

__all__ = ["REPORT_FACT", "Danger"]

REPORT_FACT = "aangifte_wens"


class Danger:
    """The interruption of one conversation."""

    def __init__(self, deeds: Deeds) -> None:
        self._deeds = deeds

    def interrupt(self, draft: str = "") -> bool:
        """Interrupt when there is acute danger that has not been lifted. True when the conversation is interrupted."""
        talk = self._deeds.talk
        if talk.c.may_talk() or talk.locked:
            return False
        if not talk.c.interrupted and not talk.c.fixed:
            with contextlib.suppress(GesprekError):  # a full disk does not stand in the way of safety
                talk.c.interrupt(talk.clock())
        self._deeds.screen.show()
        self._deeds.screen.app.push_screen(AcuutScreen(talk.c, draft or talk.danger_draft), self._after_danger)
        return True

    def _after_danger(self, result: tuple[str, str] | None) -> None:
        talk = self._deeds.talk
        what, reason = result or ("", "")
        if what == "aangifte":
            self._report_in_danger(reason)
            return
        talk.danger_draft = reason
        done = self._deeds.act(lambda: lift_danger(talk, what, reason))
        if self.interrupt(reason):
            return
        self._deeds.screen.reload()
        if done and what == "opgeheven":
            self._deeds.danger_is_over()

    def _report_in_danger(self, draft: str) -> None:
        """The wish for an aangifte, recorded while the conversation stands still."""
        talk = self._deeds.talk
        fact = talk.k.facts[REPORT_FACT]

        def answered(choice: str | None) -> None:
            if choice and choice != TO_REPORT:
                self._deeds.act(lambda: talk.c.answer(REPORT_FACT, make_answer(fact, choice), talk.clock()))
            self.interrupt(draft)

        title = _("Aangifte blijft altijd mogelijk. Eerst de veiligheid.")
        given = talk.c.answers.get(REPORT_FACT)
        message = _("De wens over de aangifte kunt u nu al vastleggen.")
        if given is not None:
            message += " " + _("Nu genoteerd: {antwoord}.").format(antwoord=show_answer(talk.k, fact, given))
        self._deeds.screen.app.push_screen(
            ChoiceDialog(title, message, [Choice(key, _(label)) for key, label in fact.waarden.items()]), answered
        )
