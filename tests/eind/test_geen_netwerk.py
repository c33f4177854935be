"""The whole way of an officer without a network: nothing reaches for one, and nothing misses it.

In the short run, that is seen in `test_van_begin_tot_eind`, where every socket that could reach one is refused.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.eind.bestuurder import BLOCKED, REACHED
from tests.eind.hulp import LONG, ROOT, Home

WITHOUT = ("unshare", "--net", "--map-root-user")
"""Starts a program where there is no network at all."""
TRACED = ("strace", "-f", "-qq", "-e", "trace=network", "-e", "signal=none")
CONNECT = re.compile(r"connect\(\d+(?:<[^>]*>)?, \{sa_family=(\w+)")


def _unshared() -> bool:
    return (
        shutil.which("unshare") is not None
        and subprocess.run([*WITHOUT, "true"], check=False, capture_output=True).returncode == 0
    )


def test_reaching_for_a_network_is_noted_and_refused(tmp_path: Path) -> None:
    """The control."""
    home = Home(tmp_path)
    done = home.run("--version", how="zonder-netwerk,reikt-naar-buiten")
    assert BLOCKED in done.stderr.decode()
    assert "socket." in (home.home / REACHED).read_text(encoding="utf-8")


WAY = "from pathlib import Path; import sys; from tests.eind.hulp import Home; from tests.eind.verloop import from_begin_to_end; from_begin_to_end(Home(Path(sys.argv[1])))"  # fmt: skip


@pytest.mark.lang
@pytest.mark.skipif(not LONG or not _unshared(), reason="lange ronde, op een machine waar dit mag")
def test_the_whole_way_works_where_there_is_no_network_at_all(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run([*WITHOUT, sys.executable, "-c", WAY, str(tmp_path)], check=True, env=env, cwd=tmp_path, timeout=300)


@pytest.mark.lang
@pytest.mark.skipif(not LONG or shutil.which("strace") is None, reason="lange ronde, met strace")
@pytest.mark.parametrize("reaching", [False, True])
def test_no_call_of_the_system_connects_outside_this_machine(reaching: bool, tmp_path: Path) -> None:
    """Not by any library either. reaching: the control, somebody does."""
    trace = tmp_path / "netwerk.strace"
    script = (
        "import socket\ntry:\n socket.create_connection(('127.0.0.1', 9), timeout=1)\nexcept OSError: pass\n" if reaching else WAY
    )
    command = [*TRACED, "-o", str(trace), sys.executable, "-c", script, str(tmp_path / "alles")]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, cwd=tmp_path, timeout=600)
    outside = set(CONNECT.findall(trace.read_text(encoding="utf-8", errors="replace"))) - {"AF_UNIX"}
    assert bool(outside) == reaching, outside
