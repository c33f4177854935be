"""What holds for every test: Dutch, signals that work, no database of examples on disk, no time limit per example."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from gesprek.i18n import choose_language
from gesprek.settings import SETTINGS, use_flags

settings.register_profile("gesprek", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gesprek")


def pytest_configure() -> None:
    """Programs that tests start can be interrupted and hung up, also when the tests run where these signals are ignored."""
    for number, usual in (
        (signal.SIGINT, signal.default_int_handler),
        (signal.SIGHUP, signal.SIG_DFL),
        (signal.SIGQUIT, signal.SIG_DFL),
    ):
        if signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, usual)


@pytest.fixture(autouse=True)
def _dutch(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every test starts in Dutch and without settings, whatever the machine has, and leaves it so."""
    for name in ("GESPREK_CONFIG", *(one.env for one in SETTINGS), "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", "/nergens")
    use_flags({})
    choose_language("nl")
    yield
    use_flags({})
    choose_language("nl")
