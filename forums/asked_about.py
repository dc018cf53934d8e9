"""A topic begun about something another feature shows, such as a health page: its title and a link.

Connected in po_platform/wiring.py. What is typed stays the member's: she can change all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from forums.queries.boards import boards
from forums.rules import may_start_topic
from forums.sight import sight_of
from forums.wording import WHO_READS
from members.purposes import Words
from notifications.letters import absolute
from po_platform.access.actor import Actor

LONGEST = 120  # of a title


@dataclass(frozen=True, slots=True)
class About:
    """What it is about. `url`: here, from its first slash."""

    title: str
    url: str
    language: str = ""


Finder = Callable[[Actor, str], About | None]
_finders: list[Finder] = []


def connect_about(finder: Finder) -> None:
    """Once at start, by the wiring. It gives only what this reader may open."""
    _finders[:] = [finder]


def about_of(actor: Actor, name: str) -> About | None:
    """What she asks about, by the name that stands in the address."""
    return _finders[0](actor, name) if _finders and name else None


def begun_about(about: About) -> dict[str, Any]:
    """The first words of the topic."""
    title = (_("About: %(title)s") % {"title": about.title})[:LONGEST]
    return {"title": title, "text": f"{absolute(about.url)}\n\n"}


def places_to_ask(actor: Actor) -> list[tuple[str, str, Words]]:
    """(board, where a topic is begun on it, who can read there) for whoever may begin one."""
    sight = sight_of(actor)
    found = []
    for one in boards(sight=sight):
        choices = sight.choices(one.row)
        if choices and may_start_topic(sight, one.row, choices[0]):
            url = reverse("forums:begin", args=[one.row.ref])
            found.append((one.title, url, WHO_READS[choices[0]]))
    return found
