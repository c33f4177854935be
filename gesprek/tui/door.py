"""The way from the first screen to a conversation, past the vault: making it, unlocking it, what must be known first."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

from gesprek.errors import GesprekError
from gesprek.i18n import _
from gesprek.tui.choices import Choice
from gesprek.tui.dialogs import ChoiceDialog
from gesprek.tui.start import StartScreen
from gesprek.tui.vault import DossiersDialog, NewVaultScreen, RecoveryKeyScreen, UnlockScreen

if TYPE_CHECKING:
    from gesprek.sitting.desk import Desk
    from gesprek.tui.app import GesprekApp

__all__ = ["Door"]


class Door:
    """One way in. Every step is a window; Escape goes back to the first screen."""

    def __init__(self, app: GesprekApp) -> None:
        self._app = app

    def open(self, what: str) -> None:
        """See `GesprekApp.open_from_start`."""
        desk = self._app.desk
        if what.startswith("voorbeeld") or desk is None:
            self._conversation(what)
        else:
            self._unlocked(desk, lambda: self._first(desk, lambda: self._inside(desk, what)))

    def _inside(self, desk: Desk, what: str) -> None:
        kind, _colon, code = what.partition(":")
        if kind == "verder":
            self._list(desk)
        elif kind == "dossier":
            self._asked_for(desk, code)
        else:
            self._conversation(what)

    def _say(self, message: str) -> None:
        screen = self._app.screen_stack[0]
        assert isinstance(screen, StartScreen)
        screen.say(message)

    def _trying(self, work: Callable[[], object]) -> None:
        """Do something that can be refused; a refusal is said on the first screen."""
        try:
            work()
        except GesprekError as problem:
            self._say(f"{problem.message} {problem.hint}".strip())

    # -- the vault ---------------------------------------------------------------------------------------------------

    def _unlocked(self, desk: Desk, then: Callable[[], None]) -> None:
        if desk.vault is not None:
            then()
        elif desk.has_vault:
            self._app.push_screen(UnlockScreen(desk), lambda opened: then() if opened else None)
        else:
            self._app.push_screen(NewVaultScreen(desk), lambda printed: self._made(printed, then))

    def _made(self, printed: str | None, then: Callable[[], None]) -> None:
        if printed is None:
            self._say(_("Er is geen kluis gemaakt, en er is niets bewaard."))
            return
        numbers = sorted(secrets.SystemRandom().sample(range(1, len(printed.split("-")) + 1), 2))
        self._app.push_screen(RecoveryKeyScreen(printed, (numbers[0], numbers[1])), lambda _done: then())

    def _first(self, desk: Desk, then: Callable[[], None]) -> None:
        """What is due to be destroyed comes first; with doubt about the date of today it is asked."""
        try:
            codes, doubt = desk.overdue()
            if codes and not doubt:
                desk.destroy_overdue(confirmed=False)
        except GesprekError as problem:
            self._say(f"{problem.message} {problem.hint}".strip())
            then()
            return
        if not (codes and doubt):
            then()
            return

        def answered(choice: str | None) -> None:
            if choice == "ja":
                self._trying(lambda: desk.destroy_overdue(confirmed=True))
            then()

        message = doubt + "\n" + _("Aan de beurt om te vernietigen: {codes}").format(codes=", ".join(codes))
        options = [Choice("nee", _("Nog niet vernietigen")), Choice("ja", _("De datum klopt: vernietigen"))]
        self._app.push_screen(ChoiceDialog(_("Klopt de datum?"), message, options), answered)

    # -- a conversation ----------------------------------------------------------------------------------------------

    def _conversation(self, what: str) -> None:
        from gesprek.tui.opening import open_conversation

        self._trying(lambda: open_conversation(self._app, what))

    def _dossier(self, code: str) -> None:
        from gesprek.tui.opening import open_dossier

        self._trying(lambda: open_dossier(self._app, code))

    def _asked_for(self, desk: Desk, code: str) -> None:
        """A dossier by its code; when that does not open, why, with the list of those that there are."""
        from gesprek.tui.opening import open_dossier

        try:
            open_dossier(self._app, code)
        except GesprekError as problem:
            self._list(desk, problem.message)

    def _list(self, desk: Desk, *told: str) -> None:
        try:
            dialog = DossiersDialog(desk.entries(), [*told, *desk.remarks()], desk.what_take_over_does)
        except GesprekError as problem:
            self._say(f"{problem.message} {problem.hint}".strip())
            return
        self._app.push_screen(dialog, lambda answer: self._chosen(desk, answer))

    def _chosen(self, desk: Desk, answer: tuple[str, str] | None) -> None:
        if answer is None:
            return
        what, code = answer
        if what == "open":
            self._dossier(code)
        else:
            self._trying(lambda: self._say(desk.take_over(code)))
