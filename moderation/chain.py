"""Who is called next for somebody who may be in danger, and when: there is always a next one; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

# Who moderates the place alone ends no calls: the whole team is called soon after her.
PLACE_WAITS = timedelta(minutes=5)
EACH_WAITS = timedelta(minutes=15)  # for somebody to look, before the next one is called
AGAIN_AFTER = timedelta(hours=1)  # everybody was called: the chain begins anew
LOOK_WITHIN = timedelta(hours=1)  # what took longer is told to whoever leads
SAY_WITHIN = timedelta(hours=1)  # after a look, to say what she reads in it
LOOK_IN_AFTER = (timedelta(hours=24), timedelta(days=7))
STEPS = ("place", "duty", "lead", "deputy", "board")


@dataclass(frozen=True, slots=True)
class Next:
    """Whom to call now (ids of people), and how many steps are then done; `wait` until the next."""

    people: Sequence[int]
    done: int
    wait: timedelta


def next_of(called: int, there: Mapping[str, Sequence[int]], all_moderators: Sequence[int]) -> Next:
    """`called`: steps done so far. Steps nobody holds are passed over; after the last one everybody
    who moderates is called, and then it begins anew.
    """
    for number in range(called, len(STEPS)):
        people = there.get(STEPS[number], ())
        if people:
            wait = PLACE_WAITS if STEPS[number] == "place" else EACH_WAITS
            return Next(people, number + 1, wait)
    return Next(all_moderators, 0, AGAIN_AFTER)
