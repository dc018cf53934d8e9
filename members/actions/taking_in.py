"""Somebody the office takes in by hand: on paper, by telephone, with or without an address."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from audit.actions import record
from members.facts import link_person
from members.identity import Known
from members.models import Account, Person, RoleHolding
from members.of_age import may_have_sign_in, of_age_on
from members.office_rules import may_take_in
from members.queries.identity import identity_of
from members.queries.joining import name_is_taken
from members.queries.organisation import current_organisation
from po_platform.access.actor import Actor, Hat, SignedIn, acting_as
from po_platform.access.refusals import demand

from .cards import make_card
from .identity import correct_identity
from .locking import locked_person
from .newcomers import NameTaken, open_listed
from .office_reasons import keep_reason
from .sharing_mailbox import tell_who_shares

VERB = "members.person.taken_in"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What the office writes down about somebody new; `email` '' for somebody without a mailbox."""

    display_name: str
    language: str
    known: Known
    email: str = ""


def take_in_person(
    *, actor: Actor, newcomer: TakenIn, sure: str, reason: str
) -> tuple[Person, list[str]]:
    """An active member and the codes of her first card. Raises NameTaken and PermissionDenied.

    Nothing about health is written, and no rule is accepted in her place.
    """
    with transaction.atomic():
        demand(may_take_in(actor, old_enough=_old_enough(newcomer.known, newcomer.language)))
        if name_is_taken(newcomer.display_name):
            raise NameTaken
        account = Account.objects.create_user(email=newcomer.email, language=newcomer.language)
        person = Person.objects.create(account=account, display_name=newcomer.display_name)
        link_person(person.pk)
        if newcomer.known != Known() and isinstance(actor, SignedIn):
            looking = replace(actor, looks_at=person.pk)
            with acting_as(looking):
                correct_identity(actor=looking, person_id=person.pk, known=newcomer.known)
        codes = _let_in(actor, person, account, sure, reason)
    return person, codes


def take_in_listed(
    *, actor: Actor, person_id: int, display_name: str, sure: str, reason: str
) -> tuple[Person, list[str]]:
    """The same for somebody of the association's list who writes or calls instead of joining alone.

    Raises NameTaken, PermissionDenied, Http404.
    """
    with transaction.atomic():
        demand(may_take_in(actor, old_enough=True))
        person, _account = locked_person(person_id)
        account = person.account
        if account is None or person.state != Person.State.INVITED:
            raise Http404
        if isinstance(actor, SignedIn):
            looking = replace(actor, looks_at=person.pk)
            with acting_as(looking):
                known = identity_of(actor=looking, person_id=person.pk)
            demand(may_take_in(actor, old_enough=_old_enough(known, account.language)))
        if name_is_taken(display_name):
            raise NameTaken
        Account.objects.filter(pk=account.pk).update(is_active=True)
        open_listed(person, display_name)
        codes = _let_in(actor, person, account, sure, reason)
    return person, codes


def _old_enough(known: Known, language: str) -> bool:
    """By the birth date the office knows; where it knows none, it has asked."""
    if known.birth_date is None:
        return True
    minimum_age = current_organisation(language).minimum_age
    return may_have_sign_in(of_age_on(known.birth_date), timezone.localdate(), minimum_age)


def _let_in(actor: Actor, person: Person, account: Account, sure: str, reason: str) -> list[str]:
    """The member's role, the first card, and everybody who has to know."""
    RoleHolding.objects.create(
        account=account,
        role=Hat.MEMBER,
        reason="taken in",
        given_by=actor.account_id if isinstance(actor, SignedIn) else None,
    )
    codes = make_card(actor=actor, person_id=person.pk, sure=sure, reason=reason)
    keep_reason(actor=actor, person=person, verb=VERB, reason=reason)
    record(actor=actor, verb=VERB, thing=person)
    tell_who_shares(account)
    return codes
