"""How far an exercise got. Of one that was stopped or cut off, only what came up is judged, and nothing further is given away."""

from __future__ import annotations

from gesprek.practice.session import Session

__all__ = ["is_stopped", "questions_in_reach"]


def is_stopped(session: Session) -> bool:
    """True when it was given up, or ended without an end: the machine went off, or the program was killed."""
    return session.over != "finished"


def questions_in_reach(session: Session) -> frozenset[str]:
    """The questions that came up: all, and of a stopped exercise those of each topic up to the last that was asked or seen."""
    knowledge = session.scenario.knowledge
    if not is_stopped(session):
        return frozenset(knowledge.questions)
    touched = {*(answered.question for answered in session.asked), *session.looked}
    found: set[str] = set(touched)
    for topic in knowledge.flow.onderwerpen:
        names = [question.id for question in topic.vragen]
        last = max((index for index, name in enumerate(names) if name in touched), default=-1)
        found.update(names[: last + 1])
    return frozenset(found)
