"""The end of a conversation: read back, what still stands in the way of fixing, and writing the three texts to files."""

from __future__ import annotations

from collections.abc import Sequence

from gesprek.dialogue import make_answer
from gesprek.i18n import _, ngettext
from gesprek.report.composer import texts_for_files
from gesprek.sitting.choice import Choice
from gesprek.sitting.talk import Talk

__all__ = [
    "agree",
    "changed",
    "changed_since",
    "first_missing",
    "first_open",
    "in_the_way",
    "mark_rest",
    "report_unsettled",
    "write_out",
]


_OF_THE_READING = ("voorgelezen", "voorgelezen_tijdstip")
"""What tells that the text was read back, and changes nothing in it."""


def agree(talk: Talk) -> None:
    """The aangever says that it is right: recorded, with the time. Raises GesprekError."""
    facts = talk.k.facts
    now = talk.clock().replace(second=0)
    with talk.action():
        talk.c.answer("voorgelezen", make_answer(facts["voorgelezen"], "klopt"), now)
        talk.c.answer("voorgelezen_tijdstip", make_answer(facts["voorgelezen_tijdstip"], now), now)


def changed(talk: Talk) -> list[str]:
    """What changed since the text was last read back: the answers by name, and how many sentences the officer wrote."""
    names = [_(talk.k.facts[fact].label) for fact in talk.c.changed_since_read_back() if fact not in _OF_THE_READING]
    count = len(talk.c.rewritten_since_read_back())
    if count:
        names.append(ngettext("{n} zelf geschreven zin", "{n} zelf geschreven zinnen", count).format(n=count))
    return names


def changed_since(talk: Talk, before: Sequence[str] = ()) -> str:
    """What changed after it was read back, in a sentence; empty when nothing did. before: what had changed until now."""
    names = list(dict.fromkeys([*before, *changed(talk)]))
    if not names:
        return ""
    if len(names) > 5:
        names = [*names[:4], _("en nog {n}").format(n=len(names) - 4)]
    return _("Na het voorlezen gewijzigd: {wat}. Lees dat nog eens voor.").format(wat="; ".join(names))


def report_unsettled(talk: Talk) -> str:
    """That it was not recorded whether an aangifte was done, though that is what they came for; empty when it was."""
    kind, status = talk.c.answers.get("type_contact"), talk.c.answers.get("aangifte_status")
    if kind is None or kind.waarde != "aangifte" or status is not None:
        return ""
    fact = talk.k.facts["aangifte_status"]
    return _("Let op: '{feit}' is nog niet vastgelegd. De verklaring is nu niet geschreven als aangifte.").format(
        feit=_(fact.label)
    )


def in_the_way(talk: Talk) -> tuple[list[str], list[Choice]]:
    """What stands in the way of fixing, a row each, and what can be done about it: "plicht", "open" or "rest"."""
    situation = talk.c.situation
    first = [_(talk.k.facts[fact].label) for fact in situation.needed_first]
    found = situation.other_blockers
    shown = [_("- Eerst nog een antwoord op: {feiten}.").format(feiten=_listed(first, 8))] if first else []
    for blocker in found[:6]:
        shown.append(f"- {blocker}")
        if blocker == situation.duty_open and (told := _untold(talk)):
            shown.append(told)
    if len(found) > 6:
        shown.append("- " + _("en nog {n}").format(n=len(found) - 6))
    options = [Choice("open", _("Naar de eerste vraag die nog open is"))]
    if situation.unanswered:
        options.append(Choice("rest", _("De rest markeren als niet gevraagd, met één reden")))
    if not first and not situation.duty.accounted_for:
        options.insert(0, Choice("plicht", _("Naar de informatie over herstel (art. 5j)")))
    return shown, options


def _listed(names: list[str], most: int) -> str:
    """Names after each other; how many more there are when there are many."""
    return "; ".join(names if len(names) <= most + 1 else [*names[:most], _("en nog {n}").format(n=len(names) - most)])


def _untold(talk: Talk) -> str:
    """What the duty still needs, in a line: pieces of content first, then other facts."""
    duty, facts = talk.c.situation.duty, talk.k.facts
    words = facts["info5j_inhoud"].waarden
    pieces = [_(words[item]) for item in duty.onderdelen]
    names = pieces + [_(facts[fact].label) for fact in duty.ontbreekt if fact != "info5j_inhoud"]
    return "  " + _("Voor artikel 5j nog: {wat}.").format(wat=_listed(names, 5)) if names else ""


def what_fixing_does(talk: Talk) -> str:
    """What happens on fixing; and that reading back was not recorded, when it was not."""
    told = _("Daarna verandert er niets meer aan de antwoorden. Het blijft een concept voor uw eigen systeem.")
    read = talk.c.situation.path.answers.get("voorgelezen")
    if read is not None and not read.status:
        return told
    return told + " " + _("Let op: er is niet vastgelegd dat de verklaring is voorgelezen. Bij een aangifte is dat verplicht.")


def first_missing(talk: Talk) -> str:
    """The first fact that the duty still needs."""
    missing = [f for f in talk.c.situation.duty.ontbreekt if f in talk.k.question_of]
    return missing[0] if missing else "info5j_inhoud"


def first_open(talk: Talk) -> str:
    """The first fact that is still open: of the noodset or a gate before any other."""
    situation = talk.c.situation
    first = situation.needed_first
    order = situation.unanswered or list(situation.duty.ontbreekt) or list(situation.path.facts)
    return next((f for f in order if f in first), order[0])


def mark_rest(talk: Talk, reason: str) -> str:
    """Mark what is still open as not asked, with this reason; says how many. Raises GesprekError."""
    count = talk.c.mark_rest(reason, talk.clock())
    said = ngettext("{n} vraag is gemarkeerd als niet gevraagd.", "{n} vragen zijn gemarkeerd als niet gevraagd.", count)
    return said.format(n=count)


def write_out(talk: Talk, name: str) -> str:
    """Write the three texts to files that begin with `name`, and log who got them; says which. Raises GesprekError.

    What can go wrong: a name or disk that does not do, a template with a mistake, a vault that refuses.
    """
    from gesprek.keeping import hand_over

    def keep(names: list[str]) -> None:
        with talk.action():
            talk.c.exported(names, talk.clock())

    dossier = talk.keeping.dossier if talk.keeping is not None else None
    files = hand_over(dossier, name, texts_for_files(talk.c), keep)
    return _("Weggeschreven: {namen} in {map}").format(namen=", ".join(f.name for f in files), map=files[0].parent)
