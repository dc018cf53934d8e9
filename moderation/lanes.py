"""Which way a case goes and how high it stands: the oldest risk first; pure."""

from __future__ import annotations

from datetime import timedelta

LEASE = timedelta(minutes=10)  # how long a case is somebody's after she opened it
UNDO_FOR = timedelta(days=30)
APPEAL_FOR = timedelta(days=183)  # six months, as art. 20 (1) of regulation (EU) 2022/2065 has it
ANSWER_FOR = timedelta(days=30)  # how long a member answers to a word of the team
MOST_ANSWERS = 5  # before the team answers

LANE_OF_REASON = {"worried": "crisis", "illegal": "legal", "appeal": "appeal"}
RANK_OF_LANE = {"crisis": 1, "legal": 2, "appeal": 4}
REPORTED, WAITS = 3, 5


def lane_of(reason: str) -> str:
    """The lane a report with this reason goes."""
    return LANE_OF_REASON.get(reason, "normal")


def rank_of(lane: str, *, reported: bool) -> int:
    """1 is looked at first. What is out and reported comes before what waits unread by anybody."""
    return RANK_OF_LANE.get(lane, REPORTED if reported else WAITS)
