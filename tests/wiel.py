"""The wheel as a user gets it: `python -m tests.wiel VENV` plays a case and paints the first screen from that environment.

Runs in an empty folder, so that nothing of the checkout can help.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from gesprek import __version__
from tests.meting.gesprek_scherm import FIRST_SCREEN, LEAVE
from tests.meting.terminal import Terminal


def main(environment: Path) -> int:
    """Check the environment; 0, or an AssertionError that says what is wrong."""
    with tempfile.TemporaryDirectory() as folder:
        check(environment.resolve() / "bin", Path(folder))
    print(f"wheel {__version__}: installeert, speelt een casus, tekent het eerste scherm en sluit")
    return 0


def check(programs: Path, folder: Path) -> None:
    """Everything that a wheel must be able to do by itself."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GESPREK"))}

    def run(*command: str) -> str:
        call = [str(programs / command[0]), *command[1:]]
        done = subprocess.run(call, cwd=folder, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{' '.join(command)}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    found = Path(run("python", "-c", "from gesprek.paths import flows_dir; print(flows_dir())").strip())
    assert programs.parent in found.parents, f"de inhoud komt niet uit de wheel maar uit {found}"
    assert (found.parent / "locales/en/LC_MESSAGES/gesprek.mo").is_file(), "de wheel heeft geen Engelse vertaling"
    assert run("gesprek", "--version").strip() == f"gesprek {__version__}"
    played = run("gesprek", "speel", str(found / "aangifte/voorbeeld.yaml"), "--kaart", "volledig", "--peildatum", "2026-11-23")
    assert "herstel" in played.lower(), played
    assert run("gesprek", "vragen", "aangifte").strip()

    with Terminal([str(programs / "gesprek")], columns=80, rows=24, folder=folder, env={"GESPREK_TAAL": "nl"}) as terminal:
        terminal.wait_for(FIRST_SCREEN)
        terminal.type(LEAVE)
        code = terminal.wait_for_end()
        assert code == 0, f"het programma stopt met {code}\n{terminal.text}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
