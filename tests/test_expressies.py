"""The language of conditions: what it means, what it refuses, and that unknown never quietly becomes no."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesprek.knowledge.expressions import Expression, ExpressionError, View, parse_expression


@dataclass(frozen=True)
class Word:
    soort: str
    waarden: dict[str, str] = field(default_factory=dict)
    onzeker: tuple[str, ...] = ()
    onderdelen: tuple[str, ...] = ()
    uitkomsten: dict[str, str] = field(default_factory=dict)
    waarden_van: str = ""


JN = {"ja": "ja", "nee": "nee", "mogelijk": "mogelijk"}
FACTS: dict[str, Any] = {
    "a": Word("keuze", JN, ("mogelijk",)),
    "b": Word("keuze", JN, ("mogelijk",)),
    "c": Word("keuze", JN, ("mogelijk",)),
    "doel": Word("meerkeuze", {"geld": "", "stop": "", "weet_niet": ""}, ("weet_niet",)),
    "n": Word("getal"),
    "dag": Word("datum"),
    "pogingen": Word("lijst", {"wijkagent": "", "politie": ""}, (), ("door", "uitkomst"), {"mislukt": ""}, "door"),
}


def expr(text: str) -> Expression:
    return parse_expression(text, FACTS, frozenset({"stalking"}))


def view(**values: Any) -> View:
    return View({k: frozenset(v) if isinstance(v, set) else v for k, v in values.items()})


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("a = ja", {}, None),
        ("a = ja", {"a": "ja"}, True),
        ("a = ja", {"a": "nee"}, False),
        ("a = ja", {"a": "mogelijk"}, None),
        ("a = mogelijk", {"a": "mogelijk"}, True),
        ("a = mogelijk", {"a": "nee"}, False),
        ("a != ja", {"a": "mogelijk"}, None),
        ("a in [ja, mogelijk]", {"a": "mogelijk"}, True),
        ("a niet in [ja]", {"a": "nee"}, True),
        ("a niet in [ja]", {}, None),
        ("a bekend", {"a": "mogelijk"}, False),
        ("a bekend", {"a": "nee"}, True),
        ("a is ja", {}, False),
        ("niet (a is ja)", {}, True),
        ("doel bevat geld", {"doel": {"stop"}}, False),
        ("doel bevat geld", {"doel": {"stop", "weet_niet"}}, None),
        ("doel bevat geld", {"doel": {"geld", "weet_niet"}}, True),
        ("doel bevat [geld, stop]", {"doel": {"stop"}}, True),
        ("doel bekend", {"doel": {"weet_niet"}}, False),
        ("n < 12", {"n": 11}, True),
        ("n >= 12", {"n": 11}, False),
        ("n < 12", {}, None),
        ("pogingen bevat wijkagent", {"pogingen": {"politie"}}, False),
        ("pogingen.uitkomst bevat mislukt", {"pogingen.uitkomst": {"mislukt"}}, True),
        ("altijd", {}, True),
        ("nooit", {}, False),
        ("a = ja of b = ja", {"a": "ja"}, True),
        ("a = ja en b = ja", {"a": "nee"}, False),
        ("a = ja en b = ja", {"a": "ja"}, None),
        ("niet a = ja en b = ja", {"a": "nee", "b": "ja"}, True),
        ("a = ja of b = ja en c = ja", {"a": "nee", "b": "ja", "c": "nee"}, False),
    ],
)
def test_a_condition_means_what_kleene_says(text: str, values: dict[str, Any], expected: bool | None) -> None:
    """True, false and unknown, atom by atom."""
    assert expr(text)(view(**values)) is expected


def test_a_status_is_a_value_of_its_own_and_unknown_for_rules() -> None:
    """A refusal is seen by `is`, and is unknown for every comparison."""
    seen = View({}, {"a": "wil_niet_zeggen"})
    assert expr("a is wil_niet_zeggen")(seen) is True
    assert expr("a = ja")(seen) is None
    assert expr("a beantwoord")(seen) is True
    assert expr("a bekend")(seen) is False


def test_a_gate_is_three_valued_too() -> None:
    """`poort` passes on what is known of the gate."""
    for plays in (True, False, None):
        assert expr("poort stalking")(View({}, {}, {"stalking": plays})) is plays


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "leeg"),
        ("a", "te vroeg"),
        ("a = jaa", "bedoelde u 'ja'"),
        ("aa = ja", "onbekend feit"),
        ("doel = geld", "bevat"),
        ("a bevat ja", "één waarde"),
        ("a = ja ja", "hoort hier niet"),
        ("n < twaalf", "geen getal"),
        ("dag < 2024", "geen datum"),
        ("a < 3", "geen getal"),
        ("poort stalkin", "bedoelde u 'stalking'"),
        ("a = ja & b = ja", "onverwacht teken"),
        ("(a = ja", "te vroeg"),
        ("__import__('os')", "onverwacht teken"),
    ],
)
def test_a_mistake_is_named_with_what_was_expected(text: str, said: str) -> None:
    """No condition with a typing error loads."""
    with pytest.raises(ExpressionError, match=said):
        expr(text)


def test_a_gate_may_not_depend_on_a_gate() -> None:
    """Gates look at facts only."""
    with pytest.raises(ExpressionError, match="mag hier niet"):
        parse_expression("poort stalking", FACTS, None)


TREES = st.recursive(
    st.sampled_from(["a = ja", "b = ja", "c = ja", "a in [ja, mogelijk]", "b != nee", "doel bevat geld", "c bekend"]),
    lambda below: st.one_of(
        below.map(lambda t: f"niet ({t})"),
        st.tuples(below, below).map(lambda p: f"({p[0]}) en ({p[1]})"),
        st.tuples(below, below).map(lambda p: f"({p[0]}) of ({p[1]})"),
    ),
    max_leaves=8,
)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "a": st.sampled_from(list(JN)),
        "b": st.sampled_from(list(JN)),
        "c": st.sampled_from(list(JN)),
        "doel": st.frozensets(st.sampled_from(["geld", "stop", "weet_niet"]), min_size=1),
    },
)


def literal(node: Any, values: dict[str, Any]) -> bool | None:
    """Kleene's tables, written out; the generated functions must agree with it."""
    if hasattr(node, "parts"):
        outcomes = [literal(part, values) for part in node.parts]
        if node.verb == "niet":
            return None if outcomes[0] is None else not outcomes[0]
        decides = bool(node.verb == "of")
        if decides in outcomes:
            return decides
        return None if None in outcomes else not decides
    outcome: bool | None = Expression(str(node), node)(View(values))
    return outcome


@given(TREES, VALUES)
def test_the_generated_function_agrees_with_kleenes_tables(text: str, values: dict[str, Any]) -> None:
    """Whatever the shape of the condition and whatever is known."""
    parsed = expr(text)
    assert parsed(View(values)) is literal(parsed._root, values)


@given(TREES, VALUES, VALUES)
def test_learning_more_never_turns_a_sure_outcome(text: str, known: dict[str, Any], more: dict[str, Any]) -> None:
    """Monotone: what is true or false stays so when an unanswered fact gets an answer (`bekend` excepted by nature)."""
    if "bekend" in text:
        return
    before = expr(text)(View(known))
    after = expr(text)(View({**more, **known}))
    if before is not None and "mogelijk" not in known.values() and "weet_niet" not in known.get("doel", ()):
        assert after is before


@given(TREES, VALUES)
def test_what_is_open_is_named_exactly_when_the_outcome_is_unknown(text: str, values: dict[str, Any]) -> None:
    """An unknown outcome names at least one fact; a sure one names none."""
    facts, gates = expr(text).open_parts(View(values))
    assert bool(facts | gates) is (expr(text)(View(values)) is None)
