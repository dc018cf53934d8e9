"""What a case decides is carried out about one version of one post."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from forums.actions.close import keep_close
from forums.actions.taking_off import seal_post, unseal_post
from forums.actions.writing import bring_out, lock_writer
from forums.models import Post, Topic
from forums.publishing import Reason
from forums.rules import folded_first, may_moderate
from forums.sight import sight_of
from moderation.content import Outdated, Standing
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

State = Post.State
CONTEXT = Standing.CONTEXT.value
UNJUDGED = Standing.UNJUDGED.value
DECISIONS = (
    State.PUBLISHED, State.FOLDED, State.RETURNED, State.REMOVED, State.HELD, CONTEXT, UNJUDGED,
)  # fmt: skip


def decide_post(
    *,
    actor: Actor,
    ref: UUID,
    version: int,
    state: str,
    why: str = "",
    label: Mapping[str, str] | None = None,
) -> Post:
    """Publishes, folds, gives back, takes off, or lets wait again; in the state it has: nothing.
    At CONTEXT it is published with `label` above it, None for the one it had; published, without.
    At UNJUDGED it is folded as it came out, and needs a decision; at anything else somebody has
    looked, and words of danger need stay among members no longer.

    `version`: the one that was judged. `why`: the author reads it. The case tells her that there is
    a decision. Raises Outdated, PermissionDenied, Http404.
    """
    with transaction.atomic():
        post, topic = locked_to_decide(actor=actor, ref=ref, version=version)
        if standing_of(post) == state:
            keep_close(post, False)
            post.save(update_fields=["kept_close"])
            return post
        if state not in DECISIONS or post.state == State.TAKEN_BACK:
            raise Http404
        if state == CONTEXT:
            post.context, post.context_gone = dict(label or post.context), False
            if not post.context:
                raise Http404
        if state in (CONTEXT, State.PUBLISHED):
            post.context_on = state == CONTEXT
        _set(actor, post, topic, state, why.strip())
        record(actor=actor, verb=f"forums.decision.{state}", thing=post, version=version)
    return post


def standing_of(post: Post) -> Standing:
    """How the post stands for its readers."""
    if post.state == State.PUBLISHED and post.context_on:
        return Standing.CONTEXT
    return Standing.UNJUDGED if folded_first(post) else Standing(post.state)


def locked_to_decide(*, actor: Actor, ref: UUID, version: int) -> tuple[Post, Topic]:
    """Writer, topic and post, locked in this order. Raises Outdated, PermissionDenied, Http404."""
    sight = sight_of(actor)
    found = Post.objects.filter(ref=ref).select_related("topic__board").first()
    if found is None:
        demand(may_moderate(sight))
        raise Http404
    demand(may_moderate(sight, found.topic.board))
    if found.author_id is not None:
        lock_writer(found.author_id)
    topics = Topic.objects.select_related("board").select_for_update(of=("self",))
    topic = topics.get(pk=found.topic_id)
    post = Post.objects.select_for_update().get(pk=found.pk)
    demand(may_moderate(sight, topic.board, post))
    if post.version != version or post.topic_id != topic.pk:
        raise Outdated(
            _("Somebody changed this post or decided about it meanwhile. Look at it again.")
        )
    return post, topic


def _set(actor: Actor, post: Post, topic: Topic, state: str, why: str) -> None:
    post.version += 1
    post.changed_at, post.decided_why = timezone.now(), why
    post.reasons = [one for one in post.reasons if one != Reason.FOLDED_FIRST]
    keep_close(post, state == UNJUDGED and Reason.DANGER in post.reasons)
    if state == UNJUDGED:
        post.reasons.append(str(Reason.FOLDED_FIRST))
    if post.sealed and state != State.REMOVED:
        unseal_post(actor, post)
    elif state == State.REMOVED and not post.sealed:
        seal_post(actor, post)
    if state not in (State.PUBLISHED, State.FOLDED, CONTEXT, UNJUDGED):
        post.state = state
        post.save()
        if post.no == 1 and topic.posts == 1:
            topic.gone_at = timezone.now()
            topic.save(update_fields=["gone_at"])
        return
    bring_out(post, topic)
    if topic.gone_at is not None:
        topic.gone_at = None
        topic.save(update_fields=["gone_at"])
    if state in (State.FOLDED, UNJUDGED):
        post.state = State.FOLDED
        post.save(update_fields=["state"])
