"""Settings. Each is declared once, as a field of `Settings`: type, what is allowed, default, and what it is for in one line.

What holds: the flag, else GESPREK_<NAME> in the environment, else config.toml, else the default. Everything that is wrong, in
any of them, is found in one reading; `current` refuses it in one message, `read` gives what holds apart from it.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from gesprek.errors import GesprekError, nearest
from gesprek.i18n import LANGUAGES, N_, _, system_language
from gesprek.paths import config_file, flows_dir

__all__ = ["SETTINGS", "THEMES", "Mistake", "Reading", "Setting", "Settings", "current", "read", "use_flags"]

Source = Literal["vlag", "omgeving", "bestand", "standaard"]
Kind = Literal["keuze", "getal", "janee", "kaart", "map"]
THEMES = ("licht", "donker", "hoog-contrast")

_LARGEST = 64 * 1024
"""Bytes of a file of settings; more is another file."""

_YES_NO = {"ja": True, "true": True, "nee": False, "false": False}
_state: dict[str, Mapping[str, str | None]] = {"flags": {}}


@dataclass(frozen=True, slots=True)
class Setting:
    """How one setting is declared. choices: for a choice. least, most: for a number, both included. example: as in the file."""

    name: str
    kind: Kind
    default: str | int | bool | None
    what: str
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = 0
    example: str = ""

    @property
    def env(self) -> str:
        """The variable in the environment."""
        return f"GESPREK_{self.name.upper()}"

    @property
    def flag(self) -> str:
        """The option on the command line."""
        return "--" + self.name.replace("_", "-")

    @property
    def metavar(self) -> str:
        """What comes after the flag, in short."""
        return {
            "keuze": "|".join(self.choices),
            "getal": f"{self.least}-{self.most}",
            "janee": "ja|nee",
            "kaart": "NAAM|PAD",
            "map": "MAP",
        }[self.kind]


def _how(kind: Kind, what: str, **more: Any) -> dict[str, Any]:
    """What `Setting` wants to know of a field, apart from its name and default."""
    return {"kind": kind, "what": what, **more}


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds. taal: "" is the language of the system. kaart: a name or a path. kluis: None is where the system has data."""

    taal: str = field(
        default="",
        metadata=_how("keuze", N_("Taal van het scherm. De stukken blijven Nederlands."), choices=LANGUAGES, example="nl"),
    )
    kaart: str = field(
        default="landelijk",
        metadata=_how("kaart", N_("Sociale kaart: welke voorzieningen er bij u zijn. Landelijk, volledig of een eigen bestand.")),
    )
    thema: str = field(default="donker", metadata=_how("keuze", N_("Kleuren van het scherm."), choices=THEMES))
    slot_minuten: int = field(
        default=15, metadata=_how("getal", N_("Na zoveel minuten stil gaat alles op slot."), least=1, most=120)
    )
    leeg_minuten: int = field(
        default=5,
        metadata=_how("getal", N_("Na zoveel minuten stil wordt het scherm leeg. Nooit later dan op slot."), least=1, most=120),
    )
    gevoelig_als_punten: bool = field(
        default=False, metadata=_how("janee", N_("Toon gevoelige antwoorden op het scherm als punten."))
    )
    kluis: Path | None = field(default=None, metadata=_how("map", N_("De map van de kluis."), example="~/kluis"))


_UNTOUCHED = Settings()
SETTINGS = tuple(Setting(one.name, default=getattr(_UNTOUCHED, one.name), **one.metadata) for one in fields(Settings))
"""All settings, in the order in which they are shown."""

_BY_NAME = {one.name: one for one in SETTINGS}


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong. where: the flag, the variable, or the file; line: in the file, 0 when it is not known."""

    where: str
    found: str
    expected: str = ""
    nearest: str = ""
    line: int = 0

    def __str__(self) -> str:
        parts = [f"{self.where}:{self.line}: {self.found}" if self.line else f"{self.where}: {self.found}"]
        if self.expected:
            parts.append(_("Verwacht: {wat}.").format(wat=self.expected))
        if self.nearest:
            parts.append(_("Bedoelde u '{naam}'?").format(naam=self.nearest))
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found. file: where the settings are, or would be. sources: where each value comes from."""

    values: Settings = field(default_factory=Settings)
    sources: Mapping[str, Source] = field(default_factory=dict)
    mistakes: tuple[Mistake, ...] = ()
    file: Path | None = None
    exists: bool = False

    def source(self, name: str) -> Source:
        """Where the value of `name` comes from."""
        return self.sources.get(name, "standaard")


class _Refused(Exception):
    """A value that cannot be: what was expected, and what comes nearest."""

    def __init__(self, expected: str, near: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.near = near


def use_flags(flags: Mapping[str, str | None]) -> None:
    """These stood on the command line, by the name of the setting; None where there was none."""
    _state["flags"] = dict(flags)


def current() -> Settings:
    """What holds. Raises GesprekError with everything that is wrong, a line each."""
    found = read()
    if found.mistakes:
        hint = _("Een goed voorbeeld geeft: gesprek instellingen --voorbeeld")
        raise GesprekError("\n".join([*map(str, found.mistakes), hint]))
    return found.values


def read() -> Reading:
    """What holds and where it comes from, with everything that is wrong. A value that is wrong is as one that is not there."""
    path, asked = config_file()
    mistakes: list[Mistake] = []
    in_file, line_of, exists = _from_file(path, asked, mistakes)
    values: dict[str, Any] = {}
    sources: dict[str, Source] = {}
    for one in SETTINGS:
        given: tuple[tuple[Source, str, object], ...] = (
            ("bestand", str(path), in_file.get(one.name)),
            ("omgeving", one.env, os.environ.get(one.env) or None),
            ("vlag", one.flag, _state["flags"].get(one.name)),
        )
        for source, where, raw in given:
            if raw is None:
                continue
            try:
                values[one.name] = _convert(one, raw, source)
                sources[one.name] = source
            except _Refused as wrong:
                line = line_of(one.name) if source == "bestand" else 0
                mistakes.append(Mistake(where, _cannot(one.name, raw), wrong.expected, wrong.near, line))
    _blank_before_lock(values, sources, mistakes, (str(path), line_of("leeg_minuten")))
    values.setdefault("taal", system_language())
    mistakes.sort(key=lambda one: (one.where != str(path), one.line))
    return Reading(Settings(**values), sources, tuple(mistakes), path, exists)


def _cannot(name: str, raw: object) -> str:
    shown = raw if isinstance(raw, str) else {True: "true", False: "false"}[raw] if isinstance(raw, bool) else str(raw)
    return _("{naam} kan niet '{waarde}' zijn.").format(naam=name, waarde=_cut(shown))


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 40 else text[:39] + "…"


def _blank_before_lock(
    values: dict[str, Any], sources: Mapping[str, Source], mistakes: list[Mistake], in_file: tuple[str, int]
) -> None:
    """The screen is blank before it locks. Nobody has to say so who only chose when it locks. in_file: where it stands there."""
    one = _BY_NAME["leeg_minuten"]
    lock: int = values.get("slot_minuten", _UNTOUCHED.slot_minuten)
    if one.name not in values:
        values[one.name] = min(lock, _UNTOUCHED.leeg_minuten)
    elif values[one.name] > lock:
        where, line = {"vlag": (one.flag, 0), "omgeving": (one.env, 0)}.get(sources[one.name], in_file)
        expected = _("hoogstens {n}, want dan gaat het op slot (slot_minuten)").format(n=lock)
        mistakes.append(Mistake(where, _cannot(one.name, values[one.name]), expected, str(lock), line))
        values[one.name] = lock


# -- one value -------------------------------------------------------------------------------------------------------


def _convert(one: Setting, raw: object, source: Source) -> str | int | bool | Path:
    """The value that `raw` stands for; in the file it has its own type, elsewhere it is a text. Raises _Refused."""
    if one.kind == "getal":
        return _number(one, raw)
    if one.kind == "janee":
        return _yes_or_no(raw, typed=source == "bestand")
    if not isinstance(raw, str):
        raise _Refused(_expected_text(one), one.example or str(one.default))
    if one.kind == "keuze":
        if raw.strip().casefold() not in one.choices:
            raise _Refused(_one_of(one.choices), nearest(raw.strip().casefold(), one.choices))
        return raw.strip().casefold()
    return _card(raw, source) if one.kind == "kaart" else _folder(raw, source)


def _expected_text(one: Setting) -> str:
    return _one_of(one.choices) if one.choices else _("tekst tussen aanhalingstekens")


def _one_of(choices: tuple[str, ...] | list[str]) -> str:
    return _("{een} of {ander}").format(een=", ".join(choices[:-1]), ander=choices[-1])


def _number(one: Setting, raw: object) -> int:
    expected = _("een heel getal van {minst} tot en met {meest}").format(minst=one.least, meest=one.most)
    if isinstance(raw, str) and re.fullmatch(r"\s*[+-]?[0-9]{1,9}\s*", raw, re.ASCII):
        raw = int(raw)
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise _Refused(expected, "")
    if not one.least <= raw <= one.most:
        raise _Refused(expected, "")
    return raw


def _yes_or_no(raw: object, *, typed: bool) -> bool:
    if typed:
        if not isinstance(raw, bool):
            near = {True: "true", False: "false"}.get(_YES_NO.get(str(raw).casefold(), bool(raw == 1)), "")
            raise _Refused(_("true of false, zonder aanhalingstekens"), near)
        return raw
    found = _YES_NO.get(str(raw).strip().casefold())
    if found is None:
        raise _Refused(_("ja of nee"), nearest(str(raw).casefold(), ("ja", "nee")))
    return found


def _path(raw: str, source: Source) -> Path:
    """A place. In the file it says by itself where it is: from which folder somebody starts must not matter."""
    found = Path(os.path.expanduser(raw))
    if "\0" in raw or (source == "bestand" and not found.is_absolute()):
        raise _Refused(_("een heel pad, dat begint met / of ~/"), f"~/{raw}" if "\0" not in raw else "")
    return found


def _folder(raw: str, source: Source) -> Path:
    """The folder of the vault. Whether there can be one is seen when it is used (see `place`), with the reason."""
    if not raw.strip():
        raise _Refused(_("een map"), "")
    return _path(raw, source).absolute()


def _card(raw: str, source: Source) -> str:
    names = sorted(path.stem for path in (flows_dir() / "sociale-kaart").glob("*.yaml"))
    if raw in names:
        return raw
    expected = _one_of([*names, _("het pad van een bestand")])
    if not raw.strip() or not ("/" in raw or raw.endswith((".yaml", ".yml"))):
        raise _Refused(expected, nearest(raw, names))
    found = _path(raw, source)
    if not found.is_file():
        raise _Refused(_("een bestand dat er is"), "")
    return str(found.absolute())


# -- the file --------------------------------------------------------------------------------------------------------


def _from_file(path: Path | None, asked: bool, mistakes: list[Mistake]) -> tuple[dict[str, object], Callable[[str], int], bool]:
    """What stands in the file, on which line (0: not known), and whether it is there. asked: somebody named this file."""
    try:
        text = None if path is None else _text(path, asked)
    except OSError as error:
        why = _("kan niet worden gelezen.")
        if isinstance(error, PermissionError):
            why = _("kan niet worden gelezen: u mag het bestand niet lezen.")
        elif isinstance(error, FileNotFoundError | NotADirectoryError):
            why = _("dat bestand is er niet.")
        mistakes.append(Mistake(str(path), why))
        return {}, lambda _name: 0, not isinstance(error, FileNotFoundError | NotADirectoryError)
    except _Refused as wrong:
        mistakes.append(Mistake(str(path), _("is geen bestand met instellingen."), wrong.expected))
        return {}, lambda _name: 0, True
    if text is None:
        return {}, lambda _name: 0, False
    lines = text.splitlines()
    found = _parsed(text, lines, path, mistakes)
    for name in sorted(found.keys() - _BY_NAME.keys()):
        said = _("'{naam}' is geen instelling.").format(naam=_cut(name))
        mistakes.append(Mistake(str(path), said, _one_of(list(_BY_NAME)), nearest(name, _BY_NAME), _line_of(name, lines)))
    return found, lambda name: _line_of(name, lines), True


def _text(path: Path, asked: bool) -> str | None:
    """The text of the file; None when it is not there and nobody named it. Raises OSError and _Refused."""
    try:
        state = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        if asked:
            raise
        return None
    if not stat.S_ISREG(state.st_mode) or state.st_size > _LARGEST:
        raise _Refused(_("een tekstbestand van hoogstens {n} kB").format(n=_LARGEST // 1024))
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _Refused(_("tekst in UTF-8")) from None


def _parsed(text: str, lines: list[str], path: Path | None, mistakes: list[Mistake]) -> dict[str, object]:
    import tomllib  # only who has a file pays for it

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number with thousands of digits is no TOMLDecodeError
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else len(lines) if "end of document" in str(error) else 0
        mistakes.append(_not_toml(line, lines, path))
        return {}


def _not_toml(line: int, lines: list[str], path: Path | None) -> Mistake:
    """What is wrong with the notation, as far as the line itself shows it."""
    names = list(_names(lines))
    written = lines[line - 1] if 0 < line <= len(lines) else ""
    name = next((name for name, at in names if at == line), "")
    if name and [n for n, at in names if at < line].count(name):
        return Mistake(str(path), _("{naam} staat er twee keer.").format(naam=name), _("elke instelling één keer"), line=line)
    one = _BY_NAME.get(name, _BY_NAME["thema"])
    shown = {"keuze": f'"{one.example or one.default}"', "kaart": '"landelijk"', "map": '"~/kluis"', "janee": "true"}
    expected = f"{one.name} = {shown.get(one.kind, one.default)}"
    said = _("'{regel}' is hier niet te lezen als instelling.").format(regel=_cut(written))
    return Mistake(str(path), said, expected, line=line)


def _names(lines: list[str]) -> Iterator[tuple[str, int]]:
    """Every name that begins a line, with the number of the line."""
    for number, line in enumerate(lines, 1):
        found = re.match(r"\s*(?:\[+\s*)?[\"']?([^\s\"'=.\[\]#]+)[\"']?\s*[=.\]]", line)
        if found:
            yield found[1], number


def _line_of(name: str, lines: list[str]) -> int:
    return next((number for found, number in _names(lines) if found == name), 0)
