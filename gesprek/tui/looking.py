"""The actions that show something: the texts, the routes, what to do now, reading back. What was being typed stays."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gesprek.errors import GesprekError
from gesprek.i18n import _
from gesprek.report import DOCUMENTS
from gesprek.sitting.asked import core_parts
from gesprek.sitting.finishing import changed
from gesprek.sitting.side import gate_lines
from gesprek.tui.dialogs import TO_REPORT, TextDialog
from gesprek.tui.moving import Moving
from gesprek.tui.panel import TextPanel

if TYPE_CHECKING:
    from gesprek.tui.closing import ReadBackScreen

__all__ = ["Looking"]

REOPENED = ("notitie", "niet_gevraagd", "parkeren", "besluit")
"""The windows in which text is typed: what was typed is in them when they open."""


class Looking(Moving):
    """One method per action that shows something."""

    def do_stukken(self) -> None:
        """The next view of the panel; on a narrow screen it takes the place of the question."""
        screen = self.screen
        views = screen.views()
        if screen.has_class("-breed") or screen.has_class("-stukken"):
            at = views.index(screen.view) + 1 if screen.view in views else 1
            if at == len(views) and not screen.has_class("-breed"):
                screen.view = views[0]
                screen.action_question()
                return
            screen.view = views[at % len(views)]
        else:
            screen.add_class("-stukken")
        if screen.has_class("-stukken"):
            screen.set_focus(screen.query_one("#stukken", TextPanel))
        screen.call_after_refresh(screen.show_panel)

    def do_kerntekst(self) -> None:
        """The next part of the core text; elsewhere the whole of it."""
        if core_parts(self.talk):
            self.screen.part += 1
            self.screen.show()
        else:
            lines = [(_(sentence), "") for sentence in self.talk.k.duty.kerntekst]
            self.screen.app.push_screen(TextDialog(_("Kerntekst over herstel (art. 5j)"), lines), self._when_report)

    def do_poorten(self) -> None:
        """What the officer does now."""
        self.screen.app.push_screen(TextDialog(_("Wat nu te doen"), gate_lines(self.talk.c.situation)), self._when_report)

    def do_punten(self) -> None:
        """Sensitive answers as dots, or readable again."""
        self.talk.dots = not self.talk.dots
        self.screen.show(
            _("Gevoelige antwoorden staan er als punten.") if self.talk.dots else _("Alle antwoorden zijn te lezen.")
        )

    def do_noodset(self) -> None:
        """Only the ten-minute version, or everything."""
        self.talk.noodset = not self.talk.noodset
        self.screen.show(_("Alleen de noodset en wat moet.") if self.talk.noodset else _("Alle vragen."))

    def do_besluit(self, deciding: str | None = None) -> None:
        """The routes with their arguments, and the decision. deciding: the route whose reason was being typed, "" for none."""
        from gesprek.tui.deciding import RouteScreen

        def answered(result: str | None) -> None:
            self.screen.show()
            self._when_report(result)

        if self.act(self.talk.commit):
            self.screen.app.push_screen(RouteScreen(self.talk, deciding), answered)

    def do_zinnen(self, window: str = "") -> None:
        """The texts sentence by sentence, from the document that the panel shows."""
        from gesprek.tui.reading import PassageScreen

        talk, view = self.talk, self.screen.view
        if talk.c.reading or talk.c.fixed:
            self.do_voorlezen()
            return
        if view in DOCUMENTS and view != talk.passage[0]:
            talk.passage = (view, -1)
        if self.act(talk.commit):
            self.screen.app.push_screen(PassageScreen(talk, window), self._after_text)

    def _after_text(self, result: str | None) -> None:
        """Where a text leads: to the answer of a sentence, or to the aangifte."""
        self.screen.reload()
        self._when_report(result)
        if result and result != TO_REPORT:
            self.jump(result)

    def do_voorlezen(self, window: str = "") -> None:
        """Read back, fix, write out."""
        talk = self.talk
        unread: list[str] = []
        if not self.act(lambda: unread.extend(talk.commit_all())):
            return
        if unread:
            self.jump(unread[0])
            self.screen.show(_("Hier staat nog iets dat geen antwoord is; verbeter het eerst."))
            return
        differs = changed(talk)
        if not (talk.c.fixed or talk.c.reading or talk.locked) and not self.act(lambda: talk.c.read_back(talk.clock())):
            return

        def answered(result: str | None) -> None:
            if not talk.c.fixed and not talk.locked:
                with contextlib.suppress(GesprekError):  # the stage stays where it is; the next step moves it
                    talk.c.go(talk.topic.id, talk.clock())
            self._after_text(result)

        self.screen.app.push_screen(self._read_back_screen(window, differs), answered)

    def _read_back_screen(self, window: str, differs: Sequence[str]) -> ReadBackScreen:
        from gesprek.tui.closing import ReadBackScreen

        return ReadBackScreen(self.talk, window, differs)

    def come_back(self, window: str) -> None:
        """After the vault was locked, or the program died: the window that was open is open again."""
        talk = self.talk
        if talk.c.reading or talk.c.fixed:
            self.do_voorlezen(window)
        elif not self.danger() and not talk.locked:
            if window.startswith("besluit:"):
                self.do_besluit(window.removeprefix("besluit:"))
            elif window.startswith("zin:"):
                self.do_zinnen(window)
            elif window in REOPENED:
                getattr(self, f"do_{window}")()
