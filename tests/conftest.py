"""What holds for every test: Dutch, no database of examples on disk, no time limit per example."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from gesprek.i18n import choose_language

settings.register_profile("gesprek", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gesprek")


@pytest.fixture(autouse=True)
def _dutch(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test starts in Dutch, whatever the machine speaks, and leaves it so."""
    for name in ("GESPREK_TAAL", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    choose_language("nl")
    yield
    choose_language("nl")
