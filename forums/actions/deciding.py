"""A moderator decides about one version of one post; the seam through which cases decide as well."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from forums.actions.writing import bring_out, lock_writer
from forums.models import Post, Topic
from forums.notices import tell_decided
from forums.rules import may_moderate
from forums.sight import sight_of
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

State = Post.State
DECISIONS = (State.PUBLISHED, State.FOLDED, State.REMOVED)


class Outdated(PermissionDenied):
    """Its author or another moderator was faster."""


def decide_post(*, actor: Actor, ref: UUID, version: int, state: str, why: str = "") -> Post:
    """Publishes, folds or takes off; the author is told that there is a decision, and reads why.

    `version`: the one that was judged. Raises Outdated, PermissionDenied, Http404.
    """
    with transaction.atomic():
        sight = sight_of(actor)
        demand(may_moderate(sight))
        found = Post.objects.filter(ref=ref).first()
        if found is None or state not in DECISIONS:
            raise Http404
        if found.author_id is not None:
            lock_writer(found.author_id)
        topic = Topic.objects.select_for_update().get(pk=found.topic_id)
        post = Post.objects.select_for_update().get(pk=found.pk)
        demand(may_moderate(sight, post))
        if post.version != version or post.state == State.TAKEN_BACK:
            raise Outdated(
                _("Somebody changed this post or decided about it meanwhile. Look at it again.")
            )
        if state != State.PUBLISHED and not why.strip():
            raise PermissionDenied(_("Write a reason. The author reads it."))
        _set(post, topic, state, why.strip())
        record(actor=actor, verb=f"forums.decision.{state}", thing=post, version=version)
        if post.author_id is not None:
            tell_decided(person_id=post.author_id, post=post)
    return post


def _set(post: Post, topic: Topic, state: str, why: str) -> None:
    post.version += 1
    post.changed_at, post.decided_why = timezone.now(), why
    if state == State.REMOVED:
        post.state = State.REMOVED
        post.save()
        if post.no == 1 and topic.posts == 1:
            topic.gone_at = timezone.now()
            topic.save(update_fields=["gone_at"])
        return
    bring_out(post, topic)
    if topic.gone_at is not None:
        topic.gone_at = None
        topic.save(update_fields=["gone_at"])
    if state == State.FOLDED:
        post.state = State.FOLDED
        post.save(update_fields=["state"])


def keep_topic(*, actor: Actor, topic: UUID, pinned: bool, locked: bool) -> None:
    """Pins a topic to the top of its board, or closes it to answers; undone the same way."""
    with transaction.atomic():
        demand(may_moderate(sight_of(actor)))
        row = Topic.objects.select_for_update().filter(ref=topic).first()
        if row is None:
            raise Http404
        row.pinned, row.locked = pinned, locked
        row.save(update_fields=["pinned", "locked"])
        record(actor=actor, verb="forums.topic.kept", thing=row, pinned=pinned, locked=locked)
