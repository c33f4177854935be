"""The recovery key: every slip of the fingers is noticed, and the message names the group on the paper."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gesprek.record import recovery
from gesprek.record.recovery import (
    ALPHABET,
    GROUP_LENGTH,
    GROUPS,
    SECRET_BYTES,
    RecoveryKeyProblem,
    format_recovery_key,
    new_recovery_secret,
    parse_recovery_key,
    recovery_groups,
)

SECRETS = st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES)
SECRET = bytes.fromhex("8f3b0c5ad2e97714ab60cd1f2398e45770bb1e06")
FIXED = [SECRET, bytes(SECRET_BYTES), b"\xff" * SECRET_BYTES]
PLACES = [(group, place) for group in range(GROUPS) for place in range(GROUP_LENGTH)]


def joined(groups: list[str]) -> str:
    return "-".join(groups)


def problem(text: str) -> RecoveryKeyProblem:
    with pytest.raises(RecoveryKeyProblem) as raised:
        parse_recovery_key(text)
    assert raised.value.exit_code == 2
    return raised.value


def named(text: str) -> tuple[int, ...]:
    return problem(text).groups


def replaced(groups: list[str], group: int, word: str) -> list[str]:
    return [*groups[:group], word, *groups[group + 1 :]]


@given(SECRETS)
def test_what_was_printed_is_read_back(secret: bytes) -> None:
    assert secret == parse_recovery_key(format_recovery_key(secret))


@pytest.mark.parametrize("secret", FIXED)
def test_the_printed_form_is_nine_numbered_groups_of_five_without_look_alikes(secret: bytes) -> None:
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){8}", format_recovery_key(secret))
    assert recovery_groups(secret) == tuple(format_recovery_key(secret).split("-"))
    assert set(ALPHABET).isdisjoint("ILOU") and len(set(ALPHABET)) == 32


def test_the_printed_form_stays_what_it_is_because_paper_does_not_change() -> None:
    """A key in a safe must still open the vault after an update of the program."""
    assert format_recovery_key(SECRET) == "HWXG7-RPPJC-X5VHK-9AV0X-SMFJQ-76747-AXRBQ-P7G66-NBZ29"


@given(SECRETS, st.data())
def test_case_look_alikes_spaces_hyphens_and_line_breaks_do_not_matter(secret: bytes, data: st.DataObject) -> None:
    typed = ""
    for character in format_recovery_key(secret).replace("-", ""):
        alike = {"0": "0Oo", "1": "1IiLl"}.get(character, character + character.lower())
        typed += data.draw(st.sampled_from(alike)) + data.draw(
            st.sampled_from(["", "", "", " ", "-", "\n", " – ", "\u00ad", "\r\n\t", "\u00a0"])
        )
    assert secret == parse_recovery_key(typed)


@pytest.mark.parametrize("secret", FIXED)
def test_every_single_wrong_character_is_noticed_in_its_own_group(secret: bytes) -> None:
    """Exhaustive: 45 places times 31 other characters, for three secrets."""
    groups = list(recovery_groups(secret))
    tried = 0
    for group, place in PLACES:
        for other in set(ALPHABET) - {groups[group][place]}:
            word = groups[group][:place] + other + groups[group][place + 1 :]
            assert (group + 1,) == named(joined(replaced(groups, group, word))), (group, place, other)
            tried += 1
    assert tried == GROUPS * GROUP_LENGTH * 31


@given(SECRETS, st.integers(0, GROUPS - 1), st.integers(0, GROUP_LENGTH - 1), st.sampled_from(ALPHABET))
def test_a_wrong_character_in_any_key_is_named(secret: bytes, group: int, place: int, other: str) -> None:
    groups = list(recovery_groups(secret))
    assume(groups[group][place] != other)
    assert (group + 1,) == named("".join(replaced(groups, group, groups[group][:place] + other + groups[group][place + 1 :])))


@given(SECRETS, st.integers(0, GROUPS - 1), st.sampled_from(list(combinations(range(GROUP_LENGTH), 2))))
def test_two_characters_of_a_group_that_changed_places_are_noticed_there(
    secret: bytes, group: int, places: tuple[int, int]
) -> None:
    groups, (one, other) = list(recovery_groups(secret)), places
    letters = list(groups[group])
    assume(letters[one] != letters[other])
    letters[one], letters[other] = letters[other], letters[one]
    assert (group + 1,) == named(joined(replaced(groups, group, "".join(letters))))


def test_every_transposition_of_every_pair_of_characters_changes_the_sum_of_a_group() -> None:
    """Exhaustive over values: the weights make that no two characters can change places unseen, the check character included."""
    for one, other in combinations(range(GROUP_LENGTH), 2):
        for a, b in combinations(range(32), 2):
            group = [0] * GROUP_LENGTH
            group[one], group[other] = a, b
            turned = [0] * GROUP_LENGTH
            turned[one], turned[other] = b, a
            assert recovery._sum(group) != recovery._sum(turned), (one, other, a, b)


def test_with_equal_weights_two_turned_characters_would_not_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: what names them is that the weights differ; without it only the check over the whole notices."""
    monkeypatch.setattr(recovery, "_WEIGHTS", (1,) * GROUP_LENGTH)
    groups = list(recovery_groups(SECRET))
    assert named(joined(replaced(groups, 0, groups[0][1] + groups[0][0] + groups[0][2:]))) == ()


def test_without_a_mark_per_position_two_swapped_groups_would_not_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control: what names them is that every position has a mark of its own."""
    monkeypatch.setattr(recovery, "_mark", lambda at: 1)
    groups = list(recovery_groups(SECRET))
    groups[0], groups[1] = groups[1], groups[0]
    assert named(joined(groups)) == ()


def test_the_field_behind_the_sums_has_no_two_numbers_with_product_zero() -> None:
    for a in range(1, 32):
        assert set(range(1, 32)) == {recovery._times(a, b) for b in range(1, 32)}


@pytest.mark.parametrize("secret", FIXED)
@pytest.mark.parametrize(("one", "other"), list(combinations(range(GROUPS), 2)))
def test_every_two_swapped_groups_are_named_and_called_swapped(secret: bytes, one: int, other: int) -> None:
    groups = list(recovery_groups(secret))
    groups[one], groups[other] = groups[other], groups[one]
    found = problem(joined(groups))
    assert (one + 1, other + 1) == found.groups
    assert "staan op elkaars plaats" in found.message
    assert found.hint == "Wissel die twee groepen om."


def test_two_wrong_groups_that_only_look_swapped_are_not_called_swapped() -> None:
    """The check over the whole decides: each of these two would fit at the other's place, but they are not this key's."""
    groups = list(recovery_groups(SECRET))
    groups[2], groups[6] = recovery._group([1, 2, 3, 4], 6), recovery._group([5, 6, 7, 8], 2)
    found = problem(joined(groups))
    assert found.groups == (3, 7)
    assert "De groepen 3 en 7 kloppen niet." in found.message


def test_a_block_that_was_read_by_column_is_called_out_of_order() -> None:
    groups = recovery_groups(SECRET)
    found = problem(" ".join(groups[3 * (place % 3) + place // 3] for place in range(GROUPS)))
    assert found.groups == (2, 3, 4, 6, 7, 8)
    assert "niet in de goede volgorde" in found.message


@given(SECRETS, st.permutations(range(GROUPS)))
def test_any_other_order_of_the_groups_names_exactly_those_that_moved(secret: bytes, order: list[int]) -> None:
    assume(order != sorted(order))
    groups = recovery_groups(secret)
    assert tuple(at + 1 for at in range(GROUPS) if order[at] != at) == named(joined([groups[at] for at in order]))


@pytest.mark.parametrize("count", [*range(1, GROUPS - 1), 11, 12])
def test_too_few_or_too_many_groups_are_said_with_numbers(count: int) -> None:
    groups = [*recovery_groups(SECRET), *recovery_groups(SECRET)][:count]
    found = problem(joined(groups))
    assert re.match(rf"Er sta(at|an) {count} groep(en)?\. Een herstelsleutel heeft 9 groepen van 5 tekens\.", found.message)


@pytest.mark.parametrize("missing", range(GROUPS))
def test_the_group_that_was_skipped_is_named(missing: int) -> None:
    groups = list(recovery_groups(SECRET))
    del groups[missing]
    for text in (joined(groups), "".join(groups)):
        found = problem(text)
        assert (missing + 1,) == found.groups
        assert "Er staan 8 groepen." in found.message and f"Groep {missing + 1} ontbreekt." in found.hint


@pytest.mark.parametrize("twice", range(GROUPS))
def test_the_group_that_was_typed_twice_is_named(twice: int) -> None:
    groups = list(recovery_groups(SECRET))
    found = problem(joined([*groups[: twice + 1], *groups[twice:]]))
    assert (twice + 2,) == found.groups
    assert "Er staan 10 groepen." in found.message


@pytest.mark.parametrize(("group", "place"), PLACES)
def test_a_skipped_character_is_named_by_its_group_and_the_count(group: int, place: int) -> None:
    groups = list(recovery_groups(SECRET))
    word = groups[group][:place] + groups[group][place + 1 :]
    found = problem(joined(replaced(groups, group, word)))
    assert (group + 1,) == found.groups
    assert f"In groep {group + 1} staan 4 tekens in plaats van 5." in found.message


def test_a_skipped_character_and_a_doubled_one_elsewhere_name_only_those_two_groups() -> None:
    groups = list(recovery_groups(SECRET))
    groups[1], groups[6] = groups[1][1:], groups[6] + groups[6][-1]
    assert named(joined(groups)) == (2, 7)


def test_without_hyphens_a_skipped_character_gives_the_count_and_where_to_start_looking() -> None:
    found = problem(format_recovery_key(SECRET).replace("-", "")[:16] + format_recovery_key(SECRET).replace("-", "")[17:])
    assert found.groups == (4,)
    assert "Er staan 44 tekens. Een herstelsleutel heeft er 45" in found.message


@pytest.mark.parametrize("foreign", "Uu*é€ß٣\0\x1b")
def test_a_character_that_no_key_has_is_named_by_its_group_and_not_repeated(foreign: str) -> None:
    groups = list(recovery_groups(SECRET))
    found = problem(joined(replaced(groups, 4, foreign + groups[4][1:])))
    assert found.groups == (5,)
    assert "niet in een herstelsleutel voorkomt" in found.message
    assert foreign in "Uu" or foreign not in str(found)


def test_groups_that_each_fit_but_do_not_belong_together_are_refused_as_a_whole() -> None:
    """Control for the check over the whole: two keys, mixed group by group, pass every check of a group."""
    mixed = joined([*recovery_groups(SECRET)[:4], *recovery_groups(bytes(SECRET_BYTES))[4:]])
    found = problem(mixed)
    assert found.groups == ()
    assert "de hele sleutel klopt niet" in found.message


@pytest.mark.parametrize("text", ["", " - \n", "\u200b"])
def test_nothing_typed_is_said_as_such(text: str) -> None:
    assert problem(text).message == "Er is nog niets ingevuld."


@given(st.text(max_size=120))
def test_no_text_does_anything_but_give_a_problem(text: str) -> None:
    problem(text)


@given(
    SECRETS, st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(ALPHABET)), min_size=1, max_size=12), st.integers(-3, 3)
)
def test_no_message_holds_anything_that_was_typed(secret: bytes, changes: list[tuple[tuple[int, int], str]], cut: int) -> None:
    groups = list(recovery_groups(secret))
    for (group, place), other in changes:
        groups[group] = groups[group][:place] + other + groups[group][place + 1 :]
    typed = [*groups, *groups[:cut]] if cut > 0 else groups[: GROUPS + cut]
    try:
        parse_recovery_key(joined(typed))
    except RecoveryKeyProblem as found:
        said = repr((found.args, vars(found), str(found))).upper()
        assert not [word for word in typed if word in said]
        assert found.__cause__ is None and found.__context__ is None
    else:
        assert typed == list(recovery_groups(secret))


@given(SECRETS, st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(ALPHABET)), min_size=2, max_size=6))
def test_several_wrong_characters_never_point_at_a_group_that_is_right(
    secret: bytes, changes: list[tuple[tuple[int, int], str]]
) -> None:
    groups = list(recovery_groups(secret))
    for (group, place), other in changes:
        groups[group] = groups[group][:place] + other + groups[group][place + 1 :]
    changed = {at + 1 for at in range(GROUPS) if groups[at] != recovery_groups(secret)[at]}
    assume(changed)
    assert changed >= set(named(joined(groups)))


def test_a_new_secret_is_twenty_bytes_and_never_the_same() -> None:
    fresh = {new_recovery_secret() for _ in range(200)}
    assert len(fresh) == 200 and {len(secret) for secret in fresh} == {SECRET_BYTES}


@pytest.mark.parametrize("size", [0, 19, 21])
def test_a_secret_of_another_length_is_a_mistake_of_the_program(size: int) -> None:
    with pytest.raises(ValueError, match="20 bytes"):
        format_recovery_key(bytes(size))
