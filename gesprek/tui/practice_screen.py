"""The screen of a conversation that is practised: what was said stands at the question, and asking comes before recording."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.content import Content

from gesprek.errors import GesprekError, said
from gesprek.i18n import _
from gesprek.sitting.actions import ACTIONS
from gesprek.sitting.asked import how_said
from gesprek.sitting.practising import Practising
from gesprek.tui.actions import plain_bindings
from gesprek.tui.base import text
from gesprek.tui.choices import Choices
from gesprek.tui.conversation import ConversationScreen
from gesprek.tui.panel import TextPanel
from gesprek.tui.practice_deeds import PracticeDeeds
from gesprek.tui.practice_windows import InterruptionDialog

__all__ = ["PracticeScreen"]


class PracticeScreen(ConversationScreen):
    """Holds an exercise. The keys go to what was said until the question was asked; Tab goes past it to the answer."""

    plain_keys = frozenset(action.plain for action in ACTIONS if action.plain)

    single_keys = (Choices, TextPanel)

    def __init__(self, practice: Practising) -> None:
        super().__init__(practice.talk)
        self.practice = practice
        self.deeds = self._practice_deeds = PracticeDeeds(self, practice.talk)
        for binding in plain_bindings(practice=True):
            self._bindings.bind(binding.key, binding.action, binding.description, show=False)

    def above(self) -> ComposeResult:
        """What stands above the answer: what was said comes in the place of the sentence to say, which would give it away."""
        for name in ("kop-vraag", "waarom"):
            yield text("", id=name)
        yield text("", id="hoe-gevraagd")
        yield TextPanel(id="gehoord")
        for name in ("feit", "gelezen"):
            yield text("", id=name)
        yield text("", id="zeg")

    def on_mount(self) -> None:
        """The introduction comes first."""
        self.call_after_refresh(self._practice_deeds.do_inleiding)

    def show(self, message: str = "") -> None:
        """Show everything as it is now; keep what happened; and ask what to do when something comes in between."""
        message = self._try(self.practice.look) or message
        super().show(message)
        if trouble := self._try(self.practice.keep):
            self.put("melding", Content(trouble))
        self._interrupt()

    def _try(self, work: Callable[[], object]) -> str:
        """Do something that can be refused; why it was, or an empty text."""
        try:
            work()
        except GesprekError as refusal:
            return said(refusal)
        return ""

    def _interrupt(self) -> None:
        pending = self.practice.pending
        if pending is None or self.app.screen is not self:
            return

        def answered(chosen: str | None) -> None:
            if chosen is not None:
                self._try(lambda: self.practice.cope(chosen))
            self.show()
            self.focus_entry()

        self.app.push_screen(InterruptionDialog(pending.text, self.practice.ways(pending)), answered)

    def _show_question(self) -> None:
        super()._show_question()
        practice = self.practice
        self.set_class(not practice.aloud or practice.asked is not None, "-gevraagd")
        self.put("hoe-gevraagd", self._how_asked())
        self.query_one("#gehoord", TextPanel).show(practice.heard())
        self.call_after_refresh(self.call_after_refresh, self._show_more)

    def _show_more(self) -> None:
        """Say so when not all that was said is in sight: what can be noticed often stands at its end."""
        panel = self.query_one("#gehoord", TextPanel)
        self.put("hoe-gevraagd", self._how_asked(more=panel.virtual_size.height > panel.size.height))

    def _how_asked(self, *, more: bool = False) -> Content:
        practice = self.practice
        if not practice.aloud:
            return Content.assemble((how_said(self.talk), "$zacht"), "  ", (_(practice.question.zeg), "bold"))
        if practice.asked is None:
            told = _("Nog niet gevraagd. Enter of v: kies hoe u het vraagt. Tab: naar het antwoord.")
            return Content.styled(told, "bold $accent")
        if more:
            return Content.styled(_("Er is meer gezegd: Esc en dan ↓. v vraagt anders."), "bold $accent")
        return Content.styled(_("Gevraagd. Esc: hierheen; ↓ leest, v vraagt anders."), "$accent")

    def focus_entry(self) -> None:
        """Keys go to the answer; at a question that was not asked yet, to asking it."""
        if self.practice.to_ask and not (self.has_class("-stukken") and not self.has_class("-breed")):
            self.set_focus(self.query_one("#gehoord", TextPanel))
        else:
            super().focus_entry()

    def action_question(self) -> None:
        """Escape: out of a field, to what was said, where single keys work; from anywhere else back to the question."""
        here = self.focused
        super().action_question()
        if here is not None and here is self.focused:
            self.set_focus(self.query_one("#gehoord", TextPanel))

    def action_follow(self) -> None:
        """Enter at what was said: ask it."""
        if self.focused is self.query_one("#gehoord"):
            self.perform("vraag_het")
        else:
            super().action_follow()
