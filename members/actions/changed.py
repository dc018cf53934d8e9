"""Something has changed: the parts a member ticked happen together, or none of them does."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from audit.actions import record
from members.models import MemberCondition
from members.queries.changed import News, plan_of
from members.queries.conditions import my_condition
from po_platform.access.actor import SignedIn

from .conditions import correct_condition, say_condition
from .consent import STOP, end_grant
from .groups import join_group, leave_group
from .preferences import save_preferences


def apply_changes(
    *, actor: SignedIn, news: News, chosen: Collection[str], language: str
) -> set[str]:
    """Does what was chosen of what the plan offers now, in one transaction; what was done.

    A key the plan does not offer (any more) is left out. `language`: of the evidence of ended
    sharing. Raises what the single actions raise, and then nothing has happened.
    """
    with transaction.atomic():
        done = plan_of(actor=actor, news=news).keys() & set(chosen)
        for key in sorted(done):
            _apply(actor, news, key, language)
        if done:
            record(
                actor=actor, verb="members.change.applied", subject=actor.subject_id,
                parts=len(done),
            )  # fmt: skip
    return done


def _apply(actor: SignedIn, news: News, key: str, language: str) -> None:
    what, _colon, which = key.partition(":")
    match what:
        case "say":
            say_condition(
                actor=actor,
                condition_id=news.condition_id or 0,
                status=news.status,
                since=news.since,
            )
        case "mark":
            said = my_condition(actor=actor, ref=UUID(which))
            if said is not None:
                changed = MemberCondition.Status.CHANGED
                correct_condition(actor=actor, ref=said.ref, status=changed, since=said.since)
        case "leave":
            leave_group(actor=actor, ref=UUID(which))
        case "join" | "ask":  # a group that asks by now is not what was chosen as one to join
            join_group(actor=actor, ref=UUID(which), was_told=what == "ask")
        case "share":
            end_grant(actor=actor, grant_id=int(which), consequence=STOP, language=language)
        case "zone":
            save_preferences(actor=actor, time_zone=news.time_zone)
        case "language":
            save_preferences(actor=actor, language=news.language)
