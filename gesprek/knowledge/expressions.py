"""The small language of conditions in flow files, and how it is evaluated.

Grammar (Dutch, so that a jurist can read it):

    expr  = en ("of" en)*        en = niet ("en" niet)*        niet = "niet" niet | "(" expr ")" | atom
    atom  = fact "=" v | fact "!=" v | fact ["niet"] "in" "[" v, ... "]" | fact "bevat" (v | "[" v, ... "]")
          | fact ("<" | "<=" | ">" | ">=") number-or-date | fact "bekend" | fact "beantwoord" | fact "is" v
          | "poort" gate | "altijd" | "nooit"

Evaluation is Kleene's strong three-valued logic: True, False or None (unknown). A fact without a value is unknown; so
is one of its `onzeker` values that the atom does not name. `bekend`, `beantwoord` and `is` are two-valued.
Each expression becomes one generated Python function (two rails: surely true, surely false), made once, at first use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from gesprek.errors import nearest

__all__ = ["STATUSES", "Expression", "ExpressionError", "View", "parse_expression"]

STATUSES = ("onbekend", "wil_niet_zeggen", "niet_gevraagd", "nvt", "geparkeerd")

_TOKEN = re.compile(r"\s*(?:(\d{4}-\d{2}-\d{2})|(\d+(?:\.\d+)?)|([A-Za-z_][\w.]*)|(<=|>=|!=|[=<>()\[\],]))")
_WORDS = frozenset({"of", "en", "niet", "in", "bevat", "bekend", "beantwoord", "is", "poort", "altijd", "nooit"})


class ExpressionError(ValueError):
    """A condition that cannot be read or names something that does not exist."""


@dataclass(frozen=True)
class View:
    """What a condition may look at: certain and uncertain values, statuses and gates, by name."""

    values: Mapping[str, Any]
    statuses: Mapping[str, str] = field(default_factory=dict)
    gates: Mapping[str, bool | None] = field(default_factory=dict)


class _Vocabulary(Protocol):
    @property
    def soort(self) -> str: ...


@dataclass(frozen=True)
class _Atom:
    fact: str
    verb: str
    values: tuple[Any, ...] = ()
    unsure: tuple[str, ...] = ()
    many: bool = False


@dataclass(frozen=True)
class _Node:
    verb: str  # "of", "en", "niet"
    parts: tuple[Any, ...]


class Expression:
    """A parsed and checked condition. Equal texts are equal expressions."""

    __slots__ = ("_function", "_parts", "_root", "facts", "gates", "text")

    def __init__(self, text: str, root: Any) -> None:
        self.text = text
        self._root = root
        self._parts: tuple[Expression, ...] | None = None
        self.facts: frozenset[str] = frozenset(_facts(root))
        self.gates: frozenset[str] = frozenset(_gates(root))
        self._function: Callable[[Any, Any, Any], bool | None] | None = None

    def __call__(self, view: View) -> bool | None:
        """True, False or None for unknown."""
        return self.function(view.values, view.statuses, view.gates)

    @property
    def function(self) -> Callable[[Any, Any, Any], bool | None]:
        """The generated function of (values, statuses, gates); for callers that evaluate hundreds at a time."""
        return self._function or self._compile()

    def atoms(self) -> list[_Atom]:
        """Every comparison in it, left to right."""
        return list(_atoms(self._root))

    def open_parts(self, view: View) -> tuple[frozenset[str], frozenset[str]]:
        """The facts and the gates that keep this unknown; both empty when it is true or false."""
        if self(view) is not None:
            return frozenset(), frozenset()
        if isinstance(self._root, _Atom):
            return self.facts, self.gates
        if self._parts is None:
            self._parts = tuple(Expression(f"{self.text} #{i}", part) for i, part in enumerate(self._root.parts))
        pairs = [part.open_parts(view) for part in self._parts]
        return frozenset().union(*(f for f, _ in pairs)), frozenset().union(*(g for _, g in pairs))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and other.text == self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __repr__(self) -> str:
        return f"Expression({self.text!r})"

    def _compile(self) -> Callable[[Any, Any, Any], bool | None]:
        writer = _Writer()
        true, false = writer.rails(self._root)
        lines = [f"    {name} = v.get({fact!r})" for fact, name in writer.names.items()]
        body = "\n".join([*lines, f"    return True if {true} else (False if {false} else None)"])
        scope: dict[str, Any] = {"__builtins__": {}, **writer.constants}
        # Safe: the text is generated from a checked tree; names and values are constants of the vocabulary.
        exec(compile(f"def f(v, s, p):\n{body}", "<voorwaarde>", "exec"), scope)  # noqa: S102
        self._function = scope["f"]
        return scope["f"]  # type: ignore[no-any-return]


def _atoms(node: Any) -> list[_Atom]:
    if isinstance(node, _Atom):
        return [node]
    return [atom for part in node.parts for atom in _atoms(part)] if isinstance(node, _Node) else []


def _facts(node: Any) -> list[str]:
    return [a.fact.partition(".")[0] for a in _atoms(node) if a.verb not in ("poort", "altijd", "nooit")]


def _gates(node: Any) -> list[str]:
    return [a.fact for a in _atoms(node) if a.verb == "poort"]


class _Writer:
    """Writes the two rails of a tree as Python text."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self.constants: dict[str, Any] = {}

    def _name(self, fact: str) -> str:
        return self.names.setdefault(fact, f"a{len(self.names)}")

    def _constant(self, value: Any) -> str:
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name

    def rails(self, node: Any) -> tuple[str, str]:
        if isinstance(node, _Atom):
            return self._atom(node)
        rails = [self.rails(part) for part in node.parts]
        if node.verb == "niet":
            return rails[0][1], rails[0][0]
        true, false = ("or", "and") if node.verb == "of" else ("and", "or")
        return ("(" + f" {true} ".join(t for t, _ in rails) + ")", "(" + f" {false} ".join(f for _, f in rails) + ")")

    def _atom(self, atom: _Atom) -> tuple[str, str]:
        verb = atom.verb
        if verb in ("altijd", "nooit"):
            return ("True", "False") if verb == "altijd" else ("False", "True")
        if verb == "poort":
            return f"(p.get({atom.fact!r}) is True)", f"(p.get({atom.fact!r}) is False)"
        if verb == "is status":
            true = f"(s.get({atom.fact!r}) == {atom.values[0]!r})"
            return true, f"(not {true})"
        name = self._name(atom.fact)
        if verb == "beantwoord":
            true = f"({name} is not None or {atom.fact!r} in s)"
            return true, f"(not {true})"
        if verb in ("<", "<=", ">", ">="):
            limit = self._constant(atom.values[0])
            test = f"{name} {verb} {limit}"
            return f"({name} is not None and {test})", f"({name} is not None and not ({test}))"
        return self._membership(atom, name)

    def _membership(self, atom: _Atom, name: str) -> tuple[str, str]:
        wanted = self._constant(frozenset(atom.values))
        unsure = self._constant(frozenset(atom.unsure) - frozenset(atom.values))
        if atom.many:
            true = f"({name} is not None and not {name}.isdisjoint({wanted}))"
            false = f"({name} is not None and {name}.isdisjoint({wanted}) and {name}.isdisjoint({unsure}))"
            certain = f"({name} is not None and not {name} <= {unsure})"
        else:
            true = f"({name} in {wanted})"
            false = f"({name} is not None and {name} not in {wanted} and {name} not in {unsure})"
            certain = f"({name} is not None and {name} not in {unsure})"
        if atom.verb == "bekend":
            return certain, f"(not {certain})"
        if atom.verb == "is":
            return true, f"(not {true})"
        return true, false


def parse_expression(text: str, facts: Mapping[str, Any], gates: frozenset[str] | None = frozenset()) -> Expression:
    """Parse `text` against the vocabulary.

    facts: name -> Fact. gates: names that `poort` may use; None when gates may not be used here.
    Raises ExpressionError that says what was found, what was expected, and the nearest name.
    """
    return Expression(text, _Parser(text, facts, gates).parse())


class _Parser:
    def __init__(self, text: str, facts: Mapping[str, Any], gates: frozenset[str] | None) -> None:
        self.facts = facts
        self.gates = gates
        self.tokens = self._tokens(text)
        self.at = 0

    @staticmethod
    def _tokens(text: str) -> list[str]:
        tokens, at = [], 0
        text = text.rstrip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if not match:
                raise ExpressionError(f"onverwacht teken '{text[at:].strip()[:1]}' in de voorwaarde")
            tokens.append(match.group().strip())
            at = match.end()
        return tokens

    def parse(self) -> Any:
        if not self.tokens:
            raise ExpressionError("de voorwaarde is leeg; bedoelde u 'altijd'?")
        root = self._either("of", lambda: self._either("en", self._negation))
        if self._peek():
            raise ExpressionError(f"'{self._peek()}' hoort hier niet; verwacht: 'en', 'of' of het einde")
        return root

    def _peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        if not token:
            raise ExpressionError("de voorwaarde houdt te vroeg op")
        self.at += 1
        return token

    def _expect(self, token: str) -> None:
        found = self._next()
        if found != token:
            raise ExpressionError(f"'{found}' gevonden; verwacht: '{token}'")

    def _either(self, word: str, below: Callable[[], Any]) -> Any:
        parts = [below()]
        while self._peek() == word:
            self.at += 1
            parts.append(below())
        return parts[0] if len(parts) == 1 else _Node(word, tuple(parts))

    def _negation(self) -> Any:
        if self._peek() == "niet":
            self.at += 1
            return _Node("niet", (self._negation(),))
        if self._peek() == "(":
            self.at += 1
            inner = self._either("of", lambda: self._either("en", self._negation))
            self._expect(")")
            return inner
        return self._comparison()

    def _comparison(self) -> Any:
        name = self._next()
        if name in ("altijd", "nooit"):
            return _Atom("", name)
        if name == "poort":
            return self._gate(self._next())
        fact = self._fact(name)
        verb = self._next()
        if verb == "niet":
            self._expect("in")
            return _Node("niet", (self._values(name, fact, "in", self._bracketed()),))
        if verb in ("=", "!=", "is"):
            return self._equality(name, fact, verb)
        if verb == "in":
            return self._values(name, fact, "in", self._bracketed())
        if verb == "bevat":
            values = self._bracketed() if self._peek() == "[" else [self._next()]
            return self._values(name, fact, "bevat", values)
        if verb in ("bekend", "beantwoord"):
            return _Atom(name, verb, (), tuple(fact.onzeker), self._many(name, fact))
        if verb in ("<", "<=", ">", ">="):
            return self._order(name, fact, verb)
        raise ExpressionError(f"'{verb}' gevonden na '{name}'; verwacht: =, !=, in, bevat, bekend, beantwoord, is, <, >")

    def _gate(self, name: str) -> _Atom:
        if self.gates is None:
            raise ExpressionError("'poort' mag hier niet: een poort kan niet van een poort afhangen")
        if name not in self.gates:
            raise ExpressionError(self._unknown("poort", name, self.gates))
        return _Atom(name, "poort")

    def _fact(self, name: str) -> Any:
        base, _, part = name.partition(".")
        if base not in self.facts:
            raise ExpressionError(self._unknown("feit", base, self.facts))
        fact = self.facts[base]
        if part and part not in fact.onderdelen:
            raise ExpressionError(self._unknown(f"onderdeel van {base}", part, fact.onderdelen))
        return fact

    @staticmethod
    def _unknown(what: str, name: str, names: Any) -> str:
        near = nearest(name, names)
        return f"onbekend {what} '{name}'" + (f"; bedoelde u '{near}'?" if near else "")

    @staticmethod
    def _many(name: str, fact: Any) -> bool:
        return fact.soort in ("meerkeuze", "meerkeuze_route", "lijst")

    def _bracketed(self) -> list[str]:
        self._expect("[")
        values = [self._next()]
        while self._peek() == ",":
            self.at += 1
            values.append(self._next())
        self._expect("]")
        return values

    def _equality(self, name: str, fact: Any, verb: str) -> Any:
        value = self._next()
        if verb == "is" and value in STATUSES and value not in fact.waarden:
            return _Atom(name, "is status", (value,))
        if self._many(name, fact) and verb != "is":
            raise ExpressionError(f"'{name}' heeft meer waarden; gebruik 'bevat' in plaats van '{verb}'")
        atom = self._values(name, fact, "is" if verb == "is" else "in", [value])
        return _Node("niet", (atom,)) if verb == "!=" else atom

    def _values(self, name: str, fact: Any, verb: str, values: list[str]) -> _Atom:
        many = self._many(name, fact)
        if many and verb == "in":
            raise ExpressionError(f"'{name}' heeft meer waarden; gebruik 'bevat'")
        if not many and verb == "bevat":
            raise ExpressionError(f"'{name}' heeft één waarde; gebruik '=' of 'in'")
        _, _, part = name.partition(".")
        known = fact.uitkomsten if part == "uitkomst" else fact.waarden
        free = fact.soort in ("route", "meerkeuze_route") or (fact.soort == "lijst" and not known)
        for value in values:
            if not free and value not in known:
                raise ExpressionError(self._unknown(f"waarde van {name}", value, known))
        return _Atom(name, verb, tuple(values), tuple(fact.onzeker), many)

    def _order(self, name: str, fact: Any, verb: str) -> _Atom:
        value = self._next()
        if fact.soort in ("getal", "bedrag"):
            try:
                return _Atom(name, verb, (Decimal(value),))
            except ArithmeticError:
                raise ExpressionError(f"'{value}' is geen getal") from None
        if fact.soort == "datum":
            try:
                return _Atom(name, verb, (date.fromisoformat(value),))
            except ValueError:
                raise ExpressionError(f"'{value}' is geen datum; verwacht: jjjj-mm-dd") from None
        raise ExpressionError(f"'{name}' is geen getal, bedrag of datum; '{verb}' kan hier niet")
