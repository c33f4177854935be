"""The actions that go somewhere: a topic, a question, back, the aangifte. They change no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gesprek.i18n import N_, _
from gesprek.sitting.progress import SIGNS, topic_states
from gesprek.tui.acting import Acting, brief
from gesprek.tui.choices import Choice
from gesprek.tui.danger import REPORT_FACT
from gesprek.tui.dialogs import TO_REPORT, ChoiceDialog
from gesprek.tui.picking import FilterDialog

if TYPE_CHECKING:
    from gesprek.tui.app import GesprekApp

__all__ = ["Moving"]

PEOPLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "aangever": (N_("Aangever"), ("aangever", "slachtoffer")),
    "verdachte": (N_("De verdachte"), ("verdachte",)),
    "ouders": (N_("Ouders"), ("ouder",)),
    "kinderen": (N_("Kinderen"), ("kinderen",)),
    "tolk": (N_("De tolk"), ("tolk",)),
    "wijkagent": (N_("De wijkagent"), ("wijkagent",)),
    "verbalisant": (N_("U zelf, de verbalisant"), ("verbalisant",)),
}
"""Those whom a conversation is about, and by which words in their names the facts about them are known."""


class Moving(Acting):
    """One method per action that goes somewhere."""

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
        options = self._people()
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

    def _people(self) -> list[Choice]:
        """Those whom the conversation is about, with how far what is known of them is."""
        talk, on = self.talk, self.talk.c.situation.path
        found = []
        for person, (label, words) in PEOPLE.items():
            facts = [f for f in talk.k.question_of if any(word in f for word in words) and (f in on.facts or f in talk.c.answers)]
            if not facts:
                continue
            open_ = [f for f in facts if f not in on.answers]
            name = talk.c.answers.get(f"{person}_naam")
            shown = f"{_(label)}: {brief(str(name.waarde))}" if name and name.waarde else _(label)
            done = _("{n} van {m} beantwoord").format(n=len(facts) - len(open_), m=len(facts))
            found.append(Choice((open_ or facts)[0], f"{SIGNS['klaar' if not open_ else 'open']} {shown}  ({done})"))
        return found

    def do_letters(self) -> None:
        """Letters over the topics and over what is needed."""
        from gesprek.tui.letters import LettersScreen

        def answered(target: str | None) -> None:
            if target and target != TO_REPORT:
                self.jump(target)
            self._when_report(target)

        self.screen.app.push_screen(LettersScreen(self.screen.targets()), answered)

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
