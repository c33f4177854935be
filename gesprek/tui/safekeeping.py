"""What watches over the program while somebody works with it: the text being typed is kept, an idle screen goes blank, and
a screen that was left, or a key, locks.

Locking is the same as being killed and coming back: what is typed is kept, dossier and vault are closed, the screens go;
unlocking opens the dossier where it was.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gesprek.errors import GesprekError
from gesprek.i18n import _
from gesprek.sitting.watch import Watch
from gesprek.tui.blank import BlankScreen

if TYPE_CHECKING:
    from gesprek.tui.app import GesprekApp

__all__ = ["KEYS_AT_MOST", "Safekeeping"]

VAULT = 3
"""The exit code of what the vault refuses."""
KEYS_AT_MOST = 32
"""Keys after which what is typed is kept at once; fewer are kept within a second."""


class Safekeeping:
    """One for each running program. watch: counts idle time."""

    def __init__(self, app: GesprekApp, watch: Watch) -> None:
        self._app = app
        self.watch = watch
        self.trouble = ""
        self._keys = 0
        self._kept: dict[str, Any] | None = None
        self._unkept: tuple[str, dict[str, Any]] | None = None
        self._busy = False

    # -- what is being typed -----------------------------------------------------------------------------------------

    def key(self, many: bool = False) -> None:
        """A key was passed on to its field, or (many) a pasted text. Keeping, when it is time, comes before any key after it."""
        self._keys += KEYS_AT_MOST if many else 1
        if self._keys >= KEYS_AT_MOST:
            self._keys = 0
            (self._app.focused or self._app).call_later(self.keep)

    def tick(self) -> None:
        """Once a second: keep what is typed, then look at the time."""
        self.keep()
        state = self.watch.state()
        if state == "slot":
            self.lock()
        elif state == "leeg" and self._app.talk is not None:
            self.blank()

    def collect(self) -> None:
        """Take over what stands in the fields of every screen that is open."""
        for screen in self._app.screen_stack:
            pull = getattr(screen, "pull", None)
            if pull is not None and screen.is_mounted:
                pull()
        talk = self._app.talk
        if talk is not None:
            open_ = (getattr(screen, "purpose", "") for screen in reversed(self._app.screen_stack))
            talk.window = next((purpose for purpose in open_ if purpose and purpose != BlankScreen.purpose), "")

    def keep(self) -> None:
        """Keep what is being typed and where the officer is, when that changed. A disk that refuses is said on the screen."""
        talk = self._app.talk
        if self._busy or talk is None or talk.keeping is None or talk.locked:
            return
        self._busy = True
        try:
            self.collect()
            draft = talk.draft()
            if draft != self._kept:
                talk.keeping.dossier.save_draft(draft)
                self._kept = draft
            self._say("")
        except GesprekError as problem:
            self._say(f"{problem.message} {problem.hint}".strip())
        finally:
            self._busy = False

    def refused(self, problem: GesprekError) -> None:
        """An action was not kept. When the vault refused it, that is said until keeping works again."""
        if problem.exit_code == VAULT and self._app.talk is not None and not self._app.talk.locked:
            self._kept = None
            self.trouble = problem.message

    def _say(self, trouble: str) -> None:
        """Say that keeping fails, and that it works again, once each."""
        if trouble == self.trouble:
            return
        self.trouble = trouble
        self._app.notify(trouble or _("Er wordt weer bewaard."), severity="error" if trouble else "information", markup=False)
        for screen in self._app.screen_stack:
            show = getattr(screen, "show_header", None)
            if show is not None:
                show()

    # -- blank and lock ----------------------------------------------------------------------------------------------

    def blank(self) -> None:
        """Show nothing until a key is pressed. The case stays open."""
        if not isinstance(self._app.screen, BlankScreen):
            self._app.push_screen(BlankScreen())

    def touched(self) -> bool:
        """The officer pressed something. True when it only brought the screen back."""
        return self.watch.touched() != ""

    def lock(self) -> None:
        """Show nothing of the case at once; keep what is typed; close dossier and vault; ask for the passphrase."""
        app = self._app
        if app.locked:
            return
        if app.desk is None or app.desk.vault is None:
            if app.talk is not None:
                self.blank()  # in memory only: there is no key to ask for
            self.watch.unlocked()
            return
        self.keep()
        code = self._code_kept()
        app.locked = True
        app.empty_screen()
        app.desk.lock()
        self.watch.lock()
        app.ask_passphrase(code)

    def _code_kept(self) -> str:
        """The dossier to come back to. What the disk refused to keep stays in memory until then."""
        talk = self._app.talk
        if talk is None or talk.keeping is None:
            return ""
        code = talk.keeping.dossier.code
        self._unkept = (code, talk.draft()) if self.trouble else None
        return code

    def taken_up(self, code: str) -> dict[str, Any] | None:
        """What the disk refused to keep of this dossier before it was locked; once."""
        found, self._unkept = self._unkept, None
        return found[1] if found and found[0] == code else None

    def begun(self, draft: dict[str, Any] | None = None) -> None:
        """Another conversation is on the screen. draft: what is kept of it already."""
        self._kept = draft
        self._keys = 0
        self.trouble = ""

    def leave(self, number: int) -> None:
        """A signal ends the program: keep what is typed. Not in the middle of keeping something else."""
        desk = self._app.desk
        if desk is None or desk.vault is None or self._busy or desk.vault.writing:
            return
        self.keep()
