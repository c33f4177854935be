"""The conversation screen: topics, the current question with its answer, and the growing texts beside it."""

from __future__ import annotations

import contextlib
from time import monotonic
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from gesprek.dialogue import assess
from gesprek.dialogue.matching import matcher_of
from gesprek.errors import GesprekError, said
from gesprek.i18n import _
from gesprek.knowledge import clean_text
from gesprek.report import DOCUMENTS, compose
from gesprek.sitting.actions import CHANGING
from gesprek.sitting.asked import options_of
from gesprek.sitting.entry import show_answer
from gesprek.sitting.proposed import suggested_option
from gesprek.sitting.readings import point_at, readings_of
from gesprek.sitting.side import VIEWS, view_lines, view_name
from gesprek.sitting.talk import SEVERAL, SINGLE_LINE, Talk
from gesprek.sitting.wrapping import Line
from gesprek.tui import header
from gesprek.tui.actions import conversation_bindings, plain_bindings
from gesprek.tui.base import BaseScreen, text
from gesprek.tui.choices import Choices
from gesprek.tui.deeds import Deeds
from gesprek.tui.fields import SafeInput, SafeTextArea
from gesprek.tui.help import question_help
from gesprek.tui.letters import Target, targets_of
from gesprek.tui.panel import TextPanel
from gesprek.tui.question import core_text, facts_of_question, help_for_fact, question_title, reasons_line, show_readings
from gesprek.tui.stray import StrayKeys

__all__ = ["ConversationScreen"]

PAUSE = 0.12
"""Seconds without a key after which the texts follow: typing comes first."""
PATIENCE = 0.5
"""Seconds after which they follow even while the typing goes on."""


class ConversationScreen(StrayKeys, BaseScreen):
    """Holds a conversation. What it does on a key stands in `deeds`; where the officer is, in `talk`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape", "question", ""),
        ("enter", "follow", ""),
        Binding("down", "point(1)", show=False),
        Binding("up", "point(-1)", show=False),
    ]

    def __init__(self, talk: Talk, *, resumed: bool = False, message: str = "") -> None:
        super().__init__()
        self.talk = talk
        self._resumed = resumed
        self._message = message
        self._window = talk.window
        self.deeds = Deeds(self, talk)
        self.view = "aangifte"
        self.part = 0
        self._loaded = self._asked = ""
        self._timer: Timer | None = None
        self._first_key = self._last_key = 0.0
        self._shown: dict[str, tuple[str, object]] = {}
        self._lines: dict[str, list[str]] = {}
        for binding in (*conversation_bindings(), *plain_bindings()):
            self._bindings.bind(binding.key, binding.action, binding.description, show=False, priority=binding.priority)

    # -- layout ------------------------------------------------------------------------------------------------------

    def parts(self) -> ComposeResult:
        """Header, gate, three columns, keys."""
        yield text("", id="kop", classes="balk")
        yield text(_("VOORBEELD: alles is verzonnen. Kijk rond en probeer alles."), id="voorbeeld")
        yield text("", id="poort")
        with Horizontal(id="midden-rij"):
            with Vertical(id="links"):
                yield text("", id="onderwerpen")
                yield text("", id="nodig")
            with Vertical(id="midden"):
                yield from self.above()
                with Vertical(id="invoer"):
                    yield Choices(id="keuzes")
                    yield SafeTextArea(id="tekst", soft_wrap=True, show_line_numbers=False, tab_behavior="focus", compact=True)
                    yield SafeInput(id="regel", select_on_focus=False)
                yield text("", id="melding")
            with Vertical(id="rechts"):
                yield text("", id="rechts-kop")
                yield TextPanel(id="stukken")
            with Vertical(id="uiterst-rechts"):
                yield text(_("Routes"), id="routes-kop", classes="kop")
                yield TextPanel(id="routes-paneel")
        yield Static(header.status_line(False, 200), id="status", markup=False)
        yield Static(header.key_line(200), id="toetsen", classes="balk", markup=False)

    def above(self) -> ComposeResult:
        """What stands above the answer."""
        yield from (text("", id=name) for name in ("kop-vraag", "zeg", "waarom", "feit", "gelezen"))

    def on_mount(self) -> None:
        """Begin with the first question that is due."""
        self.query_one("#voorbeeld").set_class(self.talk.example, "-aan")
        fresh = not self.talk.example and not self._resumed
        if fresh and (first := self.talk.forward()) and self.talk.here in self.talk.c.answers:
            self.talk.move(first)
        self.set_interval(15, self.show_header)
        self.run_worker(self._warm_up, thread=True)
        self.show(self._message)
        if self._resumed:
            self.call_after_refresh(self.deeds.come_back, self._window)

    def _warm_up(self) -> None:
        """Read the templates and the words now, so that the first use of them is quick. Touches nothing of this conversation."""
        with contextlib.suppress(GesprekError):  # said where the texts are shown
            compose(assess(self.talk.k, {}, self.talk.c.card, self.talk.c.day))
        matcher_of(self.talk.k)

    def on_resize(self, event: events.Resize) -> None:
        """Another size: the same content in another layout."""
        super().on_resize(event)
        self.set_class(event.size.height < 30, "-laag")
        if event.size.width >= 120:
            self.remove_class("-stukken")
        self.call_after_refresh(self._resized)

    def _resized(self) -> None:
        if not self.has_class("-klein"):
            self.show_header()
            self._show_sides()
            self._show_question()
            self.show_panel()

    # -- showing -----------------------------------------------------------------------------------------------------

    def show(self, message: str = "") -> None:
        """Show everything as it is now. message: what was just recorded or refused."""
        self.put("melding", Content(message))
        self.show_header()
        self._show_sides()
        self._show_question()
        if self._loaded != self.talk.here:
            self.load_entry()
        self._show_typed()
        self.show_panel()

    def put(self, name: str, content: Content) -> None:
        """Show a piece of text, only when it is another: an equal one would lay out the whole screen again."""
        shown = (content.plain, content.spans)
        if self._shown.get(name) != shown:
            self._shown[name] = shown
            self.query_one(f"#{name}", Static).update(content)

    def show_header(self) -> None:
        """The lines above and below: time, duty, whether it is kept, gates, keys."""
        trouble = self.app.safe.trouble  # type: ignore[attr-defined]
        self.query_one("#kop").set_class(bool(trouble), "-fout")
        self.put("kop", header.header(self.talk, max(20, self.size.width - 2), bool(trouble)))
        lines = 2 if self.size.height < 30 else 3
        banner = header.gate_banner(self.talk.c.situation, max(20, self.size.width - 2), lines, dots=self.talk.dots)
        self.put("toetsen", header.key_line(self.size.width - 2, practice=self.talk.practice is not None))
        strip = self.query_one("#poort", Static)
        strip.set_class(banner is not None, "-speelt")
        self.put("poort", banner or Content(""))

    def _show_sides(self) -> None:
        width = 22 if self.size.width < 120 else 25
        topics, ids = header.topic_list(self.talk, width)
        self.put("onderwerpen", topics)
        room = self.query_one("#midden-rij").size.height - len(ids) - 1
        needed, facts = header.needed_list(self.talk, width, max(3, room))
        self.put("nodig", needed)
        self._lines = {"onderwerpen": ids, "nodig": facts}

    def _show_question(self) -> None:
        talk = self.talk
        self.put("kop-vraag", question_title(talk))
        self.put("zeg", core_text(talk, self.part))
        self.put("waarom", reasons_line(talk))
        self.put("feit", facts_of_question(talk))

    def reload(self) -> None:
        """Show everything again, the field too."""
        self._loaded = ""
        self.show()

    def load_entry(self) -> None:
        """Show the field that fits the kind of the current fact, with what stands in it, and go there."""
        talk = self.talk
        if talk.question.id != self._asked:
            self._asked, self.part = talk.question.id, 0
        self._loaded = talk.here
        choices, area, line = self.query_one(Choices), self.query_one(SafeTextArea), self.query_one(SafeInput)
        chosen: Widget = line if talk.one_line else area
        if options := options_of(talk):
            chosen, offered = choices, suggested_option(talk)
            choices.load(options, multi=talk.fact.soort in SEVERAL, picked=talk.picked(), token=talk.here, suggested=offered)
        elif chosen is line:
            line.value = talk.text()
            line.cursor_position = len(line.value)
            self.call_after_refresh(line.show_end)
        else:
            area.load_text(talk.text())
            area.move_cursor(area.document.end)
        for widget in (choices, area, line):
            widget.set_class(widget is chosen, "-aan")
        self._show_question()
        self.focus_entry()

    def focus_entry(self) -> None:
        """Keys go to the answer."""
        if not (self.has_class("-stukken") and not self.has_class("-breed")):
            for widget in self.query("#invoer > *"):
                if widget.has_class("-aan"):
                    self.set_focus(widget)

    def _show_typed(self) -> None:
        """What the field stands for, in full; or what is wrong with it; or the answer that was given."""
        talk = self.talk
        shown, good = talk.read_back_typed()
        unsure, chosen = readings_of(talk)
        if unsure is not None:
            self.put("gelezen", show_readings(unsure, chosen))
        elif not good:
            self.put("gelezen", Content.styled(f"× {shown}", "bold $error"))
        elif shown and talk.fact.soort in (*SINGLE_LINE, "lijst"):
            self.put("gelezen", Content.styled(f"= {shown}", "bold $success"))
        elif (
            (given := talk.answer) is not None
            and talk.here not in talk.drafts
            and (given.status or talk.fact.soort in SINGLE_LINE)
        ):
            answered = _("Antwoord: {tekst}").format(tekst=show_answer(talk.k, talk.fact, given))
            self.put("gelezen", Content.styled(answered, "$success"))
        else:
            self.put("gelezen", Content.styled(help_for_fact(talk), "$zacht"))

    def show_panel(self) -> None:
        """The panel beside, with everything that stands typed now."""
        if not (self.has_class("-breed") or self.has_class("-stukken")):
            return
        views = self.views()
        view = self.view if self.view in views else views[0]
        names = [Content.styled(view_name(self.talk, name), "reverse bold" if name == view else "") for name in views]
        self.put("rechts-kop", Content(" ").join(names))
        self.query_one("#stukken", TextPanel).show(view_lines(self.talk, view))
        if self.has_class("-ruim"):
            self.query_one("#routes-paneel", TextPanel).show(view_lines(self.talk, "routes"))

    def views(self) -> list[str]:
        """What the panel can show: on a very wide screen the routes have a place of their own."""
        return [view for view in VIEWS if view != "routes" or not self.has_class("-ruim")]

    # -- what widgets say --------------------------------------------------------------------------------------------

    def pull(self) -> None:
        """Take over what stands in the field now; a message about it may still be on its way."""
        if self._loaded != self.talk.here:
            return
        typed: str | None = None
        if self.query_one(SafeTextArea).has_class("-aan"):
            typed = self.query_one(SafeTextArea).text
        elif self.query_one(SafeInput).has_class("-aan"):
            typed = self.query_one(SafeInput).value
        if typed is not None and not self.talk.locked and (self.talk.here in self.talk.drafts or typed != self.talk.text()):
            self.talk.drafts[self.talk.here] = typed

    @on(TextArea.Changed, "#tekst")
    @on(Input.Changed, "#regel")
    def typed(self) -> None:
        """A key in a field: the texts follow a moment later."""
        if self.talk.locked:
            self._refuse_typing()
            return
        self.pull()
        self._last_key = monotonic()
        if self._timer is None:
            self._first_key = self._last_key
            self._timer = self.set_timer(PAUSE, self._catch_up)

    def _refuse_typing(self) -> None:
        """Nothing typed may seem to stand where nothing can be kept."""
        area, line = self.query_one(SafeTextArea), self.query_one(SafeInput)
        stands = area.text if area.has_class("-aan") else line.value
        if stands != self.talk.text():
            self.reload()
            self.show(self.talk.why_locked)

    def _catch_up(self) -> None:
        now = monotonic()
        if now - self._last_key < PAUSE * 0.9 and now - self._first_key < PATIENCE:
            self._timer = self.set_timer(PAUSE, self._catch_up)
            return
        self._timer = None
        self._show_typed()
        self.show_panel()

    def action_point(self, by: int) -> None:
        """Point at another reading of what is typed in the line."""
        self.pull()
        if point_at(self.talk, by):
            self._show_typed()
            self.show_panel()

    @on(Input.Submitted, "#regel")
    def entered(self) -> None:
        """Enter in a line."""
        self.perform("verder")

    @on(Choices.Chosen, "#keuzes")
    def chosen(self, event: Choices.Chosen) -> None:
        """One option, with its key."""
        if event.token == self.talk.here and not self.typing():
            self.deeds.choose(event.id)

    @on(Choices.Toggled, "#keuzes")
    def toggled(self, event: Choices.Toggled) -> None:
        """Another set of options."""
        if event.token == self.talk.here:
            self.talk.drafts[self.talk.here] = event.choices.picked
            self.typed()

    @on(Choices.Skipped, "#keuzes")
    def skipped(self, event: Choices.Skipped) -> None:
        """Enter: go on."""
        if event.token == self.talk.here:
            self.perform("verder")

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The keys under the question depend on what has the focus."""
        typing = isinstance(event.widget, Input | TextArea)
        self.put("status", header.status_line(typing, self.size.width - 2))

    def on_paste(self, event: events.Paste) -> None:
        """A text pasted where none can stand is a note to finish: nothing pasted is lost."""
        event.stop()
        if not isinstance(self.focused, Input | TextArea) and (pasted := clean_text(event.text)):
            self.talk.note_draft = f"{self.talk.note_draft}\n{pasted}".strip("\n")
            self.perform("notitie")

    def on_click(self, event: events.Click) -> None:
        """A topic or a needed fact with the mouse."""
        name = event.widget.id if event.widget is not None else None
        if name == "stukken":
            self.action_follow()
            return
        rows = self._lines.get(name or "", [])
        if 0 <= event.y < len(rows) and rows[event.y]:
            self.deeds.jump(rows[event.y] if name == "nodig" else f"onderwerp:{rows[event.y]}")

    def targets(self) -> list[Target]:
        """What can be gone to by a letter, and where it stands: topics, what is needed."""
        return [
            t for name, rows in self._lines.items() for t in targets_of(self.query_one(f"#{name}").content_region, name, rows)
        ]

    # -- doing -------------------------------------------------------------------------------------------------------

    def action_doe(self, name: str) -> None:
        """Do an action, after every key that was typed before it."""
        (self.focused or self).call_later(self.call_later, self.perform, name)

    def perform(self, name: str) -> None:
        """Do an action now, unless a window came over the screen. A refusal is said, with its reasons."""
        if self.app.screen is not self:
            return
        if self.talk.locked and name in CHANGING:
            self.show(self.talk.why_locked)
            return
        self.pull()
        try:
            getattr(self.deeds, f"do_{name}")()
        except GesprekError as refusal:
            self.show(said(refusal))

    def action_question(self) -> None:
        """Escape: back to the question."""
        self.remove_class("-stukken")
        self.focus_entry()

    def action_follow(self) -> None:
        """Enter in the panel: the text that is shown there, sentence by sentence."""
        if isinstance(self.focused, TextPanel) and self.view in DOCUMENTS:
            self.perform("zinnen")

    def help_lines(self) -> list[Line]:
        """Help for the question at hand."""
        return question_help(self.talk)
