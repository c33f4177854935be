"""One question in lines: where it stands, what to say, how to answer, the choices, and what stands there now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gesprek.dialogue.matching import words_at
from gesprek.i18n import _
from gesprek.regel.commands import shown_name
from gesprek.sitting.asked import core_parts, how_said, options_of, place_in_topic
from gesprek.sitting.entry import expected, part_names, rows_begin, rows_help, show_answer
from gesprek.sitting.progress import duty_shown, needed, topic_states
from gesprek.sitting.talk import SEVERAL, SINGLE_LINE, Talk
from gesprek.sitting.wrapping import Line

if TYPE_CHECKING:
    from gesprek.sitting.practising import Practising

__all__ = ["core_line", "how_to_answer", "question_lines", "standing", "state_lines", "what_to_do", "why_lines"]


def question_lines(talk: Talk, part: int, *, whole: bool) -> list[str]:
    """The question, without its choices. part: of the core text. whole: also what was said at the fact before it."""
    lines = []
    if whole:
        place, count = place_in_topic(talk)
        lines += ["", _("{titel}, vraag {n} van {m}.").format(titel=_(talk.topic.titel), n=place, m=count), core_line(talk, part)]
    count = len(talk.question.feiten)
    label = _(talk.fact.label)
    label = label[:1].upper() + label[1:]
    if count > 1:
        label = _("{feit}, deel {n} van {m}").format(feit=label, n=talk.question.feiten.index(talk.here) + 1, m=count)
    lines.append(f"{label}.")
    if talk.here not in set(talk.c.situation.path.facts):
        lines.append(_("Deze vraag valt nu buiten het gesprek."))
    return lines


def core_line(talk: Talk, part: int) -> str:
    """The sentence to say; at the information duty a part of the core text."""
    if talk.practice is not None:
        return _of_an_exercise(talk, talk.practice)
    parts = core_parts(talk)
    if parts:
        number = part % len(parts)
        told = _("Vertel, deel {n} van {m} van de kerntekst: {tekst}").format(
            n=number + 1, m=len(parts), tekst=f'"{parts[number]}"'
        )
        return f"{told}\n" + _("Het volgende deel: {kerntekst}.").format(kerntekst=shown_name("kerntekst"))
    said = _(talk.question.zeg)
    quoted = f'"{said}"' if talk.question.hoe in ("vragen", "vertellen") else said
    line = f"{how_said(talk)}: {quoted}"
    if (notes := talk.c.told(talk.question)) and talk.answer is None:
        known = _("Al verteld, in een notitie. Vraag het niet opnieuw; vraag zo nodig door.")
        line = f'{known}\n"{words_at(notes[-1][0].text, notes[-1][1].spans)}"\n{line}'
    return line


def _of_an_exercise(talk: Talk, practice: Practising) -> str:
    """What was said at the question, or what there is to see; the sentence to say would give it away."""
    if practice.aloud and practice.asked is None:
        return _("Nog niet gevraagd. {vraag}: kies hoe u het vraagt.").format(vraag=shown_name("vraag_het"))
    lines = [] if practice.aloud else [f"{how_said(talk)}: {_(practice.question.zeg)}"]
    return "\n".join([*lines, *(text for text, _kind in practice.heard())])


def how_to_answer(talk: Talk) -> str:
    """How this kind of question is answered, in a line."""
    fact = talk.fact
    if fact.soort in SEVERAL and talk.picked():
        return _("Nummers komen in plaats van wat er staat. Erbij: +3. Eraf: -3.")
    if fact.soort in SEVERAL:
        return _("Eén of meer nummers, bijvoorbeeld 1 3, of woorden met een komma ertussen.")
    if fact.soort in ("keuze", "route"):
        return _("Een nummer, of het begin van de woorden.")
    if fact.soort in SINGLE_LINE:
        return expected(fact)
    if talk.one_line:
        return _("Een korte tekst.")
    dot = _("Klaar: een regel met alleen een punt.")
    if fact.soort == "lijst":
        rows = _("Eén per regel: {delen}.").format(delen="; ".join(part_names(fact)))
        return " ".join(part for part in (rows, rows_begin(fact), dot) if part)
    return expected(fact) + " " + dot


def standing(talk: Talk) -> list[str]:
    """What stands at the question now: what was typed and is no answer yet, or the answer."""
    draft = talk.drafts.get(talk.here)
    lines = []
    if isinstance(draft, tuple):
        draft = "; ".join(option.label for option in options_of(talk) if option.id in draft)
    if draft:
        lines.append(_("Getypt, nog geen antwoord: {tekst}").format(tekst=draft))
    if talk.answer is not None:
        lines.append(_("Nu genoteerd: {tekst}").format(tekst=show_answer(talk.k, talk.fact, talk.answer)))
    return lines


def why_lines(talk: Talk) -> list[Line]:
    """Why it is asked and where that stands; how to answer it; what is better not said."""
    fact = talk.fact
    lines: list[Line] = [(_("Waarom: {tekst}").format(tekst=_(talk.question.waarom) or _(fact.waarom)), "")]
    if talk.question.bron:
        lines.append((_("Bron: {bronnen}").format(bronnen=" · ".join(talk.k.cite_in_words(b) for b in talk.question.bron)), ""))
    if talk.practice is None:  # else that is what is practised
        lines += [(_("Liever niet: {tekst}").format(tekst=_(wrong)), "") for wrong in talk.question.niet_zo]
    lines.append((_("Antwoorden: {hoe}").format(hoe=how_to_answer(talk)), ""))
    if fact.soort == "lijst":
        lines += [(row, "") for row in rows_help(fact, talk.k.routes)]
    return lines


def what_to_do(talk: Talk) -> list[str]:
    """What is still needed first, a row each, in the order in which it matters."""
    ranked = needed(talk.c.situation, talk.noodset)
    return [f"{_(talk.k.facts[item.feit].label)} ({item.why})" for item in ranked]


def state_lines(talk: Talk, trouble: str) -> list[Line]:
    """How far the conversation is: whether it is kept, the time, the duty, every topic."""
    if talk.practice is not None:
        kept = f"{talk.practice.mark}."
    elif talk.example:
        kept = _("Dit is een voorbeeld: alles is verzonnen.")
    elif talk.keeping is None or trouble:
        kept = _("Niet bewaard. {reden}").format(reden=trouble).rstrip()
    else:
        said = _("Dossier {code}: alleen lezen.") if talk.locked else _("Dossier {code}: alles is bewaard.")
        kept = said.format(code=talk.keeping.dossier.code)
    time = _("{nu} van {alles} minuten.").format(nu=talk.minutes, alles=talk.available)
    duty = _("Informatie over herstel (art. 5j): {stand}.").format(stand=duty_shown(talk.c.situation).split(" ", 1)[1])
    lines = [kept, time, duty, *([_("Alleen de noodset en wat moet.")] if talk.noodset else [])]
    words = {
        "klaar": _("klaar"),
        "deels": _("deels"),
        "open": _("open"),
        "geparkeerd": _("geparkeerd"),
        "leeg": _("niets te vragen"),
    }
    for state in topic_states(talk.c.situation):
        done = _("{titel}: {stand}, {n} van {m}.").format(
            titel=_(state.topic.titel), stand=words[state.state], n=state.done, m=state.of
        )
        lines.append(done + (" " + _("U bent hier.") if state.topic.id == talk.topic.id else ""))
    return [(line, "") for line in lines]
