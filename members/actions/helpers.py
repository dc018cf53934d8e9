"""Naming a helper with a code, becoming one, and ending it from either side."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from audit.actions import record
from members.help_rules import may_become_helper, may_name_helper
from members.help_words import parting
from members.models import Decision, Grant, JoinInvitation, Person, Ticket
from members.notices import HELP_CHANGED
from members.purposes import HELP
from members.queries.helpers import (
    offer_behind,
    open_offers,
    own_help,
    people_i_help,
)
from members.queries.own import own_rows
from members.share_codes import code_from, in_groups
from members.wording import Rendered
from notifications.actions import queue, send_service_mail
from po_platform.access.actor import Actor, Hat, SignedIn, Tick
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash

from .consent import give_grant, keep_decision
from .using_codes import CodeGone, using_code

CODE_LIVES = timedelta(days=30)


def code_for(giver: object, attempt: UUID, rendered: Rendered) -> str:
    """The same attempt with the same words gives the same code: sent twice, made once."""
    value = f"{giver}|{attempt}|{rendered.sha256}"
    return code_from(salted_hmac("members.help_code", value, algorithm="sha256").digest())


@transaction.atomic
def name_helper(
    *,
    actor: Actor,
    meant_for: str,
    ticks: Collection[Tick],
    rendered: Rendered,
    attempt: UUID,
    email: str = "",
) -> tuple[str, Ticket]:
    """The code for the helper and its row, mailed when there is an address. Nothing opens yet."""
    demand(may_name_helper(actor))
    if not isinstance(actor, SignedIn) or actor.subject_id is None:
        raise Http404
    # The second of a double click waits here and finds the first one's row.
    Person.objects.select_for_update().get(pk=actor.person_id)
    code = code_for(actor.subject_id, attempt, rendered)
    made = Ticket.objects.visible_to(actor).filter(secret_hash=secret_hash(code)).first()
    if made is not None:
        return code, made
    named = own_help(actor=actor).count() + open_offers(actor=actor).count()
    demand(may_name_helper(actor, named=named))
    decision = keep_decision(
        actor=actor,
        purpose=HELP,
        answer=Decision.Answer.YES,
        text=None,
        rendered=rendered.words,
        language=rendered.language,
    )
    ticket = Ticket.objects.create(
        secret_hash=secret_hash(code),
        about=HELP,
        subject_id=actor.subject_id,
        object_ref=str(decision.pk),
        note=meant_for,
        detail={"ticks": [tick.value for tick in Tick if tick in ticks]},
        expires_at=timezone.now() + CODE_LIVES,
    )
    if email:
        mail_code(code, email, ticket)
    record(actor=actor, verb="members.helper.named", thing=ticket, subject=actor.subject_id)
    return code, ticket


def mail_code(code: str, email: str, ticket: Ticket) -> None:
    """To the helper: that somebody asks her, not who and not for what."""
    send_service_mail(
        to_address=email,
        template="members/mail/help_asked",
        context={"code": in_groups(code), "path": reverse("members:help_with", args=[code])},
        expires_at=ticket.expires_at,
    )


@transaction.atomic
def take_back_offer(*, actor: Actor, ticket_id: int) -> None:
    """The code opens nothing any more. Taking it back twice changes nothing."""
    own = own_rows(Ticket, actor).filter(about=HELP, pk=ticket_id, used_at__isnull=True)
    ticket = own.select_for_update().first()
    if ticket is None:
        raise Http404
    if ticket.withdrawn_at is None:
        Ticket.objects.visible_to(actor).filter(pk=ticket.pk).update(withdrawn_at=Now())
        record(
            actor=actor,
            verb="members.helper.taken_back",
            thing=ticket,
            subject=ticket.subject_id,
        )


@transaction.atomic
def invite_for_offer(*, code: str) -> int:
    """An invitation for a helper who is new here, one for each code; its id. Raises CodeGone."""
    if offer_behind(code) is None:
        raise CodeGone
    invitation, _made = JoinInvitation.objects.get_or_create(
        secret_hash=secret_hash(f"helper {code}"),
        defaults={"role": Hat.HELPER.value, "expires_at": timezone.now() + CODE_LIVES},
    )
    return invitation.pk


@transaction.atomic
def become_helper(*, actor: Actor, code: str) -> Grant:
    """From now on the actor may act for whoever made the code. Raises CodeGone."""
    offer = offer_behind(code)
    if offer is None or not isinstance(actor, SignedIn):
        raise CodeGone
    # Two codes for one helper at the same moment: the second waits and is refused.
    Person.objects.select_for_update().get(pk=actor.person_id)
    demand(
        may_become_helper(
            actor,
            giver=offer.bearer.subject_id,
            giver_state=offer.giver.state,
            helped_already=any(
                one.person_id == offer.giver.pk for one in people_i_help(actor=actor)
            ),
            helps_me=offer.giver.account_id is not None
            and own_help(actor=actor).filter(grantee_id=offer.giver.account_id).exists(),
        )
    )
    with using_code(offer.bearer) as ticket:
        grant = give_grant(
            actor=offer.bearer,
            recorded_as=actor,
            purpose=HELP,
            grantee_kind=Grant.Grantee.ACCOUNT,
            grantee_id=actor.account_id,
            scope=ticket.detail["ticks"],
            ends_at=None,
            decision_id=int(ticket.object_ref),
        )
    queue(
        recipient=offer.giver.pk,
        kind=HELP_CHANGED,
        context={"path": reverse("members:helpers")},
        dedup=f"{HELP_CHANGED}:{grant.pk}:begun",
    )
    return grant


@transaction.atomic
def end_help(
    *, actor: Actor, grant_id: int, helper: str, language: str, way: str = Decision.Way.SCREEN
) -> None:
    """At once, for the person, her helper or the office. `helper`: her name, for the record.

    Raises Http404 when it ended before or belongs to others. Asks for no proof.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select end_helping(%s, %s, %s, %s)",
            [grant_id, parting(helper, language), language, way],
        )
        row = cursor.fetchone()
    if not (row and row[0]):
        raise Http404
    record(actor=actor, verb="members.helper.ended", grant=grant_id)


def tell_helper(account_id: int | None, grant_id: int) -> None:
    """To the helper: something changed, with no word about whom."""
    person = Person.objects.filter(account_id=account_id).first() if account_id else None
    if person is not None:
        queue(
            recipient=person.pk,
            kind=HELP_CHANGED,
            context={"path": reverse("members:helping")},
            dedup=f"{HELP_CHANGED}:{grant_id}:ended",
        )


def tell_person(person_id: int, grant_id: int) -> None:
    """To the person: her helper ended it."""
    queue(
        recipient=person_id,
        kind=HELP_CHANGED,
        context={"path": reverse("members:helpers")},
        dedup=f"{HELP_CHANGED}:{grant_id}:ended",
    )
