"""The program in lines: the vault, the first choices, one conversation after another, the lock, and leaving."""

from __future__ import annotations

import os
import secrets
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

from gesprek.errors import GesprekError
from gesprek.i18n import _
from gesprek.regel.asking import Asking, Leave, ToReport
from gesprek.regel.commands import shown_name
from gesprek.regel.terminal import Ended, Interrupted, Locked, Stopped, Terminal
from gesprek.sitting.choice import Choice
from gesprek.sitting.wording import dossier_row, groups_match, promise, recovery_explained, vault_explained

if TYPE_CHECKING:
    from gesprek.record.listing import Entry
    from gesprek.regel.conversation import Conversing
    from gesprek.sitting.desk import Desk
    from gesprek.sitting.talk import Talk

__all__ = ["Program"]

_END = "einde"


class Program:
    """One officer at one terminal. desk: None keeps nothing. dossier: the code of a dossier to open at once.

    dots: sensitive answers are dots to begin with.
    """

    def __init__(
        self,
        terminal: Terminal,
        clock: Callable[[], datetime],
        card: str,
        desk: Desk | None = None,
        dossier: str = "",
        *,
        dots: bool = False,
    ) -> None:
        self.terminal = terminal
        self.asking = Asking(terminal)
        self.say = terminal.say
        self.clock = clock
        self.card = card
        self.desk = desk
        self._dots = dots
        self._next = f"dossier:{dossier}" if dossier else ""
        self._conversing: Conversing | None = None
        self._unkept: dict[str, Any] | None = None
        self._shown = False
        self._locked_at = ""

    # -- the whole -----------------------------------------------------------------------------------------------------

    def run(self) -> int:
        """Until the officer leaves. Returns the exit code: 0 after leaving in order, 128 + the signal after one."""
        try:
            with self.terminal.listening():
                self._run()
        except Stopped as stopped:
            self._close()
            return 128 + stopped.number
        finally:
            self._close()
        return 0

    def _welcome(self) -> None:
        self.say("gesprek", _("Houdt de draad van een aangiftegesprek vast, zodat u naar de ander kunt kijken."))
        self.say(promise(self.desk is not None))
        self.say(
            _("U werkt in regels. Een regel telt als u op Enter drukt; wat u nog typt, is er na een storing niet."),
            _("Een opdracht begint met een schuine streep. {hulp} noemt ze in een gesprek allemaal.").format(
                hulp=shown_name("hulp")
            ),
        )
        if not self.terminal.can_clear:
            self.say(_("Deze terminal kan niet worden leeggemaakt: wat hier staat blijft staan tot u het venster sluit."))

    def _run(self) -> None:
        self._welcome()
        what = "begin"
        while what != _END:
            try:
                what = self._do(what)
            except Locked as locked:
                what = "stilstaan" if locked.stop else "slot"
            except (Ended, Interrupted):
                what = "weg"
            except Leave as leave:
                what = "weg?" if leave.asked else "weg"
            except ToReport:
                self.say(_("Er is hier nog geen gesprek."))
                what = ""
            except GesprekError as problem:
                self.say(f"{problem.message} {problem.hint}".strip())
                self._conversing, what = None, ""

    def _do(self, what: str) -> str:
        """Do one thing; what is next. Empty is the first choices; see `_open` for the rest."""
        if what == "begin":
            return self._next if self.desk is None or self._unlocked() else ""
        if what in ("weg", "weg?"):
            return _END if self._may_leave(asked=what == "weg?") else self._same_place()
        if what in ("slot", "stilstaan"):
            return self._lock(stop=what == "stilstaan")
        if what:
            self._open(what)
        else:
            self._menu()
        return ""

    def _close(self) -> None:
        """Keep what is typed, close dossier and vault, and take what was written off the terminal."""
        with suppress(Stopped):  # nobody at the other side
            if self._conversing is not None:
                self._conversing.keep()
                self._conversing = None
        if self.desk is not None:
            self.desk.lock()
        if self._shown:
            self._shown = False
            with suppress(Stopped):
                self.terminal.clear()
                self.say("", _("Het programma is gesloten."), *self._what_stays())

    def _what_stays(self) -> list[str]:
        if self.terminal.can_clear:
            return []
        return [_("Wat hierboven staat, kan in het geheugen van uw terminal blijven. Sluit het venster.")]

    # -- the first choices ---------------------------------------------------------------------------------------------

    def _menu(self) -> None:
        options = [
            Choice("heel", _("Nieuw gesprek")),
            Choice("noodset", _("Nieuw gesprek, alleen de noodset")),
            Choice("zeden", _("Informatief gesprek zeden")),
        ]
        if self.desk is not None and self.desk.has_vault:
            options.append(Choice("verder", _("Verder met een gesprek, of het afronden")))
        options += [
            Choice("voorbeeld", _("Rondkijken in een ingevuld voorbeeld")),
            Choice("voorbeeld-zeden", _("Rondkijken in een ingevuld informatief gesprek")),
            Choice("hulp", _("Hulp")),
            Choice("weg", _("Verlaten")),
        ]
        chosen = self.asking.choose(_("Wat wilt u doen?"), "", options)
        if chosen == "weg":
            raise Leave
        if chosen == "hulp":
            self._help()
        elif chosen:
            self._open(chosen)

    def _help(self) -> None:
        """Every command of a conversation, before there is one."""
        from gesprek.regel.deeds import command_lines

        self.asking.read(_("Opdrachten in een gesprek"), command_lines())

    def _open(self, what: str) -> None:
        """ "heel", "noodset", "zeden", an example, "verder" (the list), "dossier:CODE", or "hier": what is open already."""
        if what == "hier":
            assert self._conversing is not None
            self._hold(self._conversing, "", again=True)
        elif what.startswith("voorbeeld") or self.desk is None:
            self._begin(what)
        elif self._unlocked():
            kind, _colon, code = what.partition(":")
            if kind == "verder":
                self._list(self.desk)
            elif kind == "dossier":
                self._resume(self.desk, code)
            else:
                self._begin(what)

    # -- the vault -----------------------------------------------------------------------------------------------------

    def _unlocked(self) -> bool:
        """True when the vault is open, was opened, or was made."""
        desk = self.desk
        assert desk is not None
        if desk.vault is not None:
            return True
        opened = self._ask_passphrase(desk, _("Wachtwoord van de kluis (Enter: terug): ")) if desk.has_vault else self._make(desk)
        if opened:
            self._first(desk)
        return opened

    def _ask_passphrase(self, desk: Desk, prompt: str) -> bool:
        """True when the vault is open; False when nothing was typed."""
        if not self.terminal.typed_on_terminal:
            self.say(_("Dit is geen terminal: het wachtwoord is misschien te zien terwijl u het typt."))
        while True:
            typed = self.terminal.ask_unseen(prompt)
            if typed.strip() == shown_name("weg"):
                raise Leave
            if not typed:
                return False
            try:
                desk.unlock(typed)
            except GesprekError as problem:
                self.say(f"{problem.message} {problem.hint}".strip())
                self.say(_("Wachtwoord kwijt? Met de herstelsleutel: gesprek kluis herstellen"))
            else:
                self.say(_("De kluis is open."))
                return True

    def _make(self, desk: Desk) -> bool:
        """Say what a vault is, and make it. False when it was not made."""
        self.say("", _("Een kluis maken"), *vault_explained(desk.folder))
        self.say(_("Typ niets, alleen Enter, om terug te gaan zonder kluis."))
        while True:
            first = self.terminal.ask_unseen(_("Wachtwoord, minstens 12 tekens; een paar losse woorden is goed: "))
            if not first:
                self.say(_("Er is geen kluis gemaakt, en er is niets bewaard."))
                return False
            if first != self.terminal.ask_unseen(_("Nog een keer: ")):
                self.say(_("Dat is niet twee keer hetzelfde. Begin opnieuw."))
                continue
            try:
                self._show_recovery_key(desk.create(first))
            except GesprekError as problem:
                self.say(f"{problem.message} {problem.hint}".strip())
            else:
                return True

    def _show_recovery_key(self, printed: str) -> None:
        """Once; it goes on when two groups were typed back."""
        numbers = sorted(secrets.SystemRandom().sample(range(1, len(printed.split("-")) + 1), 2))
        asked = (numbers[0], numbers[1])
        self.say("", _("Uw herstelsleutel"), recovery_explained())
        if not self.terminal.can_clear:
            self.say(_("Hij blijft in het geheugen van deze terminal staan. Sluit dit venster als u klaar bent."))
        self.say(*(f"{number}. {group}" for number, group in enumerate(printed.split("-"), 1)))
        prompt = _("Typ de groepen {een} en {twee} over, met een spatie ertussen:").format(een=asked[0], twee=asked[1]) + " "
        while not groups_match(printed, asked, self.asking.line(prompt)):
            self.say(_("Dat klopt niet. Kijk ze nog eens na."))
        self.terminal.clear()

    def _first(self, desk: Desk) -> None:
        """What is due to be destroyed comes first; with doubt about the date of today it is asked."""
        codes, doubt = desk.overdue()
        if codes and doubt:
            message = doubt + "\n" + _("Aan de beurt om te vernietigen: {codes}").format(codes=", ".join(codes))
            yes, no = _("De datum klopt: vernietigen"), _("Nog niet vernietigen")
            if not self.asking.sure(_("Klopt de datum?"), message, yes, no):
                return
        if codes:
            desk.destroy_overdue(confirmed=bool(doubt))

    # -- a conversation ------------------------------------------------------------------------------------------------

    def _list(self, desk: Desk) -> None:
        entries = {entry.code: entry for entry in desk.entries()}
        self.say(*desk.remarks()[:6])
        if not entries:
            self.say(_("Er zijn geen gesprekken."))
            return
        options = [Choice(code, *_row(entry)) for code, entry in entries.items()]
        code = self.asking.choose(_("Gesprekken in de kluis"), "", options)
        if code is None:
            return
        what = [Choice("open", _("Verder met dit gesprek")), Choice("over", _("Overgenomen in uw systeem: hier vernietigen"))]
        chosen = self.asking.choose(_("Dossier {code}").format(code=code), "", what)
        if chosen == "open":
            self._resume(desk, code)
        elif chosen == "over":
            title = _("Is dossier {code} overgenomen in uw systeem?").format(code=code)
            if self.asking.sure(title, desk.what_take_over_does(), _("Ja, overgenomen"), _("Nee, laten staan")):
                self.say(desk.take_over(code))

    def _begin(self, what: str) -> None:
        from gesprek.sitting.opening import new_talk

        self.say(_("Even laden…"))
        talk = new_talk(what, self.card, self.clock, None if what.startswith("voorbeeld") else self.desk)
        told = _("Dossier {code}.").format(code=talk.keeping.dossier.code) if talk.keeping is not None else ""
        self._hold(self._conversation(talk), told)

    def _resume(self, desk: Desk, code: str) -> None:
        from gesprek.sitting.opening import kept_talk

        unkept, self._unkept = self._unkept, None
        talk, told = kept_talk(desk, code, self.clock, unkept)
        self._hold(self._conversation(talk), told, resumed=True)

    def _conversation(self, talk: Talk) -> Conversing:
        from gesprek.regel.conversation import Conversing

        talk.dots = talk.dots or self._dots
        if talk.keeping is not None:
            talk.keeping.draft = lambda: talk.draft() if talk.typed else None
        desk = self.desk
        does = desk.what_take_over_does if desk is not None else lambda: ""
        return Conversing(self.asking, talk, what_take_over_does=does, to_zeden=lambda: self._to_zeden(talk))

    def _to_zeden(self, talk: Talk) -> tuple[Talk, str]:
        from gesprek.sitting.opening import zeden_talk

        return zeden_talk(talk, self.desk, self.clock)

    def _hold(self, conversing: Conversing, told: str, *, resumed: bool = False, again: bool = False) -> None:
        self._conversing, self._shown = conversing, True
        conversing.hold(told, resumed=resumed, again=again)
        talk, self._conversing = conversing.talk, None
        if conversing.handed is not None:
            self._hold(self._conversation(conversing.handed), conversing.told, resumed=True)
            return
        if self.desk is not None:
            self.desk.put_away()
            if conversing.taken_over and talk.keeping is not None:
                self.say(self.desk.take_over(talk.keeping.dossier.code))

    # -- leaving and locking -------------------------------------------------------------------------------------------

    def _may_leave(self, *, asked: bool) -> bool:
        """True when leaving loses nothing, or the officer is sure."""
        conversing = self._conversing
        if conversing is not None:
            conversing.keep()
        lost = conversing is not None and bool(conversing.talk.unsaved or conversing.trouble)
        if not lost and not asked:
            return True
        message = _("Alles is bewaard.") if self.desk is not None else ""
        if lost:
            assert conversing is not None
            message = _("Dit gesprek staat alleen in het geheugen van dit programma. Verlaat u het, dan is alles weg.")
            if conversing.talk.keeping is not None:
                message = _("Niet alles is bewaard: {reden} Verlaat u het nu, dan is het laatste weg.").format(
                    reden=conversing.trouble
                )
            elif conversing.talk.exported:
                message = _("De stukken zijn weggeschreven. Het gesprek zelf staat alleen in het geheugen en is daarna weg.")
        options = [Choice("blijf", _("Blijven")), Choice("weg", _("Verlaten; het gesprek is dan weg") if lost else _("Verlaten"))]
        try:
            return self.asking.choose(_("Verlaten?"), message, options) == "weg"
        except Ended:
            return True
        except Leave as leave:
            return not (lost and leave.asked)
        except ToReport:
            return False

    def _same_place(self) -> str:
        if self._conversing is None:
            return ""
        self._conversing.show_again()
        return "hier"

    def _lock(self, *, stop: bool) -> str:
        """Nothing of the case on the terminal; dossier and vault closed; the passphrase. Returns what to open after it."""
        conversing = self._conversing
        if conversing is not None:
            conversing.keep()
            if conversing.talk.keeping is not None:
                self._locked_at = conversing.talk.keeping.dossier.code
                self._unkept = conversing.talk.draft() if conversing.trouble else None
        self.terminal.guarded = False
        self.terminal.drop_half_line()
        self.terminal.clear()
        if self.desk is not None and self.desk.vault is not None:
            self._conversing = None  # what was in memory only beside an open vault was the example
            self.desk.lock()
            self.say("", _("De kluis is op slot"), *self._what_stays())
            self.say(_("Alles tot en met de laatste Enter is bewaard. Na het wachtwoord bent u terug waar u was."))
        elif self._conversing is not None:  # in memory only: there is no key to ask for
            self.say("", _("Dit gesprek is niet bewaard, en blijft zonder wachtwoord open."), *self._what_stays())
        if stop:
            os.kill(os.getpid(), signal.SIGSTOP)
        return self._after_lock()

    def _after_lock(self) -> str:
        """Ask for the passphrase, or for an Enter where there is none; what to open after it."""
        if self._conversing is not None:
            self.terminal.ask(_("Enter: verder. "))
        elif self.desk is not None and self.desk.has_vault and self.desk.vault is None:
            prompt = _("Wachtwoord van de kluis ({weg}: verlaten): ").format(weg=shown_name("weg"))
            while not self._ask_passphrase(self.desk, prompt):
                pass
        self.terminal.guarded = True
        self.terminal.watch.unlocked()
        code, self._locked_at = self._locked_at, ""
        return f"dossier:{code}" if code else self._same_place()


def _row(entry: Entry) -> tuple[str, str]:
    head, detail = dossier_row(entry)
    return " ".join(head.split()), detail.replace(" · ", ", ")
