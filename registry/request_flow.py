"""The life of a request for data: which step follows on which, whose it is, and whose clock runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

Who = Literal["asker", "curator", "committee", "system"]
Result = Literal["open", "yes", "no"]


class State(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    SCREENING = "screening"
    QUESTION = "question"
    REVIEW = "review"
    AGREEMENT = "agreement"
    SIGNED = "signed"
    READY = "ready"
    AMENDING = "amending"
    RELEASED = "released"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Move(StrEnum):
    """A step somebody takes."""

    SEND = "send"
    ASK_BACK = "ask_back"
    ANSWER = "answer"
    PASS_ON = "pass_on"  # noqa: S105  (a step)
    TURN_DOWN = "turn_down"
    APPROVE = "approve"
    REFUSE = "refuse"
    SIGN = "sign"
    RETURN_CONTRACT = "return_contract"
    ACCEPT_CONTRACT = "accept_contract"
    AMEND = "amend"
    PROPOSE = "propose"
    KEEP = "keep"
    HAND_OUT = "hand_out"
    CLOSE = "close"
    WITHDRAW = "withdraw"


WHO: dict[Move, Who] = {
    Move.SEND: "asker",
    Move.ASK_BACK: "curator",
    Move.ANSWER: "asker",
    Move.PASS_ON: "curator",
    Move.TURN_DOWN: "curator",
    Move.APPROVE: "committee",
    Move.REFUSE: "committee",
    Move.SIGN: "asker",
    Move.RETURN_CONTRACT: "curator",
    Move.ACCEPT_CONTRACT: "curator",
    Move.AMEND: "asker",
    Move.PROPOSE: "asker",
    Move.KEEP: "asker",
    Move.HAND_OUT: "curator",
    Move.CLOSE: "system",
    Move.WITHDRAW: "asker",
}
_BEFORE_RELEASE = (
    State.DRAFT, State.SCREENING, State.QUESTION, State.REVIEW, State.AGREEMENT, State.SIGNED,
    State.READY, State.AMENDING,
)  # fmt: skip
APPROVED = (State.AGREEMENT, State.SIGNED, State.READY)
NEXT: dict[tuple[State, Move], State] = {
    (State.DRAFT, Move.SEND): State.SCREENING,
    (State.SCREENING, Move.ASK_BACK): State.QUESTION,
    (State.QUESTION, Move.ANSWER): State.SCREENING,
    (State.SCREENING, Move.PASS_ON): State.REVIEW,
    (State.SCREENING, Move.TURN_DOWN): State.REFUSED,
    (State.REVIEW, Move.ASK_BACK): State.QUESTION,
    (State.REVIEW, Move.APPROVE): State.AGREEMENT,
    (State.REVIEW, Move.REFUSE): State.REFUSED,
    (State.AGREEMENT, Move.SIGN): State.SIGNED,
    (State.SIGNED, Move.RETURN_CONTRACT): State.AGREEMENT,
    (State.SIGNED, Move.ACCEPT_CONTRACT): State.READY,
    (State.READY, Move.HAND_OUT): State.RELEASED,
    (State.RELEASED, Move.CLOSE): State.CLOSED,
    (State.RELEASED, Move.AMEND): State.AMENDING,
    **{(state, Move.AMEND): State.AMENDING for state in APPROVED},
    (State.AMENDING, Move.PROPOSE): State.SCREENING,
    (State.AMENDING, Move.KEEP): State.AGREEMENT,
    **{(state, Move.WITHDRAW): State.WITHDRAWN for state in _BEFORE_RELEASE},
}
ENDED = frozenset({State.REFUSED, State.WITHDRAWN, State.CLOSED})
NOT_CHANGED = frozenset({Move.KEEP, Move.TURN_DOWN, Move.REFUSE})  # ends a change and nothing else
OURS = frozenset({State.SCREENING, State.REVIEW})  # the clock runs while it lies with us


def after(state: str, move: Move, approved: str = "", *, out: bool = False) -> State | None:
    """Where the step leads; None when it cannot be taken from here.

    `approved`: where the request stood when a change of it was asked for. Without a yes to the
    change it stands there again; a question back goes to whoever writes the change. `out`: the
    data went out already; they are not made again, and nothing is taken back.
    """
    found = NEXT.get((State(state), move))
    if out and move is Move.WITHDRAW:
        return None
    if out and found is State.READY:
        return State.RELEASED
    if found is None or not approved:
        return found
    if move in NOT_CHANGED:
        return State(approved)
    return State.AMENDING if move is Move.ASK_BACK else found


def moves_from(state: str, who: Who) -> list[Move]:
    """The steps this side can take now."""
    return [move for move in Move if WHO[move] == who and after(state, move) is not None]


@dataclass(frozen=True, slots=True)
class Stay:
    """Since when a request was in a state."""

    state: str
    since: datetime


@dataclass(frozen=True, slots=True)
class RoundOver:
    """A round of votes that ended. `step`: the step that ended it, counted from 0; `number`: of the
    round; `change`: which change of what was approved it was about, 0 for the request itself.
    """

    step: int
    number: int
    change: int


def rounds_over(steps: Sequence[tuple[str, str]]) -> list[RoundOver]:
    """Every round that ended, with a decision or without. `steps`: move and state, oldest first."""
    found, number, change, stood = [], 1, 0, State.DRAFT.value
    for at, (move, state) in enumerate(steps):
        in_review = stood == State.REVIEW
        if in_review:
            found.append(RoundOver(at, number, change))
        if move == Move.AMEND:
            number, change = number + 1, change + 1
        elif in_review and move == Move.ASK_BACK:
            number += 1
        stood = state
    return found


def time_with_us(stays: Sequence[Stay], now: datetime) -> timedelta:
    """How long it lay with us in all; questions back stop the clock. `stays`: oldest first."""
    ends = [*(stay.since for stay in stays[1:]), now]
    spent = [end - stay.since for stay, end in zip(stays, ends, strict=True) if stay.state in OURS]
    return sum(spent, timedelta())


def due_at(stays: Sequence[Stay], days: int, now: datetime) -> datetime | None:
    """By when a decision is promised; None while the clock stands still or it is over."""
    if not stays or stays[-1].state not in OURS:
        return None
    return now + timedelta(days=days) - time_with_us(stays, now)


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes of a committee. `aside`: not there or not neutral, and no deputy has voted."""

    yes: int = 0
    no: int = 0
    abstained: int = 0
    aside: int = 0
    waiting: int = 0

    @property
    def cast(self) -> int:
        """Votes that count towards the quorum."""
        return self.yes + self.no + self.abstained


def result(tally: Tally, quorum: int, *, over: bool) -> Result:
    """What the votes say. `over`: the days to vote are over, nobody is waited for any more.

    More yes than no decides for it, anything else against it; without a quorum it stays open.
    """
    if tally.cast < quorum or (tally.waiting and not over):
        return "open"
    return "yes" if tally.yes > tally.no else "no"
