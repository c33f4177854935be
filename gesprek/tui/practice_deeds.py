"""What happens on each action that only an exercise has, and on those that do something else in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gesprek.errors import GesprekError, said
from gesprek.i18n import _
from gesprek.sitting.practising import Practising
from gesprek.tui.choices import Choice
from gesprek.tui.deeds import Deeds
from gesprek.tui.dialogs import TO_REPORT, ChoiceDialog, ReasonDialog, TextDialog
from gesprek.tui.practice_windows import TO_FINISH, AskDialog, DebriefScreen, PracticeReadBackScreen

if TYPE_CHECKING:
    from gesprek.sitting.talk import Talk
    from gesprek.tui.app import GesprekApp
    from gesprek.tui.conversation import ConversationScreen

__all__ = ["PracticeDeeds"]


class PracticeDeeds(Deeds):
    """One method per action, as in every conversation."""

    def __init__(self, screen: ConversationScreen, talk: Talk) -> None:
        super().__init__(screen, talk)
        assert talk.practice is not None
        self.practice: Practising = talk.practice

    @property
    def _app(self) -> GesprekApp:
        app: GesprekApp = self.screen.app  # type: ignore[assignment]
        return app

    # -- asking ------------------------------------------------------------------------------------------------------

    def do_vraag_het(self) -> None:
        """Choose how to ask the question at hand, or type it; then the person answers."""
        practice = self.practice
        options, name = practice.wordings(), practice.question.id

        def answered(result: tuple[str, bool] | str | None) -> None:
            if isinstance(result, tuple):
                self._ask(*result)
            self._when_report(result if isinstance(result, str) else None)

        title = _("Hoe vraagt u dit?") if practice.question.hoe == "vragen" else _("Hoe zegt u dit?")
        title += " (" + _(self.talk.k.facts[practice.question.feiten[0]].label) + ")"
        self._app.push_screen(AskDialog(title, options, practice.asking, name), answered)

    def _ask(self, text: str, own: bool) -> None:
        try:
            self.practice.ask(text, own=own)
        except GesprekError as refusal:
            self.screen.show(said(refusal))
            return
        told = _("Bent u het er niet mee eens? ^P, 'Oneens'.") if self.practice.how_read() else ""
        self.screen.show(told)
        self.screen.focus_entry()

    def do_oneens(self) -> None:
        """Contest how own words were read, with a reason."""
        one = self.practice.contestable()

        def answered(reason: str | None) -> None:
            if reason and reason != TO_REPORT:
                self.practice.contest(one, reason)
                self.screen.show(_("Uw reden staat bij dit moment, en komt in het verslag."))
            self._when_report(reason)

        title = self.practice.session.scenario.kinds.title(one.kind)
        message = f"“{one.asked}”\n" + _("Gelezen als {soort}. {reden}").format(soort=title, reden=one.reason)
        self._app.push_screen(ReasonDialog(_("Waarom bent u het er niet mee eens?"), message), answered)

    # -- looking -----------------------------------------------------------------------------------------------------

    def do_gesprek_tot_nu_toe(self) -> None:
        """All that was said."""
        dialog = TextDialog(_("Gesprek tot nu toe"), self.practice.so_far())
        dialog.from_end = True
        self._app.push_screen(dialog, self._when_report)

    def do_inleiding(self) -> None:
        """What was known before the first word."""
        title = self.practice.session.scenario.titel
        hint = _("Enter: naar het gesprek. ↑ ↓ bladeren. Later terug: ^P, 'Inleiding'.")
        self._app.push_screen(TextDialog(title, self.practice.intro(), hint), self._when_report)

    # -- ending ------------------------------------------------------------------------------------------------------

    def do_oefening_afronden(self) -> None:
        """End the exercise after a yes, and show the debrief."""

        def answered(choice: str | None) -> None:
            if choice == "ja":
                self._finish()
            self._when_report(choice)

        message = _("Daarna verandert er niets meer. U leest meteen het verslag: wat goed ging, wat anders kan, en waarom.")
        options = [Choice("nee", _("Nog niet")), Choice("ja", _("Ja, afronden"))]
        self._app.push_screen(ChoiceDialog(_("Oefening afronden?"), message, options), answered)

    def _finish(self) -> None:
        try:
            unread = self.practice.finish()
        except GesprekError as refusal:
            self.screen.show(said(refusal))
            return
        if unread:
            self.jump(unread[0])
            self.screen.show(_("Hier staat nog iets dat geen antwoord is; verbeter het eerst."))
            return
        self.screen.show()
        self._app.push_screen(DebriefScreen(self.practice), lambda _done: self._app.go())

    def do_sluiten(self) -> None:
        """There is no other conversation to go to: closing is stopping."""
        self._app.leave()

    # -- what is otherwise in an exercise ----------------------------------------------------------------------------

    def do_zeden(self) -> None:
        """Nothing is really handed over; that it would be is recorded."""
        self.jump("overdracht_zeden")
        self.screen.show(_("In een oefening neemt niemand het over. Leg hier vast aan wie u zou overdragen."))

    def _read_back_screen(self, window: str, differs: Sequence[str]) -> PracticeReadBackScreen:
        return PracticeReadBackScreen(self.talk, window, differs)

    def _after_text(self, result: str | None) -> None:
        if result == TO_FINISH:
            self.screen.reload()
            self.do_oefening_afronden()
        else:
            super()._after_text(result)
