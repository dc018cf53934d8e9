"""Letting people in: an invitation by the office, and the yes or no to somebody who asked."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from audit.actions import record
from members.joining_rules import may_decide_join_request, may_invite
from members.models import Account, JoinInvitation, JoinRequest, Person, RoleHolding
from members.share_codes import code_from, in_groups
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash

INVITATION_LASTS = timedelta(days=14)


def invite_to_join(
    *, actor: Actor, email: str = "", role: str = "", clinic_id: int | None = None
) -> str:
    """A code for one person, "K7QM 2XWD 9TRB", mailed when there is an address. '' is a member."""
    code = code_from(secrets.token_bytes(8))
    with transaction.atomic():
        demand(may_invite(actor, role, clinic_id))
        invitation = JoinInvitation.objects.create(
            secret_hash=secret_hash(code),
            email=email.strip(),
            role=role,
            clinic_id=clinic_id,
            invited_by=actor.account_id if isinstance(actor, SignedIn) else None,
            expires_at=timezone.now() + INVITATION_LASTS,
        )
        if invitation.email:
            send_service_mail(
                to_address=invitation.email,
                template="members/mail/invitation",
                context={
                    "code": in_groups(code),
                    "path": reverse("members:join_invited", args=[code]),
                },
                expires_at=invitation.expires_at,
            )
        record(actor=actor, verb="members.join_invitation.made", thing=invitation, role=role)
    return in_groups(code)


def decide_join_request(
    *, actor: Actor, request_id: int, let_in: bool, reason: str = ""
) -> JoinRequest:
    """Lets somebody in, or not, once; she is told by mail. Raises PermissionDenied and Http404."""
    with transaction.atomic():
        request = (
            JoinRequest.objects.select_for_update(of=("self",))
            .select_related("person__account")
            .filter(pk=request_id)
            .first()
        )
        if request is None:
            raise Http404
        demand(may_decide_join_request(actor, request, let_in=let_in, reason=reason))
        by = actor.account_id if isinstance(actor, SignedIn) else None
        request.let_in, request.reason, request.decided_by = let_in, reason.strip()[:300], by
        request.decided_at = timezone.now()
        request.save(update_fields=["let_in", "reason", "decided_by", "decided_at"])
        _carry_out(request, by)
        record(actor=actor, verb="members.join_request.decided", thing=request, let_in=let_in)
    return request


def _carry_out(request: JoinRequest, by: int | None) -> None:
    person, account = request.person, request.person.account
    state = Person.State.ACTIVE if request.let_in else Person.State.LEFT
    Person.objects.filter(pk=person.pk).update(state=state, state_since=Now())
    if account is None:
        return
    if request.let_in:
        RoleHolding.objects.create(account=account, role=Hat.MEMBER, reason="let in", given_by=by)
    else:
        Account.objects.filter(pk=account.pk).update(is_active=False)
    send_service_mail(
        to_account=account.pk,
        template="members/mail/let_in" if request.let_in else "members/mail/not_let_in",
        context={"path": reverse("members:start"), "reason": request.reason},
    )
