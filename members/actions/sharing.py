"""A member invites a clinician with a code; whoever it was meant for accepts it once."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from audit.actions import record
from members.facts import people_behind
from members.lengths import end_of
from members.models import Decision, Grant, Person, Ticket
from members.notices import SHARE_ACCEPTED
from members.offers import Offer
from members.purposes import CARE
from members.queries.care import my_clinics
from members.queries.helpers import acted_by_law_for
from members.queries.own import own_rows
from members.queries.sharing import invitation_behind, pending_invitations
from members.rules import (
    may_accept_invitation,
    may_invite_clinician,
    may_withdraw_invitation,
)
from members.share_codes import code_from
from members.wording import Rendered
from notifications.actions import queue
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash

from .consent import give_grant, keep_decision
from .using_codes import CodeGone, using_code

CODE_LIVES = timedelta(days=60)
BY_LAW = "by_law"  # in a code: the account of who decided it for a child


def _code_of(subject: UUID, attempt: UUID, rendered: Rendered) -> str:
    """The same attempt with the same words gives the same code: sent twice, made once.

    Only its hash is stored, so a change of the secret key later does no harm.
    """
    value = f"{subject}|{attempt}|{rendered.sha256}"
    return code_from(salted_hmac("members.share_code", value, algorithm="sha256").digest())


@transaction.atomic
def invite_clinician(
    *, actor: Actor, offer: Offer, rendered: Rendered, attempt: UUID
) -> tuple[str, Ticket]:
    """The code to hand over, and its row. `attempt` comes back when a form is sent again."""
    demand(may_invite_clinician(actor))
    if not isinstance(actor, SignedIn) or actor.subject_id is None:
        raise Http404
    # One invitation at a time per person: the second of a double click finds the first one's row.
    Person.objects.select_for_update().get(pk=actor.about_person)
    code = _code_of(actor.subject_id, attempt, rendered)
    made = Ticket.objects.visible_to(actor).filter(secret_hash=secret_hash(code)).first()
    if made is not None:
        return code, made
    demand(may_invite_clinician(actor, codes_open=pending_invitations(actor=actor).count()))
    decision = keep_decision(
        actor=actor,
        purpose=CARE.slug,
        answer=Decision.Answer.YES,
        text=rendered.text,
        rendered=rendered.words,
        language=rendered.language,
    )
    ticket = Ticket.objects.create(
        secret_hash=secret_hash(code),
        about=CARE.slug,
        subject_id=actor.subject_id,
        object_ref=str(decision.pk),
        note=offer.meant_for,
        detail={
            "scope": list(offer.scope),
            "length": offer.length,
            "for_clinics": offer.for_clinics,
            **({BY_LAW: actor.account_id} if actor.helping else {}),
        },
        expires_at=timezone.now() + CODE_LIVES,
    )
    record(
        actor=actor,
        verb="members.invitation.made",
        thing=ticket,
        subject=actor.subject_id,
        decision=decision.pk,
    )
    return code, ticket


@transaction.atomic
def withdraw_invitation(*, actor: Actor, ticket_id: int) -> None:
    """The code opens nothing any more. Taking it back twice changes nothing."""
    own = own_rows(Ticket, actor).filter(about=CARE.slug, pk=ticket_id)
    ticket = own.select_for_update().first()
    if ticket is None:
        raise Http404
    demand(may_withdraw_invitation(actor, ticket))
    if ticket.withdrawn_at is not None:
        return
    Ticket.objects.visible_to(actor).filter(pk=ticket.pk).update(withdrawn_at=Now())
    record(
        actor=actor, verb="members.invitation.withdrawn", thing=ticket, subject=ticket.subject_id
    )


@transaction.atomic
def accept_invitation(*, actor: Actor, code: str, clinic_id: int | None) -> Grant:
    """From now on the actor, or the clinic, sees what was offered. Raises CodeGone."""
    invitation = invitation_behind(code)
    if invitation is None:
        raise CodeGone
    demand(
        may_accept_invitation(
            actor,
            giver=invitation.bearer.subject_id,
            by_law=acted_by_law_for(actor=actor, subject=invitation.bearer.subject_id),
            giver_state=invitation.giver_state,
            for_clinics=invitation.for_clinics,
            clinic_id=clinic_id,
            my_clinics=frozenset(clinic.pk for clinic in my_clinics(actor=actor)),
        )
    )
    if not isinstance(actor, SignedIn):
        raise Http404
    with using_code(invitation.bearer) as ticket:
        ends_at = _until_of_age(end_of(invitation.length, timezone.localtime()))
        grant = give_grant(
            actor=invitation.bearer,
            recorded_as=actor,
            purpose=CARE.slug,
            grantee_kind=Grant.Grantee.CLINIC if clinic_id else Grant.Grantee.ACCOUNT,
            grantee_id=clinic_id or actor.account_id,
            scope=invitation.scope,
            ends_at=ends_at,
            decision_id=int(ticket.object_ref),
        )
    _tell_the_giver(grant, ticket.detail.get(BY_LAW))
    return grant


def _until_of_age(ends_at: datetime | None) -> datetime | None:
    """Runs as the code: what was decided for a child by law lasts until it is of age at most.

    Raises CodeGone from that day on, and where who made the code decides for the child no more.
    """
    with connection.cursor() as cursor:
        cursor.execute("select ticket_of_age(), ticket_stands()")
        of_age, stands = cursor.fetchone()
    if not stands:
        raise CodeGone
    if of_age is None:
        return ends_at
    if of_age <= timezone.localdate():
        raise CodeGone
    last = timezone.make_aware(datetime.combine(of_age, time()))
    return last if ends_at is None else min(ends_at, last)


def _tell_the_giver(grant: Grant, by_law: int | None) -> None:
    """Her, or whoever decided it for her by law."""
    person_id = people_behind([grant.subject_id]).get(grant.subject_id)
    page = "members:sharing"
    if by_law is not None:
        parent = Person.objects.filter(account_id=by_law).first()
        person_id, page = (parent.pk, "members:helping") if parent else (None, page)
    if person_id is not None:
        queue(
            recipient=person_id,
            kind=SHARE_ACCEPTED,
            context={"path": reverse(page)},
            dedup=f"{SHARE_ACCEPTED}:{grant.pk}",
        )
