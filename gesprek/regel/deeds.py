"""What happens on each command of a conversation in lines: one method per command, called do_ and its name."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from gesprek.dialogue.typed import Unsure
from gesprek.errors import GesprekError, NotAllowed
from gesprek.i18n import _
from gesprek.knowledge import ValueProblem
from gesprek.regel.asking import Leave, ToReport, read_choice
from gesprek.regel.closing import read_back
from gesprek.regel.commands import COMMANDS, in_commands, shown_name
from gesprek.regel.danger import REPORT_FACT
from gesprek.regel.deciding import routes_and_decision
from gesprek.regel.question import core_line, state_lines, what_to_do, why_lines
from gesprek.regel.sentences import sentence_by_sentence
from gesprek.regel.terminal import Locked
from gesprek.sitting.asked import core_parts, places, speaker_name, undo_rows
from gesprek.sitting.choice import Choice
from gesprek.sitting.progress import needed
from gesprek.sitting.proposed import accept, keep_note, named, proposals_for, shown
from gesprek.sitting.seeking import is_named, ranked
from gesprek.sitting.side import VIEWS, gate_lines, view_lines, view_name

if TYPE_CHECKING:
    from gesprek.regel.conversation import Conversing

__all__ = ["Deeds"]


class Deeds:
    """Each takes what was typed after the command."""

    def __init__(self, conversing: Conversing) -> None:
        self.on = conversing
        self.talk = conversing.talk

    # -- answers -------------------------------------------------------------------------------------------------------

    def do_verder(self, rest: str) -> None:
        """Record what stands typed, and go on."""
        talk = self.talk
        if talk.here in talk.drafts:
            try:
                talk.read_draft(talk.here)
            except Unsure:
                self.on.answering.record_typed()
                return
            except ValueProblem as problem:
                self.on.say(
                    f"{problem.found} {problem.expected}",
                    _("Dit is nog geen antwoord; typ het opnieuw, of kies een opdracht. Het blijft staan."),
                )
                return
            self.on.record(talk.commit)
            return
        before = talk.here
        if self.on.act(talk.advance) and not talk.forward() and talk.c.may_talk():
            self.on.say_all_answered()
        elif talk.here == before:
            self.on.show_again()

    def _status(self, status: str, reason: str = "") -> None:
        self.on.record(lambda: self.talk.give_status(status, reason))

    def do_onbekend(self, rest: str) -> None:
        """Not known."""
        self._status("onbekend")

    def do_wil_niet(self, rest: str) -> None:
        """Refused."""
        self._status("wil_niet_zeggen")

    def do_nvt(self, rest: str) -> None:
        """Does not apply."""
        self._status("nvt")

    def do_niet_gevraagd(self, rest: str) -> None:
        """Not asked, because."""
        title, message = _("Niet gevraagd"), _("Waarom vraagt u dit niet? Die reden komt erbij te staan.")
        self._with_reason("niet_gevraagd", title, message, rest)

    def do_parkeren(self, rest: str) -> None:
        """Parked, because."""
        self._with_reason("geparkeerd", _("Parkeren"), _("Waarom later? Die reden komt erbij te staan."), rest)

    def _with_reason(self, status: str, title: str, message: str, rest: str) -> None:
        self._may_change()
        title = f"{title}: {_(self.talk.fact.label)}"
        reason = rest or self.on.asking.reason(title, message, self.talk.lines.get(title, ""))
        if reason:
            self.talk.lines.pop(title, None)
            self._status(status, reason)

    def _may_change(self) -> None:
        if self.talk.c.fixed:
            raise NotAllowed(_("De tekst is vastgesteld; er verandert niets meer."))

    def do_spreker(self, rest: str) -> None:
        """Somebody else says this."""
        if self.on.act(self.talk.next_speaker):
            self.on.say(_("Wie dit zegt: {wie}.").format(wie=speaker_name(self.talk.speaker())))

    def do_ongedaan(self, rest: str) -> None:
        """Undo, after saying what."""
        self._may_change()
        rows = undo_rows(self.talk)
        if not rows:
            self.on.say(_("Er is niets om terug te draaien."))
        elif self.on.asking.sure(_("Terugdraaien?"), "\n".join(rows), _("Terugdraaien"), _("Laten staan")) and self.on.act(
            self.talk.undo
        ):
            self.on.say(_("Teruggedraaid."))
            self.on.show_again()

    def do_wissen(self, rest: str) -> None:
        """Take the answer away; or what stands typed, when that is all there is. Undo brings an answer back."""
        talk = self.talk
        self._may_change()
        if talk.here not in talk.drafts and talk.answer is None:
            self.on.say(_("Hier staat niets."))
            return

        def empty() -> None:
            talk.drafts.pop(talk.here, None)
            talk.c.retract(talk.here, talk.clock())

        if self.on.act(empty):
            self.on.say(_("Weggehaald. {ongedaan} brengt een antwoord terug.").format(ongedaan=shown_name("ongedaan")))
            self.on.show_again()

    def do_verbeteren(self, rest: str) -> None:
        """One line of the text at this question, by its number."""
        talk = self.talk
        self._may_change()
        lines = talk.text().split("\n") if not talk.picked() or talk.fact.soort in ("tekst", "citaat", "lijst") else []
        if lines == [""] or not lines:
            self.on.say(_("Hier staat geen tekst."))
            return
        options = [Choice(str(number), line or _("(lege regel)")) for number, line in enumerate(lines)]
        chosen = self.on.asking.choose(_("Welke regel?"), "", options)
        if chosen is None:
            return
        typed = self.on.asking.inside(_("Nieuwe regel (leeg: de regel gaat weg): "))
        if typed is not None:
            lines[int(chosen) : int(chosen) + 1] = [typed] if typed else []
            talk.drafts[talk.here] = "\n".join(lines)
            self.do_verder("")

    # -- moving --------------------------------------------------------------------------------------------------------

    def jump(self, target: str) -> None:
        """To a fact, or to the first open fact of "onderwerp:ID"."""
        fact = self.talk.place(target)
        if self.on.act(lambda: self.talk.move(fact)):
            self.on.show_again()

    def do_springen(self, rest: str) -> None:
        """By a word: to the question it finds; without: first a topic, then a question."""
        options = in_choices(places(self.talk))
        if not rest:
            topics = [o for o in options if o.id.startswith("onderwerp:")]
            chosen = self.on.asking.choose(_("Ga naar"), _("Een onderwerp:"), topics)
            if chosen is None:
                return
            at = options.index(next(o for o in options if o.id == chosen)) + 1
            under = [*options[at:], Choice("onderwerp:", "")]
            found = under[: next(i for i, o in enumerate(under) if o.id.startswith("onderwerp:"))]
        else:
            found = [o for o in options if o.id == rest] or ranked(options, rest)
            exact = [o for o in found if is_named(o, rest)]
            found = exact if len(exact) == 1 else found
        if not found:
            self.on.say(_("Niets gevonden bij '{tekst}'.").format(tekst=rest))
        elif len(found) == 1:
            self.jump(found[0].id)
        elif target := self.on.asking.choose(_("Ga naar"), "", found):
            self.jump(target)

    def do_nodig(self, rest: str) -> None:
        """What is needed first; a number goes there."""
        talk = self.talk
        facts = [item.feit for item in needed(talk.c.situation, talk.noodset)]
        options = [Choice(fact, row) for fact, row in zip(facts, what_to_do(talk), strict=True)]
        if not options:
            self.on.say(_("Er is niets meer nodig dat iets bepaalt."))
        elif target := self.on.asking.choose(_("Eerst nog nodig"), _("Een nummer gaat erheen; Enter gaat terug."), options):
            self.jump(target)

    def do_terug(self, rest: str) -> None:
        """Back to where the officer was."""
        found: list[bool] = []
        if self.on.act(lambda: found.append(self.talk.back())):
            if not found[0]:
                self.on.say(_("Verder terug kan niet."))
            self.on.show_again()

    def do_aangifte(self, rest: str = "") -> None:
        """To the aangifte; at zeden by way of the hand-over, which takes the aangifte there."""
        gate = next((s.gate for s in self.talk.c.situation.open_gates if s.gate.id == "zeden"), None)
        if gate is None:
            self.jump(REPORT_FACT)
            return
        steps = "\n".join(f"- {_(step)}" for step in gate.doe)
        message = f'{_(gate.gevolg)}\n{_("Zeg bijvoorbeeld")}: "{_(gate.zeg)}"\n{steps}'
        options = [
            Choice("overdracht_zeden", _("Overdracht vastleggen: aan wie en wanneer")),
            Choice(REPORT_FACT, _("Wens over de aangifte vastleggen")),
            Choice("zeden", _("Zeden gaat hier meteen verder: informatief gesprek")),
        ]
        title = _("Aangifte: zeden neemt haar op. Alles wat u hebt genoteerd blijft staan.")
        target = self.on.asking.choose(title, message, options)
        if target == "zeden":
            self.do_zeden()
        elif target:
            self.jump(target)

    def do_zeden(self, rest: str = "") -> None:
        """Let the team zeden go on with what was told, after a yes."""
        message = _(
            "Alle antwoorden en notities gaan mee. De vragen zijn daarna die van het informatief gesprek. Terug kan niet."
        )
        if self.on.asking.sure(_("Verder als informatief gesprek?"), message, _("Ja, zeden gaat verder"), _("Nog niet")):
            self.on.hand_to_zeden()

    def do_sluiten(self, rest: str) -> None:
        """Put the conversation away."""
        self.on.close()

    def do_weg(self, rest: str) -> None:
        """Leave the program."""
        raise Leave

    def do_slot(self, rest: str) -> None:
        """Lock."""
        raise Locked

    # -- looking -------------------------------------------------------------------------------------------------------

    def do_hulp(self, rest: str) -> None:
        """How to answer, and every command."""
        self.on.read(_("Hulp"), [*why_lines(self.talk), ("", ""), *command_lines()])

    def do_acties(self, rest: str) -> None:
        """Every command."""
        self.on.read(_("Opdrachten"), command_lines())

    def do_vraag(self, rest: str) -> None:
        """The question once more."""
        self.on.show_again()

    def do_waarom(self, rest: str) -> None:
        """Why it is asked."""
        self.on.read(_(self.talk.fact.label), why_lines(self.talk))

    def do_stand(self, rest: str) -> None:
        """How far it is."""
        self.on.read(_("Stand"), state_lines(self.talk, self.on.trouble))

    def do_stukken(self, rest: str) -> None:
        """One of the texts, the routes or the core text."""
        options = [Choice(view, view_name(self.talk, view)) for view in VIEWS]
        found = read_choice(options, rest, several=False)[0] if rest else []
        chosen = found[0] if found else self.on.asking.choose(_("Stukken en routes"), "", options)
        if chosen:
            ours = chosen in ("routes", "kerntekst")
            self.on.read(view_name(self.talk, chosen), view_lines(self.talk, chosen), ours=ours)

    def do_kerntekst(self, rest: str) -> None:
        """The next part of the core text; elsewhere the whole of it."""
        if core_parts(self.talk):
            self.on.part += 1
            self.on.say(core_line(self.talk, self.on.part))
        else:
            lines = [(_(sentence), "") for sentence in self.talk.k.duty.kerntekst]
            self.on.read(_("Kerntekst over herstel (art. 5j)"), lines)

    def do_poorten(self, rest: str) -> None:
        """What the officer does now."""
        self.on.read(_("Wat nu te doen"), gate_lines(self.talk.c.situation))

    def do_noodset(self, rest: str) -> None:
        """Only the ten-minute version, or everything."""
        self.talk.noodset = not self.talk.noodset
        self.on.say(_("Alleen de noodset en wat moet.") if self.talk.noodset else _("Alle vragen."))

    def do_notitie(self, rest: str) -> None:
        """A free note on this topic."""
        talk = self.talk
        asking = self.on.asking
        if rest:
            self._note(rest)
            return
        before = sum(note.topic == talk.topic.id for note in talk.c.notes)
        asking.say("", _("Notitie bij: {onderwerp}").format(onderwerp=_(talk.topic.titel)))
        if before:
            asking.say(_("Er staan hier al notities: {n}.").format(n=before))
        began = talk.note_draft.rstrip("\n")
        if began:
            asking.say(_("Dit stond er al: {tekst}").format(tekst=began))
        asking.say(_("Klaar: een regel met alleen een punt."))

        def kept(text: str) -> None:
            talk.window, talk.note_draft = "notitie", f"{began}\n{text}".strip("\n")
            self.on.keep()

        kept(asking.text(None, kept))
        talk.window = ""
        self._note(talk.note_draft)

    def _note(self, text: str) -> None:
        talk = self.talk
        talk.note_draft = text
        if text.strip() and self.on.act(lambda: keep_note(talk)):
            self.on.say(_("Notitie bewaard."))
            self._propose(text)
        self.on.show_again()

    def _propose(self, text: str) -> None:
        """The questions that the note may belong to; a number links it and goes there, Enter leaves it a note."""
        talk = self.talk
        found = proposals_for(talk)(text)
        if not found or talk.c.fixed:
            return
        options = [Choice(str(number), shown(talk.k, proposal, text)) for number, proposal in enumerate(found)]
        chosen = self.on.asking.choose(
            _("Hoort dit bij een vraag?"), _("Een nummer koppelt en gaat erheen; Enter laat het zo."), options
        )
        if chosen is not None and self.on.act(lambda: accept(talk, found[int(chosen)])):
            self.on.say(_("Gekoppeld aan: {vraag}. Er is niets ingevuld.").format(vraag=named(talk.k, found[int(chosen)])))

    def do_zinnen(self, rest: str) -> None:
        """A sentence of the texts: to its answer, or other words for it."""
        if self.on.act(self.talk.commit) and (fact := sentence_by_sentence(self.on, rest)):
            self.jump(fact)

    def do_punten(self, rest: str) -> None:
        """Sensitive answers as dots, or readable again."""
        self.talk.dots = not self.talk.dots
        self.on.say(_("Gevoelige antwoorden staan er als punten.") if self.talk.dots else _("Alle antwoorden zijn te lezen."))

    def do_besluit(self, rest: str) -> None:
        """The routes with their arguments, and the decision."""
        if self.on.act(self.talk.commit):
            routes_and_decision(self.on)
            self.on.show_again()

    def do_voorlezen(self, rest: str = "") -> None:
        """Read back, fix, write out."""
        talk = self.talk
        unread: list[str] = []
        if not self.on.act(lambda: unread.extend(talk.commit_all())):
            return
        if unread:
            self.jump(unread[0])
            self.on.say(_("Hier staat nog iets dat geen antwoord is; verbeter het eerst."))
            return
        if not (talk.c.fixed or talk.c.reading or talk.locked) and not self.on.act(lambda: talk.c.read_back(talk.clock())):
            return
        try:
            target = read_back(self.on)
        except ToReport:
            self._stop_reading()
            raise
        self._stop_reading()
        self.on.show_again()
        if target == "?":
            self.do_springen("")
        elif target:
            self.jump(target)

    def _stop_reading(self) -> None:
        """The conversation goes on; locking and leaving come back to the reading."""
        talk = self.talk
        if not talk.c.fixed and not talk.locked:
            with contextlib.suppress(GesprekError):  # the stage stays where it is; the next step moves it
                talk.c.go(talk.topic.id, talk.clock())


def in_choices(found: list[Choice]) -> list[Choice]:
    """Choices as lines say them: without the sign before a topic."""
    labels = in_commands([(option.label, "") for option in found])
    return [replace(option, label=label.strip()) for option, (label, _k) in zip(found, labels, strict=True)]


def command_lines(*, practice: bool = False) -> list[tuple[str, str]]:
    """Every command with what it does. practice: those of an exercise too."""
    lines = [(f"{shown_name(c.id)}: {_(c.description)}", "") for c in COMMANDS if practice or not c.practice]
    return [*lines, (_("U mag elke opdracht korter typen, zolang er maar één kan zijn bedoeld."), "")]
