"""Reading back page by page, fixing, and writing the three texts to files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from gesprek.errors import GesprekError, said
from gesprek.export import ExportProblem, file_names, make_folder, missing_folder
from gesprek.i18n import _
from gesprek.report.composer import file_titles
from gesprek.sitting.finishing import (
    agree,
    changed_since,
    first_missing,
    first_open,
    in_the_way,
    mark_rest,
    report_unsettled,
    what_fixing_does,
    write_out,
)
from gesprek.sitting.talk import Talk
from gesprek.tui.base import Dialog, text
from gesprek.tui.choices import Choice
from gesprek.tui.dialogs import TO_REPORT, ChoiceDialog, ReasonDialog
from gesprek.tui.fields import SafeInput
from gesprek.tui.reading import PassageScreen

if TYPE_CHECKING:
    from gesprek.tui.app import GesprekApp

__all__ = ["ExportDialog", "ReadBackScreen"]


class ReadBackScreen(PassageScreen):
    """Reading the passage back together: in calm text, corrected on the spot, agreed with, fixed and written out.

    changed: what changed since it was last read back.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "agree", show=False),
        Binding("v", "fix", show=False),
        Binding("w", "write", show=False),
        Binding("o", "taken_over", show=False),
    ]

    def __init__(self, talk: Talk, window: str = "", changed: Sequence[str] = ()) -> None:
        super().__init__(talk, window)
        self._before = tuple(changed)

    def heading(self) -> str:
        """What this is called, with a place for the name of the document."""
        return _("Voorlezen: {stuk}   bladzijde {n} van {m}")

    def keys(self) -> str:
        """The keys that mean something now."""
        if not self.talk.c.fixed:
            return _("Enter verder  ↑↓ zin  Z verbeter  F3 stuk  K klopt  V vaststellen  Esc vragen")
        if self.talk.keeping is None:
            return _("Enter verder  PgUp vorige  F3 stuk  W wegschrijven  Esc vragen")
        return _("Enter verder  PgUp vorige  F3 stuk  W wegschrijven  O overgenomen  Esc vragen")

    def standing(self) -> str:
        """What can be done once it is fixed; before that what changed since it was read back."""
        if not self.talk.c.fixed:
            return " ".join(filter(None, (report_unsettled(self.talk), changed_since(self.talk, self._before))))
        message = _("Vastgesteld. W: wegschrijven naar bestanden.")
        return message if self.talk.keeping is None else message + " " + _("O: overgenomen in uw systeem.")

    def action_agree(self) -> None:
        """The aangever says that it is right: recorded, with the time."""
        try:
            agree(self.talk)
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
                    what_fixing_does(self.talk),
                    [Choice("vast", _("Vaststellen")), Choice("nee", _("Nog niet"))],
                ),
                self._fix,
            )
        else:
            self._say_what_is_missing()

    def _say_what_is_missing(self) -> None:
        shown, options = in_the_way(self.talk)
        self.app.push_screen(ChoiceDialog(_("Vaststellen kan nog niet"), "\n".join(shown), options), self._mend)

    def _mend(self, choice: str | None) -> None:
        talk = self.talk
        if choice == TO_REPORT:
            self.leave(TO_REPORT)
        elif choice == "open":
            self.leave(first_open(talk))
        elif choice == "plicht":
            self.leave(first_missing(talk))
        elif choice == "rest":
            self.app.push_screen(
                ReasonDialog(_("De rest is niet gevraagd"), _("Waarom niet? Deze ene reden komt bij alle open vragen.")),
                self._mark_rest,
            )

    def _mark_rest(self, reason: str | None) -> None:
        if reason == TO_REPORT:
            self.leave(TO_REPORT)
        elif reason:
            try:
                told = mark_rest(self.talk, reason)
            except GesprekError as refusal:
                told = said(refusal)
            self.show(told)

    def _fix(self, choice: str | None) -> None:
        if choice == TO_REPORT:
            self.leave(TO_REPORT)
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
        self.query_one("#fout", Static).update(Content(""))
        try:
            shown = "\n".join(str(file) for file in file_names(event.value, file_titles(self.talk.k)).values())
        except ExportProblem:
            shown = ""
        self.query_one("#bestanden", Static).update(Content(shown))

    @on(Input.Submitted)
    def write(self, event: Input.Submitted) -> None:
        """Write, or say what is wrong; a folder that is not there can be made."""
        folder = missing_folder(event.value)
        if folder is None:
            self._write(event.value)
            return

        def answered(choice: str | None) -> None:
            if choice == "maken":
                self._write(event.value, folder)
            elif choice == TO_REPORT:
                self.dismiss(None)

        options = [Choice("nee", _("Nee, ik kies een andere")), Choice("maken", _("De map maken en wegschrijven"))]
        message = _("{map}\nAlleen u kunt erin kijken.").format(map=folder)
        self.app.push_screen(ChoiceDialog(_("Deze map is er nog niet"), message, options), answered)

    def _write(self, name: str, folder: Path | None = None) -> None:
        try:
            if folder is not None:
                make_folder(folder)
            told = write_out(self.talk, name)
        except GesprekError as problem:
            self.query_one("#fout", Static).update(Content(said(problem)))
            return
        self.dismiss(told)
