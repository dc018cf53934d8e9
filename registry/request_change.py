"""A change of what was approved: what differs, and how a request goes back to what holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from registry.cohort import read_criteria
from registry.models import Amendment, Cohort, DataRequest, Release
from registry.queries.requests import open_change, open_changes
from registry.request_flow import Move
from registry.request_shown import Shown

DECIDED = ("reason", "conditions", "decided_by", "decided_at")
ASKED = (
    "title", "question", "gain", "asker", "institution", "purpose", "commercial", "funding",
    "ethics", "months", "cohort_words", "cohort_id", "variables", "kept_apart", "dates",
    "invitation",
)  # fmt: skip
ENDS = {
    Move.APPROVE: Amendment.Outcome.APPROVED,
    Move.REFUSE: Amendment.Outcome.NOT_APPROVED,
    Move.TURN_DOWN: Amendment.Outcome.NOT_APPROVED,
    Move.KEEP: Amendment.Outcome.DROPPED,
    Move.WITHDRAW: Amendment.Outcome.DROPPED,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that should be otherwise, in words."""

    what: str
    before: str
    after: str


def terms_of(row: DataRequest) -> dict[str, Any]:
    """What is asked, and how it was decided, as JSON."""
    found = {name: getattr(row, name) for name in (*ASKED, *DECIDED)}
    decided = found["decided_at"]
    return found | {"decided_at": decided.isoformat() if decided else None}


def begin_change(row: DataRequest, why: str) -> None:
    """What holds is kept, and who votes does so in another round. `row` is locked."""
    Amendment.objects.create(request=row, stood=row.state, why=why, before=terms_of(row))
    row.round += 1


def stood_at(row: DataRequest) -> str:
    """Where the request stood when its open change was begun; "" without one."""
    change = open_change(row)
    return change.stood if change else ""


def end_change(row: DataRequest, move: Move) -> None:
    """On a decision: a yes keeps what is asked now, anything else brings back what was approved."""
    change = open_change(row)
    if change is None or move not in ENDS:
        return
    change.after, change.outcome = terms_of(row), ENDS[move]
    change.ended_at = timezone.now()
    change.save(update_fields=["after", "outcome", "ended_at"])
    if move is not Move.APPROVE:
        _bring_back(row, change.before)


def as_approved(row: DataRequest) -> DataRequest:
    """What holds: the request without what an open change of it asks for. Not to be saved."""
    return all_as_approved([row])[0]


def all_as_approved(rows: Sequence[DataRequest]) -> list[DataRequest]:
    """The same of each; one query. Whoever is not at work on a request reads this."""
    changes = open_changes(rows)
    return [_before(row, changes[row.pk]) if row.pk in changes else row for row in rows]


def with_approved(releases: Sequence[Release]) -> Sequence[Release]:
    """These releases, each with the request as it was approved."""
    rows = all_as_approved([release.request for release in releases])
    for release, row in zip(releases, rows, strict=True):
        release.request = row
    return releases


def _before(row: DataRequest, change: Amendment) -> DataRequest:
    found = copy(row)
    _bring_back(found, change.before)
    return found


def _bring_back(row: DataRequest, before: Mapping[str, Any]) -> None:
    for name, value in before.items():
        setattr(row, name, parse_datetime(value) if name == "decided_at" and value else value)


def what_differs(row: DataRequest) -> list[str]:
    """Names of what the open change makes otherwise."""
    change = open_change(row)
    return _differing(change.before, terms_of(row)) if change else []


def in_full(change: Amendment, shown: Shown) -> list[Difference]:
    """What differs, before and after, as the committee reads it."""
    after = change.after or terms_of(shown.row)
    return [
        Difference(_words_for(name), _told(name, change.before, shown), _told(name, after, shown))
        for name in _differing(change.before, after)
    ]


def _differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    return [name for name in ASKED if before.get(name, "") != after.get(name, "")]


def _words_for(name: str) -> str:
    return {
        "title": _("Title"),
        "question": _("The question"),
        "gain": _("What members could gain"),
        "asker": _("Responsible"),
        "institution": _("Institution"),
        "purpose": _("What for"),
        "commercial": _("A company takes part"),
        "funding": _("Who pays"),
        "ethics": _("Ethics vote"),
        "months": _("How long"),
        "cohort_words": _("People, in words"),
        "cohort_id": _("People, exactly"),
        "variables": _("Questions"),
        "kept_apart": _("Could tell who somebody is"),
        "dates": _("Dates"),
        "invitation": _("Letter to members"),
    }[name]


def _told(name: str, terms: Mapping[str, Any], shown: Shown) -> str:
    value = terms.get(name, "")  # a change begun before there were letters says nothing of one
    if name in ("variables", "kept_apart"):
        return ", ".join(shown.label(one) for one in value) or "–"
    if name == "cohort_id":
        criteria = Cohort.objects.values_list("criteria", flat=True).get(pk=value)
        words = shown.in_words(read_criteria(shown.layout, criteria))
        return "; ".join(words) or _("everybody in the dataset")
    if name == "commercial":
        return _("Yes") if value else _("No")
    if name == "months":
        return _("%(months)d months") % {"months": value}
    if name == "purpose":
        return str(DataRequest.Purpose(value).label)
    return str(DataRequest.Dates(value).label) if name == "dates" else str(value) or "–"
