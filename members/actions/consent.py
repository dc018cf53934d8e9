"""Decisions are kept word for word, and every grant that begins, changes or ends has one."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404

from audit.actions import record
from members.models import ConsentText, Decision, Grant
from members.queries.own import own_rows
from members.queries.sharing import grantee_name
from members.rules import may_change_grant, may_decide_about, may_end_grant, widens
from members.wording import Rendered, ending
from po_platform.access.actor import Actor, Bearer, Hat, SignedIn, System
from po_platform.access.refusals import demand

# What ending asks of what the other side kept.
STOP = "stop"
ASK_TO_DELETE = "ask_to_delete"


def keep_decision(
    *,
    actor: Actor,
    purpose: str,
    answer: str,
    text: ConsentText | None,
    rendered: str,
    language: str,
    way: str = Decision.Way.SCREEN,
    consequence: str = "",
    keyed_by: int | None = None,
) -> Decision:
    """`keyed_by`: the account that typed in what somebody decided on paper or by telephone."""
    demand(may_decide_about(actor, purpose))
    if not isinstance(actor, SignedIn | System):
        raise Http404
    return Decision.objects.create(
        subject_id=_subject(actor),
        purpose=purpose,
        text=text,
        answer=answer,
        rendered=rendered,
        rendered_sha256=sha256(rendered.encode()).hexdigest(),
        language=language,
        way=way,
        consequence=consequence,
        account_id=actor.account_id if isinstance(actor, SignedIn) else keyed_by,
        hat=actor.hat if isinstance(actor, SignedIn) else Hat.DESK,
    )


def _subject(actor: SignedIn | Bearer | System) -> UUID:
    if actor.subject_id is None:
        raise Http404
    return actor.subject_id


@transaction.atomic
def record_decision(
    *,
    actor: Actor,
    purpose: str,
    answer: str,
    text: ConsentText | None,
    rendered: str,
    language: str,
    way: str = Decision.Way.SCREEN,
    consequence: str = "",
) -> Decision:
    """Keeps what was decided: the exact words shown, their SHA-256, who, when and how."""
    decision = keep_decision(
        actor=actor,
        purpose=purpose,
        answer=answer,
        text=text,
        rendered=rendered,
        language=language,
        way=way,
        consequence=consequence,
    )
    record(
        actor=actor,
        verb="members.decision.recorded",
        thing=decision,
        subject=decision.subject_id,
        purpose=purpose,
    )
    return decision


@transaction.atomic
def give_grant(
    *,
    actor: SignedIn | Bearer | System,
    purpose: str,
    grantee_kind: str,
    grantee_id: int | None,
    scope: list[str],
    ends_at: datetime | None,
    decision_id: int,
    recorded_as: Actor | None = None,
) -> Grant:
    """Puts a decision into force. `recorded_as`: who stands in the record when a code acted."""
    grant = Grant.objects.create(
        subject_id=_subject(actor),
        purpose=purpose,
        grantee_kind=grantee_kind,
        grantee_id=grantee_id,
        scope=scope,
        ends_at=ends_at,
        decision_id=decision_id,
    )
    record(
        actor=recorded_as or actor,
        verb="members.grant.given",
        thing=grant,
        subject=grant.subject_id,
        decision=decision_id,
    )
    return grant


def child_of(actor: Actor) -> str:
    """The name of the child somebody decides for by law; "" for who decides for herself."""
    law = isinstance(actor, SignedIn) and actor.decides_by_law
    return actor.helping.name if law and actor.helping else ""  # type: ignore[union-attr]  # signed in


def _own_grant_locked(actor: Actor, grant_id: int) -> Grant:
    """404 for everybody else's grant, also for one the actor looks through."""
    grant = own_rows(Grant, actor).filter(pk=grant_id).select_for_update().first()
    if grant is None:
        raise Http404
    return grant


@transaction.atomic
def change_grant(
    *,
    actor: Actor,
    grant_id: int,
    scope: list[str],
    ends_at: datetime | None,
    rendered: Rendered,
) -> Grant:
    """Less or more than before, from now on; the former values stay in the history."""
    grant = _own_grant_locked(actor, grant_id)
    demand(may_change_grant(actor, grant, scope=scope, ends_at=ends_at))
    if (grant.scope, grant.ends_at) == (scope, ends_at):
        return grant
    wider = widens(grant, scope=scope, ends_at=ends_at)
    grant.decision = keep_decision(
        actor=actor,
        purpose=grant.purpose,
        answer=Decision.Answer.YES,
        text=rendered.text,
        rendered=rendered.words,
        language=rendered.language,
    )
    grant.scope, grant.ends_at = scope, ends_at
    grant.save(update_fields=["scope", "ends_at", "decision"])
    record(
        actor=actor,
        verb="members.grant.widened" if wider else "members.grant.narrowed",
        thing=grant,
        subject=grant.subject_id,
        decision=grant.decision_id,
    )
    return grant


@transaction.atomic
def end_grant(
    *, actor: Actor, grant_id: int, consequence: str, language: str, keyed_by: int | None = None
) -> Grant:
    """From the next request on nobody sees anything through it. Ending twice changes nothing.

    `keyed_by`: the account that typed in what she said by telephone.
    """
    grant = _own_grant_locked(actor, grant_id)
    demand(may_end_grant(actor, grant))
    if grant.ended_by_id is not None:
        return grant
    wish = consequence == ASK_TO_DELETE
    words = ending(
        grantee_name(grant), ask_to_delete=wish, language=language, child=child_of(actor)
    )
    grant.ended_by = keep_decision(
        actor=actor,
        purpose=grant.purpose,
        answer=Decision.Answer.ENDED,
        text=None,
        rendered=words.words,
        language=language,
        consequence=ASK_TO_DELETE if wish else STOP,
        way=Decision.Way.SCREEN if keyed_by is None else Decision.Way.PHONE,
        keyed_by=keyed_by,
    )
    grant.save(update_fields=["ended_by"])
    record(
        actor=actor,
        verb="members.grant.ended",
        thing=grant,
        subject=grant.subject_id,
        decision=grant.ended_by_id,
    )
    return grant


@transaction.atomic
def renew_grants(*, actor: Actor, purpose: str, decision: Decision) -> int:
    """Takes the last day off the actor's own grants for one purpose that are still in force, by a
    decision already kept; how many.
    """
    demand(may_decide_about(actor, purpose))
    living = own_rows(Grant, actor).filter(
        purpose=purpose, ended_by__isnull=True, ends_at__gt=Now()
    )
    grants = list(living.select_for_update())
    for grant in grants:
        grant.ends_at, grant.decision = None, decision
        grant.save(update_fields=["ends_at", "decision"])
        record(
            actor=actor,
            verb="members.grant.renewed",
            thing=grant,
            subject=grant.subject_id,
            decision=decision.pk,
        )
    return len(grants)


@transaction.atomic
def close_grants(*, actor: Actor, purpose: str, decision: Decision) -> int:
    """Ends the actor's own living grants for one purpose by a decision already kept; how many."""
    demand(may_decide_about(actor, purpose))
    living = own_rows(Grant, actor).filter(purpose=purpose, ended_by__isnull=True)
    grants = list(living.select_for_update())
    for grant in grants:
        grant.ended_by = decision
        grant.save(update_fields=["ended_by"])
        record(
            actor=actor,
            verb="members.grant.ended",
            thing=grant,
            subject=grant.subject_id,
            decision=decision.pk,
        )
    return len(grants)
