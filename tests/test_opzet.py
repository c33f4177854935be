"""The set-up: the documentation names what there is, and the house rules that no linter knows."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from gesprek.cli import cli

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "gesprek").rglob("*.py"))
README = (ROOT / "README.md").read_text("utf-8")
LONGEST_MODULE = 400
BORDERS = ("cli.py", "worker.py")
"""Where anything at all may be caught: the command line, and a worker of the screen."""

MACHINE_PATH = re.compile(r"/(?:home|root|work|tmp|Users|opt|var)/[\w.-]+")


def _ours() -> Iterator[Path]:
    """The files of the repository that people read or run."""
    for folder in ("gesprek", "flows", "locales", "docs", ".ci"):
        yield from (
            path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".yaml", ".po", ".pot", ".md", ".j2", ""}
        )
    yield from (ROOT / name for name in ("README.md", "CHANGELOG.md", "Makefile", "pyproject.toml", "hatch_build.py"))


def _ids(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def commands() -> list[str]:
    """The commands of the program."""
    return sorted(cli.commands)


def options(command: str) -> list[str]:
    """The long options of a command, without --help."""
    return [name for param in cli.commands[command].params if isinstance(param, click.Option) for name in param.opts]


def unknown_commands(text: str) -> set[str]:
    """What `text` calls as `gesprek WORD` in code, and does not exist."""
    called = re.findall(r"(?:^|`)(?:\$ )?gesprek ([a-z]+)", text, re.MULTILINE)
    return set(called) - set(commands())


@pytest.mark.parametrize("command", commands())
def test_the_readme_names_every_command(command: str) -> None:
    """A command that the README does not name is a command nobody finds."""
    assert f"gesprek {command}" in README
    for option in options(command):
        assert option in README, f"{command} {option}"


def test_every_command_the_readme_names_exists() -> None:
    """Also `make` targets; a made-up command is found."""
    assert unknown_commands(README) == set()
    assert unknown_commands("`gesprek toveren`") == {"toveren"}  # the control
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)", README, re.MULTILINE)) <= targets


def test_every_file_the_readme_points_at_exists() -> None:
    """Pictures and pages too."""
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_no_path_of_a_machine_is_in_the_repository() -> None:
    """What only exists on the maker's machine does not belong here."""
    found = {path.name: hits for path in _ours() if path.is_file() if (hits := MACHINE_PATH.findall(path.read_text("utf-8")))}
    assert found == {}
    assert MACHINE_PATH.search("zie " + "/home/" + "jan/x.py")  # the control


@pytest.mark.parametrize("path", MODULES, ids=_ids(MODULES))
def test_a_module_is_one_idea(path: Path) -> None:
    """A module over 400 lines is two modules; each says in its docstring what it is, and is fully annotated."""
    text = path.read_text("utf-8")
    assert text.count("\n") < LONGEST_MODULE
    assert not text or ast.get_docstring(ast.parse(text)), "geen docstring"
    assert not text or "from __future__ import annotations" in text


def broad_excepts(text: str) -> list[int]:
    """The lines that catch everything, and keep it: what tidies up and raises again as it was lets nothing disappear."""
    handlers = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ExceptHandler) and not _raises_again(node))
    caught = ((h.lineno, re.findall(r"\w+", ast.unparse(h.type)) if h.type else ["Exception"]) for h in handlers)
    return [line for line, names in caught if {"Exception", "BaseException"} & set(names)]


def _raises_again(handler: ast.ExceptHandler) -> bool:
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


@pytest.mark.parametrize("path", MODULES, ids=_ids(MODULES))
def test_only_the_borders_catch_everything(path: Path) -> None:
    """Elsewhere an error is expected by name, or it is a mistake that must be seen."""
    if path.name not in BORDERS:
        assert broad_excepts(path.read_text("utf-8")) == []


def test_a_broad_except_is_found() -> None:
    """The control of the test above."""
    assert broad_excepts("try:\n    x()\nexcept (KeyError, Exception):\n    pass\n") == [3]
    assert broad_excepts("try:\n    x()\nexcept:\n    pass\n") == [3]
    assert broad_excepts("try:\n    x()\nexcept KeyError:\n    pass\n") == []
    assert broad_excepts("try:\n    x()\nexcept BaseException:\n    y()\n    raise\n") == []
    assert broad_excepts("try:\n    x()\nexcept BaseException:\n    raise Other from None\n") == [3]


def test_every_dependency_is_imported_and_explained() -> None:
    """What nothing uses is not installed; what is installed has its reason in docs/besluiten."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    names = [re.split(r"[<>=~!\[ ]", line)[0].lower() for line in project["dependencies"]]
    imported = {
        name for path in MODULES for name in re.findall(r"^\s*(?:from|import) (\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    reasons = (ROOT / "docs/besluiten/003-afhankelijkheden.md").read_text("utf-8").lower()
    assert [name for name in names if {"pyyaml": "yaml", "apsw-sqlite3mc": "apsw"}.get(name, name) not in imported] == []
    assert [name for name in names if name not in reasons] == []


def test_every_dependency_has_both_bounds() -> None:
    """A lower bound that was tested and an upper bound that was chosen."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert [line for line in project["dependencies"] if ">=" not in line or "<" not in line] == []


def test_the_check_of_the_forge_is_make_test() -> None:
    """What runs elsewhere is what runs here."""
    script = ROOT / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert script.read_text("utf-8").rstrip().endswith("exec make test")
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0  # noqa: S607 - bash is wherever it is
