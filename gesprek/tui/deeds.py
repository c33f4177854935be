"""What happens on each action that answers something. Talks to `talk`, shows by the screen, asks by windows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gesprek.errors import NotAllowed
from gesprek.i18n import _
from gesprek.knowledge import ValueProblem
from gesprek.sitting.asked import undo_rows
from gesprek.sitting.dots import DOTS, covered
from gesprek.sitting.entry import brief, show_answer
from gesprek.sitting.readings import not_yet
from gesprek.sitting.talk import Talk
from gesprek.tui.choices import Choice
from gesprek.tui.danger import Danger
from gesprek.tui.dialogs import TO_REPORT, ChoiceDialog, ReasonDialog
from gesprek.tui.looking import Looking
from gesprek.tui.noting import open_note

if TYPE_CHECKING:
    from gesprek.tui.conversation import ConversationScreen

__all__ = ["Deeds"]


class Deeds(Looking):
    """One method per action, called do_ and the name of the action: answering; going and looking are in the classes above it."""

    def __init__(self, screen: ConversationScreen, talk: Talk) -> None:
        super().__init__(screen, talk)
        self._danger = Danger(self)

    # -- answers -----------------------------------------------------------------------------------------------------

    def choose(self, value: str) -> None:
        """One option: recorded, and on to the next question."""
        talk = self.talk
        if talk.fact.soort != "route":
            self._record(lambda: talk.give(value))
        elif self.act(lambda: talk.give(value)):
            self._decide_too(value)

    def _decide_too(self, route: str) -> None:
        from gesprek.tui.deciding import decide

        decide(self.screen, "" if route == "geen" else route, lambda: self._record(lambda: None))

    def _record(self, work: Callable[[], object]) -> None:
        """Answer something and go to the next question, as one action; then say what was recorded."""
        messages: list[str] = []

        def step() -> None:
            work()
            messages.append(self._recorded())
            self.talk.advance()

        if self.act(step) and not self.danger():
            self.screen.show(messages[0] if self.talk.forward() else self._all_answered())

    def _recorded(self) -> str:
        talk = self.talk
        given = talk.answer
        if given is None:
            return ""
        shown = DOTS if covered(talk, [talk.here]) else show_answer(talk.k, talk.fact, given)
        return _("Genoteerd: {feit}: {antwoord}  (F12: ongedaan)").format(feit=_(talk.fact.label), antwoord=brief(shown))

    def _all_answered(self) -> str:
        if self.talk.noodset and self.talk.c.situation.unanswered:
            return _("De noodset is klaar. ^Y: ook de andere vragen. ^E: voorlezen en afronden.")
        return _("Alles heeft een antwoord. ^E: voorlezen en afronden.")

    def _go_on(self, message: str) -> None:
        if self.act(self.talk.advance) and not self.danger():
            self.screen.show(message if self.talk.forward() else self._all_answered())

    def do_verder(self) -> None:
        """Record what stands there, and go on."""
        talk = self.talk
        if talk.here not in talk.drafts:
            self._go_on("")
            return
        try:
            talk.read_draft(talk.here)
        except ValueProblem as problem:
            self.screen.show(not_yet(problem))
            return
        self._record(talk.commit)

    def _status(self, status: str, reason: str = "") -> None:
        self._record(lambda: self.talk.give_status(status, reason))

    def _ask_reason(self, status: str, title: str, message: str) -> None:
        def answered(reason: str | None) -> None:
            if reason and reason != TO_REPORT:
                self._status(status, reason)
            self._when_report(reason)

        dialog = ReasonDialog(f"{title}: {_(self.talk.fact.label)}", message)
        dialog.purpose = {"geparkeerd": "parkeren"}.get(status, status)
        self.screen.app.push_screen(dialog, answered)

    def do_onbekend(self) -> None:
        """Not known."""
        self._status("onbekend")

    def do_wil_niet(self) -> None:
        """Refused."""
        self._status("wil_niet_zeggen")

    def do_nvt(self) -> None:
        """Does not apply."""
        self._status("nvt")

    def _may_change(self) -> None:
        if self.talk.c.fixed:
            raise NotAllowed(_("De tekst is vastgesteld; er verandert niets meer."))

    def do_niet_gevraagd(self) -> None:
        """Not asked, because."""
        self._may_change()
        self._ask_reason("niet_gevraagd", _("Niet gevraagd"), _("Waarom vraagt u dit niet? Die reden komt erbij te staan."))

    def do_parkeren(self) -> None:
        """Parked, because."""
        self._may_change()
        self._ask_reason("geparkeerd", _("Parkeren"), _("Waarom later? Die reden komt erbij te staan."))

    def do_spreker(self) -> None:
        """Somebody else says this."""
        if self.act(self.talk.next_speaker):
            self.screen.show()

    def do_ongedaan(self) -> None:
        """Undo, after showing what."""
        self._may_change()
        talk = self.talk
        rows = undo_rows(talk)
        if not rows:
            self.screen.show(_("Er is niets om terug te draaien."))
            return

        def answered(choice: str | None) -> None:
            if choice == "ja" and self.act(talk.undo):
                self.screen.reload()
                self.danger()
            self._when_report(choice)

        self.screen.app.push_screen(
            ChoiceDialog(_("Terugdraaien?"), "\n".join(rows), [Choice("ja", _("Terugdraaien")), Choice("nee", _("Laten staan"))]),
            answered,
        )

    def do_notitie(self) -> None:
        """A free note on this topic."""
        open_note(self)

    def danger(self, draft: str = "") -> bool:
        """Interrupt when there is acute danger that has not been lifted. True when the conversation is interrupted."""
        return self._danger.interrupt(draft)

    def danger_is_over(self) -> None:
        """Go on after an interruption."""
        self._go_on(_("De onderbreking is opgeheven; de reden staat erbij."))
