"""What stands on the page for a doctor: plain headings and lines, made from what she chose, pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from po_platform.kit.spoken import plain_day


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with its lines."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """`called`: the name everybody sees; `day`: when it was made, in words."""

    called: str
    programme: str
    day: str
    sections: tuple[Section, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def mark(self) -> str:
        """Changes with every word of it, so that nothing goes out that was not read."""
        text = json.dumps(self.as_json(), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Facts:
    """What could stand there. `plan`: in one sentence; `outcome`: whether it worked, in words.

    `measured`: (what, cells by moment); `moments`: the headings of those cells, with their days.
    """

    called: str
    programme: str
    since: datetime
    done: int
    of: int
    state: str
    goal: str = ""
    plan: str = ""
    outcome: str = ""
    moments: Sequence[str] = ()
    measured: Sequence[tuple[str, Sequence[str]]] = ()
    words: Sequence[tuple[str, str]] = ()
    to_say: str = ""


def page_of(facts: Facts, parts: Collection[str], now: datetime) -> Page:
    """Only what was ticked and is there; her own words for the talk come first."""
    found = [Section(_("What I would like to talk about"), _lines(facts.to_say))]
    if "steps" in parts:
        steps = ngettext(
            "%(done)d of %(of)d step done.", "%(done)d of %(of)d steps done.", facts.of
        ) % {"done": facts.done, "of": facts.of}
        since = _("Begun on %(day)s.") % {"day": plain_day(facts.since)}
        found.append(Section(_("How far I am"), (steps, since, facts.state)))
    if "goal" in parts:
        found.append(Section(_("What I would like"), _lines(facts.goal)))
    if "plan" in parts:
        worked = f"{_('Did it work?')} {facts.outcome}" if facts.outcome else ""
        found.append(Section(_("My small step"), tuple(filter(None, (facts.plan, worked)))))
    if "measured" in parts:
        found.append(Section(_("How it was, in numbers"), tuple(_measured(facts))))
    if "words" in parts:
        lines = tuple(f"{title}: {said}" for title, said in facts.words)
        found.append(Section(_("What I wrote in the steps"), lines))
    kept = tuple(one for one in found if one.lines)
    return Page(facts.called, facts.programme, plain_day(now), kept)


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _measured(facts: Facts) -> list[str]:
    found = []
    for name, cells in facts.measured:
        said = [f"{when} {cell}" for when, cell in zip(facts.moments, cells, strict=True) if cell]
        found.append(f"{name}: {'; '.join(said)}")
    return found


def read_page(value: Any) -> Page:
    """From what was stored."""
    sections = tuple(Section(one["heading"], tuple(one["lines"])) for one in value["sections"])
    return Page(value["called"], value["programme"], value["day"], sections)
