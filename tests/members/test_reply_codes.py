"""A reply code keyed wrongly is known as such before anybody asks the database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.reply_codes import (
    LENGTH,
    Miskeyed,
    as_typed,
    code_hash,
    code_of,
    in_groups,
    new_seed,
    with_check_sign,
)
from members.share_codes import ALPHABET

SIGNS = st.text(ALPHABET, min_size=LENGTH - 1, max_size=LENGTH - 1)


@given(SIGNS, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_always_noticed(signs: str, at: int, sign: str) -> None:
    code = with_check_sign(signs)
    wrong = code[:at] + sign + code[at + 1 :]
    if wrong == code:
        assert as_typed(code) == code
    else:
        with pytest.raises(Miskeyed):
            as_typed(wrong)


@given(SIGNS, st.integers(0, LENGTH - 2))
def test_two_neighbours_swapped_are_always_noticed(signs: str, at: int) -> None:
    code = with_check_sign(signs)
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    if swapped == code:
        assert as_typed(swapped) == code
    else:
        with pytest.raises(Miskeyed):
            as_typed(swapped)


@pytest.mark.parametrize(
    "text", ["", "K7QM2", "K7QM2 XWD9T 3", "KTQMU XWD9T", "кирил лица2", "०१२३४५६७८९"]
)
def test_what_cannot_be_a_code_is_no_code(text: str) -> None:
    with pytest.raises(Miskeyed):
        as_typed(text)


def test_codes_are_read_in_any_grouping_and_with_letters_people_confuse() -> None:
    code = with_check_sign("0A1B2C3D4")
    assert as_typed(in_groups(code).lower()) == code
    assert as_typed("-".join(code).replace("0", "O").replace("1", "l")) == code


def test_a_seed_gives_its_code_again_and_the_stored_mark_is_keyed() -> None:
    seed = new_seed()
    assert code_of(seed) == code_of(seed) == as_typed(code_of(seed))
    assert len({code_of(new_seed()) for _ in range(200)}) == 200
    assert code_hash(code_of(seed)) != code_hash(code_of(new_seed()))
