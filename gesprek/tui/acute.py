"""Acute danger: the conversation stands still until the danger is over, with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from gesprek.dialogue.conversation import Conversation
from gesprek.i18n import _
from gesprek.sitting.danger import is_reason
from gesprek.tui.base import Dialog, text
from gesprek.tui.choices import Choice
from gesprek.tui.dialogs import ChoiceDialog
from gesprek.tui.fields import SafeInput

if TYPE_CHECKING:
    from gesprek.tui.app import GesprekApp

__all__ = ["AcuutScreen"]


class AcuutScreen(Dialog[tuple[str, str]]):
    """The interruption. Answers ("opgeheven", reason), ("terug", "") for a slip of the key, or ("aangifte", "")."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f12", "slip", show=False, priority=True),
        Binding("f2", "to_report", show=False, priority=True),
        Binding("ctrl+d,f10", "lift", show=False, priority=True),
    ]

    def __init__(self, conversation: Conversation, draft: str = "") -> None:
        super().__init__()
        self._gate = next(g for g in conversation.knowledge.gates if g.id == "acuut")
        self._draft = draft

    def parts(self) -> ComposeResult:
        """What to do now, large and calm; then the line for the reason."""
        app: GesprekApp = self.app  # type: ignore[assignment]
        with VerticalScroll(id="acuut", can_focus=False):
            if app.talk is not None and app.talk.practice is not None:
                yield text(app.talk.practice.mark, classes="groot")
            yield text("▲ " + _("ACUUT GEVAAR: HET GESPREK IS ONDERBROKEN"), classes="groot")
            yield text(_("Bel 112. Licht de hulpofficier van justitie in."), classes="groot")
            if self._gate.zeg:
                yield text(_('Zeg bijvoorbeeld: "{tekst}"').format(tekst=_(self._gate.zeg)))
            for step in self._gate.doe:
                yield text(f"- {_(step)}")
            yield text("")
            yield text(_("Is het gevaar voorbij? Zet neer waarom, met tijd. Pas dan gaat het gesprek verder."))
            yield SafeInput(id="opgeheven", select_on_focus=False)
            yield text("", classes="fout", id="fout")
            yield text(_("Enter: opheffen met deze reden.  F2: aangifte, die blijft open.  F12: vergissing, er was geen gevaar."))
            yield text(_("Er gaat niets verloren: alle antwoorden staan er nog."))

    def on_mount(self) -> None:
        """Keys go to the reason."""
        field = self.query_one(SafeInput)
        field.value = self._draft
        field.focus()

    def pull(self) -> None:
        """Take over the reason as far as it was typed; it counts with Enter."""
        app: GesprekApp = self.app  # type: ignore[assignment]
        if app.talk is not None:
            app.talk.danger_draft = self.query_one(SafeInput).value

    def on_input_submitted(self) -> None:
        """Enter."""
        self.action_lift()

    def action_lift(self) -> None:
        """Lift the interruption, with a reason only."""
        reason = self.query_one(SafeInput).value.strip()
        if is_reason(reason):
            self.dismiss(("opgeheven", reason))
        else:
            self.query_one("#fout", Static).update(Content(_("Zonder reden blijft het gesprek onderbroken.")))

    def action_cancel(self) -> None:
        """Escape does not get past danger."""
        self.query_one("#fout", Static).update(Content(_("Esc heft niets op. Met een reden en Enter gaat het gesprek verder.")))

    def action_slip(self) -> None:
        """The answer was a slip of the key: after a yes, as everywhere."""

        def answered(choice: str | None) -> None:
            if choice == "terug":
                self.dismiss(("terug", ""))

        options = [Choice("terug", _("Er was geen gevaar: terugdraaien")), Choice("nee", _("Nee, het gevaar blijft"))]
        self.app.push_screen(ChoiceDialog(_("Was het een vergissing?"), "", options), answered)

    def action_to_report(self) -> None:
        """F2: the wish for an aangifte can be recorded here and now."""
        self.dismiss(("aangifte", self.query_one(SafeInput).value))
