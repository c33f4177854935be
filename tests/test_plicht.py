"""The information duty: derived, never echoed."""

from __future__ import annotations

from typing import Any

import pytest

from gesprek.sitting.progress import topic_states
from tests.hulp import NEUTRAAL, neutral, situation

GIVEN = {
    k: v
    for k, v in NEUTRAAL.items()
    if k.startswith("info5j") or k in ("vrijwilligheid_besproken", "aangifterecht_besproken", "folder_verklaring_rechten")
}


def test_everything_told_and_checked_is_given() -> None:
    """The measure of fulfilment."""
    found = situation(GIVEN).duty
    assert (found.status, found.compleet, found.ontbreekt) == ("gegeven", True, ())


@pytest.mark.parametrize("fact", sorted(set(GIVEN) - {"info5j_status"}))
def test_leaving_any_part_out_makes_it_partly_given_and_names_the_part(fact: str) -> None:
    """Saying `gegeven` does not make it so."""
    found = situation({k: v for k, v in GIVEN.items() if k != fact}).duty
    assert found.status == "deels" and not found.compleet
    assert fact in found.ontbreekt


@pytest.mark.parametrize("item", NEUTRAAL["info5j_inhoud"])
def test_every_piece_of_content_counts(item: str) -> None:
    """One piece not told is not everything told."""
    told = [i for i in NEUTRAAL["info5j_inhoud"] if i != item]
    found = situation({**GIVEN, "info5j_inhoud": told}).duty
    assert found.status == "deels" and found.onderdelen == (item,)


@pytest.mark.parametrize(
    ("facts", "status", "compleet"),
    [
        ({}, "open", False),
        ({"info5j_status": "gegeven"}, "open", False),
        ({"folder_verklaring_rechten": "uitgereikt", "info5j_wijze": ["folder"]}, "deels", False),
        ({"info5j_status": "geweigerd_door_slachtoffer"}, "open", False),
        ({"info5j_status": "geweigerd_door_slachtoffer", "info5j_reactie": "Nu even niet."}, "geweigerd", True),
        ({"info5j_status": "uitgesteld_met_reden", "info5j_vervolg_datum": "2026-12-01"}, "open", False),
        (
            {"info5j_status": {"waarde": "uitgesteld_met_reden", "reden": "In shock."}, "info5j_vervolg_datum": "2026-12-01"},
            "uitgesteld",
            True,
        ),
        ({**GIVEN, "info5j_begrepen": "twijfel"}, "deels", False),
        ({**GIVEN, "info5j_begrepen": "twijfel", "info5j_vervolg_datum": "2026-12-01"}, "gegeven", True),
        ({**GIVEN, "info5j_begrepen": "niet_getoetst"}, "deels", False),
        ({**GIVEN, "info5j_wijze": ["folder", "schriftelijk"]}, "deels", False),
        ({**GIVEN, "aangifterecht_besproken": "nee"}, "deels", False),
    ],
)
def test_the_status_follows_from_the_facts(facts: dict[str, Any], status: str, compleet: bool) -> None:
    """A folder alone informs nobody; refusing needs their words; postponing a reason and a date."""
    found = situation(facts).duty
    assert (found.status, found.compleet) == (status, compleet)


def test_everybody_hears_the_same_core_text() -> None:
    """Tailoring lies in form and depth, never in the text that everyone hears."""
    texts = {
        neutral(**facts).duty.kerntekst
        for facts in (
            {},
            {"stalking_patroon": "ja"},
            {"letsel": "ernstig"},
            {"delict_categorie": ["zeden_overig"]},
            {"slachtoffer_type": "bedrijf"},
        )
    }
    assert len(texts) == 1
    assert "U kunt aangifte doen. Dat is uw recht, ook als u voor herstel kiest." in texts.pop()


def test_the_topic_of_the_duty_is_done_when_the_duty_is_met_and_not_before() -> None:
    """Every question answered is not the same as everything told."""
    assert _topic(GIVEN) == "klaar"
    assert _topic({**GIVEN, "info5j_inhoud": NEUTRAAL["info5j_inhoud"][1:], "info5j_vervolg_datum": "2026-12-01"}) == "deels"


def _topic(facts: dict[str, Any]) -> str:
    skipped = dict.fromkeys(("gewenste_contactvorm", "tijdstip_voorkeur", "verwachting_herstel", "info5j_vervolg_datum"), "nvt")
    found = situation({**NEUTRAAL, **skipped, **facts})
    return next(t.state for t in topic_states(found) if any("info5j_status" in q.feiten for q in t.topic.vragen))
