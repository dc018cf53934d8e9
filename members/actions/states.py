"""A person's state: active, paused, left, died; each stops exactly what members/state_words.py says."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit.actions import record
from members.facts import end_sharing, leave_groups
from members.leaving import How, tell_everybody
from members.models import (
    Account,
    ApiToken,
    ClinicMembership,
    GroupContact,
    GroupLead,
    LostFactorRequest,
    Person,
    RoleHolding,
)
from members.office_rules import ENDED, may_change_state
from members.queries.roles import is_last_administrator, living_holdings, lock_administrators
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor, Hat
from po_platform.access.refusals import demand

from .locking import locked_person
from .office_reasons import keep_reason
from .sessions import end_all_sessions

VERB = "members.person.state_changed"
State = Person.State


def change_state(*, actor: Actor, person_id: int, state: str, reason: str) -> Person:
    """From the next request on. The same state again changes nothing. Raises PermissionDenied."""
    with transaction.atomic():
        lock_administrators()
        person, _account_id = locked_person(person_id)
        if person.state == state:
            return person
        last = is_last_administrator(person.account_id)
        demand(may_change_state(actor, person, state, last_administrator=last))
        was, person.state = person.state, state
        Person.objects.filter(pk=person.pk).update(state=state, state_since=Now())
        if state in ENDED:
            _end_everything(actor, person)
        elif was in ENDED:
            _begin_again(person)
        if state != State.ACTIVE and person.account_id is not None:
            end_all_sessions(account_id=person.account_id)
        keep_reason(actor=actor, person=person, verb=VERB, reason=reason)
        record(actor=actor, verb=VERB, thing=person, was=was, now=state)
        _tell_the_person(person)
    return person


def _end_everything(actor: Actor, person: Person) -> None:
    account = person.account_id
    if account is not None:
        Account.objects.filter(pk=account).update(is_active=False)
        living_holdings().filter(account_id=account).update(ends_at=Now())
        # One that was to begin later ends before it begins.
        RoleHolding.objects.filter(account_id=account, starts_at__gt=Now()).update(
            ends_at=F("starts_at")
        )
        ClinicMembership.objects.filter(account_id=account, left_at=None).update(left_at=Now())
        ApiToken.objects.filter(account_id=account, revoked_at=None).update(revoked_at=Now())
        LostFactorRequest.objects.filter(
            Q(account_id=account), cancelled_at=None, done_at=None
        ).update(cancelled_at=Now())
    language = person.account.language if person.account else "en"
    how = How.DIED if person.state == State.DECEASED else How.LEFT
    with override(language):
        words = (
            _("The membership ended because the person died. Sharing ends with it.")
            if how is How.DIED
            else _("The membership ended. Sharing ends with it.")
        )
    end_sharing(person.pk, words, language)
    leave_groups(person.pk)
    for model in (GroupLead, GroupContact):
        model.objects.filter(person=person, ended_at=None).update(ended_at=Now())
    tell_everybody(person.pk, how)


def _begin_again(person: Person) -> None:
    if person.account_id is None:
        return
    Account.objects.filter(pk=person.account_id).update(is_active=True)
    RoleHolding.objects.create(account_id=person.account_id, role=Hat.MEMBER, reason="active again")


def _tell_the_person(person: Person) -> None:
    """Whoever died gets nothing; notifications would hold it back as well."""
    if person.account_id is None or person.state == State.DECEASED:
        return
    send_service_mail(
        to_account=person.account_id,
        template="members/mail/state_changed",
        context={"state": person.state, "path": "/"},
    )
