"""Coming in: a code to the mailbox, then an account and a person, exactly one per proof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from django.db import transaction
from django.db.models.functions import Lower, Now
from django.urls import reverse
from django.utils import timezone

from audit.actions import record
from members.arrival import account_as_actor
from members.facts import link_person
from members.joining_rules import may_join, may_join_at
from members.mail_code import LASTS, use_once
from members.models import (
    Account,
    ClinicMembership,
    Decision,
    JoinInvitation,
    JoinRequest,
    Organisation,
    Person,
    RoleHolding,
)
from members.queries.joining import Rules, living_invitation, name_is_taken
from members.queries.signing import accounts_at, same_address
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor, Hat, SignedIn, acting_as
from po_platform.access.refusals import demand

from .age import say_age
from .consent import record_decision
from .locking import lock_address
from .sharing_mailbox import tell_who_shares

RULES = "rules"  # the purpose of the decision that keeps them


class NameTaken(Exception):
    """Somebody here has this name, or one that looks the same."""


class NoLongerOpen(Exception):
    """The proof of the mailbox was used, or the invitation is gone or used by somebody else."""


class SeveralListed(Exception):
    """Two of the association's list share this mailbox: only an invitation says which one this is."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What somebody says about herself when she joins. `proof`: of her mailbox, good for one use.

    `at_least`: the years she says she has completed. `of_age`: of AgeSaid.Said, '' for not said.

    `address` '' with an invitation that came by post: the letter is the proof.
    """

    address: str
    proof: str
    display_name: str
    language: str
    rules: Rules
    at_least: int
    words: str = ""
    of_age: str = ""
    invitation_id: int | None = None


def mail_join_code(*, actor: Actor, address: str, code: str, language: str, invited: bool) -> None:
    """The code; somebody who has an account is told so instead. An invitation may share a mailbox."""
    account = next(iter(accounts_at(actor=actor, address=address)), None)
    known = account is not None and not invited
    path = f"{reverse('members:join_code')}?code={code}"
    send_service_mail(
        to_address=account.email if account else address,
        template="members/mail/already_here" if known else "members/mail/join_code",
        context={"path": reverse("members:sign_in")} if known else {"code": code, "path": path},
        language=language,
        expires_at=timezone.now() + timedelta(seconds=LASTS),
    )


def become_member(*, actor: Actor, newcomer: Newcomer) -> Account:
    """An account and its person, exactly one per proof.

    Who joins without an invitation, and stands in the association's list with the mailbox she
    proved, is the person of that line. Raises NameTaken, NoLongerOpen and SeveralListed.
    """
    with transaction.atomic():
        if name_is_taken(newcomer.display_name):
            raise NameTaken
        if not use_once(f"join:{newcomer.proof}"):
            raise NoLongerOpen
        invitation = _take_invitation(newcomer.invitation_id)
        if not newcomer.address and not (invitation and invitation.person_id):
            raise NoLongerOpen
        lock_address(newcomer.address)
        if invitation is None and accounts_at(actor=actor, address=newcomer.address):
            raise NoLongerOpen  # somebody else with this mailbox was a moment faster
        joining, minimum_age = _door()
        demand(may_join(joining, invited=invitation is not None))
        demand(may_join_at(newcomer.at_least, minimum_age))
        waits = invitation is None and joining == Organisation.Joining.APPROVED
        listed = invitation.person_id if invitation else _listed_at(newcomer.address)
        person = _listed_person(listed, newcomer, waits) if listed else _new_person(newcomer, waits)
        account = cast(Account, person.account)
        if waits:
            JoinRequest.objects.create(person=person, words=newcomer.words)
        else:
            _give_first_role(account, invitation)
        _keep_rules(account, newcomer, person)
        tell_who_shares(account)
    return account


def _new_person(newcomer: Newcomer, waits: bool) -> Person:
    account = Account.objects.create_user(email=newcomer.address, language=newcomer.language)
    person = Person.objects.create(
        account=account,
        display_name=newcomer.display_name,
        state=Person.State.APPLIED if waits else Person.State.ACTIVE,
    )
    link_person(person.pk)
    return person


def _listed_at(address: str) -> int | None:
    """Who of the association's list has this mailbox and has not joined. Raises SeveralListed."""
    found = list(
        Person.objects.annotate(lowered=Lower("account__email"))
        .filter(lowered=same_address(address), state=Person.State.INVITED, listed__isnull=False)
        .values_list("pk", flat=True)[:2]
    )
    if len(found) > 1:
        raise SeveralListed
    return found[0] if found else None


def _listed_person(person_id: int, newcomer: Newcomer, waits: bool) -> Person:
    """Somebody of the association's list, from now on with the mailbox she proved and her name.

    Her open invitations are of no use any more. `waits`: a person still decides whether she is let in.
    """
    person = Person.objects.select_for_update(of=("self",)).filter(pk=person_id).first()
    if person is None or person.account is None or person.state != Person.State.INVITED:
        raise NoLongerOpen
    account = person.account
    account.email, account.language = newcomer.address, newcomer.language
    account.is_active = True
    account.save(update_fields=["email", "language", "is_active"])
    state = Person.State.APPLIED if waits else Person.State.ACTIVE
    open_listed(person, newcomer.display_name, state)
    JoinInvitation.objects.filter(
        person=person, used_at__isnull=True, expires_at__gt=Now()
    ).exclude(pk=newcomer.invitation_id or 0).update(expires_at=Now())
    return person


def open_listed(person: Person, display_name: str, state: str = Person.State.ACTIVE) -> None:
    """Somebody of the list becomes a member today, or asks to, under the name she chose."""
    person.display_name, person.state = display_name, state
    Person.objects.filter(pk=person.pk).update(
        display_name=display_name,
        state=state,
        state_since=Now(),
        joined_on=Now(),
    )


def _door() -> tuple[str, int]:
    """Who may join, and from what age: as the office set it, not as a page remembers it."""
    row = Organisation.objects.first() or Organisation()
    return row.joining, row.minimum_age


def _take_invitation(invitation_id: int | None) -> JoinInvitation | None:
    if invitation_id is None:
        return None
    JoinInvitation.objects.select_for_update().filter(pk=invitation_id).first()
    invitation = living_invitation(invitation_id)
    if invitation is None:
        raise NoLongerOpen
    return invitation


def _give_first_role(account: Account, invitation: JoinInvitation | None) -> None:
    role = (invitation.role if invitation else "") or Hat.MEMBER
    by = invitation.invited_by if invitation else None
    RoleHolding.objects.create(account=account, role=role, reason="joined", given_by=by)
    if invitation is None:
        return
    if invitation.clinic_id is not None:
        ClinicMembership.objects.create(clinic_id=invitation.clinic_id, account=account)
    JoinInvitation.objects.filter(pk=invitation.pk).update(used_at=Now(), used_by=account)


def _keep_rules(account: Account, newcomer: Newcomer, person: Person) -> None:
    """The newcomer herself decides about the rules, in the words she saw, and says whether she is of
    age."""
    rules = newcomer.rules
    actor = account_as_actor(account.pk, strong=False, fresh=False)
    with acting_as(actor):
        if rules.text:
            record_decision(
                actor=actor,
                purpose=RULES,
                answer=Decision.Answer.YES,
                text=None,
                rendered=rules.text,
                language=rules.language,
            )
        if newcomer.of_age:
            say_age(actor=actor, answer=newcomer.of_age)
        subject = actor.subject_id if isinstance(actor, SignedIn) else None
        record(
            actor=actor,
            verb="members.person.joined",
            thing=person,
            subject=subject,
            state=person.state,
        )
