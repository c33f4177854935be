"""Walking through the texts sentence by sentence: from a sentence to its answer, and wording it in another way."""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static, TextArea

from gesprek.errors import GesprekError, said
from gesprek.i18n import _
from gesprek.report import DOCUMENTS, Documents, Sentence, as_made, documents_of
from gesprek.sitting.dots import cover
from gesprek.sitting.sentence import about, reword, ways
from gesprek.sitting.side import document_lines, homeless_lines, view_name
from gesprek.sitting.talk import Talk
from gesprek.sitting.wrapping import Line
from gesprek.tui.base import Dialog, text
from gesprek.tui.choices import Choice
from gesprek.tui.dialogs import TO_REPORT, ChoiceDialog
from gesprek.tui.fields import SafeTextArea
from gesprek.tui.passage import PassagePanel, spots_of
from gesprek.tui.unfinished import Unfinished

__all__ = ["PassageScreen", "RewriteDialog"]


class PassageScreen(Dialog[str | None]):
    """A document, one sentence pointed at. Answers None, a fact to go to, or the way to the aangifte."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,pagedown,space", "page(1)", show=False, priority=True),
        Binding("pageup", "page(-1)", show=False, priority=True),
        Binding("z", "sentence", show=False),
        Binding("f3", "turn", show=False),
        Binding("f2", "to_report", show=False, priority=True),
    ]

    def __init__(self, talk: Talk, window: str = "") -> None:
        super().__init__()
        self.talk = talk
        self.document, at = talk.passage
        self._at = at
        kind, _colon, place = window.partition(":")
        self._reopen = kind == "zin"
        if self._reopen:
            self.document, _colon, index = place.partition(":")
            self._at = int(index)

    def parts(self) -> ComposeResult:
        """Title, text, what was said about it, keys."""
        with Vertical(id="voorlezen"):
            yield text("", id="voorlees-kop", classes="balk kop")
            yield PassagePanel(id="voorlees-tekst")
            yield text("", id="voorlees-melding")
            yield text("", classes="balk", id="voorlees-toetsen")

    def on_mount(self) -> None:
        """Begin where the officer was, or at the top."""
        panel = self.query_one(PassagePanel)
        panel.focus()
        panel.at = self._at
        self.show()
        if self._at >= 0:
            self.call_after_refresh(panel.point, self._at)
        if self._reopen:
            self.call_after_refresh(self.rewrite)

    def on_resize(self, event: events.Resize) -> None:
        """Another size has another number of pages."""
        super().on_resize(event)
        self.call_after_refresh(self.call_after_refresh, self._show_head)

    def show(self, message: str = "") -> None:
        """Show the text as it is now."""
        panel = self.query_one(PassagePanel)
        try:
            documents = documents_of(self.talk.c)
            if self.talk.dots:
                documents = cover(documents, self.talk.k, [note.text for note in self.talk.c.notes])
        except GesprekError as error:  # a mistake in a template must not cost a conversation
            panel.tell([(_("Dit stuk kan nu niet worden gemaakt."), "fout"), (str(error), "zacht")], ())
        else:
            panel.tell(self._lines(documents), spots_of(documents, self.document))
        self.query_one("#voorlees-melding", Static).update(Content(message or self.standing()))
        self.query_one("#voorlees-toetsen", Static).update(Content(self.keys()))
        self.call_after_refresh(self._show_head)

    def _lines(self, documents: Documents) -> list[Line]:
        return [*document_lines(documents, self.document), *homeless_lines(documents, self.document)]

    def heading(self) -> str:
        """What this is called, with a place for the name of the document."""
        return _("Zin voor zin: {stuk}   bladzijde {n} van {m}")

    def standing(self) -> str:
        """What is said when there is nothing else to say."""
        return ""

    def keys(self) -> str:
        """The keys, in a line."""
        return _("↑↓ zin  Z verbeter deze zin  Enter verder  PgUp vorige  F3 stuk  Esc vragen")

    def _show_head(self) -> None:
        panel = self.query_one(PassagePanel)
        step = max(1, panel.size.height - 3)
        pages = max(1, -(-panel.virtual_size.height // step))
        page = min(pages, int(panel.scroll_offset.y) // step + 1)
        if panel.scroll_offset.y >= panel.max_scroll_y > 0:
            page = pages
        head = self.heading().format(stuk=view_name(self.talk, self.document), n=page, m=pages)
        if self.talk.practice is not None:
            head = f"{self.talk.practice.mark} · {head}"
        self.query_one("#voorlees-kop", Static).update(Content(head))

    def action_page(self, by: int) -> None:
        """Another page."""
        panel = self.query_one(PassagePanel)
        panel.scroll_to(y=panel.scroll_offset.y + by * max(1, panel.size.height - 3), animate=False)
        self.call_after_refresh(self._show_head)

    def action_turn(self) -> None:
        """Another of the three texts."""
        panel = self.query_one(PassagePanel)
        self.document = DOCUMENTS[(DOCUMENTS.index(self.document) + 1) % len(DOCUMENTS)]
        panel.at = -1
        panel.scroll_home(animate=False)
        self.show()

    # -- one sentence ------------------------------------------------------------------------------------------------

    @on(PassagePanel.Followed)
    def followed(self) -> None:
        """A click on a sentence."""
        self.action_sentence()

    def action_sentence(self) -> None:
        """What can be done with the sentence pointed at: go to an answer it stands on, or word it in another way."""
        panel = self.query_one(PassagePanel)
        if self.talk.dots:
            self.show(_("Gevoelige antwoorden staan er als punten. Zet dat eerst uit: ^P, punten."))
            return
        if panel.sentence is None:
            panel.point(panel.first_in_sight())
        sentence = panel.sentence
        if sentence is None:
            self.show(_("Er is hier geen zin om te verbeteren."))
            return
        options, message = ways(self.talk, sentence), about(sentence)
        if not options:
            options = [Choice("", _("Terug"))]
            message += "\n\n" + _("Deze zin staat altijd in dit stuk; hij staat niet op een antwoord.")
        self.app.push_screen(ChoiceDialog(_("Deze zin"), message, options), self._chosen)

    def _chosen(self, choice: str | None) -> None:
        kind, _colon, fact = (choice or "").partition(":")
        if choice == TO_REPORT:
            self.leave(TO_REPORT)
        elif kind == "feit":
            self.leave(fact)
        elif kind == "schrijf":
            self.rewrite()
        elif kind == "terug" and (sentence := self.query_one(PassagePanel).sentence):
            self._word(sentence, "")

    def rewrite(self) -> None:
        """Ask for other words for the sentence pointed at."""
        panel = self.query_one(PassagePanel)
        sentence = panel.sentence
        if sentence is None or self.talk.c.fixed or self.talk.locked:
            return

        def answered(words: str | None) -> None:
            if words == TO_REPORT:
                self.leave(TO_REPORT)
            elif words is not None:
                self._word(sentence, words)

        self.app.push_screen(RewriteDialog(sentence, f"zin:{self.document}:{panel.at}"), answered)

    def _word(self, sentence: Sentence, words: str) -> None:
        try:
            told = reword(self.talk, sentence, words)
        except GesprekError as refusal:
            told = said(refusal)
        self.show(told)

    # -- leaving -----------------------------------------------------------------------------------------------------

    def leave(self, answer: str | None) -> None:
        """Go, and come back later to the same sentence."""
        self.talk.passage = (self.document, self.query_one(PassagePanel).at)
        self.dismiss(answer)

    def action_cancel(self) -> None:
        """Escape: to the questions."""
        self.leave(None)

    def action_to_report(self) -> None:
        """F2: to the aangifte."""
        self.leave(TO_REPORT)


class RewriteDialog(Dialog[str | None]):
    """Other words for one sentence. Answers them; Escape leaves the sentence as it is, and keeps what was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+d,f10", "accept", show=False, priority=True),
        Binding("f2", "to_report", show=False, priority=True),
    ]

    def __init__(self, sentence: Sentence, purpose: str) -> None:
        super().__init__()
        self._sentence = sentence
        self.purpose = purpose
        self._unfinished = Unfinished(self, f"zin {sentence.document}: {as_made(sentence)}", sentence.zin)

    def parts(self) -> ComposeResult:
        """The sentence as it was made, and the field with the words now."""
        with Vertical(classes="venster"):
            yield text(_("Deze zin zelf schrijven"), classes="kop")
            yield text(_("Gemaakt uit de antwoorden: “{zin}”").format(zin=as_made(self._sentence)), classes="zacht")
            yield SafeTextArea(id="zin", soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
            yield text(_("De zin wordt gemerkt als door u geschreven; het antwoord zelf verandert niet."), classes="zacht")
            yield text(_("^D: klaar. Esc: terug; de zin blijft zoals hij was."), classes="hint")

    def on_mount(self) -> None:
        """What was typed here before comes back."""
        field = self.query_one(SafeTextArea)
        field.load_text(self._unfinished.text())
        field.focus()
        field.move_cursor(field.document.end)

    def pull(self) -> None:
        """Keep what is typed for the next time, also when the program dies."""
        self._unfinished.keep(self.query_one(TextArea).text)

    def action_accept(self) -> None:
        """These words; none puts the sentence back as it was made."""
        self._unfinished.used()
        self.dismiss(self.query_one(TextArea).text)

    def action_cancel(self) -> None:
        """Close; what was typed stays for the next time."""
        self.pull()
        self.dismiss(None)

    def action_to_report(self) -> None:
        """F2: to the aangifte; what was typed stays for the next time."""
        self.pull()
        self.dismiss(TO_REPORT)
