"""The screens of the vault: making it, unlocking it, and the list of dossiers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from gesprek.errors import GesprekError
from gesprek.i18n import _
from gesprek.sitting.wording import dossier_row, groups_match, recovery_explained, vault_explained
from gesprek.tui.base import Dialog, text
from gesprek.tui.choices import Choice, Choices
from gesprek.tui.fields import SafeInput

if TYPE_CHECKING:
    from gesprek.record.listing import Entry
    from gesprek.sitting.desk import Desk

__all__ = ["DossiersDialog", "NewVaultScreen", "RecoveryKeyScreen", "UnlockScreen"]


class UnlockScreen(Dialog[bool]):
    """The passphrase. Nothing of a case is on this screen. Answers True when the vault is open. stays: Escape does nothing."""

    AUTO_FOCUS = "#wachtwoord"

    def __init__(self, desk: Desk, *, stays: bool = False) -> None:
        super().__init__()
        self._desk = desk
        self._stays = stays
        self.purpose = "slot"

    def parts(self) -> ComposeResult:
        """The line for the passphrase."""
        with Vertical(id="slot"):
            yield text(_("De kluis is op slot"), classes="kop")
            if self._stays:
                yield text(
                    _("Alles is bewaard, ook wat u aan het typen was. Na het wachtwoord bent u terug waar u was."),
                    classes="alinea",
                )
            yield text(_("Wachtwoord:"))
            yield SafeInput(password=True, id="wachtwoord", select_on_focus=False)
            yield text("", id="fout", classes="fout")
            hint = _("Enter: openen.  ^Q: verlaten.") if self._stays else _("Enter: openen.  Esc: terug.")
            yield text(hint, classes="hint")
            yield text(_("Wachtwoord kwijt? Met de herstelsleutel: gesprek kluis herstellen"), classes="zacht")

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Try it. The field is emptied at once."""
        typed, event.input.value = event.value, ""
        self.query_one("#fout", Static).update(Content(_("Even geduld…")))
        self.call_after_refresh(self._try, typed)

    def _try(self, typed: str) -> None:
        try:
            self._desk.unlock(typed)
        except GesprekError as problem:
            self.query_one("#fout", Static).update(Content(f"{problem.message} {problem.hint}".strip()))
            return
        self.dismiss(True)

    def action_cancel(self) -> None:
        """Escape: back, except from a lock."""
        if not self._stays:
            self.dismiss(False)


class NewVaultScreen(Dialog[str | None]):
    """Says what a vault is, and makes it. Answers the recovery key as it is printed, or None."""

    AUTO_FOCUS = "#een"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk

    def parts(self) -> ComposeResult:
        """What it does; the passphrase, twice."""
        with VerticalScroll(id="slot", can_focus=False):
            yield text(_("Een kluis maken"), classes="kop")
            for said in vault_explained(self._desk.folder):
                yield text(said, classes="alinea")
            yield text(_("Wachtwoord, minstens 12 tekens; een paar losse woorden is goed:"))
            yield SafeInput(password=True, id="een", select_on_focus=False)
            yield text(_("Nog een keer:"))
            yield SafeInput(password=True, id="twee", select_on_focus=False)
            yield text("", id="fout", classes="fout")
            yield text(_("Enter: maken.  Esc: terug, zonder kluis."), classes="hint")

    @on(Input.Submitted, "#een")
    def first(self, event: Input.Submitted) -> None:
        """On to the second line, unless it cannot be a passphrase."""
        from gesprek.record.vault import check_passphrase

        try:
            check_passphrase(event.value)
        except GesprekError as problem:
            self._say(f"{problem.message} {problem.hint}".strip())
            return
        self._say("")
        self.query_one("#twee").focus()

    @on(Input.Changed)
    def changed(self, event: Input.Changed) -> None:
        """What was wrong with it may be so no more; an emptied field says nothing of that."""
        if event.value:
            self._say("")

    @on(Input.Submitted, "#twee")
    def second(self) -> None:
        """Make it, when both are the same."""
        one, two = self.query_one("#een", SafeInput), self.query_one("#twee", SafeInput)
        typed, again = one.value, two.value
        if typed != again:
            two.value = ""
            self._say(_("Dat is niet twee keer hetzelfde. Typ het tweede nog eens, of begin boven opnieuw."))
            return
        try:
            printed = self._desk.create(typed)
        except GesprekError as problem:
            one.value = two.value = ""
            one.focus()
            self._say(f"{problem.message} {problem.hint}".strip())
            return
        one.value = two.value = ""
        self.dismiss(printed)

    def _say(self, message: str) -> None:
        self.query_one("#fout", Static).update(Content(message))


class RecoveryKeyScreen(Dialog[None]):
    """The recovery key, once. Goes on when two of its groups were typed back: then it is on paper."""

    AUTO_FOCUS = "#groepen"

    def __init__(self, printed: str, asked: tuple[int, int]) -> None:
        super().__init__()
        self._printed = printed
        self._groups = printed.split("-")
        self._asked = asked

    def parts(self) -> ComposeResult:
        """The groups with their numbers, and the line to type two of them."""
        first, second = self._asked
        with VerticalScroll(id="slot", can_focus=False):
            yield text(_("Uw herstelsleutel"), classes="kop")
            yield text(recovery_explained(), classes="alinea")
            for start in range(0, len(self._groups), 3):
                row = self._groups[start : start + 3]
                yield text("    ".join(f"{start + n}. {group}" for n, group in enumerate(row, 1)), classes="sleutel")
            yield text("")
            yield text(_("Typ de groepen {een} en {twee} over, met een spatie ertussen:").format(een=first, twee=second))
            yield SafeInput(id="groepen", select_on_focus=False)
            yield text("", id="fout", classes="fout")
            yield text(_("Enter: verder."), classes="hint")

    @on(Input.Submitted)
    def submitted(self, event: Input.Submitted) -> None:
        """Go on when they are right."""
        if groups_match(self._printed, self._asked, event.value):
            self.dismiss(None)
        else:
            self.query_one("#fout", Static).update(Content(_("Dat klopt niet. Kijk ze nog eens na, boven op dit scherm.")))

    def action_cancel(self) -> None:
        """Escape does not skip this: without the key on paper a forgotten passphrase loses everything."""


class DossiersDialog(Dialog[tuple[str, str] | None]):
    """The dossiers. Answers what to do and with which: ("open", code) or ("overgenomen", code)."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f2", "cancel", show=False, priority=True)]

    def __init__(self, entries: Sequence[Entry], remarks: Sequence[str], take_over: Callable[[], str]) -> None:
        super().__init__()
        self._entries = {entry.code: entry for entry in entries}
        self._remarks = tuple(remarks)
        self._take_over = take_over
        self._code = ""

    def parts(self) -> ComposeResult:
        """What an officer must know first, then the list."""
        with Vertical(classes="venster hoog"):
            yield text(_("Gesprekken in de kluis"), classes="kop")
            for remark in self._remarks[:6]:
                yield text(f"▲ {remark}", classes="fout")
            yield text("", id="uitleg")
            yield Choices(self._listed(), marks=False, cursor=0 if self._entries else -1, id="lijst")
            yield text(_("Kies met een cijfer of met ↑ ↓ en Enter. Esc: terug."), classes="hint")

    def on_mount(self) -> None:
        """Keys go to the list."""
        self.query_one(Choices).focus()

    def _listed(self) -> list[Choice]:
        return [Choice(code, *dossier_row(entry)) for code, entry in self._entries.items()] or [
            Choice("", _("Er zijn geen gesprekken."))
        ]

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """First which, then what."""
        if not self._code:
            if event.id:
                self._code = event.id
                self._show_what()
            return
        if event.id in ("open", "overgenomen"):
            self.dismiss((event.id, self._code))
        elif event.id == "over?":
            self.query_one("#uitleg", Static).update(
                Content(_("Is dossier {code} overgenomen in uw systeem?").format(code=self._code) + " " + self._take_over())
            )
            self.query_one(Choices).load(
                [Choice("nee", _("Nee, laten staan")), Choice("overgenomen", _("Ja, overgenomen"))], cursor=0
            )
        else:
            self._back_to_list()

    def _show_what(self) -> None:
        head, detail = dossier_row(self._entries[self._code])
        self.query_one("#uitleg", Static).update(Content(f"{head}\n{detail}"))
        options = [
            Choice("open", _("Verder met dit gesprek")),
            Choice("over?", _("Overgenomen in uw systeem: hier vernietigen")),
            Choice("terug", _("Terug naar de lijst")),
        ]
        self.query_one(Choices).load(options, cursor=0)

    def _back_to_list(self) -> None:
        self._code = ""
        self.query_one("#uitleg", Static).update(Content(""))
        self.query_one(Choices).load(self._listed(), cursor=0)

    def action_cancel(self) -> None:
        """Escape: one step back."""
        if self._code:
            self._back_to_list()
        else:
            self.dismiss(None)
