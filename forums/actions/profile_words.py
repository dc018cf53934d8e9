"""A word in the old profile shows whose it was: she puts it there, a moderator looks. Nothing here asks
another server for anything.
"""

from __future__ import annotations

from secrets import token_bytes
from uuid import UUID, uuid4

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from forums.actions.claiming import offer_to
from forums.actions.writing import lock_writer
from forums.bringing import name_mark, sealed_asked_name
from forums.models import FormerAuthor, ProfileWord
from forums.queries.profile_words import living
from forums.rules import may_moderate, may_write
from forums.sight import sight_of
from members.models import Person
from members.share_codes import code_from
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

MOST_A_DAY = 5


def ask_for_word(*, actor: Actor, name: str) -> ProfileWord:
    """The same one again while it is good; everybody gets one, so nobody learns here who wrote there.

    Raises PermissionDenied after five names in a day.
    """
    with transaction.atomic():
        sight = sight_of(actor)
        demand(may_write(sight))
        lock_writer(sight.me)
        mark = name_mark(name)
        known = living(ProfileWord.objects.filter(person=sight.me, name_mark=mark)).first()
        if known is not None:
            return known
        tries = f"forums-words:{sight.me}"
        cache.add(tries, 0, 24 * 3600)
        if cache.incr(tries) > MOST_A_DAY:
            raise PermissionDenied(_("You tried five names today. Try again tomorrow."))
        ProfileWord.objects.filter(person=sight.me, name_mark=mark).delete()
        ref = uuid4()
        row = ProfileWord.objects.create(
            ref=ref,
            person_id=sight.me,
            name_mark=mark,
            sealed_name=sealed_asked_name(ref, name.strip()),
            word=code_from(token_bytes(8)),
        )
        record(actor=actor, verb="forums.profile_word.asked", thing=row)
    return row


def say_it_stands(*, actor: Actor, ref: UUID) -> None:
    """She put it there: moderators are asked to look. Raises Http404."""
    with transaction.atomic():
        sight = sight_of(actor)
        demand(may_write(sight))
        hers = ProfileWord.objects.select_for_update().filter(ref=ref, person=sight.me)
        row = living(hers).first()
        if row is None:
            raise Http404
        if row.placed_at is None:
            row.placed_at, row.looked_at = timezone.now(), None
            row.save(update_fields=["placed_at", "looked_at"])
            record(actor=actor, verb="forums.profile_word.placed", thing=row)


def confirm_word(*, actor: Actor, ref: UUID, author: UUID) -> None:
    """A moderator saw it in the profile of this account: its member is asked once more, as when
    somebody vouches. Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        word = _to_look_at(actor, ref)
        rows = FormerAuthor.objects.select_for_update().exclude(sealed_profile="")
        row = rows.filter(ref=author, name_mark=word.name_mark, person=None).first()
        if row is None or word.person.state != Person.State.ACTIVE:
            raise Http404
        offer_to(sight_of(actor), row, word.person)
        record(actor=actor, verb="forums.former_author.word_seen", thing=row)
        word.delete()


def say_not_found(*, actor: Actor, ref: UUID) -> None:
    """A moderator looked, and it does not stand there; the member reads that. As above."""
    with transaction.atomic():
        word = _to_look_at(actor, ref)
        word.placed_at, word.looked_at = None, timezone.now()
        word.save(update_fields=["placed_at", "looked_at"])
        record(actor=actor, verb="forums.profile_word.not_found", thing=word)


def _to_look_at(actor: Actor, ref: UUID) -> ProfileWord:
    """Locked; its person with it. Raises PermissionDenied, Http404."""
    sight = sight_of(actor)
    demand(may_moderate(sight))
    placed = ProfileWord.objects.select_for_update(of=("self",)).select_related("person")
    row = living(placed.filter(ref=ref, placed_at__isnull=False)).first()
    if row is None:
        raise Http404
    if row.person_id == sight.person_id:
        raise PermissionDenied(_("Nobody vouches for themselves. Ask another moderator."))
    return row
