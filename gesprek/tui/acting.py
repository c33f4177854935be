"""One action on a conversation as the screens do it: kept as a whole or refused with its reasons, and then nothing happened."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import TYPE_CHECKING

from gesprek.errors import GesprekError, said
from gesprek.sitting.talk import Talk

if TYPE_CHECKING:
    from gesprek.tui.conversation import ConversationScreen

__all__ = ["Acting"]


class Acting(ABC):
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

    @abstractmethod
    def danger(self, draft: str = "") -> bool:
        """Interrupt when there is acute danger that has not been lifted. True when the conversation is interrupted."""
