"""Somebody wrote in an older forum and comes back: her posts are hers again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audit.actions import record
from forums.actions.writing import lock_writer
from forums.bringing import address_mark
from forums.models import FormerAuthor, Post, Topic, Writer
from forums.queries.former import claim_token, claimable
from forums.queries.posts import SHOWN
from forums.rules import may_moderate, may_write
from forums.sight import Sight, sight_of
from members.models import Person
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

MOST_A_DAY = 5


def ask_to_claim(*, actor: Actor, address: str) -> None:
    """A link goes to the mailbox of the old account, if there is one; nobody learns here which.

    Raises PermissionDenied after five addresses in a day.
    """
    with transaction.atomic():
        sight = sight_of(actor)
        demand(may_write(sight))
        tries = f"forums-claims:{sight.me}"
        cache.add(tries, 0, 24 * 3600)
        if cache.incr(tries) > MOST_A_DAY:
            raise PermissionDenied(_("You tried five addresses today. Try again tomorrow."))
        mark = address_mark(address.strip().lower())
        if not mark or not FormerAuthor.objects.filter(address_mark=mark, person=None).exists():
            return
        send_service_mail(
            to_address=address.strip(),
            template="forums/mail/claim",
            context={"path": reverse("forums:claim", args=[claim_token(sight.me, mark)])},
            language=get_language() or "",
        )


def claim(*, actor: Actor, token: str) -> int:
    """By the link that came to the old mailbox; how many posts. Raises Http404."""
    with transaction.atomic():
        sight = sight_of(actor)
        demand(may_write(sight))
        found = claimable(actor=actor, token=token)
        if not found:
            raise Http404
        return _give(actor, sight.me, [one.row.pk for one in found])


def offer(*, actor: Actor, ref: UUID, person: Person) -> None:
    """A moderator knows whose an old account was; she says yes or no. Raises PermissionDenied, Http404."""
    with transaction.atomic():
        sight = sight_of(actor)
        demand(may_moderate(sight))
        if person.pk == sight.person_id:
            raise PermissionDenied(_("Nobody vouches for themselves. Ask another moderator."))
        row = FormerAuthor.objects.select_for_update().filter(ref=ref, person=None).first()
        if row is None or person.state != Person.State.ACTIVE:
            raise Http404
        offer_to(sight, row, person)
        record(actor=actor, verb="forums.former_author.vouched", thing=row)


def offer_to(sight: Sight, row: FormerAuthor, person: Person) -> None:
    """She is asked whether this old account was hers; who moderates is kept."""
    row.offered_to, row.offered_by = person, sight.me
    row.save(update_fields=["offered_to", "offered_by"])


def answer_offer(*, actor: Actor, ref: UUID, mine: bool) -> int:
    """Whether the old account was hers; how many posts are now. Raises Http404."""
    with transaction.atomic():
        sight = sight_of(actor)
        demand(may_write(sight))
        rows = FormerAuthor.objects.select_for_update()
        row = rows.filter(ref=ref, offered_to=sight.me, person=None).first()
        if row is None:
            raise Http404
        if mine:
            return _give(actor, sight.me, [row.pk])
        row.offered_to = row.offered_by = None
        row.save(update_fields=["offered_to", "offered_by"])
        record(actor=actor, verb="forums.former_author.declined", thing=row)
    return 0


def _give(actor: Actor, person_id: int, authors: Sequence[int]) -> int:
    """Her standing there counts here: somebody who wrote for years is not new.

    What a moderator took off since does not count.
    """
    lock_writer(person_id)
    rows = FormerAuthor.objects.select_for_update().filter(pk__in=authors, person=None)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    hers = Post.objects.filter(brought__author__in=ids, author=None)
    topics = list(hers.values_list("topic", flat=True).distinct())
    list(Topic.objects.filter(pk__in=topics).order_by("pk").select_for_update().only("pk"))
    Topic.objects.filter(pk__in=hers.filter(no=1).values("topic"), starter=None).update(
        starter=person_id
    )
    Topic.objects.filter(
        pk__in=hers.filter(no=F("topic__posts")).values("topic"), last_poster=None
    ).update(last_poster=person_id)
    found = list(hers.values_list("pk", "state", "brought__author"))
    of_each = Counter(author for _pk, _state, author in found)
    out = sum(1 for _pk, state, _author in found if state in SHOWN)
    given = Post.objects.filter(pk__in=[pk for pk, _state, _author in found]).update(
        author=person_id, findable_at=None
    )
    Writer.objects.filter(person=person_id).update(published=F("published") + out)
    FormerAuthor.objects.filter(pk__in=ids).update(
        person=person_id, claimed_at=timezone.now(), offered_to=None, sealed_profile=""
    )
    for row in FormerAuthor.objects.filter(pk__in=ids):
        record(actor=actor, verb="forums.former_author.claimed", thing=row, posts=of_each[row.pk])
    return given
