"""Reading back in lines, with corrections; fixing; and writing the three texts to files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gesprek.errors import GesprekError, said
from gesprek.export import file_names, make_folder, missing_folder
from gesprek.i18n import _
from gesprek.report import DOCUMENTS
from gesprek.report.composer import file_titles
from gesprek.sitting.choice import Choice
from gesprek.sitting.finishing import (
    agree,
    changed_since,
    first_missing,
    first_open,
    in_the_way,
    mark_rest,
    report_unsettled,
    what_fixing_does,
    write_out,
)
from gesprek.sitting.side import document_of, view_name

if TYPE_CHECKING:
    from gesprek.regel.conversation import Conversing

__all__ = ["read_back"]


def read_back(on: Conversing) -> str:
    """Read the passage, then whatever is chosen. Returns a fact to go to, "?" to look for one, or an empty text."""
    _read(on, "aangifte")
    while True:
        chosen = on.asking.choose(_("Voorlezen en afronden"), _state(on), _options(on))
        if chosen is None:
            return ""
        if chosen in DOCUMENTS:
            _read(on, chosen)
        elif chosen == "verbeter":
            return "?"
        elif chosen == "klopt":
            if on.act(lambda: agree(on.talk)):
                on.say(_("Genoteerd: voorgelezen, en aangever zegt dat het klopt."))
        elif chosen == "vast":
            if target := _fix(on):
                return target
        elif chosen == "weg":
            _write(on)
        elif chosen == "klaar":
            on.perform("oefening_afronden")
            return ""
        elif chosen == "over" and _taken_over(on):
            return ""


def _read(on: Conversing, name: str) -> None:
    title = _("Voorlezen: {stuk}").format(stuk=view_name(on.talk, name))
    on.read(title, document_of(on.talk, on.talk.c.situation, name), ours=False)


def _state(on: Conversing) -> str:
    if on.talk.c.fixed:
        return _("Vastgesteld.")
    return " ".join(filter(None, (report_unsettled(on.talk), changed_since(on.talk))))


def _options(on: Conversing) -> list[Choice]:
    documents = [
        Choice("aangifte", _("Verklaring nog eens lezen")),
        Choice("bevindingen", _("Bevindingen lezen")),
        Choice("advies", _("Advies lezen")),
    ]
    if on.talk.practice is not None:
        documents.append(Choice("klaar", _("Oefening afronden")))
        if on.talk.c.fixed:
            return documents
    if on.talk.c.fixed:
        over = [Choice("over", _("Overgenomen in uw systeem"))] if on.talk.keeping is not None else []
        return [Choice("weg", _("Wegschrijven naar bestanden")), *over, *documents]
    if on.talk.locked:
        return documents
    return [
        Choice("klopt", _("Aangever zegt dat het klopt")),
        Choice("verbeter", _("Iets verbeteren: naar een vraag")),
        Choice("vast", _("Vaststellen")),
        *documents,
    ]


def _fix(on: Conversing) -> str:
    """Fix, or say in words why that cannot be yet. Returns a fact to go to, or an empty text."""
    talk = on.talk
    if not talk.c.situation.blockers:
        message = what_fixing_does(talk)
        if on.asking.sure(_("Vaststellen?"), message, _("Vaststellen"), _("Nog niet")):
            on.act(lambda: talk.c.fix(talk.clock()))
        return ""
    shown, options = in_the_way(talk)
    chosen = on.asking.choose(_("Vaststellen kan nog niet"), "\n".join(shown), options)
    if chosen == "open":
        return first_open(talk)
    if chosen == "plicht":
        return first_missing(talk)
    if chosen == "rest":
        title = _("De rest is niet gevraagd")
        message = _("Waarom niet? Deze ene reden komt bij alle open vragen.")
        reason = on.asking.reason(title, message, talk.lines.pop(title, ""))
        told: list[str] = []
        if reason and on.act(lambda: told.append(mark_rest(talk, reason))):
            on.say(*told)
    return ""


def _write(on: Conversing) -> None:
    """Ask where to, until it worked or the officer goes back."""
    on.say("", _("Drie tekstbestanden, alleen voor u leesbaar. Er wordt nooit iets overschreven."))
    while name := on.asking.inside(_("Map en begin van de naam, bijvoorbeeld ~/stukken/zaak-1: ")):
        try:
            on.say(*(str(file) for file in file_names(name, file_titles(on.talk.k)).values()))
            if folder := missing_folder(name):
                message = _("{map}\nAlleen u kunt erin kijken.").format(map=folder)
                yes, no = _("De map maken en wegschrijven"), _("Nee, ik kies een andere")
                if not on.asking.sure(_("Deze map is er nog niet"), message, yes, no):
                    continue
                make_folder(folder)
            on.say(write_out(on.talk, name))
        except GesprekError as problem:
            on.say(said(problem))
        except RuntimeError:  # ~nobody
            on.say(_("Deze map bestaat niet: {map}.").format(map=name))
        else:
            return


def _taken_over(on: Conversing) -> bool:
    """The texts are in the police system: True when the dossier may be destroyed here, after a yes."""
    talk = on.talk
    assert talk.keeping is not None
    if not talk.c.exported_once:
        on.say(_("Eerst wegschrijven naar bestanden; dan overnemen in uw systeem."))
        return False
    message = _("Dossier {code} staat dan in uw systeem.").format(code=talk.keeping.dossier.code)
    message += " " + on.what_take_over_does()
    on.taken_over = on.asking.sure(_("Overgenomen in uw systeem?"), message, _("Ja, overgenomen"), _("Nog niet"))
    return on.taken_over
