"""The questions that a note may belong to: numbered under the note while it is typed, and the words shown at the question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Static

from gesprek.dialogue.conversation import Link, Note
from gesprek.dialogue.matching import Proposal, words_at
from gesprek.i18n import _
from gesprek.knowledge import Knowledge, clean_text
from gesprek.sitting.proposed import Lookup, shown
from gesprek.sitting.wrapping import fit
from gesprek.tui.base import text
from gesprek.tui.choices import Choice, Choices

if TYPE_CHECKING:
    pass

__all__ = ["Proposals", "told_content"]

PAUSE = 0.25
"""Seconds without a key after which the proposals follow."""
QUOTED = 160
"""The most characters of a note that stand at a question."""


class Proposals(Vertical):
    """The list under a note. `show` looks a moment later; the list itself says which proposal is accepted."""

    def __init__(self, knowledge: Knowledge, find: Lookup) -> None:
        super().__init__()
        self._k, self._find = knowledge, find
        self.found: tuple[Proposal, ...] = ()
        self._text = ""
        self._timer: Timer | None = None

    def compose(self) -> ComposeResult:
        """A line that says what this is, over the list."""
        yield text("", id="voorstel-kop", classes="zacht")
        yield Choices(marks=False, id="voorstellen")

    def look(self, typed: str) -> None:
        """Look for this text a moment from now, unless another comes."""
        self._text = typed
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE, self.look_now)

    def look_now(self) -> None:
        """Look now, and show what there is; nothing when there is nothing."""
        self._timer = None
        typed = clean_text(self._text)
        self.found = tuple(self._find(typed))
        self.set_class(bool(self.found), "-er")
        self._show_head()
        self.query_one(Choices).load([self._row(number, p, typed) for number, p in enumerate(self.found)])

    def _show_head(self) -> None:
        head = Content(_("Hoort dit bij een vraag? Tab en het cijfer: koppelen en erheen.") if self.found else "")
        if self.found and self.query_one(Choices).has_focus:
            head = Content.styled(_("› Nu het cijfer: koppelen en erheen. Tab: terug naar de tekst."), "bold $accent")
        self.query_one("#voorstel-kop", Static).update(head)

    def on_descendant_focus(self) -> None:
        """The keys go to the list now: say so."""
        self._show_head()

    def on_descendant_blur(self) -> None:
        """And back to the text."""
        self._show_head()

    def _row(self, number: int, proposal: Proposal, typed: str) -> Choice:
        return Choice(str(number), fit(shown(self._k, proposal, typed), max(20, self.size.width - 8)))

    def chosen(self, event: Choices.Chosen) -> Proposal | None:
        """The proposal that a key in the list stands for, as the text is now; None when the list was of another text."""
        number = int(event.id)
        return self.found[number] if self._timer is None and number < len(self.found) else None


def told_content(told: Sequence[tuple[Note, Link]], said: str) -> Content:
    """What a note already told of the question at hand, its words marked; and what may still be asked, softly."""
    note, link = told[-1]
    label = _("Al verteld, in een notitie. Vraag het niet opnieuw; vraag zo nodig door.")
    more = _(" (en nog {n})").format(n=len(told) - 1) if len(told) > 1 else ""
    return Content.assemble((label + more, "$accent"), "\n", *_quoted(note.text, link.spans), "\n", (said, "$zacht"))


def _quoted(note: str, spans: Sequence[tuple[int, int]]) -> list[tuple[str, str]]:
    if len(note) > QUOTED or not spans:
        return [(f'"{words_at(note, spans) if spans else fit(note, QUOTED)}"', "bold")]
    parts, at = [('"', "")], 0
    for start, end in spans:
        parts += [(note[at:start], ""), (note[start:end], "bold")]
        at = end
    return [(" ".join(part.split("\n")), style) for part, style in (*parts, (note[at:] + '"', ""))]
