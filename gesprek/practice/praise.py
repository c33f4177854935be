"""What went well: at most three moments of which a student can say "so that is how"."""

from __future__ import annotations

from collections.abc import Iterator

from gesprek.i18n import _, ngettext
from gesprek.practice.kinds import RECOMMENDED
from gesprek.practice.measures import Remark, SignalMeasure
from gesprek.practice.names import signal_title
from gesprek.practice.session import Session

__all__ = ["praise"]

MOST = 3
ENOUGH = 2
"""So many facts in one answer are worth naming."""


def praise(session: Session, signals: list[SignalMeasure]) -> list[Remark]:
    """The good moments, in the order of the conversation; never two of the same moment."""
    found: dict[int, Remark] = {}
    for remark in _good(session, signals):
        if len(found) < MOST:
            found.setdefault(remark.moment, remark)
    return [found[moment] for moment in sorted(found)]


def _good(session: Session, signals: list[SignalMeasure]) -> Iterator[Remark]:
    yield from _brought_most(session)
    yield from _signal(session, signals)
    yield from _interruption(session)
    yield from _story(session)


def _brought_most(session: Session) -> Iterator[Remark]:
    well = [answered for answered in session.asked if answered.kind in RECOMMENDED]
    best = max(well, key=lambda answered: len(answered.released), default=None)
    if best and len(best.released) >= ENOUGH:
        n = len(best.released)
        said = ngettext(
            "Dit bracht het meest: {n} feit in één antwoord.", "Dit bracht het meest: {n} feiten in één antwoord.", n
        ).format(n=n)
        yield Remark(about="goed", text=said, moment=best.moment, quote=best.asked)


def _story(session: Session) -> Iterator[Remark]:
    question = session.scenario.knowledge.question_of.get("feit_relaas")
    first = next((answered for answered in session.asked if question and answered.question == question.id), None)
    if first and first.kind == "open":
        said = _("U liet eerst het verhaal komen, met een open vraag, en vroeg daarna pas door.")
        yield Remark(about="goed", text=said, moment=first.moment, quote=first.asked)


def _signal(session: Session, signals: list[SignalMeasure]) -> Iterator[Remark]:
    noticed = {signal.signaal: signal.te_merken for signal in session.scenario.signalen}
    for signal in signals:
        if signal.seen and signal.shown >= 0:
            said = _("U merkte {wat} op en legde het vast.").format(wat=signal_title(signal.kind))
            yield Remark(about="goed", text=said, moment=signal.shown, quote=noticed[signal.signal])
            return


def _interruption(session: Session) -> Iterator[Remark]:
    for number, moment in enumerate(session.moments):
        if moment.kind == "chosen":
            chosen = session.scenario.onderbrekingen[moment.data["interruption"]].keuzes[moment.data["choice"]]
            if chosen.goed == "ja":
                said = _("Er kwam iets tussen, en dit was een goed antwoord. {waarom}").format(waarom=chosen.waarom)
                yield Remark(about="goed", text=said, moment=number, quote=chosen.tekst)
                return
