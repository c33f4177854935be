"""The note: what happens when its window opens and closes, and when a proposal in it is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gesprek.i18n import _
from gesprek.sitting.proposed import accept, keep_note, named, proposals_for
from gesprek.tui.picking import NoteDialog, NoteResult
from gesprek.tui.proposals import Proposals

if TYPE_CHECKING:
    from gesprek.tui.deeds import Deeds

__all__ = ["open_note"]


def open_note(deeds: Deeds) -> None:
    """The window for a free note on the topic at hand."""
    talk, screen = deeds.talk, deeds.screen
    before = [note.text for note in talk.c.notes if note.topic == talk.topic.id]
    proposals = Proposals(talk.k, proposals_for(talk))

    def answered(result: NoteResult | None) -> None:
        done = result or NoteResult(False, "")
        talk.note_draft = done.text
        if not done.keep:
            screen.show()
        elif done.proposal is not None:
            proposal = done.proposal
            if deeds.act(lambda: accept(talk, proposal)):
                said = _("Gekoppeld aan: {vraag}. Er is niets ingevuld.").format(vraag=named(talk.k, proposal))
                more = _("Hoort er nog een vraag bij? ^N.") if len(proposals.found) > 1 else ""
                screen.show(f"{said} {more}".rstrip())
                screen.focus_entry()
                deeds.danger()
        elif deeds.act(lambda: keep_note(talk)):
            screen.show(_("Notitie bewaard.") if done.text.strip() else "")

    dialog = NoteDialog(_(talk.topic.titel), talk.note_draft, before, proposals)
    dialog.purpose = "notitie"
    screen.app.push_screen(dialog, answered)
