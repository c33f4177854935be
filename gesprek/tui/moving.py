"""The actions that go somewhere: a topic, a question, back, the aangifte. They change no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gesprek.errors import GesprekError, said
from gesprek.i18n import _
from gesprek.sitting.asked import people, places
from gesprek.tui.acting import Acting
from gesprek.tui.choices import Choice
from gesprek.tui.danger import REPORT_FACT
from gesprek.tui.dialogs import TO_REPORT, ChoiceDialog
from gesprek.tui.picking import FilterDialog

if TYPE_CHECKING:
    from gesprek.tui.app import GesprekApp

__all__ = ["Moving"]


class Moving(Acting):
    """One method per action that goes somewhere."""

    def jump(self, target: str) -> None:
        """To a fact, or to the first open (else the first) fact of "onderwerp:<id>"."""
        talk = self.talk
        ident = talk.place(target)
        if self.act(lambda: talk.move(ident)):
            self.screen.remove_class("-stukken")
            self.screen.show()
            self.screen.focus_entry()
            self.danger()

    def do_springen(self) -> None:
        """A list of people, topics and questions."""
        talk = self.talk

        def answered(target: str | None) -> None:
            if target and target != TO_REPORT:
                self.jump(target)
            self._when_report(target)

        self.screen.app.push_screen(FilterDialog(_("Ga naar"), [*people(talk), *places(talk)], talk.here), answered)

    def do_letters(self) -> None:
        """Letters over the topics and over what is needed."""
        from gesprek.tui.letters import LettersScreen

        def answered(target: str | None) -> None:
            if target and target != TO_REPORT:
                self.jump(target)
            self._when_report(target)

        self.screen.app.push_screen(LettersScreen(self.screen.targets()), answered)

    def do_terug(self) -> None:
        """Back to where the officer was."""
        found: list[bool] = []
        if self.act(lambda: found.append(self.talk.back())):
            self.screen.show("" if found[0] else _("Verder terug kan niet."))
            self.screen.focus_entry()

    def do_aangifte(self) -> None:
        """To the aangifte; at zeden by way of the hand-over, which takes the aangifte there."""
        gate = next((s.gate for s in self.talk.c.situation.open_gates if s.gate.id == "zeden"), None)
        if gate is None:
            self.screen.remove_class("-stukken")
            self.jump(REPORT_FACT)
            return
        steps = "\n".join(f"- {_(step)}" for step in gate.doe)
        message = f'{_(gate.gevolg)}\n\n{_("Zeg bijvoorbeeld")}: "{_(gate.zeg)}"\n\n{steps}'

        def answered(choice: str | None) -> None:
            if choice == "zeden":
                self.do_zeden()
            elif choice in ("overdracht_zeden", REPORT_FACT):
                self.jump(choice)

        title = _("Aangifte: zeden neemt haar op. Alles wat u hebt genoteerd blijft staan.")
        self.screen.app.push_screen(
            ChoiceDialog(
                title,
                message,
                [
                    Choice("overdracht_zeden", _("Overdracht vastleggen: aan wie en wanneer")),
                    Choice(REPORT_FACT, _("Wens over de aangifte vastleggen")),
                    Choice("zeden", _("Zeden gaat hier meteen verder: informatief gesprek")),
                ],
            ),
            answered,
        )

    def do_zeden(self) -> None:
        """Let the team zeden go on with what was told, after a yes."""
        app: GesprekApp = self.screen.app  # type: ignore[assignment]

        def answered(choice: str | None) -> None:
            self._when_report(choice)
            if choice == "ja":
                app.safe.collect()
                try:
                    app.hand_to_zeden(self.talk)
                except GesprekError as refusal:
                    self.screen.show(said(refusal))

        message = _(
            "Alle antwoorden en notities gaan mee. De vragen zijn daarna die van het informatief gesprek. Terug kan niet."
        )
        options = [Choice("nee", _("Nog niet")), Choice("ja", _("Ja, zeden gaat verder"))]
        app.push_screen(ChoiceDialog(_("Verder als informatief gesprek?"), message, options), answered)

    def _when_report(self, answer: str | None) -> None:
        if answer == TO_REPORT:
            self.do_aangifte()

    def do_sluiten(self) -> None:
        """Put the conversation away; what is not kept is not closed."""
        app: GesprekApp = self.screen.app  # type: ignore[assignment]
        app.safe.collect()
        app.safe.keep()
        if self.talk.unsaved or app.safe.trouble:
            self.screen.show(_("Dit gesprek is niet bewaard. ^Q vraagt of u het wilt verlaten."))
            return
        app.empty_screen()
        if app.desk is not None:
            app.desk.put_away()
