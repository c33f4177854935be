"""What was not asked, or was left for later, and why: it is said in the findings, never passed over."""

from __future__ import annotations

from dataclasses import dataclass

from gesprek.dialogue import Situation

__all__ = ["Unspoken", "unspoken"]

_SAID = frozenset({"aangifte", "bevindingen"})
_SAID_WITH = {"vrijwillig": "vrijwilligheid_besproken", "aangifterecht_blijft": "aangifterecht_besproken"}
"""What is told with a piece of the information about restorative facilities."""


@dataclass(frozen=True, slots=True)
class Unspoken:
    """Facts that share a status and a reason. `gevraagd`: they are questions to the aangever, not notes of the verbalisant."""

    status: str
    gevraagd: bool
    reden: str
    feiten: tuple[str, ...]


def unspoken(situation: Situation, elders: tuple[str, ...] = ()) -> list[Unspoken]:
    """The groups, in the order of the flow. `elders` are facts that the document speaks of in another place.

    Only facts that may stand in the statement or the findings: what is vulnerable or about safety is not even named.
    """
    knowledge, path = situation.knowledge, situation.path
    groups: dict[tuple[str, bool, str], list[str]] = {}
    told = {fact for item, fact in _SAID_WITH.items() if item in path.view.values.get("info5j_inhoud", ())}
    for fact in path.facts:
        answer = path.answers.get(fact)
        if answer is None or answer.status not in ("niet_gevraagd", "geparkeerd") or fact in elders or fact in told:
            continue
        if answer.status == "niet_gevraagd" and fact not in path.due:  # it may never have been a question in this case
            continue
        if not _SAID.isdisjoint(knowledge.facts[fact].hoort_in):
            asked = knowledge.question_of[fact].hoe in ("vragen", "vertellen") and knowledge.facts[fact].spreker == "aangever"
            groups.setdefault((answer.status, asked, answer.reden), []).append(fact)
    return [Unspoken(status, asked, reason, tuple(facts)) for (status, asked, reason), facts in groups.items()]
