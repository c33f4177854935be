"""Remarks on signals, the record, the route, interruptions and time."""

from __future__ import annotations

from collections.abc import Sequence

from gesprek.dialogue import Answer
from gesprek.i18n import _
from gesprek.practice.comparing import fits
from gesprek.practice.informing import BY_DUTY
from gesprek.practice.measures import FactMeasure, Remark, SignalMeasure, TopicMeasure
from gesprek.practice.names import signal_title
from gesprek.practice.reach import is_stopped
from gesprek.practice.script import Signal
from gesprek.practice.session import Session
from gesprek.practice.wording import cited

__all__ = ["judge_interruptions", "judge_record", "judge_route", "judge_signals", "judge_time"]


# -- signals ----------------------------------------------------------------------------------------------------------------


def judge_signals(session: Session) -> tuple[list[SignalMeasure], list[Remark]]:
    """Which signals were recorded, and a remark for each; of a stopped exercise those that came up."""
    asked = {answered.question for answered in session.asked}
    measured, remarks = [], []
    for signal in session.scenario.signalen:
        shown = session.noticed.get(signal.signaal, -1)
        if is_stopped(session) and shown < 0 and signal.bij not in asked:
            continue
        seen = _is_recorded(session, signal)
        measured.append(SignalMeasure(signal.signaal, signal.soort, shown, seen))
        remarks.append(_of_signal(session, signal, shown, seen))
    return measured, remarks


def _is_recorded(session: Session, signal: Signal) -> bool:
    recorded = session.conversation.answers
    return any(
        fact in recorded and _covers(session.scenario.answer(fact, raw), recorded[fact]) for fact, raw in signal.feiten.items()
    )


def _covers(expected: Answer, given: Answer) -> bool:
    """True when the record says it, perhaps among more."""
    if fits(expected, given):
        return True
    one, other = (dict(answer.keys) for answer in (expected, given))
    return bool(one) and all(
        isinstance(value, frozenset) and isinstance(other.get(name), frozenset) and value <= other[name]
        for name, value in one.items()
    )


def _of_signal(session: Session, signal: Signal, shown: int, seen: bool) -> Remark:
    title = signal_title(signal.soort)
    question = session.scenario.knowledge.questions.get(signal.bij)
    tried = next((a.moment for a in session.asked if a.fits and a.question == signal.bij), -1)
    if seen:
        said, error = _("U zag {wat} en legde het vast. {waarom}"), ""
    elif shown >= 0:
        said, error = _("Er was {wat} te merken, en dat is niet vastgelegd. {waarom}"), "signaal_niet_vastgelegd"
    elif tried >= 0:
        said, error = _("U vroeg waar {wat} te horen was, maar zo kwam het er niet uit. {waarom}"), "signaal_niet_gemerkt"
    else:
        said, error = _("U bent niet toegekomen aan {wat}. {waarom}"), "signaal_niet_gemerkt"
    return Remark(
        about="signaal",
        text=said.format(wat=title, waarom=signal.waarom),
        moment=shown if shown >= 0 else tried,
        topic=session.scenario.knowledge.topic_of[question.id].id if question else "",
        error=error,
        quote=signal.te_merken if shown >= 0 else "",
        instead=question.zeg if question and error == "signaal_niet_gemerkt" else "",
        source=cited(session, signal.bron),
    )


# -- the record -------------------------------------------------------------------------------------------------------------


def judge_record(session: Session, facts: Sequence[FactMeasure]) -> list[Remark]:
    """A remark for every fact that was filled in, only gone along with, recorded otherwise, or told and not recorded."""
    told = {
        "ingevuld": _("{feit}: u legde '{vastgelegd}' vast, maar dat heeft niemand u verteld."),
        "meegegaan": _("{feit}: u legde '{vastgelegd}' vast, maar daar ging de ander alleen in mee."),
        "anders": _("{feit}: u legde '{vastgelegd}' vast; hier hoort '{verwacht}'."),
        "niet_vastgelegd": _("{feit}: dit is u verteld, en het staat niet in de vastlegging. Hier hoort '{verwacht}'."),
    }
    found = []
    for measure in facts:
        if measure.state not in told or measure.fact in BY_DUTY:
            continue
        said = told[measure.state]
        if measure.state == "niet_vastgelegd" and measure.seen:
            said = _("{feit}: dit was te zien of te vinden, en het staat niet in de vastlegging. Hier hoort '{verwacht}'.")
        text = said.format(
            feit=measure.label[:1].upper() + measure.label[1:], vastgelegd=measure.recorded, verwacht=measure.expected
        )
        question = session.scenario.knowledge.question_of[measure.fact]
        found.append(
            Remark(
                about="vastlegging",
                text=text if measure.state == "ingevuld" else f"{text} {measure.why}".strip(),
                moment=measure.moment,
                topic=measure.topic,
                error=measure.state,
                instead=question.zeg if measure.state in ("ingevuld", "meegegaan") and question.hoe == "vragen" else "",
            )
        )
    return [*found, *_unasked(facts)]


def _unasked(facts: Sequence[FactMeasure]) -> list[Remark]:
    """One mild remark for all that is right and was not asked."""
    labels = [f"{fact.label} ({fact.recorded})" for fact in facts if fact.state == "ongevraagd"]
    if not labels:
        return []
    said = _("Dit klopt, maar u vroeg het niet: {feiten}. Een volgende keer kan het anders zijn.")
    return [Remark(about="vastlegging", text=said.format(feiten="; ".join(labels)))]


# -- the route --------------------------------------------------------------------------------------------------------------


def judge_route(session: Session) -> tuple[float | None, list[Remark]]:
    """Whether the route that was argued for is one that the case supports (0 to 1; None when stopped before), and a remark."""
    plan, decision = session.scenario.route, session.conversation.decision
    if decision is None and is_stopped(session):
        return None, []
    names = session.scenario.knowledge.routes
    fitting = ", ".join(_(names[name].naam) for name in plan.past)
    moment = next((n for n, m in reversed(list(enumerate(session.moments))) if _decides(m.data)), -1)
    supported = _("De zaak draagt: {routes}.").format(routes=fitting) if plan.past else _("Niets van herstel past hier nu.")
    error, share = "", 1.0
    if decision is None:
        error, share = "route_niet_gekozen", 0.0
        said = _("U hebt niet vastgelegd welke weg u voorstelt, of dat u er geen voorstelt.")
    elif decision.route in plan.past or (not decision.route and not plan.past):
        said = _("U koos {route}; dat past.") if decision.route else _("U stelde geen weg voor; dat past.")
    elif decision.route in plan.past_niet:
        error, share = "route_past_niet", 0.0
        said = _("U koos {route}; dat past hier niet.") + " " + plan.past_niet[decision.route]
    elif decision.route:
        error, share = "route_niet_gedragen", 0.5
        said = _("U koos {route}; deze zaak geeft daar geen reden voor.")
    else:
        error, share = "route_niet_gekozen", 0.5
        said = _("U stelde geen weg voor.")
    shown = _(names[decision.route].naam) if decision and decision.route in names else ""
    text = " ".join([said.replace("{route}", shown), supported, plan.waarom])
    quote = decision.reason if decision else ""
    return share, [Remark(about="route", text=text, moment=moment, error=error, quote=quote, source=cited(session, plan.bron))]


def _decides(data: dict[str, object]) -> bool:
    events = data.get("events")
    return isinstance(events, list) and any(event["kind"] in ("decided", "deviated") for event in events)


# -- interruptions and time -------------------------------------------------------------------------------------------------


def judge_interruptions(session: Session) -> tuple[float | None, list[Remark]]:
    """How well was dealt with what came in between (0 to 1; None when nothing came), and a remark for each."""
    found, good = [], 0
    moments = {m.data["interruption"]: n for n, m in enumerate(session.moments) if m.kind == "chosen"}
    for number, choice in session.choices.items():
        part = session.scenario.onderbrekingen[number]
        chosen = part.keuzes[choice]
        fine = chosen.goed == "ja"
        good += fine
        better = next((other.tekst for other in part.keuzes if other.goed == "ja"), "")
        said = _("Dat was goed. {waarom}") if fine else _("Dit kan beter. {waarom}")
        found.append(
            Remark(
                about="onderbreking",
                text=said.format(waarom=chosen.waarom),
                moment=moments[number],
                error="" if fine else "onderbreking",
                quote=chosen.tekst,
                instead="" if fine else better,
            )
        )
    return (good / len(found) if found else None), found


def judge_time(session: Session, topics: Sequence[TopicMeasure]) -> list[Remark]:
    """A remark when it took too long, or when it came to its end with time left and whole topics missed."""
    planned, used = session.scenario.duur_minuten, session.minutes
    missed = not is_stopped(session) and any(not topic.reached for topic in topics)
    if used > planned:
        said = _("U had {planned} minuten en gebruikte er {used}. Wat niet lukt, mag naar een vervolggesprek met een datum.")
        return [Remark(about="tijd", text=said.format(planned=planned, used=used), error="te_lang")]
    if missed and used * 2 < planned:
        said = _("U gebruikte {used} van de {planned} minuten. Er was dus tijd om meer te vragen.")
        return [Remark(about="tijd", text=said.format(planned=planned, used=used), error="gehaast")]
    said = _("U gebruikte {used} van de {planned} minuten.")
    return [Remark(about="tijd", text=said.format(planned=planned, used=used))]
