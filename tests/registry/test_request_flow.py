"""The life of a request as a pure machine, its clock, its votes, and names for a release."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from registry.pseudonyms import check_sign, days_shifted, is_sound, new_key, pseudonym
from registry.request_flow import (
    ENDED,
    NEXT,
    WHO,
    Move,
    State,
    Stay,
    Tally,
    after,
    due_at,
    moves_from,
    result,
    time_with_us,
)

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def days(count: int) -> timedelta:
    return timedelta(days=count)


@given(st.lists(st.sampled_from(list(Move)), max_size=30))
def test_no_way_leads_to_data_without_votes_a_contract_and_a_release(moves: list[Move]) -> None:
    taken: list[Move] = []
    state = State.DRAFT
    for move in moves:
        following = after(state, move)
        if following is not None:
            state, taken = following, [*taken, move]
    if state in (State.RELEASED, State.CLOSED):
        needed = [
            Move.SEND, Move.PASS_ON, Move.APPROVE, Move.SIGN, Move.ACCEPT_CONTRACT, Move.HAND_OUT,
        ]  # fmt: skip
        places = [taken.index(move) for move in needed]
        assert places == sorted(places)


def test_every_step_belongs_to_somebody_and_the_end_is_the_end() -> None:
    assert set(WHO) == set(Move)
    assert {move for _state, move in NEXT} == set(Move)
    for state in ENDED:
        assert [move for move in Move if after(state, move)] == []
    assert moves_from("question", "asker") == [Move.ANSWER, Move.WITHDRAW]
    assert moves_from("question", "curator") == []
    assert after("refused", Move.APPROVE) is None


def test_the_clock_stands_still_while_a_question_is_open() -> None:
    stays = [
        Stay("screening", MONDAY),
        Stay("question", MONDAY + days(3)),
        Stay("screening", MONDAY + days(20)),
        Stay("review", MONDAY + days(22)),
    ]
    now = MONDAY + days(30)
    assert time_with_us(stays, now) == days(3 + 2 + 8)
    assert due_at(stays, 60, now) == now + days(47)
    assert due_at(stays[:2], 60, now) is None
    assert due_at([], 60, now) is None


def test_votes_decide_only_with_a_quorum_and_a_tie_is_no() -> None:
    assert result(Tally(yes=2), 3, over=False) == "open"
    assert result(Tally(yes=2), 3, over=True) == "open"
    assert result(Tally(yes=2, abstained=1), 3, over=False) == "yes"
    assert result(Tally(yes=2, no=2), 3, over=False) == "no"
    assert result(Tally(yes=3, waiting=1), 3, over=False) == "open"
    assert result(Tally(yes=3, waiting=1), 3, over=True) == "yes"
    assert result(Tally(yes=2, aside=5), 3, over=True) == "open"


def test_the_check_sign_is_the_one_of_the_standard() -> None:
    # The example of the Global Release Identifier standard, IFPI: A1-2425G-ABC1234002-M.
    assert check_sign("A12425GABC1234002") == "M"
    assert is_sound("A12425GABC1234002M")
    assert not is_sound("A12425GABC1234020M")
    assert not is_sound("a")


@given(st.uuids(), st.integers(0, 11), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_a_sign_typed_wrong_is_found(subject: UUID, place: int, sign: str) -> None:
    name = pseudonym(b"k" * 32, subject)
    other = name[:place] + sign + name[place + 1 :]
    assert is_sound(name)
    assert is_sound(other) == (other == name)


def test_two_releases_know_the_same_person_by_different_names() -> None:
    subject, one, other = uuid4(), new_key(), new_key()
    assert pseudonym(one, subject) == pseudonym(one, subject)
    assert pseudonym(one, subject) != pseudonym(other, subject)
    assert pseudonym(one, subject) != pseudonym(one, uuid4())
    assert 1 <= days_shifted(one, subject) <= 365


def test_a_change_without_a_yes_leads_back_where_the_request_stood() -> None:
    for stood in (State.AGREEMENT, State.SIGNED, State.READY):
        assert after(stood, Move.AMEND) == State.AMENDING
        assert after(State.AMENDING, Move.KEEP, stood) == stood
        assert after(State.SCREENING, Move.TURN_DOWN, stood) == stood
        assert after(State.REVIEW, Move.REFUSE, stood) == stood
        assert after(State.REVIEW, Move.APPROVE, stood) == State.AGREEMENT
        assert after(State.REVIEW, Move.ASK_BACK, stood) == State.AMENDING
        assert after(State.AMENDING, Move.WITHDRAW, stood) == State.WITHDRAWN
    for state in (State.REVIEW, *ENDED):
        assert after(state, Move.AMEND) is None


def test_after_data_went_out_nothing_is_made_again_and_nothing_taken_back() -> None:
    assert after(State.RELEASED, Move.AMEND) == State.AMENDING
    assert after(State.AMENDING, Move.KEEP, State.RELEASED, out=True) == State.RELEASED
    assert after(State.REVIEW, Move.REFUSE, State.RELEASED, out=True) == State.RELEASED
    assert after(State.SIGNED, Move.ACCEPT_CONTRACT, out=True) == State.RELEASED
    assert all(after(state, Move.WITHDRAW, out=True) is None for state in State)
