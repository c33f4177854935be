"""The information duty (art. 5, opening words and letter j): what was told, and whether that is enough.

The status is derived from the facts, never echoed: `info5j_status: gegeven` with half of the content told is `deels`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gesprek.dialogue.path import Path
from gesprek.knowledge import Knowledge

__all__ = ["DutyState", "judge_duty"]

Status = Literal["open", "gegeven", "deels", "uitgesteld", "geweigerd"]
_MUST_BE_YES = ("vrijwilligheid_besproken", "aangifterecht_besproken")


@dataclass(frozen=True)
class DutyState:
    """Where the duty stands. `ontbreekt` names facts; `onderdelen` the pieces of content not told yet."""

    status: Status
    compleet: bool
    ontbreekt: tuple[str, ...]
    onderdelen: tuple[str, ...]
    kerntekst: str

    @property
    def accounted_for(self) -> bool:
        """True when a record may be fixed: given, refused in their words, or dated for later."""
        return self.compleet or (self.status == "deels" and "info5j_vervolg_datum" not in self.ontbreekt)


def judge_duty(knowledge: Knowledge, path: Path) -> DutyState:
    """Judge the duty on the facts of the path."""
    duty = knowledge.duty
    values = path.view.values
    text = "\n".join(duty.kerntekst)
    said = values.get("info5j_status")
    dated = "info5j_vervolg_datum" in values
    told = values.get("info5j_inhoud", frozenset())
    items = tuple(item for item in duty.gegeven.inhoud if item not in told)
    if said == "geweigerd_door_slachtoffer":
        missing: tuple[str, ...] = () if values.get("info5j_reactie") else ("info5j_reactie",)
        return DutyState("open" if missing else "geweigerd", not missing, missing, items, text)
    if said == "uitgesteld_met_reden":
        reason = path.answers["info5j_status"].reden
        missing = tuple(f for f, ok in (("info5j_status", bool(reason)), ("info5j_vervolg_datum", dated)) if not ok)
        return DutyState("open" if missing else "uitgesteld", not missing, missing, items, text)
    missing = _missing(knowledge, path, items)
    if not missing:
        return DutyState("gegeven", True, (), (), text)
    something = (
        bool(told)
        or bool(values.get("info5j_wijze"))
        or values.get("folder_verklaring_rechten") in ("uitgereikt", "digitaal_gestuurd")
    )
    if not something:
        return DutyState("open", False, missing, items, text)
    if not dated and "info5j_vervolg_datum" not in missing:
        missing = (*missing, "info5j_vervolg_datum")
    return DutyState("deels", False, missing, items, text)


def _missing(knowledge: Knowledge, path: Path, items: tuple[str, ...]) -> tuple[str, ...]:
    measure = knowledge.duty.gegeven
    values = path.view.values
    missing = ["info5j_inhoud"] if items else []
    if values.get("info5j_wijze", frozenset()).isdisjoint(measure.wijze):
        missing.append("info5j_wijze")
    understood = values.get("info5j_begrepen")
    if understood not in measure.begrepen.getoetst:
        missing.append("info5j_begrepen")
    elif understood in measure.begrepen.vervolg_bij and "info5j_vervolg_datum" not in values:
        missing.append("info5j_vervolg_datum")
    for fact in measure.aanwezig:
        value = values.get(fact)
        if fact == "info5j_reactie" and path.view.statuses.get(fact) == "wil_niet_zeggen":
            continue  # not wanting to react is a reaction; it is recorded and not asked again
        if not value or (fact in _MUST_BE_YES and value != "ja"):
            missing.append(fact)
    return tuple(missing)
