"""Reading back page by page, fixing, and writing the three texts to files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from gesprek.dialogue import make_answer
from gesprek.errors import GesprekError
from gesprek.export import ExportProblem, write_texts
from gesprek.i18n import _, ngettext
from gesprek.report import compose
from gesprek.tui.base import Dialog, text
from gesprek.tui.choices import Choice
from gesprek.tui.deeds import said
from gesprek.tui.dialogs import TO_REPORT, ChoiceDialog, ReasonDialog
from gesprek.tui.fields import SafeInput
from gesprek.tui.panel import TextPanel
from gesprek.tui.side import VIEWS, document_of
from gesprek.tui.talk import Talk

if TYPE_CHECKING:
    from gesprek.tui.app import GesprekApp

__all__ = ["ExportDialog", "ReadBackScreen"]


class ReadBackScreen(Dialog[str | None]):
    """The passage in calm text. Answers None, a fact to go to, or the way to the aangifte."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,pagedown,space", "page(1)", show=False, priority=True),
        Binding("pageup", "page(-1)", show=False, priority=True),
        Binding("k", "agree", show=False),
        Binding("v", "fix", show=False),
        Binding("w", "write", show=False),
        Binding("o", "taken_over", show=False),
        Binding("f3", "turn", show=False),
        Binding("f2", "to_report", show=False, priority=True),
    ]

    def __init__(self, talk: Talk) -> None:
        super().__init__()
        self.talk = talk
        self.document = "aangifte"

    def parts(self) -> ComposeResult:
        """Title, text, what was said about it, keys."""
        with Vertical(id="voorlezen"):
            yield text("", id="voorlees-kop", classes="balk kop")
            yield TextPanel(id="voorlees-tekst")
            yield text("", id="voorlees-melding")
            yield text(
                _("Enter verder  PgUp terug  F3 stuk  K klopt  V vaststellen  W wegschrijven"),
                classes="balk",
                id="voorlees-toetsen",
            )

    def on_mount(self) -> None:
        """Begin at the top of the passage."""
        self.query_one(TextPanel).focus()
        self.show()

    def show(self, message: str = "") -> None:
        """Show the text as it is now."""
        talk = self.talk
        self.query_one(TextPanel).show(document_of(talk, talk.c.situation, self.document), follow=False)
        self.call_after_refresh(self._show_head)
        if not message and talk.c.fixed:
            message = _("Vastgesteld. W: wegschrijven naar bestanden.")
            if talk.keeping is not None:
                message += " " + _("O: overgenomen in uw systeem.")
        elif not message:
            message = self._changed()
        self.query_one("#voorlees-melding", Static).update(Content(message))

    def _changed(self) -> str:
        count = len(self.talk.c.changed_since_read_back())
        said = ngettext(
            "{n} antwoord is na het voorlezen gewijzigd; lees dat nog eens voor.",
            "{n} antwoorden zijn na het voorlezen gewijzigd; lees die nog eens voor.",
            count,
        )
        return said.format(n=count) if count else ""

    def _show_head(self) -> None:
        panel = self.query_one(TextPanel)
        step = max(1, panel.size.height - 3)
        pages = max(1, -(-panel.virtual_size.height // step))
        page = min(pages, int(panel.scroll_offset.y) // step + 1)
        if panel.scroll_offset.y >= panel.max_scroll_y > 0:
            page = pages
        head = _("Voorlezen: {stuk}   bladzijde {n} van {m}").format(stuk=_(VIEWS[self.document]), n=page, m=pages)
        self.query_one("#voorlees-kop", Static).update(Content(head))

    def action_page(self, by: int) -> None:
        """Another page."""
        panel = self.query_one(TextPanel)
        panel.scroll_to(y=panel.scroll_offset.y + by * max(1, panel.size.height - 3), animate=False)
        self.call_after_refresh(self._show_head)

    def action_turn(self) -> None:
        """Another of the three texts."""
        names = ("aangifte", "bevindingen", "advies")
        self.document = names[(names.index(self.document) + 1) % 3]
        self.query_one(TextPanel).scroll_home(animate=False)
        self.show()

    def action_agree(self) -> None:
        """The aangever says that it is right: recorded, with the time."""
        talk = self.talk
        facts = talk.k.facts
        try:
            now = talk.clock().replace(second=0)
            with talk.action():
                talk.c.answer("voorgelezen", make_answer(facts["voorgelezen"], "klopt"), now)
                talk.c.answer("voorgelezen_tijdstip", make_answer(facts["voorgelezen_tijdstip"], now), now)
        except GesprekError as refusal:
            self.show(said(refusal))
            return
        self.show(_("Genoteerd: voorgelezen, en aangever zegt dat het klopt. V: vaststellen."))

    def action_fix(self) -> None:
        """Fix, or say in words why that cannot be yet."""
        situation = self.talk.c.situation
        if self.talk.c.fixed:
            self.show()
        elif not situation.blockers:
            self.app.push_screen(
                ChoiceDialog(
                    _("Vaststellen?"),
                    _("Daarna verandert er niets meer aan de antwoorden. Het blijft een concept voor uw eigen systeem."),
                    [Choice("vast", _("Vaststellen")), Choice("nee", _("Nog niet"))],
                ),
                self._fix,
            )
        else:
            self._say_what_is_missing()

    def _say_what_is_missing(self) -> None:
        found = self.talk.c.situation.blockers
        shown = [f"- {blocker}" for blocker in found[:8]]
        if len(found) > 8:
            shown.append("- " + _("en nog {n}").format(n=len(found) - 8))
        options = [Choice("open", _("Naar de eerste vraag die nog open is"))]
        if self.talk.c.situation.unanswered:
            options.append(Choice("rest", _("De rest markeren als niet gevraagd, met één reden")))
        if "noodset" not in " ".join(found) and not self.talk.c.situation.duty.accounted_for:
            options.insert(0, Choice("plicht", _("Naar de informatie over herstel (art. 5j)")))
        self.app.push_screen(ChoiceDialog(_("Vaststellen kan nog niet"), "\n".join(shown), options), self._mend)

    def _mend(self, choice: str | None) -> None:
        talk = self.talk
        if choice == TO_REPORT:
            self.dismiss(TO_REPORT)
        elif choice == "open":
            self.dismiss(self._first_open())
        elif choice == "plicht":
            missing = [f for f in talk.c.situation.duty.ontbreekt if f in talk.k.question_of]
            self.dismiss(missing[0] if missing else "info5j_inhoud")
        elif choice == "rest":
            self.app.push_screen(
                ReasonDialog(_("De rest is niet gevraagd"), _("Waarom niet? Deze ene reden komt bij alle open vragen.")),
                self._mark_rest,
            )

    def _first_open(self) -> str:
        situation = self.talk.c.situation
        noodset = {f for q in self.talk.k.questions.values() if q.noodset == "ja" for f in q.feiten}
        gates = {f for s in situation.open_gates for f in s.gate.vereist}
        order = situation.unanswered or list(situation.duty.ontbreekt) or list(situation.path.facts)
        return next((f for f in order if f in noodset | gates), order[0])

    def _mark_rest(self, reason: str | None) -> None:
        if reason == TO_REPORT:
            self.dismiss(TO_REPORT)
        elif reason:
            try:
                count = self.talk.c.mark_rest(reason, self.talk.clock())
            except GesprekError as refusal:
                self.show(said(refusal))
                return
            self.show(
                ngettext(
                    "{n} vraag is gemarkeerd als niet gevraagd.", "{n} vragen zijn gemarkeerd als niet gevraagd.", count
                ).format(n=count)
            )

    def _fix(self, choice: str | None) -> None:
        if choice == TO_REPORT:
            self.dismiss(TO_REPORT)
        elif choice == "vast":
            try:
                self.talk.c.fix(self.talk.clock())
            except GesprekError as refusal:
                self.show(said(refusal))
                return
            self.show()

    def action_write(self) -> None:
        """Write the three texts, once they are fixed."""
        if not self.talk.c.fixed:
            self.show(_("Wegschrijven kan na het vaststellen: V."))
            return

        def answered(result: str | None) -> None:
            self.show(result or "")

        self.app.push_screen(ExportDialog(self.talk), answered)

    def action_taken_over(self) -> None:
        """The texts are in the police system: destroy the dossier here, after a yes."""
        app: GesprekApp = self.app  # type: ignore[assignment]
        if self.talk.keeping is None or app.desk is None:
            return
        if not self.talk.c.fixed or not self.talk.c.exported_once:
            self.show(_("Eerst vaststellen (V) en wegschrijven (W); dan overnemen in uw systeem."))
            return
        code, desk = self.talk.keeping.dossier.code, app.desk

        def answered(choice: str | None) -> None:
            if choice == "ja":
                app.finish(code)

        message = _("Dossier {code} staat dan in uw systeem.").format(code=code) + " " + desk.what_take_over_does()
        options = [Choice("nee", _("Nog niet")), Choice("ja", _("Ja, overgenomen"))]
        app.push_screen(ChoiceDialog(_("Overgenomen in uw systeem?"), message, options), answered)

    def action_to_report(self) -> None:
        """F2: to the aangifte."""
        self.dismiss(TO_REPORT)


class ExportDialog(Dialog[str | None]):
    """Where to. Stays open, with the reason, until it worked or the officer goes back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2", "cancel", show=False, priority=True)]

    def __init__(self, talk: Talk) -> None:
        super().__init__()
        self.talk = talk

    def parts(self) -> ComposeResult:
        """The name to type, and what will be made of it."""
        with Vertical(classes="venster"):
            yield text(_("Wegschrijven"), classes="kop")
            yield text(_("Drie tekstbestanden, alleen voor u leesbaar. Er wordt nooit iets overschreven."))
            yield text(_("Map en begin van de naam, bijvoorbeeld ~/stukken/zaak-1:"))
            yield SafeInput(id="naam", select_on_focus=False)
            yield text("", id="bestanden", classes="zacht")
            yield text("", id="fout", classes="fout")
            yield text(_("Enter: wegschrijven. Esc: terug, zonder weg te schrijven."), classes="hint")

    def on_mount(self) -> None:
        """Keys go to the name."""
        self.query_one(SafeInput).focus()

    @on(Input.Changed)
    def named(self, event: Input.Changed) -> None:
        """Show which files it will be."""
        from gesprek.export import file_names

        self.query_one("#fout", Static).update(Content(""))
        try:
            shown = "\n".join(str(file) for file in file_names(event.value).values())
        except (ExportProblem, RuntimeError):
            shown = ""
        self.query_one("#bestanden", Static).update(Content(shown))

    @on(Input.Submitted)
    def write(self, event: Input.Submitted) -> None:
        """Write, or say what is wrong."""
        talk = self.talk
        files: list[Path] = []
        try:
            texts = compose(talk.c.situation, decision=talk.c.decision, notes=tuple(talk.c.notes)).texts
            with talk.action():
                files = write_texts(event.value, texts)
                talk.c.exported([file.name for file in files], talk.clock())
        except GesprekError as problem:  # a name or disk that does not do, a template with a mistake, a vault that refuses
            for file in files:  # what is not in the log of who got what is not handed out
                file.unlink(missing_ok=True)
            self.query_one("#fout", Static).update(Content(said(problem)))
            return
        self.dismiss(_("Weggeschreven: {namen} in {map}").format(namen=", ".join(f.name for f in files), map=files[0].parent))
