"""One action on a conversation as the screens do it: kept as a whole or refused with its reasons, and then nothing happened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gesprek.errors import GesprekError
from gesprek.i18n import _
from gesprek.sitting.entry import show_answer
from gesprek.sitting.talk import Talk

if TYPE_CHECKING:
    from gesprek.tui.conversation import ConversationScreen

__all__ = ["Acting", "brief", "said"]


class Acting:
    """What all deeds share: the screen they show on, and the conversation they act on."""

    def __init__(self, screen: ConversationScreen, talk: Talk) -> None:
        self.screen = screen
        self.talk = talk

    def act(self, work: Callable[[], object]) -> bool:
        """Do `work` as one action. A refusal is said with its reasons, nothing of it stays, and what was typed stands."""
        try:
            with self.talk.action():
                work()
        except GesprekError as refusal:
            self.screen.app.safe.refused(refusal)  # type: ignore[attr-defined]
            self.screen.reload()
            self.screen.show(said(refusal))
            return False
        return True

    def _now(self, fact: str) -> str:
        """How a fact stands."""
        given = self.talk.c.answers.get(fact)
        return brief(show_answer(self.talk.k, self.talk.k.facts[fact], given)) if given else _("geen antwoord")

    def danger(self, draft: str = "") -> bool:
        """Interrupt when there is acute danger that has not been lifted. True when the conversation is interrupted."""
        raise NotImplementedError


def said(refusal: GesprekError) -> str:
    """A refusal in one line, with its reasons or what to do."""
    return " ".join(part for part in (refusal.message, *getattr(refusal, "reasons", (refusal.hint,))) if part)


def brief(shown: str) -> str:
    """What is shown, on one line of at most 40 characters."""
    shown = " ".join(shown.split())
    return shown if len(shown) <= 40 else shown[:39].rstrip() + "…"
