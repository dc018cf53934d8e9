"""The questions a programme asks at start and end belong to another feature: this is what it offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from po_platform.access.actor import Actor, SignedIn
from po_platform.kit.charts import Chart

# What was answered elsewhere so recently counts here too, so that nothing is entered twice.
RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Told:
    """Answers of one time. `lines`: (what is measured, the number in words); `url`: the answers.

    `hers_alone`: she keeps them to herself; they stand on no page for others.
    """

    at: datetime
    lines: tuple[tuple[str, str], ...]
    url: str
    hers_alone: bool = False


@dataclass(frozen=True, slots=True)
class Measures:
    """Questionnaires with numbers.

    `choices`: (slug, title) of what a member may take up by herself now. `begin`: puts one on her
    list and gives (its ref, where to answer it); raises PermissionDenied or Http404. `told`: of
    these refs those with answers, in a language. `recent`: (ref, when) of answers given since.
    `charts`: of these refs a picture of each scale that has two numbers or more.
    """

    choices: Callable[[], Sequence[tuple[str, str]]]
    begin: Callable[[SignedIn, str], tuple[UUID, str]]
    told: Callable[[Actor, Sequence[UUID], str], Mapping[UUID, Told]]
    recent: Callable[[Actor, str, datetime], tuple[UUID, datetime] | None]
    charts: Callable[[Actor, Sequence[UUID], str], Sequence[Chart]]


_connected: list[Measures] = []


def connect_measures(found: Measures) -> None:
    """Once at start, by the wiring."""
    _connected[:] = [found]


def measures() -> Measures | None:
    """None where no feature offers questions with numbers."""
    return _connected[0] if _connected else None


def title_of(slug: str) -> str:
    """Of a questionnaire that may be taken up now; '' for every other one."""
    offered = measures()
    return str(dict(offered.choices()).get(slug, "")) if offered and slug else ""
