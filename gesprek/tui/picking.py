"""Lists with a filter (go to, actions), and the note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, TextArea

from gesprek.dialogue.matching import Proposal
from gesprek.i18n import _
from gesprek.sitting.seeking import ranked
from gesprek.tui.base import Dialog, text
from gesprek.tui.choices import Choice, Choices
from gesprek.tui.dialogs import TO_REPORT
from gesprek.tui.fields import SafeInput, SafeTextArea
from gesprek.tui.proposals import Proposals

if TYPE_CHECKING:
    from gesprek.tui.app import GesprekApp

__all__ = ["FilterDialog", "NoteDialog", "NoteResult"]


class FilterDialog(Dialog[str | None]):
    """Type a part of a name; arrows and Enter choose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("pageup", "move(-8)", show=False, priority=True),
        Binding("pagedown", "move(8)", show=False, priority=True),
        Binding("f2", "to_report", show=False, priority=True),
    ]

    def __init__(self, title: str, options: Sequence[Choice], start: str = "") -> None:
        super().__init__()
        self._title, self._options, self._start = title, tuple(options), start

    def parts(self) -> ComposeResult:
        """A line to type in, over the list."""
        with Vertical(classes="venster hoog"):
            yield text(self._title, classes="kop")
            yield SafeInput(placeholder=_("typ een deel van de naam"), id="zoek")
            yield Choices(self._options, numbered=False, marks=False, id="lijst")
            yield text(_("↑ ↓ en Enter kiezen. Esc: terug."), classes="hint")

    def on_mount(self) -> None:
        """Begin where the officer is."""
        lijst = self.query_one(Choices)
        lijst.can_focus = False
        ids = [o.id for o in self._options]
        lijst.load(self._options, cursor=ids.index(self._start) if self._start in ids else 0)
        self.query_one(SafeInput).focus()

    @on(Input.Changed)
    def narrow(self, event: Input.Changed) -> None:
        """Show only what fits what was typed, the best fit first."""
        if not event.value.strip() and self._start:
            return
        found = ranked(self._options, event.value)
        self.query_one(Choices).load(found or [Choice("", _("Niets gevonden"))], cursor=0 if found else -1)

    @on(Input.Submitted)
    def submitted(self) -> None:
        """Choose what is pointed at."""
        self.query_one(Choices).action_enter()

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Answer with it."""
        if event.id:
            self.dismiss(event.id)

    def action_move(self, by: int) -> None:
        """Point at another."""
        self.query_one(Choices).action_move(by)

    def action_to_report(self) -> None:
        """F2: to the aangifte."""
        self.dismiss(TO_REPORT)


@dataclass(frozen=True, slots=True)
class NoteResult:
    """What came of the window: keep the text or leave it, and the proposal that was accepted."""

    keep: bool
    text: str
    proposal: Proposal | None = None


class NoteDialog(Dialog[NoteResult]):
    """A free note on a topic, with the questions that it may belong to. Escape leaves the text for later.

    before: the notes that the topic has. With an empty field, what is proposed is about the last of them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+d,f10,ctrl+n", "accept", show=False, priority=True),
        Binding("f2", "cancel", show=False, priority=True),
    ]

    def __init__(self, topic: str, draft: str, before: Sequence[str], proposals: Proposals) -> None:
        super().__init__()
        self._topic, self._draft, self._before, self._proposals = topic, draft, before, proposals

    def parts(self) -> ComposeResult:
        """The field, how many notes there are already, and what is proposed."""
        with Vertical(classes="venster"):
            yield text(_("Notitie bij: {onderwerp}").format(onderwerp=self._topic), classes="kop")
            if self._before:
                yield text(_("Er staan hier al notities: {n}.").format(n=len(self._before)))
            yield SafeTextArea(self._draft, id="notitie", soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
            yield self._proposals
            yield text(_("^D: bewaren bij dit gesprek. Esc: terug; de tekst blijft staan."), classes="hint")

    def on_mount(self) -> None:
        """Keys go to the field."""
        field = self.query_one(TextArea)
        field.focus()
        field.move_cursor(field.document.end)
        self._proposals.look(self._subject())

    def _subject(self) -> str:
        """What the proposals are about: the text, or the last note while there is none."""
        typed = self.query_one(TextArea).text
        return typed if typed.strip() or not self._before else self._before[-1]

    @on(TextArea.Changed)
    def typed(self) -> None:
        """The proposals follow a moment later."""
        self._proposals.look(self._subject())

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """A proposal is accepted: the note is kept and linked."""
        proposal = self._proposals.chosen(event)
        if proposal is not None:
            self.dismiss(NoteResult(True, self.query_one(TextArea).text, proposal))

    def pull(self) -> None:
        """Take over what is typed, for when the program dies."""
        app: GesprekApp = self.app  # type: ignore[assignment]
        if app.talk is not None:
            app.talk.note_draft = self.query_one(TextArea).text

    def action_accept(self) -> None:
        """Keep the note."""
        self.dismiss(NoteResult(True, self.query_one(TextArea).text))

    def action_cancel(self) -> None:
        """Leave the text for later."""
        self.dismiss(NoteResult(False, self.query_one(TextArea).text))
