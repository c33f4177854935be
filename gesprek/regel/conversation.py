"""One conversation in lines: a question, its answer, the next; the commands in between."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gesprek.errors import GesprekError, UnknownName, said
from gesprek.i18n import _
from gesprek.regel.answering import Answering
from gesprek.regel.asking import END, Asking, Leave, ToReport, is_command, unslashed
from gesprek.regel.commands import find_command, in_commands, shown_name
from gesprek.regel.danger import interrupt
from gesprek.regel.deeds import Deeds
from gesprek.regel.question import how_to_answer, question_lines, standing
from gesprek.regel.terminal import Ended
from gesprek.sitting.actions import CHANGING
from gesprek.sitting.asked import options_of, speaker_name
from gesprek.sitting.entry import brief, show_answer

if TYPE_CHECKING:
    from gesprek.sitting.talk import Talk

__all__ = ["Conversing"]

VAULT = 3
"""The exit code of what the vault refuses."""
CHANGES = CHANGING | {"verbeteren", "leeg"}
"""Commands that change something, and say why they cannot when the dossier may only be read."""


class Closed(Exception):
    """The officer puts the conversation away."""


class Conversing:
    """A conversation on a terminal. trouble: why what is typed cannot be kept; empty when it is kept.

    to_zeden: makes the informatief gesprek that goes on with it. handed: that conversation, once it goes on.
    """

    def __init__(
        self,
        asking: Asking,
        talk: Talk,
        *,
        what_take_over_does: Callable[[], str] = lambda: "",
        to_zeden: Callable[[], tuple[Talk, str]] | None = None,
    ) -> None:
        self.asking = asking
        self.talk = talk
        self.say = asking.say
        self.trouble = ""
        self.part = 0
        self.taken_over = False
        self.what_take_over_does = what_take_over_does
        self.handed: Talk | None = None
        self.told = ""
        self._to_zeden = to_zeden
        self._kept = talk.keeping.dossier.draft if talk.keeping is not None else None
        self._deeds = Deeds(self)
        self.answering = Answering(self)
        self._playing: list[str] = []
        self._question = self._fact = self._speaker = self._how = ""

    # -- the loop ------------------------------------------------------------------------------------------------------

    def hold(self, message: str, *, resumed: bool, again: bool) -> None:
        """Until it is put away or taken over. Raises what leads out of the program, or locks it.

        resumed: from the vault. again: it was shown already, and the officer stays.
        """
        talk = self.talk
        fresh = not talk.example and not resumed and not again
        if fresh and (first := talk.forward()) and talk.here in talk.c.answers:
            talk.move(first)
        if talk.example and not again:
            self.say(_("VOORBEELD: alles is verzonnen. Kijk rond en probeer alles."))
        if message:
            self.say(message)
        with contextlib.suppress(Closed):
            if resumed or again:
                self._guarded(self._come_back)
            while not self.taken_over:
                self._guarded(self._step)

    def _guarded(self, work: Callable[[], None]) -> None:
        """Do `work`; a refusal is said, and the way to the aangifte leads there."""
        try:
            work()
        except ToReport:
            self._guarded(self._deeds.do_aangifte)
        except GesprekError as refusal:
            self.refused(refusal)

    def _come_back(self) -> None:
        """Where the conversation was left: reading back, or a text that was being typed."""
        window, self.talk.window = self.talk.window, ""
        if self.talk.c.reading or self.talk.c.fixed:
            self._deeds.do_voorlezen()
        elif self.talk.c.may_talk() and not self.talk.locked and window in ("notitie", "niet_gevraagd", "parkeren"):
            getattr(self._deeds, f"do_{window}")("")

    def _step(self) -> None:
        self.keep()
        if interrupt(self):
            return
        self._say_gates()
        self.show_question()
        try:
            typed = self.asking.line(_("Antwoord: "))
        except Ended:
            raise Leave from None
        if is_command(typed):
            self._command(typed)
        elif not typed:
            self._deeds.do_verder("")
        elif typed == END and not self._long_text():
            self.say(_("Een punt alleen is hier geen antwoord."))
        elif self.talk.locked:
            self.say(self.talk.why_locked)
        else:
            self.answering.take(unslashed(typed))

    def _long_text(self) -> bool:
        """True when a dot ends what is typed here."""
        return not options_of(self.talk) and not self.talk.one_line

    def _command(self, typed: str) -> None:
        try:
            name, rest = find_command(typed, practice=self.talk.practice is not None)
        except UnknownName as problem:
            self.say(str(problem))
            if len(typed.split()) > 1:
                self.say(_("Is het een antwoord dat met een schuine streep begint? Typ er dan twee."))
            return
        if self.talk.locked and name in CHANGES:
            self.say(self.talk.why_locked)
            return
        self.perform(name, rest)

    def perform(self, name: str, rest: str = "") -> None:
        """Do the command of this name, with what was typed after it; unless it is one of an exercise, and this is none."""
        does = getattr(self._deeds, f"do_{name}", None)
        if does is None:
            self.say(_("Dat kan alleen in een oefening."))
        else:
            does(rest)

    # -- showing -------------------------------------------------------------------------------------------------------

    def _say_gates(self) -> None:
        """A gate is said in full at the moment it begins to play, and named when it no longer does."""
        gates = {state.gate.id: state.gate for state in self.talk.c.situation.open_gates}
        known = {gate.id: gate for gate in self.talk.k.gates}
        for name in [name for name in self._playing if name not in gates]:
            self.say("", _("Speelt niet meer: {poort}.").format(poort=_(known[name].titel)))
        for name, gate in gates.items():
            if name in self._playing:
                continue
            self.say("", _("Let op: {poort}. {gevolg}").format(poort=_(gate.titel), gevolg=_(gate.gevolg)))
            if gate.zeg:
                self.say(_('Zeg bijvoorbeeld: "{tekst}"').format(tekst=_(gate.zeg)))
            self.say(*(f"- {_(step)}" for step in gate.doe))
            self.say(_("De aangifte blijft open: {aangifte}.").format(aangifte=shown_name("aangifte")))
        self._playing = list(gates)

    def show_question(self) -> None:
        """The question, when it is another than was shown last."""
        talk = self.talk
        if self._fact == talk.here:
            return
        if self._question != talk.question.id:
            self.part = 0
        whole = self._question != talk.question.id
        self.say(*question_lines(talk, self.part, whole=whole))
        speaker, how = talk.speaker(), how_to_answer(talk)
        if speaker != self._speaker:
            self.say(_("Wie dit zegt: {wie}.").format(wie=speaker_name(speaker)))
        self.asking.numbered(options_of(talk))
        self.say(*standing(talk), *([how] if how != self._how else []))
        self._question, self._fact, self._speaker, self._how = talk.question.id, talk.here, speaker, how

    def show_again(self, *, whole: bool = True) -> None:
        """Show the question before the next answer. whole: all of it, also what was said already."""
        self._fact = ""
        if whole:
            self._question = self._speaker = self._how = ""

    # -- one action ----------------------------------------------------------------------------------------------------

    def act(self, work: Callable[[], object]) -> bool:
        """Do `work` as one action. A refusal is said with its reasons, nothing of it stays, and what was typed stands."""
        try:
            with self.talk.action():
                work()
        except GesprekError as refusal:
            self.refused(refusal)
            return False
        return True

    def refused(self, refusal: GesprekError) -> None:
        """An action was not done. When the vault refused it, that is trouble until keeping works again."""
        if refusal.exit_code == VAULT and not self.talk.locked:
            self._kept = None
            self.trouble = refusal.message
        self.say(said(refusal))

    def record(self, work: Callable[[], object]) -> bool:
        """Answer something and go to the next question, as one action; then say what was recorded."""
        messages: list[str] = []

        def step() -> None:
            work()
            messages.append(self._recorded())
            self.talk.advance()

        if not self.act(step):
            return False
        self.say(*filter(None, messages))
        if not self.talk.forward() and self.talk.c.may_talk():
            self.say_all_answered()
        return True

    def say_all_answered(self) -> None:
        """That there is no next question, and where the officer stands."""
        if self.talk.noodset and self.talk.c.situation.unanswered:
            said = _("De noodset is klaar. {noodset}: ook de andere vragen. {voorlezen}: voorlezen en afronden.")
        else:
            said = _("Alles heeft een antwoord. {voorlezen}: voorlezen en afronden.")
        self.say(said.format(voorlezen=shown_name("voorlezen"), noodset=shown_name("noodset")))
        told = _("U staat nog bij: {feit}. {vraag} laat die vraag nog eens zien.")
        self.say(told.format(feit=_(self.talk.fact.label), vraag=shown_name("vraag")))

    def _recorded(self) -> str:
        talk = self.talk
        if talk.answer is None:
            return ""
        shown = show_answer(talk.k, talk.fact, talk.answer)
        if talk.fact.soort in ("tekst", "citaat", "lijst"):
            shown = brief(shown)
        told = _("Genoteerd: {feit}: {antwoord}.").format(feit=_(talk.fact.label), antwoord=shown.rstrip("."))
        return told.replace("….", "…")

    # -- keeping -------------------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Keep what is typed and where the officer is, when that changed. A disk that refuses is said, once."""
        talk = self.talk
        if talk.keeping is None or talk.locked:
            return
        before = self.trouble
        try:
            draft = talk.draft()
            if draft != self._kept:
                talk.keeping.dossier.save_draft(draft)
                self._kept = draft
            self.trouble = ""
        except GesprekError as problem:
            self.trouble = f"{problem.message} {problem.hint}".strip()
        if before != self.trouble:
            self.say(self.trouble or _("Er wordt weer bewaard."))

    def hand_to_zeden(self) -> None:
        """The team zeden goes on with this conversation. Raises GesprekError, and then it stands as it was."""
        assert self._to_zeden is not None
        self.keep()
        self.handed, self.told = self._to_zeden()
        raise Closed

    def close(self) -> None:
        """Put it away; what is not kept is not closed."""
        self.keep()
        if self.talk.unsaved or self.trouble:
            told = _("Dit gesprek is niet bewaard. {weg} vraagt of u het wilt verlaten.")
            self.say(told.format(weg=shown_name("weg")))
            return
        raise Closed

    def read(self, title: str, paragraphs: Sequence[tuple[str, str]], *, ours: bool = True) -> None:
        """A text to read; the question comes back after a long one. ours: it is ours, and says commands instead of keys."""
        if self.asking.read(title, in_commands(list(paragraphs)) if ours else list(paragraphs)) > 1:
            self.show_again()
