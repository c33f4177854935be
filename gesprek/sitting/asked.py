"""What is asked at a fact: the sentence to say, its parts, the options; and the places one can go to."""

from __future__ import annotations

from gesprek.i18n import N_, _
from gesprek.sitting.choice import Choice
from gesprek.sitting.dots import DOTS, covered
from gesprek.sitting.entry import brief, show_answer
from gesprek.sitting.progress import SIGNS, topic_states
from gesprek.sitting.seeking import spoken_of
from gesprek.sitting.talk import Talk

__all__ = [
    "CORE_PART",
    "PEOPLE",
    "core_parts",
    "how_said",
    "now_given",
    "options_of",
    "people",
    "place_in_topic",
    "places",
    "speaker_name",
    "undo_rows",
]

CORE_PART = 3
"""Sentences of the core text that are said in one go."""


PEOPLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "aangever": (N_("Aangever"), ("aangever", "slachtoffer")),
    "verdachte": (N_("De verdachte"), ("verdachte",)),
    "ouders": (N_("Ouders"), ("ouder",)),
    "kinderen": (N_("Kinderen"), ("kinderen",)),
    "tolk": (N_("De tolk"), ("tolk",)),
    "wijkagent": (N_("De wijkagent"), ("wijkagent",)),
    "verbalisant": (N_("U zelf, de verbalisant"), ("verbalisant",)),
}
"""Those whom a conversation is about, and by which words in their names the facts about them are known."""


def how_said(talk: Talk) -> str:
    """What to do with the sentence of the question: say it, or do something oneself."""
    return {
        "vragen": _("Zeg bijvoorbeeld"),
        "waarnemen": _("Voor u zelf"),
        "opzoeken": _("Zoek op of vraag na"),
        "vertellen": _("Vertel"),
    }[talk.question.hoe]


def speaker_name(speaker: str) -> str:
    """Who speaks, in a word or two."""
    names = {"aangever": _("aangever"), "verbalisant": _("u zelf"), "systeem": _("het systeem"), "derde": _("iemand anders")}
    return names[speaker]


def place_in_topic(talk: Talk) -> tuple[int, int]:
    """Which question of its topic this is, from 1, and of how many."""
    on = set(talk.c.situation.path.facts)
    questions = [q for q in talk.topic.vragen if any(f in on for f in q.feiten) or q.id == talk.question.id]
    return [q.id for q in questions].index(talk.question.id) + 1, len(questions)


def core_parts(talk: Talk) -> list[str]:
    """The core text in parts of a few sentences, at the fact where what is told is ticked; otherwise nothing.

    At the next fact of that question it would take the room of the field to type in. In an exercise it is not offered: how to
    tell it is what is practised.
    """
    if talk.here != "info5j_inhoud" or talk.practice is not None:
        return []
    said = [_(sentence) for sentence in talk.k.duty.kerntekst]
    return [" ".join(said[i : i + CORE_PART]) for i in range(0, len(said), CORE_PART)]


def options_of(talk: Talk) -> list[Choice]:
    """The options of the current fact; none for a field to type in. Never one that is chosen to begin with."""
    fact = talk.fact
    if fact.soort in ("keuze", "meerkeuze"):
        return [Choice(key, _(label)) for key, label in fact.waarden.items()]
    if fact.soort in ("route", "meerkeuze_route"):
        fitting = [v for v in talk.c.situation.verdicts if v.oordeel in ("primair", "alternatief", "later")]
        found = [Choice(v.route.id, _(v.route.naam)) for v in fitting]
        known = {choice.id for choice in found}
        kept = [Choice(key, _(talk.k.routes[key].naam)) for key in talk.picked() if key in talk.k.routes and key not in known]
        return [*found, *kept, *([Choice("geen", _("geen van deze"))] if fact.soort == "route" else [])]
    return []


def now_given(talk: Talk, fact: str) -> str:
    """What stands at a fact now, in a few words."""
    given = talk.c.answers.get(fact)
    if given and covered(talk, [fact]):
        return DOTS
    return brief(show_answer(talk.k, talk.k.facts[fact], given)) if given else _("geen antwoord")


def places(talk: Talk) -> list[Choice]:
    """Where one can go: every topic ("onderwerp:ID") with under it the questions it has now, by their facts."""
    on, spoken = talk.c.situation.path, spoken_of(talk.k)
    options = []
    for state in topic_states(talk.c.situation):
        done = _("{n} van {m} beantwoord").format(n=state.done, m=state.of)
        title, ident = _(state.topic.titel), f"onderwerp:{state.topic.id}"
        options.append(
            Choice(ident, f"{SIGNS[state.state]} {title}  ({done})", name=title, spoken=spoken.get(ident, frozenset()))
        )
        facts = [f for q in state.topic.vragen for f in q.feiten if f in on.facts or f in talk.c.answers]
        for fact in facts:
            label = _(talk.k.facts[fact].label)
            words = f"{fact} {_(talk.k.question_of[fact].zeg)}"
            shown = f"    {label}: {now_given(talk, fact)}"
            options.append(Choice(fact, shown, words=words, name=label, spoken=spoken.get(fact, frozenset())))
    return options


def people(talk: Talk) -> list[Choice]:
    """Those whom the conversation is about, with how far what is known of them is; each leads to what is still open."""
    on = talk.c.situation.path
    found = []
    for person, (label, words) in PEOPLE.items():
        facts = [f for f in talk.k.question_of if any(word in f for word in words) and (f in on.facts or f in talk.c.answers)]
        if not facts:
            continue
        open_ = [f for f in facts if f not in on.answers]
        name = talk.c.answers.get(f"{person}_naam")
        shown = f"{_(label)}: {brief(str(name.waarde))}" if name and name.waarde else _(label)
        done = _("{n} van {m} beantwoord").format(n=len(facts) - len(open_), m=len(facts))
        found.append(Choice((open_ or facts)[0], f"{SIGNS['open' if open_ else 'klaar']} {shown}  ({done})", name=shown))
    return found


def undo_rows(talk: Talk) -> list[str]:
    """What undoing would take back, a row each; nothing when there is nothing to undo."""
    facts = talk.c.what_undo_does()
    rows = [_("{feit}: nu {antwoord}").format(feit=_(talk.k.facts[f].label), antwoord=now_given(talk, f)) for f in facts[:6]]
    if len(facts) > 6:
        rows.append(_("en nog {n}").format(n=len(facts) - 6))
    if any(talk.stays_as_note(fact, talk.c.answers.get(fact)) for fact in facts):
        rows.append(_("De tekst gaat niet weg: die blijft staan als notitie."))
    return rows
