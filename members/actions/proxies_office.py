"""The paper of a legal proxy: seen by one person of the office, checked by a second one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from members.facts import link_person, record_person_read
from members.member_number import person_of_number
from members.models import Account, Person, Proxy, RoleHolding
from members.of_age import may_have_sign_in, of_age_on
from members.office_rules import may_run_the_office
from members.proxy_rules import (
    may_accept,
    may_be_this_child,
    may_last,
    may_look_first,
    may_open_sign_in,
)
from members.proxy_secrets import Said, open_said, seal_said
from members.proxy_words import beginning
from members.queries.identity import identity_of
from members.queries.joining import name_is_taken
from members.queries.organisation import current_organisation
from members.queries.proxies import (
    ProxyKnown,
    coming_of_age_of,
    is_mailbox_of_proxy,
    mark_of_claim,
    proxies_known,
)
from po_platform.access.actor import Actor, Hat, SignedIn, acting_as
from po_platform.access.refusals import Denied, demand

from .cards import make_card
from .identity import correct_identity
from .locking import locked_person
from .newcomers import NameTaken
from .proxies import end_proxy, hand_over, language_of, tell_proxy


@dataclass(frozen=True, slots=True)
class Read:
    """What stands on the paper. `number`: the child's member number, '' for somebody new here."""

    said: Said
    number: str = ""
    until: date | None = None


def note_claim_look(*, actor: SignedIn, claim: Proxy) -> None:
    """Before a wish or its paper is shown: whoever asks, and the child, read who looked at it."""
    for person_id in {claim.asker_id, claim.child_id or claim.asker_id} - {actor.person_id}:
        with before_me(actor, person_id):
            record_person_read(person_id, _("to check a legal proxy"))


@contextmanager
def before_me(actor: Actor, person_id: int) -> Iterator[SignedIn]:
    """The office with this child before it."""
    demand(may_run_the_office(actor))
    if not isinstance(actor, SignedIn):
        raise Http404
    looking = replace(actor, looks_at=person_id)
    with acting_as(looking):
        yield looking


def _locked(actor: Actor, ref: UUID) -> Proxy:
    """Held while it waits; one that is decided comes as it is, for the rule to refuse."""
    rows = Proxy.objects.visible_to(actor).select_related("asker").filter(ref=ref)
    claim = rows.select_for_update(of=("self",)).first() or rows.first()
    if claim is None:
        raise Http404
    return claim


@transaction.atomic
def see_paper(*, actor: Actor, ref: UUID, read: Read) -> Proxy:
    """The first look: what stands on the paper. Nothing opens yet. Raises NameTaken."""
    demand(may_run_the_office(actor))
    claim = _locked(actor, ref)
    demand(may_look_first(actor, claim))
    if read.said.born is None or not isinstance(actor, SignedIn):
        raise Http404
    of_age = of_age_on(read.said.born)
    demand(may_last(of_age, read.until, today=timezone.localdate()))
    child = None
    if read.number:
        child = Person.objects.filter(pk=person_of_number(read.number) or 0).first()
        known = _known_born(actor, child) if child is not None else None
        demand(
            may_be_this_child(
                asker_id=claim.asker_id, child=child, known_born=known, born=read.said.born
            )
        )
    elif name_is_taken(read.said.shown):
        raise NameTaken
    claim.child, claim.until, claim.of_age_on = child, read.until, of_age
    claim.said = seal_said(claim.ref, read.said)
    claim.seen_by, claim.seen_at = actor.account_id, timezone.now()
    claim.save(update_fields=["child", "until", "of_age_on", "said", "seen_by", "seen_at"])
    record(actor=actor, verb="members.proxy.seen", thing=claim)
    return claim


def _known_born(actor: Actor, child: Person) -> date | None:
    record_with = _("to check a legal proxy")
    with before_me(actor, child.pk) as looking:
        record_person_read(child.pk, record_with)
        return identity_of(actor=looking, person_id=child.pk).birth_date


@transaction.atomic
def accept_proxy(*, actor: Actor, ref: UUID, seen: str) -> int:
    """The second look, at what `seen` marks, puts it into force; the grant's id. No paper is kept.

    A child who is new here becomes a member without an account. Raises NameTaken.
    """
    demand(may_run_the_office(actor))
    claim = _locked(actor, ref)
    demand(may_accept(actor, claim, asker_state=claim.asker.state, today=timezone.localdate()))
    if seen != mark_of_claim(claim):
        demand(Denied(_("This has changed since you looked. Read it again, then decide.")))
    said = open_said(claim.ref, claim.said)
    if claim.child is None:
        claim.child = _new_child(said)
        claim.save(update_fields=["child"])
    child = claim.child
    with before_me(actor, child.pk) as looking:
        known = identity_of(actor=looking, person_id=child.pk)
        known = replace(
            known, real_name=known.real_name or said.name, birth_date=known.birth_date or said.born
        )
        correct_identity(actor=looking, person_id=child.pk, known=known)
        rendered = beginning(claim, claim.asker.display_name, language_of(child, claim.asker))
        with connection.cursor() as cursor:
            cursor.execute(
                "select accept_proxy(%s, %s, %s, %s)",
                [claim.pk, rendered.words, rendered.language, _ends(claim)],
            )
            grant_id = cursor.fetchone()[0]
        if grant_id is None:
            raise Http404
        record(actor=looking, verb="members.proxy.accepted", thing=child, grant=grant_id)
    tell_proxy(claim.asker.account_id, f"{grant_id}:begun")
    return int(grant_id)


def _new_child(said: Said) -> Person:
    if name_is_taken(said.shown):
        raise NameTaken
    child = Person.objects.create(display_name=said.shown)
    link_person(child.pk)
    return child


def _ends(claim: Proxy) -> datetime:
    """The first moment nobody acts any more: of age, or the day after the paper's last one."""
    days = [claim.of_age_on] if claim.of_age_on else []
    if claim.until:
        days.append(claim.until + timedelta(days=1))
    return timezone.make_aware(datetime.combine(min(days), time()))


@transaction.atomic
def refuse_proxy(*, actor: Actor, ref: UUID, why: str) -> None:
    """Not accepted; the asker reads why, and the paper is not kept."""
    demand(may_run_the_office(actor))
    claim = _locked(actor, ref)
    demand(may_look_first(actor, claim))
    Proxy.objects.visible_to(actor).filter(pk=claim.pk).update(
        state=Proxy.State.REFUSED, why_not=why, said="", paper="", ended_at=Now()
    )
    record(actor=actor, verb="members.proxy.refused", thing=claim.asker)
    tell_proxy(claim.asker.account_id, f"{claim.pk}:refused")


def proxies_before_me(*, actor: Actor, person_id: int) -> list[ProxyKnown]:
    """Who acts for somebody by law, for the office; the look is written down."""
    with before_me(actor, person_id):
        record_person_read(person_id, _("to look after a legal proxy"))
        return proxies_known(person_id)


@transaction.atomic
def end_proxy_for(*, actor: Actor, person: Person, grant_id: int, language: str) -> None:
    """The office ends it: a court's letter, or the proxy asks. Raises Http404."""
    with before_me(actor, person.pk) as looking:
        known = {one.grant_id: one for one in proxies_known(person.pk)}
        if grant_id not in known:
            raise Http404
        one = known[grant_id]
        end_proxy(actor=looking, grant_id=grant_id, proxy=one.name, language=language, way="paper")
        record(actor=looking, verb="members.proxy.ended_for", thing=person)
    for told in known.values():
        tell_proxy(told.account_id, f"{told.grant_id}:after:{grant_id}")


@transaction.atomic
def hand_over_for(*, actor: Actor, person: Person, other: int) -> None:
    """The office moves the first place, as the proxies agreed. Raises Http404."""
    with before_me(actor, person.pk) as looking:
        hand_over(actor=looking, person_id=person.pk, other=other)


@transaction.atomic
def open_own_sign_in(
    *, actor: Actor, person_id: int, email: str, language: str, sure: str, reason: str
) -> tuple[Person, list[str]]:
    """An account of her own for somebody others act for; the codes of her first card, shown once.

    Never with a mailbox that one of them reads. Raises PermissionDenied.
    """
    demand(may_run_the_office(actor))
    person, _account = locked_person(person_id)
    coming = coming_of_age_of(actor=actor, person_id=person_id)
    if coming is None:
        raise Http404
    minimum_age = current_organisation(language).minimum_age
    demand(
        may_open_sign_in(
            actor,
            person,
            old_enough=may_have_sign_in(coming.on, timezone.localdate(), minimum_age),
            mailbox_of_proxy=is_mailbox_of_proxy(person_id, email),
        )
    )
    account = Account.objects.create_user(email=email, language=language)
    Person.objects.filter(pk=person.pk).update(account=account)
    person.account = account
    RoleHolding.objects.create(
        account=account,
        role=Hat.MEMBER,
        reason="own sign-in",
        given_by=actor.account_id if isinstance(actor, SignedIn) else None,
    )
    codes = make_card(actor=actor, person_id=person.pk, sure=sure, reason=reason)
    record(actor=actor, verb="members.proxy.own_sign_in", thing=person)
    return person, codes
