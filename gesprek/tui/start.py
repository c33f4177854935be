"""The first screen: what to do. It imports nothing that only a conversation needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from gesprek.i18n import _
from gesprek.sitting.wording import promise
from gesprek.tui.base import BaseScreen, text
from gesprek.tui.choices import Choice, Choices

if TYPE_CHECKING:
    from gesprek.sitting.desk import Desk
    from gesprek.tui.app import GesprekApp

__all__ = ["StartScreen"]


class StartScreen(BaseScreen):
    """What to do: a new conversation, or a look around."""

    def parts(self) -> ComposeResult:
        """A title, the choices, and what happens to what is typed."""
        with Vertical(id="start"):
            yield text("gesprek", id="titel")
            yield text(_("Houdt de draad van een aangiftegesprek vast, zodat u naar de ander kunt kijken."), classes="zacht")
            yield Choices(self._menu(), marks=False, cursor=0, id="menu")
            yield text("", id="melding", classes="fout")
            yield text(_("Kies met een cijfer, of met ↑ ↓ en Enter."), classes="zacht")
            yield text("")
            yield text(self._promise(), id="belofte")
            yield text("")
            yield text(
                _("Wat u maakt is een concept voor uw eigen systeem. U beslist; het programma stelt voor en legt uit."),
                classes="zacht",
            )
        yield text(_("F1 hulp   ^P acties   ^Q verlaten"), classes="toetsen")

    def on_mount(self) -> None:
        """Keys go to the choices."""
        self.query_one(Choices).focus()

    @property
    def _desk(self) -> Desk | None:
        app: GesprekApp = self.app  # type: ignore[assignment]
        return app.desk

    def _promise(self) -> str:
        """What happens to what is typed."""
        return promise(self._desk is not None)

    def _menu(self) -> list[Choice]:
        found = [Choice("nieuw", _("Nieuw gesprek"))]
        if self._desk is not None and self._desk.has_vault:
            found.append(Choice("verder", _("Verder met een gesprek, of het afronden")))
        return [
            *found,
            Choice("voorbeeld", _("Rondkijken in een ingevuld voorbeeld")),
            Choice("voorbeeld-zeden", _("Rondkijken in een ingevuld informatief gesprek")),
            Choice("hulp", _("Hulp en toetsen")),
            Choice("kleuren", _("Kleuren: licht, donker of hoog contrast")),
            Choice("weg", _("Verlaten")),
        ]

    def on_screen_resume(self) -> None:
        """Back on the first screen: there may be a vault now."""
        self.query_one(Choices).load(self._menu(), cursor=0)

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Do what was chosen."""
        menu = self.query_one(Choices)
        if event.id == "nieuw":
            menu.load(_new_menu(), cursor=0)
        elif event.id == "terug":
            menu.load(self._menu(), cursor=0)
        elif event.id in ("heel", "noodset", "zeden", "voorbeeld", "voorbeeld-zeden", "verder"):
            self.say(_("Even laden…"))
            self.call_after_refresh(self._open, event.id)
        else:
            self.app.action_doe(event.id)  # type: ignore[attr-defined]

    def say(self, message: str) -> None:
        """A line under the choices."""
        self.query_one("#melding", Static).update(Content(message))

    def _open(self, what: str) -> None:
        app: GesprekApp = self.app  # type: ignore[assignment]
        self.say("")
        self.query_one(Choices).load(self._menu(), cursor=0)
        app.open_from_start(what)


def _new_menu() -> list[Choice]:
    return [
        Choice("heel", _("Aangifte: het hele gesprek"), _("alle onderwerpen, in elke volgorde")),
        Choice("noodset", _("Aangifte: alleen de noodset"), _("wat in tien minuten moet; de rest kan er altijd bij")),
        Choice("zeden", _("Informatief gesprek zeden"), _("voor twee zedenrechercheurs; nog geen aangifte")),
        Choice("terug", _("Terug")),
    ]
