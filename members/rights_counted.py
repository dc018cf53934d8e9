"""Where others may name somebody in what is theirs: counted for a request about data, never read.

What members write about their own health belongs to them. Each app has a function in the vault
that counts, in how many texts of how many people the words stand, and gives nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from .purposes import Words

SHORTEST_COUNTED = 4  # signs of a word; the vault refuses shorter ones, and more than MOST_COUNTED
MOST_COUNTED = 8  # different words of one request, so that nobody asks about a life word by word


@dataclass(frozen=True, slots=True)
class Counted:
    """`function` of the vault: (request, words) → place, texts, people.

    `labels`: place → what it is, as the office reads it. `sealed`: what lies there and is not
    counted, because no query can read it.
    """

    function: str
    labels: Mapping[str, Words]
    sealed: Sequence[Words] = ()


_counted: dict[str, Counted] = {}


def register_counted(counted: Counted) -> None:
    """Once per function at start."""
    if _counted.setdefault(counted.function, counted) is not counted:
        raise ValueError(f"{counted.function} is counted already.")


def all_counted() -> Sequence[Counted]:
    """In the order they were registered."""
    return list(_counted.values())


def countable(words: Sequence[str]) -> list[str]:
    """Those long enough to be counted."""
    return [word for word in words if len(word.strip()) >= SHORTEST_COUNTED]


OWN = Counted(
    "rights_count_members",
    {
        "groups": _("Words to those who lead a group"),
        "codes": _("Notes for whom a code was made"),
        "decisions": _("What members agreed to, word for word"),
        "brought": _("What members brought along from another portal"),
    },
    (
        _("What members wish for after their death"),
        _("Who told us of a death, and who asked to act for a child by law"),
        _("Files that members put in, and pictures"),
    ),
)
