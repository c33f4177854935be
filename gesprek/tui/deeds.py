"""What happens on each action of a conversation. Talks to `talk`, shows by the screen, asks by windows."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from gesprek.errors import GesprekError, NotAllowed
from gesprek.i18n import _
from gesprek.knowledge import ValueProblem
from gesprek.tui.choices import Choice
from gesprek.tui.danger import REPORT_FACT, Danger
from gesprek.tui.dialogs import TO_REPORT, ChoiceDialog, ReasonDialog, TextDialog
from gesprek.tui.entry import show_answer
from gesprek.tui.panel import TextPanel
from gesprek.tui.picking import FilterDialog, NoteDialog
from gesprek.tui.progress import SIGNS, topic_states
from gesprek.tui.question import core_parts
from gesprek.tui.side import VIEWS, gate_lines
from gesprek.tui.talk import Talk

if TYPE_CHECKING:
    from gesprek.tui.app import GesprekApp
    from gesprek.tui.conversation import ConversationScreen

__all__ = ["Deeds"]


REOPENED = ("notitie", "niet_gevraagd", "parkeren")
"""The windows in which text is typed: what was typed is in them when they open."""


class Deeds:
    """One method per action, called do_ and the name of the action."""

    def __init__(self, screen: ConversationScreen, talk: Talk) -> None:
        self.screen = screen
        self.talk = talk
        self._danger = Danger(self)

    # -- one action --------------------------------------------------------------------------------------------------

    def act(self, work: Callable[[], object]) -> bool:
        """Do `work` as one action. A refusal is said with its reasons, nothing of it stays, and what was typed stands."""
        try:
            with self.talk.action():
                work()
        except GesprekError as refusal:
            self.screen.app.safe.refused(refusal)  # type: ignore[attr-defined]
            self.screen.reload()
            self.screen.show(said(refusal))
            return False
        return True

    # -- answers -----------------------------------------------------------------------------------------------------

    def choose(self, value: str) -> None:
        """One option: recorded, and on to the next question."""
        talk = self.talk
        if talk.fact.soort != "route":
            self._record(lambda: talk.give(value))
        elif self.act(lambda: talk.give(value)):
            self._decide_too(value)

    def _decide_too(self, route: str) -> None:
        from gesprek.tui.deciding import decide

        decide(self.screen, "" if route == "geen" else route, lambda: self._record(lambda: None))

    def _record(self, work: Callable[[], object]) -> None:
        """Answer something and go to the next question, as one action; then say what was recorded."""
        messages: list[str] = []

        def step() -> None:
            work()
            messages.append(self._recorded())
            self._forward()

        if self.act(step) and not self.danger():
            self.screen.show(messages[0] if self.talk.forward() else self._all_answered())

    def _recorded(self) -> str:
        talk = self.talk
        given = talk.answer
        if given is None:
            return ""
        shown = show_answer(talk.k, talk.fact, given)
        return _("Genoteerd: {feit}: {antwoord}  (F12: ongedaan)").format(feit=_(talk.fact.label), antwoord=_brief(shown))

    def _forward(self) -> None:
        """To the next question; or stand still, when there is danger."""
        conversation = self.talk.c
        if not conversation.may_talk():
            if not conversation.interrupted and not conversation.fixed:
                conversation.interrupt(self.talk.clock())
        elif following := self.talk.forward():
            self.talk.move(following)

    def _all_answered(self) -> str:
        return _("Alles heeft een antwoord. F9: voorlezen en afronden.")

    def _go_on(self, message: str) -> None:
        if self.act(self._forward) and not self.danger():
            self.screen.show(message if self.talk.forward() else self._all_answered())

    def do_verder(self) -> None:
        """Record what stands there, and go on."""
        talk = self.talk
        if talk.here not in talk.drafts:
            self._go_on("")
            return
        try:
            talk.read_draft(talk.here)
        except ValueProblem:
            self.screen.show(_("Dit is nog geen antwoord; verbeter het, of kies een toets hieronder. Het blijft staan."))
            return
        self._record(talk.commit)

    def _status(self, status: str, reason: str = "") -> None:
        self._record(lambda: self.talk.give_status(status, reason))

    def _ask_reason(self, status: str, title: str, message: str) -> None:
        def answered(reason: str | None) -> None:
            if reason and reason != TO_REPORT:
                self._status(status, reason)
            self._when_report(reason)

        dialog = ReasonDialog(f"{title}: {_(self.talk.fact.label)}", message)
        dialog.purpose = {"geparkeerd": "parkeren"}.get(status, status)
        self.screen.app.push_screen(dialog, answered)

    def do_onbekend(self) -> None:
        """Not known."""
        self._status("onbekend")

    def do_wil_niet(self) -> None:
        """Refused."""
        self._status("wil_niet_zeggen")

    def do_nvt(self) -> None:
        """Does not apply."""
        self._status("nvt")

    def _may_change(self) -> None:
        if self.talk.c.fixed:
            raise NotAllowed(_("De tekst is vastgesteld; er verandert niets meer."))

    def do_niet_gevraagd(self) -> None:
        """Not asked, because."""
        self._may_change()
        self._ask_reason("niet_gevraagd", _("Niet gevraagd"), _("Waarom vraagt u dit niet? Die reden komt erbij te staan."))

    def do_parkeren(self) -> None:
        """Parked, because."""
        self._may_change()
        self._ask_reason("geparkeerd", _("Parkeren"), _("Waarom later? Die reden komt erbij te staan."))

    def do_spreker(self) -> None:
        """Somebody else says this."""
        if self.act(self.talk.next_speaker):
            self.screen.show()

    def do_ongedaan(self) -> None:
        """Undo, after showing what."""
        self._may_change()
        talk = self.talk
        facts = talk.c.what_undo_does()
        if not facts:
            self.screen.show(_("Er is niets om terug te draaien."))
            return
        rows = [_("{feit}: nu {antwoord}").format(feit=_(talk.k.facts[f].label), antwoord=self._now(f)) for f in facts[:6]]
        if len(facts) > 6:
            rows.append(_("en nog {n}").format(n=len(facts) - 6))

        def answered(choice: str | None) -> None:
            if choice == "ja" and self.act(talk.undo):
                self.screen.reload()
                self.danger()
            self._when_report(choice)

        self.screen.app.push_screen(
            ChoiceDialog(_("Terugdraaien?"), "\n".join(rows), [Choice("ja", _("Terugdraaien")), Choice("nee", _("Laten staan"))]),
            answered,
        )

    def _now(self, fact: str) -> str:
        given = self.talk.c.answers.get(fact)
        return _brief(show_answer(self.talk.k, self.talk.k.facts[fact], given)) if given else _("geen antwoord")

    # -- moving ------------------------------------------------------------------------------------------------------

    def jump(self, target: str) -> None:
        """To a fact, or to the first open (else the first) fact of "onderwerp:<id>"."""
        talk = self.talk
        kind, _colon, ident = target.rpartition(":")
        if kind == "onderwerp":
            on = talk.c.situation.path
            facts = [f for q in next(t for t in talk.k.flow.onderwerpen if t.id == ident).vragen for f in q.feiten]
            open_ = [f for f in facts if f in on.due and f not in on.answers] + [f for f in facts if f in on.facts] + facts
            ident = open_[0]
        if self.act(lambda: talk.move(ident)):
            self.screen.show()
            self.screen.focus_entry()
            self.danger()

    def do_springen(self) -> None:
        """A list of topics and questions."""
        talk = self.talk
        on = talk.c.situation.path
        options = []
        for state in topic_states(talk.c.situation):
            done = _("{n} van {m} beantwoord").format(n=state.done, m=state.of)
            options.append(Choice(f"onderwerp:{state.topic.id}", f"{SIGNS[state.state]} {_(state.topic.titel)}  ({done})"))
            facts = [f for q in state.topic.vragen for f in q.feiten if f in on.facts or f in talk.c.answers]
            options += [
                Choice(f, f"    {_(talk.k.facts[f].label)}: {self._now(f)}", words=f"{f} {talk.k.question_of[f].zeg}")
                for f in facts
            ]

        def answered(target: str | None) -> None:
            if target and target != TO_REPORT:
                self.jump(target)
            self._when_report(target)

        self.screen.app.push_screen(FilterDialog(_("Ga naar"), options, talk.here), answered)

    def do_terug(self) -> None:
        """Back to where the officer was."""
        found: list[bool] = []
        if self.act(lambda: found.append(self.talk.back())):
            self.screen.show("" if found[0] else _("Verder terug kan niet."))
            self.screen.focus_entry()

    def do_aangifte(self) -> None:
        """To the aangifte; at zeden by way of the hand-over, which takes the aangifte there."""
        gate = next((s.gate for s in self.talk.c.situation.open_gates if s.gate.id == "zeden"), None)
        if gate is None:
            self.screen.remove_class("-stukken")
            self.jump(REPORT_FACT)
            return
        steps = "\n".join(f"- {_(step)}" for step in gate.doe)
        message = f'{_(gate.gevolg)}\n\n{_("Zeg bijvoorbeeld")}: "{_(gate.zeg)}"\n\n{steps}'

        def answered(choice: str | None) -> None:
            if choice in ("overdracht_zeden", REPORT_FACT):
                self.jump(choice)

        title = _("Aangifte: zeden neemt haar op. Alles wat u hebt genoteerd blijft staan.")
        self.screen.app.push_screen(
            ChoiceDialog(
                title,
                message,
                [
                    Choice("overdracht_zeden", _("Overdracht vastleggen: aan wie en wanneer")),
                    Choice(REPORT_FACT, _("Wens over de aangifte vastleggen")),
                ],
            ),
            answered,
        )

    def _when_report(self, answer: str | None) -> None:
        if answer == TO_REPORT:
            self.do_aangifte()

    def do_sluiten(self) -> None:
        """Put the conversation away; what is not kept is not closed."""
        app: GesprekApp = self.screen.app  # type: ignore[assignment]
        app.safe.collect()
        app.safe.keep()
        if self.talk.unsaved or app.safe.trouble:
            self.screen.show(_("Dit gesprek is niet bewaard. ^Q vraagt of u het wilt verlaten."))
            return
        app.empty_screen()
        if app.desk is not None:
            app.desk.put_away()

    # -- looking -----------------------------------------------------------------------------------------------------

    def do_stukken(self) -> None:
        """The next view of the panel; on a narrow screen it takes the place of the question."""
        screen = self.screen
        views = list(VIEWS)
        if screen.has_class("-breed") or screen.has_class("-stukken"):
            at = views.index(screen.view) + 1
            if at == len(views) and not screen.has_class("-breed"):
                screen.view = views[0]
                screen.action_question()
                return
            screen.view = views[at % len(views)]
        else:
            screen.add_class("-stukken")
        if screen.has_class("-stukken"):
            screen.set_focus(screen.query_one(TextPanel))
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

    def do_noodset(self) -> None:
        """Only the ten-minute version, or everything."""
        self.talk.noodset = not self.talk.noodset
        self.screen.show(_("Alleen de noodset en wat moet.") if self.talk.noodset else _("Alle vragen."))

    def do_notitie(self) -> None:
        """A free note on this topic."""
        talk = self.talk
        before = [note.text for note in talk.c.notes if note.topic == talk.topic.id]

        def answered(result: tuple[bool, str] | None) -> None:
            keep, typed = result or (False, "")
            talk.note_draft = typed
            if keep and not self.act(self._keep_note):
                return
            self.screen.show(_("Notitie bewaard.") if keep and typed.strip() else "")

        dialog = NoteDialog(_(talk.topic.titel), talk.note_draft, before)
        dialog.purpose = "notitie"
        self.screen.app.push_screen(dialog, answered)

    def _keep_note(self) -> None:
        talk = self.talk
        typed, talk.note_draft = talk.note_draft, ""
        talk.c.note(talk.topic.id, typed, talk.clock())

    def do_besluit(self) -> None:
        """The routes with their arguments, and the decision."""
        from gesprek.tui.deciding import RouteScreen

        def answered(result: str | None) -> None:
            self.screen.show()
            self._when_report(result)

        if self.act(self.talk.commit):
            self.screen.app.push_screen(RouteScreen(self.talk), answered)

    def do_voorlezen(self) -> None:
        """Read back, fix, write out."""
        from gesprek.tui.closing import ReadBackScreen

        talk = self.talk
        unread: list[str] = []
        if not self.act(lambda: unread.extend(talk.commit_all())):
            return
        if unread:
            self.jump(unread[0])
            self.screen.show(_("Hier staat nog iets dat geen antwoord is; verbeter het eerst."))
            return
        if not (talk.c.fixed or talk.c.reading or talk.locked) and not self.act(lambda: talk.c.read_back(talk.clock())):
            return

        def answered(result: str | None) -> None:
            if not talk.c.fixed and not talk.locked:
                with contextlib.suppress(GesprekError):  # the stage stays where it is; the next step moves it
                    talk.c.go(talk.topic.id, talk.clock())
            self.screen.reload()
            self._when_report(result)
            if result and result != TO_REPORT:
                self.jump(result)

        self.screen.app.push_screen(ReadBackScreen(talk), answered)

    def danger(self, draft: str = "") -> bool:
        """Interrupt when there is acute danger that has not been lifted. True when the conversation is interrupted."""
        return self._danger.interrupt(draft)

    def danger_is_over(self) -> None:
        """Go on after an interruption."""
        self._go_on(_("De onderbreking is opgeheven; de reden staat erbij."))

    def come_back(self, window: str) -> None:
        """After the vault was locked, or the program died: the window that was open is open again."""
        talk = self.talk
        if talk.c.reading or talk.c.fixed:
            self.do_voorlezen()
        elif not self.danger() and not talk.locked and window in REOPENED:
            getattr(self, f"do_{window}")()


def said(refusal: GesprekError) -> str:
    """A refusal in one line, with its reasons or what to do."""
    return " ".join(part for part in (refusal.message, *getattr(refusal, "reasons", (refusal.hint,))) if part)


def _brief(shown: str) -> str:
    shown = " ".join(shown.split())
    return shown if len(shown) <= 40 else shown[:39].rstrip() + "…"
