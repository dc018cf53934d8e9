"""How many people one post may name: a few, and fewer while somebody is new."""

from __future__ import annotations

from members.models import Person

from .publishing import NEW_BELOW

MOST_IN_A_POST, MOST_IN_A_DAY = 5, 20
NEW_IN_A_POST, NEW_IN_A_DAY = 2, 4
# Nobody who left, died or never came is named.
HERE = (Person.State.ACTIVE, Person.State.PAUSED, Person.State.UNDECIDED)


def most_in_a_post(published: int) -> int:
    """`published`: posts of hers that came out."""
    return NEW_IN_A_POST if published < NEW_BELOW else MOST_IN_A_POST


def names_left(*, published: int, in_a_day: int, there: int = 0) -> int:
    """How many more people this post may name. `in_a_day`: named by her in a day; `there`: in this
    post already.
    """
    most = NEW_IN_A_DAY if published < NEW_BELOW else MOST_IN_A_DAY
    return max(0, min(most_in_a_post(published) - there, most - in_a_day))
