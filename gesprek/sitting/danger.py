"""When acute danger is over: with a reason, or because it was a slip of the key."""

from __future__ import annotations

from gesprek.dialogue import make_answer
from gesprek.sitting.talk import Talk

__all__ = ["DANGER", "is_reason", "lift_danger"]

DANGER = "acuut_gevaar"
_NO_REASON = frozenset({"", "j", "ja", "n", "nee", "y", "yes", "no", "1", "2"})
"""What is typed in answer to a question, and is no reason."""


def is_reason(text: str) -> bool:
    """True for a text that can be the reason why danger is over."""
    return text.strip().casefold().rstrip(".!") not in _NO_REASON


def lift_danger(talk: Talk, what: str, reason: str) -> None:
    """Record why the danger is over ("opgeheven"), or take back the slip ("terug"); and go on where the conversation was.

    Raises GesprekError.
    """
    talk.danger_draft = ""
    if what == "opgeheven":
        lifted = make_answer(talk.k.facts["gevaar_opgeheven"], reason, spreker="verbalisant")
        talk.c.answer("gevaar_opgeheven", lifted, talk.clock())
    elif what == "terug":
        _take_back(talk, DANGER)
    if talk.c.interrupted and talk.c.danger_lifted():
        talk.c.resume(talk.clock())


def _take_back(talk: Talk, fact: str) -> None:
    """The answer to a fact becomes what it was before; and go there."""
    earlier = talk.c.before(fact)
    talk.drafts.pop(fact, None)
    if earlier is None:
        talk.c.retract(fact, talk.clock())
    else:
        talk.c.answer(fact, earlier, talk.clock())
    talk.here = fact
