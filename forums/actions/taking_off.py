"""The words of a post that is taken off leave the post and lie sealed; an undone decision brings them back."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from files.places import remove_after_commit
from forums.actions.naming import bake_with_names
from forums.models import MovedPost, Named, Post, PostFile, PostVersion, Topic
from moderation.actions.sealing import give_back, seal_original
from moderation.originals import Former, Original
from po_platform.access.actor import Actor, Purpose, System, acting_as

KIND = "post"
AT_ONCE = 200


def seal_post(actor: Actor, post: Post) -> None:
    """Out of a locked post, its former versions too; the caller saves it.

    What it quotes stays in it: words of others, covered and erased with theirs, and while it is
    off for its author alone. The title goes with the post its topic began with; what moderators wrote
    about it above the topic is deleted. So with what became part of another topic since.
    """
    former = list(post.versions.exclude(text="").order_by("number"))
    begun = begun_with(post)
    original = Original(
        text=post.text,
        title=next((topic.title for topic in begun if topic.title), ""),
        note=post.note,
        former=[Former(row.number, row.text, row.note) for row in former],
    )
    seal_original(
        actor=actor, kind=KIND, thing=post.ref, person_id=post.author_id, original=original
    )
    post.versions.update(text="", note="")
    Topic.objects.filter(pk__in=[topic.pk for topic in begun]).update(title="", told="")
    post.sealed, post.text, post.html, post.note = True, "", "", ""


def unseal_post(actor: Actor, post: Post) -> None:
    """Into a locked post again; the caller saves it. Raises PermissionDenied when they are gone."""
    original = give_back(actor=actor, kind=KIND, thing=post.ref, piece=False)
    put_words(post, original)
    post.sealed = False
    if original.title:  # but for what moderators called it meanwhile
        begun = [topic.pk for topic in begun_with(post)]
        Topic.objects.filter(pk__in=begun, title="").update(title=original.title)


def begun_with(post: Post) -> list[Topic]:
    """The topics whose titles are words of this post: its own, and one that became part of it."""
    own = Q(pk=post.topic_id) if post.no == 1 else Q(pk=post.topic_id, posts=0)
    was = MovedPost.objects.filter(post=post, no=1, topic__merged_at__isnull=False)
    return list(Topic.objects.filter(own | Q(pk__in=was.values("topic"))).order_by("-pk"))


def put_words(post: Post, original: Original) -> None:
    """The post reads as it did, and so do its former versions; the caller saves it."""
    post.text, post.note = original.text, original.note
    bake_with_names(post)
    for one in original.former:
        rows = PostVersion.objects.filter(post=post, number=one.number)
        rows.update(text=one.text, note=one.note)


def forget_sealed(ref: UUID) -> None:
    """Its words are deleted: files in it, what it quotes, and quotations of it go too."""
    files = PostFile.objects.filter(post__ref=ref)
    remove_after_commit(place for row in files for place in row.places)
    files.delete()
    Named.objects.filter(post__ref=ref).delete()
    Post.objects.filter(Q(ref=ref) | Q(answers__ref=ref)).exclude(quoted="").update(quoted="")


def seal_removed() -> int:
    """For the tick: posts taken off before words were sealed; how many."""
    with acting_as(System(Purpose.OPERATE)) as actor:
        old = Post.objects.filter(state=Post.State.REMOVED, sealed=False).order_by("pk")
        rows = list(old.select_for_update(skip_locked=True)[:AT_ONCE])
        for post in rows:
            seal_post(actor, post)
            post.save(update_fields=["sealed", "text", "html", "note"])
    return len(rows)
