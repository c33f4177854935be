"""The lines above, beside and under a conversation: header, topics, what is needed, keys. Content, no widgets."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content

from gesprek.dialogue import Situation
from gesprek.i18n import _
from gesprek.sitting.actions import action
from gesprek.sitting.progress import SIGNS, duty_shown, needed, topic_states
from gesprek.sitting.talk import Talk
from gesprek.sitting.wrapping import fit, wrap

__all__ = ["gate_banner", "header", "key_line", "needed_list", "status_line", "topic_list"]

FOOTER = ("verder", "stukken", "springen", "slot", "hulp", "acties", "terug", "ongedaan")
"""In the order of what is needed most: at 80 columns the first six fit."""
PRACTICE_FOOTER = ("vraag_het", "gesprek_tot_nu_toe", "verder", "springen", "acties", "hulp", "stukken", "terug", "ongedaan")
MANY = 100
"""Columns from which more than six keys are named."""


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def header(talk: Talk, width: int, trouble: bool = False) -> Content:
    """Flow, dossier, whether it is kept, time, the duty, and the way to the aangifte; as much as fits, the right part always."""
    over = talk.minutes > talk.available
    time = _("{nu} van {alles}").format(nu=_clock(talk.minutes), alles=_clock(talk.available)) + (" ▲" if over else "")
    right = f"{time}  5j {duty_shown(talk.c.situation)}  F2 {_('aangifte')}"
    parts = _left(talk, trouble)
    left = " · ".join(parts.values())
    for name in ("punten", "noodset", "flow", "gesprek", "dossier"):
        if cell_len(left) + cell_len(right) + 1 > width and len(parts) > 1:
            parts.pop(name, "")
            left = " · ".join(parts.values())
    gap = max(1, width - cell_len(left) - cell_len(right))
    return Content.assemble((left, "bold"), " " * gap, right)


def _left(talk: Talk, trouble: bool) -> dict[str, str]:
    if talk.practice is not None:
        return {"oefening": talk.practice.mark, "flow": _(talk.k.flow.titel).lower(), **_ways(talk)}
    parts = {"gesprek": "gesprek"}
    if not talk.example:
        parts["bewaard"] = _kept(talk, trouble)
    if talk.keeping is not None:
        parts["dossier"] = _("dossier {code}").format(code=talk.keeping.dossier.code)
    parts["flow"] = _(talk.k.flow.titel).lower()
    return {**parts, **_ways(talk)}


def _ways(talk: Talk) -> dict[str, str]:
    """In what ways the conversation is shown: with dots, only what must be asked."""
    found = {"punten": _("punten")} if talk.dots else {}
    return {**found, "noodset": _("noodset")} if talk.noodset else found


def _kept(talk: Talk, trouble: bool) -> str:
    """Whether what is done is kept."""
    if talk.keeping is None or trouble:
        return _("NIET BEWAARD")
    return _("alleen lezen") if talk.locked else _("bewaard")


def topic_list(talk: Talk, width: int) -> tuple[Content, list[str]]:
    """The topics with their signs, the current one marked; and the topic of each line."""
    rows: list[Content] = [Content.styled(_("Onderwerpen"), "bold $primary")]
    ids = [""]
    notes = {note.topic for note in talk.c.notes}
    for state in topic_states(talk.c.situation):
        here = state.topic.id == talk.topic.id
        name = fit(_(state.topic.titel), width - 4 - (2 if state.topic.id in notes else 0))
        row = f"{'›' if here else ' '}{SIGNS[state.state]} {name}" + (" ✎" if state.topic.id in notes else "")
        rows.append(Content.styled(row, "bold" if here else "$zacht" if state.state == "leeg" else ""))
        ids.append(state.topic.id)
    return Content("\n").join(rows), ids


def needed_list(talk: Talk, width: int, height: int) -> tuple[Content, list[str]]:
    """What is still needed, ranked, with why; and the fact of each line."""
    lines: list[Content] = [Content.styled(_("Nog nodig"), "bold $primary")]
    facts = [""]
    for number, item in enumerate(needed(talk.c.situation, talk.noodset), 1):
        label = _(talk.k.facts[item.feit].label)
        told = bool(talk.c.told(talk.k.question_of[item.feit])) if item.feit in talk.k.question_of else False
        why = _("al verteld in een notitie") if told else item.why
        if height < 10:
            block = [(fit(f"{number} {label}", width), ""), (f"  {fit(why, width - 2)}", "$zacht")]
            block = block[: max(1, height - len(lines))]
        else:
            block = [(row, "") for row in wrap(f"{number} {label}", width, 2)]
            block += [(f"  {row}", "$zacht") for row in wrap(why, width - 2)]
        if len(lines) + len(block) > height:
            break
        lines += [Content.styled(row, style) for row, style in block]
        facts += [item.feit] * len(block)
    if len(lines) == 1:
        lines.append(Content.styled(_("niets dat iets bepaalt"), "$zacht"))
        facts.append("")
    return Content("\n").join(lines), facts


def gate_banner(situation: Situation, width: int, lines: int, *, dots: bool = False) -> Content | None:
    """The gates that play and what the officer does now, in so many lines; None when none plays. dots: not which."""
    playing = [state.gate for state in situation.open_gates]
    if not playing:
        return None
    names = " · ".join(_(gate.titel) for gate in playing)
    text = _("▲ Er is iets waar u nu op let.") if dots else f"▲ {names}: {_(playing[0].gevolg)}"
    rows = list(wrap(text, width))
    if len(rows) > lines:
        rows = [*rows[: lines - 1], fit(" ".join(rows[lines - 1 :]), width - 9)]
    more = _("^T meer")
    if cell_len(rows[-1]) + cell_len(more) + 2 <= width:
        rows[-1] += "  " + more
    return Content("\n").join([Content.styled(row, "bold") for row in rows])


def _joined(pairs: list[tuple[str, str]], width: int) -> Content:
    """As many as fit; none is cut."""
    parts: list[Content] = []
    used = -2
    for key, label in pairs:
        used += cell_len(key) + cell_len(label) + 3
        if used > width:
            break
        parts.append(Content.assemble((key, "bold $primary"), f" {label}"))
    return Content("  ").join(parts)


def status_line(typing: bool, width: int) -> Content:
    """The keys for an answer that is no value."""
    names = ("onbekend", "wil_niet", "niet_gevraagd", "parkeren", "nvt")
    short = {
        "onbekend": _("onbekend"),
        "wil_niet": _("wil niet zeggen"),
        "niet_gevraagd": _("niet gevraagd"),
        "parkeren": _("parkeren"),
        "nvt": _("n.v.t."),
    }
    return _joined([(action(n).shown if typing else action(n).plain_shown, short[n]) for n in names], width)


def key_line(width: int, *, practice: bool = False) -> Content:
    """The keys one needs most: six, more on a wide screen. practice: those of an exercise come first."""
    short = {
        "verder": _("verder"),
        "stukken": _("stukken"),
        "springen": _("ga naar"),
        "slot": _("op slot"),
        "hulp": _("hulp"),
        "acties": _("acties"),
        "terug": _("terug"),
        "ongedaan": _("ongedaan maken"),
    }
    names: tuple[str, ...] = FOOTER if width >= MANY else FOOTER[:6]
    if practice:
        short |= {"vraag_het": _("vraag het"), "gesprek_tot_nu_toe": _("wat is gezegd")}
        names = PRACTICE_FOOTER
    return _joined([(action(n).key, short[n]) for n in names], width)
