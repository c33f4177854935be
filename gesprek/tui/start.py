"""The first screen: what to do. It imports nothing that only a conversation needs."""

from __future__ import annotations

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from gesprek.i18n import _
from gesprek.tui.base import BaseScreen, text
from gesprek.tui.choices import Choice, Choices

__all__ = ["StartScreen"]


class StartScreen(BaseScreen):
    """What to do: a new conversation, or a look around."""

    def parts(self) -> ComposeResult:
        """A title, the choices, and what happens to what is typed."""
        with Vertical(id="start"):
            yield text("gesprek", id="titel")
            yield text(_("Houdt de draad van een aangiftegesprek vast, zodat u naar de ander kunt kijken."), classes="zacht")
            yield Choices(_main_menu(), marks=False, cursor=0, id="menu")
            yield text("", id="melding", classes="fout")
            yield text(_("Kies met een cijfer, of met ↑ ↓ en Enter."), classes="zacht")
            yield text("")
            yield text(
                _(
                    "Een gesprek staat alleen in het geheugen zolang het programma open is. Er wordt niets opgeslagen "
                    "tot u de stukken zelf wegschrijft. Bij verlaten wordt het eerst gevraagd."
                )
            )
            yield text("")
            yield text(
                _("Wat u maakt is een concept voor uw eigen systeem. U beslist; het programma stelt voor en legt uit."),
                classes="zacht",
            )
        yield text(_("F1 hulp   ^P acties   ^Q verlaten"), classes="toetsen")

    def on_mount(self) -> None:
        """Keys go to the choices."""
        self.query_one(Choices).focus()

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Do what was chosen."""
        menu = self.query_one(Choices)
        if event.id == "nieuw":
            menu.load(_new_menu(), cursor=0)
        elif event.id == "terug":
            menu.load(_main_menu(), cursor=0)
        elif event.id in ("heel", "noodset", "voorbeeld"):
            self.query_one("#melding", Static).update(Content(_("Even laden…")))
            self.call_after_refresh(self._open, event.id)
        else:
            self.app.action_doe(event.id)  # type: ignore[attr-defined]

    def _open(self, what: str) -> None:
        from gesprek.errors import GesprekError
        from gesprek.tui.opening import open_conversation

        try:
            open_conversation(self.app, what)  # type: ignore[arg-type]
        except GesprekError as error:
            self.query_one("#melding", Static).update(Content(str(error)))
            return
        self.query_one("#melding", Static).update(Content(""))
        self.query_one(Choices).load(_main_menu(), cursor=0)


def _main_menu() -> list[Choice]:
    return [
        Choice("nieuw", _("Nieuw gesprek")),
        Choice("voorbeeld", _("Rondkijken in een ingevuld voorbeeld")),
        Choice("hulp", _("Hulp en toetsen")),
        Choice("kleuren", _("Licht of donker scherm")),
        Choice("weg", _("Verlaten")),
    ]


def _new_menu() -> list[Choice]:
    return [
        Choice("heel", _("Aangifte: het hele gesprek"), _("alle onderwerpen, in elke volgorde")),
        Choice("noodset", _("Aangifte: alleen de noodset"), _("wat in tien minuten moet; de rest kan er altijd bij")),
        Choice("terug", _("Terug")),
    ]
