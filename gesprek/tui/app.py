"""The program on the terminal: themes, guards against leaking text, the list of actions, and leaving."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widget import Widget

from gesprek.errors import GesprekError
from gesprek.i18n import _
from gesprek.settings import Settings
from gesprek.sitting.actions import ACTIONS, action
from gesprek.sitting.watch import Watch, now
from gesprek.tui.actions import app_bindings
from gesprek.tui.blank import BlankScreen
from gesprek.tui.choices import Choice
from gesprek.tui.safekeeping import Safekeeping
from gesprek.tui.safety import SafeFilter
from gesprek.tui.start import StartScreen
from gesprek.tui.style import SHEET, THEMES, theme_name

if TYPE_CHECKING:
    from gesprek.sitting.desk import Desk
    from gesprek.sitting.talk import Talk

__all__ = ["GesprekApp", "now"]

_FIELD_SECONDS = 3.0
"""How long a field may take for the keys that were passed on to it before the next is."""


class GesprekApp(App[None], inherit_bindings=False):
    """The program.

    card: the sociale kaart to work with. clock: the moment now. desk: the vault to work with; None: in memory only.
    dossier: the code of a dossier to open at once. watch: counts idle time. settings: colours, and sensitive facts as dots.
    begin: what to open at once, over the first screen.
    """

    TITLE = "gesprek"
    CSS = SHEET
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "explain_quit", show=False, priority=False, system=True)]

    def __init__(
        self,
        card: str = "landelijk",
        clock: Callable[[], datetime] = now,
        desk: Desk | None = None,
        dossier: str = "",
        watch: Watch | None = None,
        settings: Settings | None = None,
        begin: Callable[[GesprekApp], object] | None = None,
    ) -> None:
        super().__init__()
        self.settings = settings or Settings()
        self.card = card
        self.clock = clock
        self.desk = desk
        self.talk: Talk | None = None
        self.unfinished: dict[str, str] = {}
        self.safe = Safekeeping(self, watch or Watch())
        self.locked = False
        self._dossier = dossier
        self._begin = begin
        self._early: list[events.Event] | None = [] if dossier else None
        self._filters.append(SafeFilter())
        for binding in app_bindings():
            self._bindings.bind(binding.key, binding.action, binding.description, show=False, priority=True)
        for theme in THEMES.values():
            self.register_theme(theme)
        self.theme = theme_name(self.settings.thema)

    def on_mount(self) -> None:
        """Begin to watch over it; open the dossier that was asked for."""
        self.set_interval(1, self.safe.tick)
        if self._begin is not None:
            self._begin(self)
        if self._dossier:
            self.open_from_start(f"dossier:{self._dossier}")
            self.call_after_refresh(self._let_keys_in)

    async def _let_keys_in(self) -> None:
        """What was typed before there was a line for the passphrase is typed there."""
        from gesprek.tui.vault import UnlockScreen

        if isinstance(self.screen, UnlockScreen) and self.screen.focused is None:
            self.set_timer(0.02, self._let_keys_in)
            return
        early, self._early = self._early or [], None
        for event in early:
            newline = isinstance(event, events.Key) and event.key == "ctrl+j"  # Enter, from before the terminal was ours
            await self.on_event(events.Key("enter", "\r") if newline else event)

    async def on_event(self, event: events.Event) -> None:
        """Every key counts for the time; the one that brings a blank screen back does nothing else."""
        if self._early is not None and isinstance(event, events.Key | events.Paste):
            self._early.append(event)
            return
        if isinstance(event, events.Key | events.Paste | events.MouseDown):
            before = self.safe.watch.touched()
            if before == "slot" and not self.locked:
                self.safe.lock()
                return
            if before == "leeg" and not self.locked and not isinstance(self.screen, BlankScreen):
                return
            if isinstance(event, events.Key) and isinstance(self.screen, BlankScreen):
                self.screen.dismiss(None)
                return
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self._pass_on(event)
        else:
            await super().on_event(event)

    async def _pass_on(self, event: events.Key | events.Paste) -> None:
        """To the field. A key that is no letter comes after all before it is done, and before anything after it is passed on."""
        here = self.focused
        letter = isinstance(event, events.Paste) or (here is not None and here.check_consume_key(event.key, event.character))
        if not letter and here is not None:
            await self._done_by([here])
        await super().on_event(event)
        if not letter and here is not None:
            around = [node for node in here.ancestors if isinstance(node, Widget)]
            await self._done_by([here, here, *around])  # the key, and then what the field says of it
        self.safe.key(many=isinstance(event, events.Paste))

    async def _done_by(self, widgets: Sequence[Widget]) -> None:
        """Wait until each of them in turn has done what it was sent; one that goes away is not waited for."""
        done, left = asyncio.Event(), iter(widgets)

        def next_one() -> None:
            widget = next(left, None)
            if widget is None or not widget.call_later(next_one):
                done.set()

        next_one()
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), _FIELD_SECONDS)

    def get_default_screen(self) -> Screen[Any]:
        """The first screen."""
        return StartScreen()

    # -- nothing leaks -----------------------------------------------------------------------------------------------

    def copy_to_clipboard(self, text: str) -> None:
        """Text stays in the program: what was cut can be pasted here, and nowhere else."""
        self._clipboard = text
        self.notify(_("Kopiëren gaat alleen binnen dit programma, niet naar het klembord."), markup=False)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """None of the commands of the library: no picture of the screen, nothing in English."""
        return ()

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """There is no picture of the screen."""

    def _handle_exception(self, error: Exception) -> None:
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._fatal_error()

    def _fatal_error(self) -> None:
        """One sentence, and no variable of ours: they hold what people said."""
        found = type(self._exception).__name__ if self._exception else ""
        said = _("Er ging iets mis in het programma ({soort}). Het is gestopt.").format(soort=found)
        self._exit_renderables[:] = [Text(said)]
        self._close_messages_no_wait()

    def panic(self, *renderables: Any) -> None:
        """What the library would say of its own error: the same sentence, and nothing of ours."""
        self._fatal_error()

    # -- actions that work everywhere --------------------------------------------------------------------------------

    def action_doe(self, name: str) -> None:
        """Do the action called `name`."""
        if self.locked and name not in ("weg", "slot"):
            return
        perform = {
            "hulp": self._help,
            "acties": self._palette,
            "kleuren": self._colours,
            "leeg": self.safe.blank,
            "slot": self.safe.lock,
            "weg": self.leave,
        }
        perform[name]()

    def _colours(self) -> None:
        """Light, dark or high contrast, for as long as the program is open."""
        from gesprek.tui.dialogs import ChoiceDialog

        if self._open("kleuren") or self._open("weg"):
            return
        words = {"licht": _("Licht"), "donker": _("Donker"), "hoog-contrast": _("Hoog contrast")}
        here = next(at for at, name in enumerate(words) if theme_name(name) == self.theme)
        message = _("Dit geldt tot u het programma verlaat. Voor altijd: zet thema in config.toml (zie: gesprek instellingen).")
        dialog = ChoiceDialog(_("Kleuren"), message, [Choice(name, word) for name, word in words.items()], cursor=here)
        dialog.purpose = "kleuren"
        self.push_screen(dialog, self._coloured)

    def _coloured(self, answer: str | None) -> None:
        if answer in THEMES:
            self.theme = theme_name(answer)
        self._after_dialog(answer)

    def _help(self) -> None:
        from gesprek.tui.help import help_for

        if self._open("hulp") or self._open("weg"):
            return
        self.push_screen(help_for(self.screen), self._after_dialog)

    def _open(self, purpose: str) -> bool:
        """True when the window for this is open already."""
        return any(getattr(screen, "purpose", "") == purpose for screen in self.screen_stack)

    def _after_dialog(self, answer: str | None) -> None:
        from gesprek.tui.dialogs import TO_REPORT

        if answer == TO_REPORT:
            self._on_screen("aangifte")

    def _palette(self) -> None:
        from gesprek.tui.picking import FilterDialog

        if self._open("acties") or self._open("weg"):
            return
        here = [a for a in ACTIONS if a.everywhere or self._deed(a.id) is not None]
        here.sort(key=lambda a: not a.practice)
        options = [
            Choice(a.id, f"{_(a.label)}  {a.key}".rstrip(), _(a.description), name=_(a.label)) for a in here if a.id != "acties"
        ]
        dialog = FilterDialog(_("Acties"), options)
        dialog.purpose = "acties"
        self.push_screen(dialog, self._chosen_action)

    def _chosen_action(self, name: str | None) -> None:
        from gesprek.tui.dialogs import TO_REPORT

        if name is None:
            return
        name = "aangifte" if name == TO_REPORT else name
        if action(name).everywhere:
            self.action_doe(name)
        else:
            self._on_screen(name)

    def _on_screen(self, name: str) -> None:
        if self._deed(name) is not None:
            self.screen.perform(name)  # type: ignore[attr-defined]

    def _deed(self, name: str) -> Callable[[], None] | None:
        """What the current screen can do under this name."""
        return getattr(getattr(self.screen, "deeds", None), f"do_{name}", None)

    # -- leaving -----------------------------------------------------------------------------------------------------

    def action_explain_quit(self) -> None:
        """Ctrl+C says how to leave, and does nothing."""
        self.notify(_("^Q verlaat het programma. Wat niet is bewaard, wordt eerst gevraagd."), markup=False)

    def action_help_quit(self) -> None:
        """What the library would say of it."""
        self.action_explain_quit()

    async def action_quit(self) -> None:
        """Leave, after asking."""
        self.leave()

    def leave(self) -> None:
        """Keep what is typed, and go; ask first when something would be lost."""
        from gesprek.tui.dialogs import ChoiceDialog

        if self._open("weg"):
            return
        self.safe.collect()
        if self.talk is not None and self.talk.practice is not None:
            from gesprek.tui.practice import ask_to_stop

            ask_to_stop(self, self.talk.practice)
            return
        self.safe.keep()
        if self.talk is None or not (self.talk.unsaved or self.safe.trouble):
            self.go()
            return
        message = _("Dit gesprek staat alleen in het geheugen van dit programma. Verlaat u het, dan is alles weg.")
        if self.talk.keeping is not None:
            message = _("Niet alles is bewaard: {reden} Verlaat u het nu, dan is het laatste weg.").format(
                reden=self.safe.trouble
            )
        elif self.talk.exported:
            message = _("De stukken zijn weggeschreven. Het gesprek zelf staat alleen in het geheugen en is daarna weg.")
        dialog = ChoiceDialog(
            _("Verlaten?"), message, [Choice("blijf", _("Blijven")), Choice("weg", _("Verlaten; het gesprek is dan weg"))]
        )
        dialog.purpose = "weg"
        self.push_screen(dialog, self._leave_when_sure)

    def _leave_when_sure(self, answer: str | None) -> None:
        if answer == "weg":
            self.go()
        else:
            self._after_dialog(answer)

    def go(self) -> None:
        """Close dossier and vault, and end."""
        if self.desk is not None:
            self.desk.lock()
        self.exit()

    # -- the vault ---------------------------------------------------------------------------------------------------

    def empty_screen(self) -> None:
        """Nothing of a case on the screen or in its structures: only the first screen is left."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.talk = None
        self.unfinished.clear()
        self.clear_notifications()

    def ask_passphrase(self, code: str) -> None:
        """Locked: ask for the passphrase, and open the dossier (or none: "") where it was."""
        from gesprek.tui.vault import UnlockScreen

        assert self.desk is not None

        def opened(_yes: bool | None) -> None:
            self.locked = False
            self.safe.watch.unlocked()
            if code:
                self.open_from_start(f"dossier:{code}")

        self.push_screen(UnlockScreen(self.desk, stays=True), opened)

    def finish(self, code: str) -> None:
        """The dossier on the screen was taken over: nothing of it stays, here or on the screen."""
        assert self.desk is not None
        try:
            told = self.desk.take_over(code)
        except GesprekError as problem:
            told = f"{problem.message} {problem.hint}".strip()
        self.empty_screen()
        start = self.screen_stack[0]
        if isinstance(start, StartScreen):
            start.say(told)

    def hand_to_zeden(self, talk: Talk) -> None:
        """Go on with a conversation as an informatief gesprek. Raises GesprekError, and then it stands as it was."""
        from gesprek.tui.opening import hand_to_zeden

        hand_to_zeden(self, talk)

    def open_from_start(self, what: str) -> None:
        """From the first screen: "heel", "noodset", "voorbeeld", "verder" (the list) or "dossier:CODE"."""
        from gesprek.tui.door import Door

        Door(self).open(what)
