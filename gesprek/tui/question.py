"""What is shown of the current question: title, sentence to say, why, its facts, its options."""

from __future__ import annotations

from textual.content import Content

from gesprek.dialogue.typed import Unsure
from gesprek.i18n import _, ngettext
from gesprek.sitting.asked import core_parts, how_said, place_in_topic, speaker_name
from gesprek.sitting.dots import DOTS, covered
from gesprek.sitting.entry import expected, part_names, rows_begin, show_answer
from gesprek.sitting.proposed import suggested_option
from gesprek.sitting.talk import SEVERAL, SINGLE_LINE, Talk
from gesprek.tui.proposals import told_content

__all__ = [
    "core_text",
    "facts_of_question",
    "help_for_fact",
    "question_title",
    "reasons_line",
    "show_readings",
    "what_it_decides",
]


def question_title(talk: Talk) -> Content:
    """The topic, and how far it is."""
    place, count = place_in_topic(talk)
    off = "" if talk.here in set(talk.c.situation.path.facts) else "  " + _("(valt nu buiten het gesprek)")
    return Content(_("{titel}  {n} van {m}").format(titel=_(talk.topic.titel), n=place, m=count) + off)


def core_text(talk: Talk, part: int) -> Content:
    """The sentence to say; at the information duty the core text, part by part."""
    question = talk.question
    label = how_said(talk)
    parts = core_parts(talk)
    if parts:
        number = part % len(parts)
        label = _("Vertel, deel {n} van {m} (^L volgend deel)").format(n=number + 1, m=len(parts))
        return Content.assemble((label, "$zacht"), "\n", (f'"{parts[number]}"', "bold"))
    said = _(question.zeg)
    quoted = f'"{said}"' if question.hoe in ("vragen", "vertellen") else said
    if (told := talk.c.told(question)) and talk.answer is None:
        return told_content(told, quoted)
    return Content.assemble((label, "$zacht"), "\n", (quoted, "bold"))


def reasons_line(talk: Talk) -> Content:
    """Why it is asked, and where that stands."""
    question = talk.question
    why = _(question.waarom) or _(talk.fact.waarom)
    source = talk.k.at_a_glance(question.bron[:2])
    changes = what_it_decides(talk)
    return Content.assemble(
        _("Waarom: {tekst}").format(tekst=why), f"  [{source}]" if source else "", f"\n{changes}" if changes else ""
    )


def what_it_decides(talk: Talk) -> str:
    """Which routes the answer to this question decides, in a sentence; empty when it decides none, or they are decided."""
    asked = next((q for q in talk.c.situation.questions if q.feit == talk.here), None)
    if asked is None or not asked.routes:
        return ""
    names = [_(talk.k.routes[route].naam) for route in asked.routes]
    if len(names) > 3:
        names = [*names[:2], ngettext("nog {n} route", "nog {n} routes", len(names) - 2).format(n=len(names) - 2)]
    return _("Het antwoord bepaalt: {routes}.").format(routes=" · ".join(names))


def facts_of_question(talk: Talk) -> Content:
    """The facts of the question: the one at hand, and what the others hold; and who speaks."""
    rows: list[Content] = []
    for fact in talk.question.feiten:
        if fact == talk.here:
            continue
        known = talk.c.answers.get(fact)
        if known is not None:
            shown = DOTS if covered(talk, [fact]) else show_answer(talk.k, talk.k.facts[fact], known)
            shown = shown if len(shown) < 60 else shown[:59] + "…"
            rows.append(Content.styled(f"✓ {_(talk.k.facts[fact].label)}: {' '.join(shown.split())}", "$zacht"))
    count = len(talk.question.feiten)
    number = f" ({talk.question.feiten.index(talk.here) + 1}/{count})" if count > 1 else ""
    label = _(talk.fact.label)
    said = _("zegt: {wie}").format(wie=speaker_name(talk.speaker()))
    rows.append(Content.assemble((f"{label[:1].upper()}{label[1:]}{number}", "bold $primary"), (f"   {said}  ^F", "$zacht")))
    return Content("\n").join(rows)


def help_for_fact(talk: Talk) -> str:
    """How to answer this kind of fact, in one line."""
    fact = talk.fact
    if suggested_option(talk):
        return _("» past bij de notitie. U kiest.")
    if fact.soort in SEVERAL:
        return _("Meer dan één mag. Enter: verder.")
    if fact.soort in ("keuze", "route"):
        return _("Eén toets is genoeg. Enter zonder keuze: overslaan.")
    if fact.soort in SINGLE_LINE:
        return expected(fact)
    if talk.one_line:
        return _("Kort. Enter: verder.")
    if fact.soort == "lijst":
        rows = _("Eén per regel: {delen}.").format(delen="; ".join(part_names(fact)))
        return " ".join(part for part in (rows, rows_begin(fact), _("^D: verder.")) if part)
    return expected(fact) + " " + _("^D: verder.")


def show_readings(problem: Unsure, chosen: int) -> Content:
    """Why it is not sure, and the readings under each other; the one that is pointed at would be recorded."""
    parts: list[tuple[str, str]] = [(f"? {problem.found}", "bold $accent")]
    for number, reading in enumerate(problem.readings):
        here = number == chosen
        parts.append((f"\n{'●' if here else '○'} {reading.shown}", "bold $success" if here else ""))
    help_ = _("Enter: dit vastleggen.") if chosen >= 0 else _("Wijs met ↓ aan wat er bedoeld is, of typ het anders.")
    return Content.assemble(*parts, (f"\n{help_}", "$zacht"))
