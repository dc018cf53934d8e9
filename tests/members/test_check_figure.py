"""A slip of the pen shows before anybody is asked: every single figure, every two changed round."""

from __future__ import annotations

import pytest

from members.card_codes import HOW_MANY, LENGTH, card_groups, is_well_copied, new_codes
from members.check_figure import check_figure, is_checked
from members.member_number import member_number, person_of_number

WHOLE = [f"{number}{check_figure(str(number))}" for number in range(1000, 10_000, 7)]


def test_the_figure_of_the_published_example() -> None:
    assert check_figure("572") == "4"  # Damm 2004, as quoted wherever the scheme is explained


def test_every_single_wrong_figure_is_noticed() -> None:
    for whole in WHOLE:
        for place, right in enumerate(whole):
            for other in "0123456789".replace(right, ""):
                assert not is_checked(whole[:place] + other + whole[place + 1 :])


def test_every_two_neighbours_changed_round_are_noticed() -> None:
    for whole in WHOLE:
        for place in range(len(whole) - 1):
            one, two = whole[place], whole[place + 1]
            if one != two:
                assert not is_checked(whole[:place] + two + one + whole[place + 2 :])


def test_nothing_at_all_is_not_checked() -> None:
    assert not is_checked("")


@pytest.mark.parametrize("person_id", [1, 7, 42, 1027, 12_345, 9_000_000_000])
def test_a_member_number_leads_back_to_its_person(person_id: int) -> None:
    number = member_number(person_id)
    assert person_of_number(number) == person_id
    assert person_of_number(f" {number.replace('-', ' ')} ") == person_id


@pytest.mark.parametrize("typed", ["", "1", "1027", "1027-8", "1072-7", "9" * 40, "one thousand"])
def test_what_is_no_member_number_leads_nowhere(typed: str) -> None:
    assert person_of_number(typed) is None


def test_a_card_has_twenty_different_codes_that_are_well_copied() -> None:
    codes = new_codes()
    assert len(set(codes)) == HOW_MANY
    assert all(len(code) == LENGTH and is_well_copied(code) for code in codes)
    assert card_groups("4027193857") == "402 719 3857"
