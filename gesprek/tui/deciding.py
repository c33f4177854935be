"""The routes with their arguments, and the officer's decision. Nothing is chosen to begin with."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from gesprek.dialogue import RouteVerdict
from gesprek.errors import GesprekError, said
from gesprek.i18n import _
from gesprek.sitting.side import VERDICTS, argument, standings, why_a_reason
from gesprek.sitting.wrapping import Line
from gesprek.tui.base import Dialog, text
from gesprek.tui.choices import Choice, Choices
from gesprek.tui.dialogs import TO_REPORT, ChoiceDialog, ReasonDialog
from gesprek.tui.panel import TextPanel

if TYPE_CHECKING:
    from gesprek.sitting.talk import Talk

__all__ = ["RouteScreen", "decide"]


def decide(screen: Screen[Any], route: str, done: Callable[[], None]) -> None:
    """Record the decision for a route ("" for none). What stands first is taken over; anything else asks a reason."""
    talk: Talk = screen.talk  # type: ignore[attr-defined]
    first = {v.route.id for v in talk.c.situation.verdicts if v.oordeel == "primair"}
    if route in first:
        _decided(screen, route, "")
        done()
        return
    name = _(talk.k.routes[route].naam) if route else _("geen route")

    def answered(reason: str | None) -> None:
        if reason and reason != TO_REPORT:
            _decided(screen, route, reason)
        done()

    title = _("Besluit: {route}").format(route=name)
    dialog = ReasonDialog(title, why_a_reason(talk))
    dialog.purpose = f"besluit:{route}"
    screen.app.push_screen(dialog, answered)


def _decided(screen: Screen[Any], route: str, reason: str) -> None:
    """Keep the decision; a refusal is said, and the decision is as it was."""
    talk: Talk = screen.talk  # type: ignore[attr-defined]
    try:
        talk.c.decide(route, reason, talk.clock())
    except GesprekError as refusal:
        screen.notify(said(refusal), severity="error", markup=False)


class RouteScreen(Dialog[str | None]):
    """The routes in the order of the rules, the argument of the one pointed at, and the decision.

    deciding: the route that was being decided on when the program died or was locked, "" for none of them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "to_report", show=False, priority=True),
        Binding("g", "none", show=False),
        Binding("f3,ctrl+r", "cancel", show=False, priority=True),
    ]

    def __init__(self, talk: Talk, deciding: str | None = None) -> None:
        super().__init__()
        self.talk = talk
        self.purpose = "besluit"
        self._deciding = deciding

    def parts(self) -> ComposeResult:
        """The list, the argument, the decision so far."""
        with Vertical(id="routes"):
            mark = f"{self.talk.practice.mark} · " if self.talk.practice is not None else ""
            yield text(mark + _("Routes en besluit"), classes="balk kop")
            yield text(
                _("De aangifte staat altijd open, los van elke route: F2. U beslist; dit is een voorstel met redenen."),
                id="altijd",
            )
            yield text("  ".join(f"{sign} {_(word)}" for sign, word in VERDICTS.values()), id="tekens", classes="zacht")
            with Horizontal(id="routes-rij"):
                yield Choices(numbered=False, marks=False, id="routes-lijst")
                yield TextPanel(id="argument")
            yield text("", id="besluit")
            yield text(_("↑ ↓ route  Enter kies deze  G geen van deze  Tab redenen  F1 bron  Esc terug"), classes="balk")

    def on_mount(self) -> None:
        """Point at nothing; say what stands."""
        found = [Choice(v.route.id, f"{VERDICTS[how][0]} {_(v.route.naam)}") for how, v in standings(self.talk.c.situation)]
        lijst = self.query_one(Choices)
        lijst.load(found)
        lijst.focus()
        self.query_one(TextPanel).show([(_("Wijs met ↑ ↓ een route aan; de redenen komen hier."), "zacht")])
        self._show_decision()
        if self._deciding is not None and self._deciding in ("", *self.talk.k.routes):
            decide(self, self._deciding, self._show_decision)

    def _verdict(self, route: str) -> RouteVerdict:
        return next(v for v in self.talk.c.situation.verdicts if v.route.id == route)

    def _show_decision(self) -> None:
        made = self.talk.c.decision
        if made is None:
            said = _("Nog geen besluit.")
        else:
            name = _(self.talk.k.routes[made.route].naam) if made.route else _("geen route")
            said = _("Uw besluit: {route}").format(route=name) + (f" ({made.reason})" if made.reason else "")
        self.query_one("#besluit", Static).update(Content.styled(said, "bold"))

    @on(Choices.Skipped)
    def nothing_pointed_at(self) -> None:
        """Enter before a route is pointed at: say what to do first."""
        said = _("Kies eerst met ↑ ↓ een route; dan Enter.")
        self.query_one("#besluit", Static).update(Content.styled(said, "bold"))

    @on(Choices.Pointed)
    def pointed(self, event: Choices.Pointed) -> None:
        """The argument of this route."""
        self._show_decision()
        panel = self.query_one("#argument", TextPanel)
        panel.show(argument(self.talk, self._verdict(event.id)), follow=False)
        panel.scroll_home(animate=False)

    @on(Choices.Chosen)
    def chosen(self, event: Choices.Chosen) -> None:
        """Take over what stands first, after a yes; another route with a reason."""
        self.pointed(Choices.Pointed(event.choices, event.id))
        verdict = self._verdict(event.id)
        if verdict.oordeel != "primair":
            decide(self, event.id, self._show_decision)
            return

        def answered(choice: str | None) -> None:
            if choice == "ja":
                decide(self, event.id, self._show_decision)
            elif choice == TO_REPORT:
                self.dismiss(TO_REPORT)

        title = _("Besluit: {route}").format(route=_(verdict.route.naam))
        self.app.push_screen(
            ChoiceDialog(
                title,
                _("Dit staat bovenaan bij wat aangever wil of bij de veiligheid."),
                [Choice("ja", _("Overnemen")), Choice("nee", _("Nog niet"))],
            ),
            answered,
        )

    def help_lines(self) -> list[Line]:
        """Where the reasons of the route pointed at stand: sources with their places, and rules with their numbers."""
        lijst = self.query_one(Choices)
        if not 0 <= lijst.cursor < len(lijst.items):
            return [(_("Wijs eerst met ↑ ↓ een route aan; dan staan hier de redenen met hun bronnen."), "")]
        return list(argument(self.talk, self._verdict(lijst.items[lijst.cursor].id), places=True))

    def action_none(self) -> None:
        """None of these, with a reason."""
        decide(self, "", self._show_decision)

    def action_to_report(self) -> None:
        """F2: to the aangifte."""
        self.dismiss(TO_REPORT)
