"""Kinds of question: what each does to a person, the rules that recognise one, and the wordings of each question of a flow.

The rules stand in `flows/oefeningen/vraagsoorten.yaml`: the first that matches decides, and it says which words and why. Nothing
is weighed or learnt; who disagrees can point at the rule. All texts here are Dutch: a conversation that is practised is Dutch.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import msgspec

from gesprek.errors import InputProblems, Problem, nearest
from gesprek.knowledge import Knowledge, Question
from gesprek.knowledge.converting import convert, source_problems
from gesprek.knowledge.yaml_source import LocatedDict, LocatedList, line_of, read_yaml
from gesprek.paths import flows_dir

__all__ = [
    "HARMFUL", "KINDS", "RECOMMENDED", "Classified", "Kind", "KindText", "Kinds", "Rule", "Wording", "classify", "load_kinds",
    "same_words", "spoken",
]  # fmt: skip

Kind = Literal[
    "open", "gericht", "uitleg", "gesloten", "meervoudig", "sturend", "verwijtend", "ontmoedigend", "belovend", "te_vroeg"
]
KINDS: tuple[str, ...] = get_args(Kind)
RECOMMENDED = frozenset({"open", "gericht", "uitleg"})
HARMFUL = frozenset({"sturend", "verwijtend", "ontmoedigend", "belovend", "te_vroeg"})
LONGEST = 2000
"""Characters of a question that are looked at; nobody says more in one breath."""

_T = TypeVar("_T")


class KindText(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a kind of question does to a person, as a teacher says it."""

    soort: Kind
    titel: str
    aanbevolen: Literal["ja", "nee", "na_open"]
    schade: Literal["ja", "nee"]
    waarom: str
    bron: list[str]


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: a pattern over the lower-cased text, the kind it shows, and why ("{woorden}" there: the words it matched)."""

    soort: Kind
    patroon: str
    reden: str
    bron: list[str]
    wanneer: Literal["altijd", "voor_doel", "voor_veilig"] = "altijd"


class OwnWording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A wording beside those of the flow."""

    soort: Kind
    tekst: str
    reden: str = ""


class Wordings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The kinds of the wordings that the flow has of a question, and further wordings."""

    vraag: str
    zeg: Kind = "open"
    niet_zo: list[Kind] = []
    ook: list[OwnWording] = []
    flow: str = ""


class Wording(msgspec.Struct, frozen=True):
    """One way to ask. Screens never show `kind` or `reason`."""

    text: str
    kind: str
    reason: str = ""


class Classified(msgspec.Struct, frozen=True):
    """The kind of what was said, why, the words in which it shows (lower case, may be empty), and the sources of the reason."""

    kind: str
    reason: str
    words: str
    source: tuple[str, ...] = ()


class About(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What goes with every question (words), what with none (patterns: an offer of coffee, the weather), and what with which."""

    overal: list[str] = []
    nergens: list[str] = []
    vragen: dict[str, list[str]] = {}


class Kinds:
    """What is known of kinds of question for one flow. `sha256` is over the two files it was read from.

    everywhere: words that any question may hold ("vertel", "gebeurd").
    """

    def __init__(
        self,
        texts: Mapping[str, KindText],
        rules: Sequence[Rule],
        wordings: Mapping[str, Wordings],
        sha256: str = "",
        about: About | None = None,
    ) -> None:
        self._about = about or About()
        self.everywhere = tuple(self._about.overal)
        self._nowhere = tuple(map(re.compile, self._about.nergens))
        self.texts = texts
        self.rules = tuple(rules)
        self.sha256 = sha256
        self._wordings = wordings
        self._patterns = tuple(re.compile(rule.patroon) for rule in rules)

    def title(self, kind: str) -> str:
        """How a kind is called, in running text."""
        return self.texts[kind].titel if kind in self.texts else kind

    def classify(self, text: str, *, goal_asked: bool, safety_asked: bool) -> Classified:
        """The kind of a text of one's own. goal_asked, safety_asked: whether that was asked before."""
        plain = _plain(text)
        for rule, words in self._matches(plain, goal_asked, safety_asked):
            return _by_rule(rule, words)
        return _by_form(plain)

    def too_early(self, text: str, *, goal_asked: bool, safety_asked: bool) -> Classified | None:
        """What a rule that only holds before something was asked says of a text; None when none does."""
        for rule, words in self._matches(_plain(text), goal_asked, safety_asked):
            if rule.wanneer != "altijd":
                return _by_rule(rule, words)
        return None

    def explained(self, wording: Wording) -> Classified:
        """A wording whose kind its writer gave, with the words in which a rule recognises it where one does."""
        plain = _plain(wording.text)
        text = self.texts.get(wording.kind)
        for rule, words in self._matches(plain, False, False):
            if rule.soort == wording.kind:
                found = _by_rule(rule, words)
                return msgspec.structs.replace(found, reason=wording.reason) if wording.reason else found
        return Classified(wording.kind, wording.reason or (text.waarom if text else ""), "", tuple(text.bron if text else ()))

    def _matches(self, plain: str, goal_asked: bool, safety_asked: bool) -> Iterator[tuple[Rule, str]]:
        for rule, pattern in zip(self.rules, self._patterns, strict=True):
            if (rule.wanneer == "voor_doel" and goal_asked) or (rule.wanneer == "voor_veilig" and safety_asked):
                continue
            if found := pattern.search(plain):
                yield rule, found.group(0).strip()

    def wordings(self, question: Question) -> list[Wording]:
        """Every wording of a question, in the order of the files; what nobody gave a kind is classified."""
        known = self._wordings.get(question.id)
        found = [Wording(question.zeg, known.zeg if known else self._kind(question.zeg, "open"))]
        for index, text in enumerate(question.niet_zo):
            said, reason = spoken(text)
            given = known.niet_zo[index] if known and index < len(known.niet_zo) else self._kind(said, "sturend")
            found.append(Wording(said, given, reason))
        found += [Wording(own.tekst, own.soort, own.reden) for own in known.ook] if known else []
        return list({_plain(wording.text): wording for wording in reversed(found)}.values())[::-1]

    def also_said(self, question: Question) -> Sequence[str]:
        """Expressions by which a question is asked too; no wordings to choose from."""
        return self._about.vragen.get(question.id, ())

    def nowhere(self, text: str) -> bool:
        """True for what is about no question at all."""
        plain = _plain(text)
        return any(pattern.search(plain) for pattern in self._nowhere)

    def texts_of_rules(self) -> Iterator[str]:
        """The rules as text, for the words in them."""
        yield from (re.sub(r"\\[bsdwS]|\(\?[:!=<]+", " ", pattern.pattern) for pattern in (*self._patterns, *self._nowhere))

    def _kind(self, text: str, otherwise: str) -> str:
        """The kind of a wording of the flow: what it recommends is never harmful, what it warns for is never recommended."""
        kind = self.classify(text, goal_asked=True, safety_asked=True).kind
        fits = kind in RECOMMENDED if otherwise in RECOMMENDED else kind not in RECOMMENDED
        return kind if fits else otherwise

    def gaps(self, knowledge: Knowledge) -> list[str]:
        """The questions to be said aloud that have fewer than three wordings of different kinds."""
        aloud = [q for q in knowledge.questions.values() if q.hoe in ("vragen", "vertellen")]
        return [q.id for q in aloud if len({wording.kind for wording in self.wordings(q)}) < 3]


def _by_rule(rule: Rule, words: str) -> Classified:
    """What a rule says; `{woorden}` in its reason stands for the words that were really used."""
    return Classified(rule.soort, rule.reden.replace("{woorden}", words), words, tuple(rule.bron))


def classify(kinds: Kinds, text: str, *, goal_asked: bool, safety_asked: bool) -> Classified:
    """The kind of `text` by the rules of `kinds`; see `Kinds.classify`."""
    return kinds.classify(text, goal_asked=goal_asked, safety_asked=safety_asked)


def spoken(text: str) -> tuple[str, str]:
    """A `niet_zo` of a flow ("Klopt dat? (stuurt)") as what is said and why not."""
    found = re.fullmatch(r"(.*\S)\s*\(([^()]*)\)\s*", text, re.DOTALL)
    return (found[1], found[2]) if found else (text.strip(), "")


def same_words(one: str, other: str) -> bool:
    """True when two texts are the same but for capitals, spaces and the form of quotes."""
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    text = text[:LONGEST].translate(str.maketrans("‘’“”´`", "''\"\"''")).lower()
    return " ".join(text.split())


# -- by the form of the sentence, when no rule matched ----------------------------------------------------------------------

_SPECIFIC = re.compile(
    r"\b(wie|waar(?!om)|waarmee|wanneer|welke?|hoeveel|hoe (?:laat|lang|vaak|oud|heet|heette|groot|ver|veel|precies)|hoezo)\b"
)
_OPEN = re.compile(r"\b(vertel|vertelt|beschrijf|beschrijft|wat|hoe)\b")
_CLOSED = re.compile(
    r"^(?:en |maar |dus |of |dan )?[a-zà-ÿ]+ (?:u|hij|zij|ze|er|het|dat|dit|die|iemand|je|jij|uw|de|een|we|wij|ik)\b"
)
_QUESTION_WORD = re.compile(r"^(?:en |maar |dus |dan )?(?:\w+ )?(?:wie|wat|waar\w*|wanneer|welke?|hoe\w*)\b")


def _by_form(plain: str) -> Classified:
    if plain.count("?") > 1:
        return Classified("meervoudig", "Er staan meer vragen in één beurt; de ander kiest dan welke zij beantwoordt.", "?")
    if "?" not in plain and not re.search(r"\b(vertel|vertelt|beschrijf|beschrijft)\b", plain):
        return Classified("uitleg", "U vraagt niets: u legt iets uit, biedt iets aan of vat samen.", "")
    first = _QUESTION_WORD.match(plain)
    verb = _CLOSED.match(plain)
    if verb and not first and not re.match(r"(vertelt?|beschrijft?)\b", plain):
        return Classified("gesloten", "De zin begint met een werkwoord: de ander kan alleen ja of nee zeggen.", verb[0])
    if found := _SPECIFIC.search(plain):
        return Classified("gericht", "U vraagt naar één ding, zonder een antwoord voor te zeggen.", found[0])
    if found := _OPEN.search(plain):
        return Classified("open", "De ander kan in eigen woorden vertellen.", found[0])
    return Classified("gesloten", "Er staat geen vraagwoord in: de ander kan alleen ja of nee zeggen.", "")


# -- reading ----------------------------------------------------------------------------------------------------------------


@functools.lru_cache(maxsize=4)
def load_kinds(flow: Knowledge, root: Path | None = None) -> Kinds:
    """The kinds and the wordings for a flow, from `oefeningen/` below `root` (default: the shipped `flows/`).

    Raises InputProblems with every mistake of both files.
    """
    root = root or flows_dir()
    problems: list[Problem] = []
    digest = hashlib.sha256()
    texts, rules, about = _read_kinds(root, flow, problems, digest)
    wordings = _read_wordings(root, flow, problems, digest)
    if problems:
        raise InputProblems(problems)
    return Kinds(texts, rules, wordings, digest.hexdigest(), about)


def _read(root: Path, name: str, digest: Any) -> tuple[Any, str]:
    shown = f"oefeningen/{name}"
    raw = read_yaml(root / shown, shown)
    digest.update((root / shown).read_bytes())
    return raw, shown


def _items(raw: Any, kind: type[_T], shown: str, problems: list[Problem]) -> list[tuple[_T, Any]]:
    if not isinstance(raw, LocatedList):
        problems.append(Problem(shown, line_of(raw), "hier hoort een lijst.", "- sleutel: waarde"))
        return []
    return [(item, source) for source in raw if (item := convert(source, kind, shown, problems)) is not None]


def _read_kinds(
    root: Path, flow: Knowledge, problems: list[Problem], digest: Any
) -> tuple[dict[str, KindText], list[Rule], About | None]:
    raw, shown = _read(root, "vraagsoorten.yaml", digest)
    if not isinstance(raw, LocatedDict) or not {"soorten", "regels"} <= raw.keys():
        problems.append(Problem(shown, line_of(raw), "'soorten' en 'regels' ontbreken.", "soorten: en regels:"))
        return {}, [], None
    for key in raw.keys() - {"soorten", "regels", "waarover"}:
        near = nearest(key, ("soorten", "regels", "waarover"))
        problems.append(Problem(shown, line_of(raw, key), f"onbekende sleutel '{key}'.", "soorten, regels of waarover", near))
    about = convert(raw["waarover"], About, shown, problems) if "waarover" in raw else None
    if about is not None:
        _check_about(about, root, shown, line_of(raw, "waarover"), problems)
    problems += source_problems(shown, raw, flow.sources)
    texts: dict[str, KindText] = {text.soort: text for text, _raw in _items(raw["soorten"], KindText, shown, problems)}
    for kind in KINDS:
        if kind not in texts and not problems:
            problems.append(Problem(shown, line_of(raw, "soorten"), f"de soort '{kind}' ontbreekt.", ", ".join(KINDS)))
    rules = []
    for rule, source in _items(raw["regels"], Rule, shown, problems):
        if _check_pattern(rule.patroon, shown, line_of(source, "patroon"), problems):
            rules.append(rule)
    return texts, rules, about


def _check_about(about: About, root: Path, shown: str, line: int, problems: list[Problem]) -> None:
    for pattern in about.nergens:
        _check_pattern(pattern, shown, line, problems)
    known = frozenset().union(*_questions_of_all_flows(root).values())
    for name in about.vragen.keys() - known:
        said = f"onbekende vraag '{name}'."
        problems.append(Problem(shown, line, said, "een vraag van een flow", nearest(name, known)))


def _check_pattern(pattern: str, shown: str, line: int, problems: list[Problem]) -> bool:
    """False for what is no pattern at all; what is wrong with it is added to the problems."""
    try:
        empty = re.compile(pattern).search("")
    except re.error as error:
        said = f"dit patroon is geen geldige reguliere expressie ({error.msg}, teken {(error.pos or 0) + 1})."
        problems.append(Problem(shown, line, said, r"bijvoorbeeld \bu wilt zeker\b"))
        return False
    if empty is not None:
        problems.append(Problem(shown, line, "dit patroon past op elke tekst.", "woorden"))
    if pattern != pattern.lower() and not re.search(r"\\[A-Z]|\(\?[A-Z]", pattern):
        problems.append(Problem(shown, line, "dit patroon heeft hoofdletters.", "kleine letters"))
    return True


def _read_wordings(root: Path, flow: Knowledge, problems: list[Problem], digest: Any) -> dict[str, Wordings]:
    raw, shown = _read(root, "formuleringen.yaml", digest)
    elsewhere = _questions_of_all_flows(root)
    found: dict[str, Wordings] = {}
    for item, source in _items(raw, Wordings, shown, problems):
        if item.flow and item.flow not in elsewhere:
            near = nearest(item.flow, elsewhere)
            said = f"er is geen flow '{item.flow}'."
            problems.append(Problem(shown, line_of(source, "flow"), said, ", ".join(elsewhere), near))
            continue
        known = elsewhere[item.flow] if item.flow else frozenset().union(*elsewhere.values())
        if item.vraag not in known:
            near = nearest(item.vraag, known)
            problems.append(
                Problem(shown, line_of(source, "vraag"), f"onbekende vraag '{item.vraag}'.", "een vraag van een flow", near)
            )
            continue
        if item.flow not in ("", flow.flow.flow) or item.vraag not in flow.questions:
            continue
        wrong = len(flow.questions[item.vraag].niet_zo)
        if len(item.niet_zo) > wrong or (item.flow and len(item.niet_zo) != wrong):
            said = f"vraag '{item.vraag}' heeft in de flow {wrong} keer niet_zo, hier staan er {len(item.niet_zo)}."
            problems.append(Problem(shown, line_of(source, "niet_zo"), said, "van elk niet_zo de soort, in dezelfde volgorde"))
        if item.vraag in found and bool(found[item.vraag].flow) == bool(item.flow):
            said = f"vraag '{item.vraag}' staat hier twee keer."
            problems.append(Problem(shown, line_of(source, "vraag"), said, "elke vraag één keer"))
        if item.vraag not in found or item.flow:
            found[item.vraag] = item
    return found


@functools.lru_cache(maxsize=4)
def _questions_of_all_flows(root: Path) -> dict[str, frozenset[str]]:
    """By flow the ids of its questions; what is wrong with those files is said when they are loaded."""
    found = {}
    for path in sorted(root.glob("*/flow.yaml")):
        raw = read_yaml(path, f"{path.parent.name}/flow.yaml", [])
        topics = raw.get("onderwerpen", []) if isinstance(raw, dict) else []
        questions = [q for topic in topics if isinstance(topic, dict) for q in topic.get("vragen", [])]
        found[path.parent.name] = frozenset(str(q.get("id", "")) for q in questions if isinstance(q, dict))
    return found
