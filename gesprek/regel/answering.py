"""From what was typed at a question to its answer. What is no answer stays typed, and what was expected is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gesprek.dialogue.typed import Unsure
from gesprek.i18n import _
from gesprek.knowledge import ValueProblem
from gesprek.regel.asking import END, read_choice
from gesprek.regel.commands import shown_name
from gesprek.regel.deciding import decide
from gesprek.sitting.asked import options_of
from gesprek.sitting.choice import Choice
from gesprek.sitting.talk import SEVERAL, SINGLE_LINE

if TYPE_CHECKING:
    from gesprek.regel.conversation import Conversing

__all__ = ["Answering"]


class Answering:
    """Takes the answers of one conversation."""

    def __init__(self, conversing: Conversing) -> None:
        self._on = conversing
        self._talk = conversing.talk

    def take(self, typed: str) -> None:
        """What was typed at the current question, which is not empty and no command."""
        if options_of(self._talk):
            self._choice(typed)
        elif self._talk.one_line:
            self._one_line(typed)
        else:
            self._text(typed)

    # -- a choice ------------------------------------------------------------------------------------------------------

    def _choice(self, typed: str) -> None:
        talk = self._talk
        several = talk.fact.soort in SEVERAL
        if self._pasted(typed):
            return
        sign = typed[0] if several and talk.picked() and typed[0] in "+-" else ""
        chosen, problem = read_choice(options_of(talk), typed[len(sign) :].strip(), several=several)
        if not chosen:
            self._on.say(problem)
        elif several:
            picked = talk.picked()
            kept = {"": (), "+": picked, "-": tuple(one for one in picked if one not in chosen)}[sign]
            added = () if sign == "-" else tuple(one for one in chosen if one not in kept)
            talk.drafts[talk.here] = (*kept, *added)
            self._on.record(talk.commit)
        elif talk.fact.soort != "route":
            self._on.record(lambda: talk.give(chosen[0]))
        elif self._on.act(lambda: talk.give(chosen[0])):
            decide(self._on, "" if chosen[0] == "geen" else chosen[0])
            self._on.record(lambda: None)

    def _pasted(self, typed: str) -> bool:
        """True when more lines came along with this one: a paste, that must not answer the questions after this."""
        if not self._on.asking.terminal.more_is_coming():
            return False
        lines = self._rest_of(typed)
        self._talk.note_draft += "\n".join(lines) + "\n"
        self._on.say(
            _("Er kwamen {n} regels tegelijk, en hier hoort er één. Er is niets beantwoord.").format(n=len(lines)),
            _("Ze staan klaar als notitie, er gaat niets verloren: {notitie}.").format(notitie=shown_name("notitie")),
        )
        self._on.keep()
        return True

    def _rest_of(self, first: str) -> list[str]:
        """The lines of a paste that began with `first`."""
        lines = [first]
        while self._on.asking.terminal.more_is_coming():
            lines.append(self._on.asking.terminal.ask(""))
        return lines

    # -- one line ------------------------------------------------------------------------------------------------------

    def _one_line(self, typed: str) -> None:
        talk = self._talk
        if talk.fact.soort in SINGLE_LINE:
            if self._pasted(typed):
                return
        else:
            typed = "\n".join(self._rest_of(typed))
        talk.drafts[talk.here] = typed
        self.record_typed()

    def record_typed(self) -> bool:
        """Record what stands typed at the current question. When it is no answer, say why; it stays typed."""
        talk = self._talk
        try:
            talk.read_draft(talk.here)
        except Unsure as problem:
            return self._meant(problem)
        except ValueProblem as problem:
            self._on.say(
                _("{wat} Verwacht: {verwacht}").format(wat=problem.found, verwacht=problem.expected),
                _("Het is bewaard zoals u het typte; typ het opnieuw."),
            )
            if "\n" in str(talk.drafts[talk.here]):
                self._on.say(_("Eén regel veranderen: {verbeteren}.").format(verbeteren=shown_name("verbeteren")))
            self._on.keep()
            return False
        return self._on.record(talk.commit)

    def _meant(self, problem: Unsure) -> bool:
        """Which of its readings was meant; none: it stays typed."""
        talk = self._talk
        self._on.keep()
        options = [Choice(str(number), reading.shown) for number, reading in enumerate(problem.readings)]
        chosen = self._on.asking.choose(_("Wat is er bedoeld?"), problem.found, options)
        if chosen is None:
            self._on.say(_("Het is bewaard zoals u het typte; typ het opnieuw."))
            return False
        talk.chosen[talk.here] = (str(talk.drafts[talk.here]), int(chosen))
        return self._on.record(talk.commit)

    # -- a text --------------------------------------------------------------------------------------------------------

    def _text(self, typed: str) -> None:
        talk = self._talk
        standing = talk.drafts.get(talk.here, "")
        before = standing + "\n" if isinstance(standing, str) and standing else ""

        def kept(text: str) -> None:
            talk.drafts[talk.here] = before + text
            self._on.keep()

        if typed == END and not self._on.asking.terminal.more_is_coming():
            if before:
                self.record_typed()
            return
        text = self._on.asking.text(typed, kept)
        talk.drafts[talk.here] = before + text
        if self._joined():
            self.record_typed()

    def _joined(self) -> bool:
        """What to do with the answer that stands there already; False when that is not known yet."""
        talk = self._talk
        given, typed = talk.answer, str(talk.drafts[talk.here])
        if given is None or given.status or not typed.strip():
            return True
        options = [Choice("erachter", _("Achter wat er staat")), Choice("vervang", _("In plaats van wat er staat"))]
        chosen = self._on.asking.choose(_("Er staat al een antwoord. Waar hoort dit?"), "", options)
        if chosen == "erachter":
            del talk.drafts[talk.here]
            talk.drafts[talk.here] = f"{talk.text()}\n{typed}"
        elif chosen is None:
            self._on.say(_("Het staat er nog, en is nog geen antwoord. Een punt legt het vast."))
        return chosen is not None
