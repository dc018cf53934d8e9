"""Members offer to be buddies, ask one, say yes or no, and end it; what they write is for messages."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.buddy_rules import (
    age_unsaid,
    may_ask_buddy,
    may_look_after_buddies,
    may_offer_buddy,
    nobody_looks,
    not_for_her,
)
from education.buddy_words import VERSION
from education.example_rules import may_be_given
from education.models import BuddyOffer
from education.notices import ANSWERED, tell
from education.programme_notices import BUDDY, BUDDY_ANSWERED, TOLD
from education.queries import buddies as queries
from education.queries.guiding import leads
from members.queries.own import own_rows
from moderation.queries.silences import before_writing
from po_platform.access.actor import Actor, Purpose, System, acting_as
from po_platform.access.refusals import demand

State = BuddyOffer.State


def offer_to_be_buddy(
    *, actor: Actor, ref: UUID, words: str, most_people: int, away_until: date | None
) -> BuddyOffer:
    """Agreed to the boundaries as they stand. Other words are read anew before others see them."""
    with transaction.atomic():
        enrolment = queries.my_enrolment(actor=actor, ref=ref, lock=True)
        demand(before_writing(actor=actor).verdict)
        standing = queries.standing_of(actor=actor, enrolment=enrolment, pairs=[])
        demand(may_offer_buddy(actor, enrolment, standing))
        demand(may_be_given(words))
        kept = own_rows(BuddyOffer, actor).filter(programme=enrolment.programme)
        kept = kept.exclude(state=State.GONE)
        found = kept.filter(words=words).exclude(state=State.KEPT).first()
        if found is not None:
            kept.update(most_people=most_people, away_until=away_until, boundaries=VERSION)
        else:
            _put_away(enrolment.programme_id)
            found = BuddyOffer(
                ref=uuid4(), subject_id=enrolment.subject_id, programme=enrolment.programme,
                words=words, most_people=most_people, away_until=away_until, boundaries=VERSION,
                at=timezone.now(),
            )  # fmt: skip
            BuddyOffer.objects.bulk_create([found])
            path, key = reverse("education:buddy_desk"), f"{TOLD}:buddy:{found.ref}"
            tell(queries.who_looks_after(actor=actor), TOLD, path, key)
        # Without the row: the record would say for ever whose it was.
        record(actor=actor, verb="education.buddy.offered", subject=enrolment.subject_id)
    return found


def take_offer_back(*, actor: Actor, ref: UUID) -> None:
    """Nobody asks her from now on; pairs there are go on until one of them ends it. Twice is once.

    What was reported the moderators read until they decided.
    """
    with transaction.atomic():
        enrolment = queries.my_enrolment(actor=actor, ref=ref)
        if _put_away(enrolment.programme_id):
            record(actor=actor, verb="education.buddy.taken_back", subject=enrolment.subject_id)


def _put_away(programme: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select put_offer_away(%s)", [programme])
        return bool(cursor.fetchone()[0])


def ask_buddy(*, actor: Actor, ref: UUID, offer: UUID) -> None:
    """One of those she was shown; whoever is asked is told by a mail that says nothing.

    Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        enrolment = queries.my_enrolment(actor=actor, ref=ref, lock=True)
        demand(before_writing(actor=actor).verdict)
        pairs = queries.my_pairs(actor=actor)
        standing = queries.standing_of(actor=actor, enrolment=enrolment, pairs=pairs)
        demand(may_ask_buddy(actor, enrolment, standing))
        queries.buddy_to_ask(actor=actor, programme=enrolment.programme, ref=offer)
        with connection.cursor() as cursor:
            cursor.execute("select pair, person_id from ask_buddy(%s, %s)", [offer, VERSION])
            row = cursor.fetchone()
        if row is None:
            raise PermissionDenied(_("Somebody else was faster. Look who has room now."))
        pair, person = row
        record(actor=actor, verb="education.buddy.asked", subject=enrolment.subject_id)
        path = reverse("education:answer_buddy", args=[pair])
        tell([person], BUDDY, path, f"{BUDDY}:{pair}", about=str(pair))


def answer_buddy(*, actor: Actor, ref: UUID, says_yes: bool) -> None:
    """Yes makes them a pair; a no is told in the same words as a yes, and without a reason. Whoever
    is kept from writing can still say no.

    Twice is once. Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        pair = queries.my_pair(actor=actor, ref=ref)
        if pair.buddy_subject != getattr(actor, "subject_id", None):
            raise Http404
        if pair.ended_at is not None and says_yes:
            raise PermissionDenied(_("It was taken back meanwhile, or waited too long."))
        if pair.agreed_at is not None or pair.ended_at is not None:
            return
        if says_yes:
            demand(before_writing(actor=actor).verdict)
            if not queries.looked_after():
                raise PermissionDenied(nobody_looks())
            if queries.say_first(actor=actor):
                raise PermissionDenied(age_unsaid())
            if not queries.of_age_and_free():
                raise PermissionDenied(not_for_her())
        with connection.cursor() as cursor:
            cursor.execute("select * from answer_buddy(%s, %s)", [ref, says_yes])
            people = [person for (person,) in cursor.fetchall()]
        if says_yes and not people:
            raise PermissionDenied(_("It was taken back meanwhile, or waited too long."))
        if not says_yes and queries.my_pair(actor=actor, ref=ref).ended_at is None:
            return  # it had waited too long: there was nothing to say no to
        verb = "education.buddy.agreed" if says_yes else "education.buddy.declined"
        record(actor=actor, verb=verb, subject=pair.buddy_subject)
        path = reverse("education:my_buddies")
        tell(people, BUDDY_ANSWERED, path, f"{BUDDY_ANSWERED}:{pair.ref}")


def end_buddy(*, actor: Actor, ref: UUID) -> None:
    """One press for all the two are to each other, no reason, and no mail to the other. Twice is once.

    Raises Http404.
    """
    with transaction.atomic():
        queries.my_pair(actor=actor, ref=ref)
        with connection.cursor() as cursor:
            cursor.execute("select end_buddy(%s)", [ref])
            (ended,) = cursor.fetchone()
        if ended:
            own = getattr(actor, "subject_id", None)
            record(actor=actor, verb="education.buddy.ended", subject=own)


def end_old_asks() -> int:
    """The job: asks nobody answered in two weeks are over, and nobody is written to; words that were
    taken back go once the moderators decided. How many asks."""
    with acting_as(System(Purpose.REMIND)), connection.cursor() as cursor:
        cursor.execute("select clear_offers_put_away()")
        cursor.execute("select end_old_asks()")
        return int(cursor.fetchone()[0])


def check_offer(*, actor: Actor, ref: UUID, stood: str, verdict: str, why: str) -> None:
    """What who looks after the guides says to one; `stood`: its state as she read it. Its writer is
    told. Nobody looks at her own. Raises Http404 for none of these words."""
    demand(may_look_after_buddies(actor, leads=leads(actor)))
    if verdict not in (State.SHOWN, State.KEPT) or stood not in (State.NEW, State.SHOWN):
        raise Http404
    if verdict == State.KEPT and not why.strip():
        raise PermissionDenied(_("Say why. Whoever wrote it reads it."))
    with transaction.atomic(), connection.cursor() as cursor:
        said = why if verdict == State.KEPT else ""
        cursor.execute("select decide_buddy_offer(%s, %s, %s, %s)", [ref, stood, verdict, said])
        people = [person for (person,) in cursor.fetchall()]
        if not people:
            raise PermissionDenied(_("It was taken back or looked at meanwhile."))
        record(actor=actor, verb="education.buddy.checked", verdict=verdict)
        path = reverse("education:my_buddies")
        tell(people, ANSWERED, path, f"{ANSWERED}:buddy:{ref}:{verdict}")
