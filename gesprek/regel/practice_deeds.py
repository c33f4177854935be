"""The commands that only an exercise has, and those that do something else in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gesprek.i18n import _
from gesprek.regel.asking import Leave
from gesprek.regel.commands import shown_name
from gesprek.regel.deeds import Deeds, command_lines
from gesprek.regel.question import why_lines

if TYPE_CHECKING:
    from gesprek.practice import Answered
    from gesprek.regel.practice import PracticeConversing

__all__ = ["PracticeDeeds"]


class PracticeDeeds(Deeds):
    """Each takes what was typed after the command."""

    def __init__(self, conversing: PracticeConversing) -> None:
        super().__init__(conversing)
        self.practice = conversing.practice

    def do_vraag_het(self, rest: str) -> None:
        """Ask the question at hand: a number is one of its wordings, anything else one's own words."""
        options = self.practice.wordings()
        asking = self.on.asking
        if not rest:
            asking.say("", _("Hoe vraagt u dit?") if self.practice.question.hoe == "vragen" else _("Hoe zegt u dit?"))
            asking.numbered(options)
            rest = asking.inside(_("Een nummer, of uw eigen woorden: ")) or ""
        if not rest:
            return
        if not rest.isdecimal():
            self._say(self.practice.ask(rest, own=True))
        elif 1 <= int(rest) <= len(options):
            self._say(self.practice.ask(options[int(rest) - 1].label, own=False))
        else:
            self.on.say(_("Er zijn {n} manieren. Kies een nummer daarvan, of typ uw eigen woorden.").format(n=len(options)))

    def _say(self, answered: Answered) -> None:
        self.on.say(*(text for text, _kind in self.practice.heard()))
        if self.practice.how_read():
            told = _("Bent u het er niet mee eens? {oneens} en uw reden.")
            self.on.say(told.format(oneens=shown_name("oneens")))
        if answered.interruption is None:
            self.on.show_again(whole=False)

    def do_oneens(self, rest: str) -> None:
        """Contest how own words were read."""
        one = self.practice.contestable()
        title = self.practice.session.scenario.kinds.title(one.kind)
        message = f"“{one.asked}”\n" + _("Gelezen als {soort}. {reden}").format(soort=title, reden=one.reason)
        reason = rest or self.on.asking.reason(_("Waarom bent u het er niet mee eens?"), message)
        if reason:
            self.practice.contest(one, reason)
            self.on.say(_("Uw reden staat bij dit moment, en komt in het verslag."))

    def do_gesprek_tot_nu_toe(self, rest: str) -> None:
        """All that was said."""
        self.on.read(_("Gesprek tot nu toe"), self.practice.so_far(), ours=False)

    def do_inleiding(self, rest: str) -> None:
        """What was known before the first word."""
        self.on.read(self.practice.session.scenario.titel, self.practice.intro(), ours=False)

    def do_oefening_afronden(self, rest: str) -> None:
        """End the exercise, after a yes. What stands typed is recorded first. rest: "ja" says so at once."""
        message = _("Daarna verandert er niets meer. U leest meteen het verslag: wat goed ging, wat anders kan, en waarom.")
        yes = rest.casefold() in ("ja", _("ja"))
        if not yes and not self.on.asking.sure(_("Oefening afronden?"), message, _("Ja, afronden"), _("Nog niet")):
            return
        if unread := self.practice.finish():
            self.jump(unread[0])
            self.on.say(_("Hier staat nog iets dat geen antwoord is; verbeter het eerst."))
            return
        self.on.keep()
        raise Leave

    # -- what is otherwise in an exercise ------------------------------------------------------------------------------

    def do_zeden(self, rest: str = "") -> None:
        """Nothing is really handed over; that it would be is recorded."""
        self.jump("overdracht_zeden")
        self.on.say(_("In een oefening neemt niemand het over. Leg hier vast aan wie u zou overdragen."))

    def do_hulp(self, rest: str) -> None:
        """How to answer, and every command."""
        self.on.read(_("Hulp"), [*why_lines(self.talk), ("", ""), *command_lines(practice=True)])

    def do_acties(self, rest: str) -> None:
        """Every command."""
        self.on.read(_("Opdrachten"), command_lines(practice=True))
