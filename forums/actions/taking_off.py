"""The words of a post that is taken off leave the post and lie sealed; an undone decision brings them back."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from files.places import remove_after_commit
from forums.markup import BAKE, bake
from forums.models import Post, PostFile, PostVersion, Topic
from moderation.actions.sealing import give_back, seal_original
from moderation.originals import Former, Original
from po_platform.access.actor import Actor, Purpose, System, acting_as

KIND = "post"
AT_ONCE = 200


def seal_post(actor: Actor, post: Post) -> None:
    """Out of a locked post, its former versions too; the caller saves it.

    What it quotes stays in it: words of others, covered and erased with theirs, and while it is
    off for its author alone. The title goes with the post its topic began with; what moderators wrote
    about it above the topic is deleted.
    """
    former = list(post.versions.exclude(text="").order_by("number"))
    topic = Topic.objects.get(pk=post.topic_id)
    begins = post.no == 1 or topic.posts == 0
    original = Original(
        text=post.text,
        title=topic.title if begins else "",
        note=post.note,
        former=[Former(row.number, row.text, row.note) for row in former],
    )
    seal_original(
        actor=actor, kind=KIND, thing=post.ref, person_id=post.author_id, original=original
    )
    post.versions.update(text="", note="")
    if begins:
        Topic.objects.filter(pk=topic.pk).update(title="", told="")
    post.sealed, post.text, post.html, post.note = True, "", "", ""


def unseal_post(actor: Actor, post: Post) -> None:
    """Into a locked post again; the caller saves it. Raises PermissionDenied when they are gone."""
    original = give_back(actor=actor, kind=KIND, thing=post.ref, piece=False)
    put_words(post, original)
    post.sealed = False
    if original.title:  # but for what moderators called it meanwhile
        Topic.objects.filter(pk=post.topic_id, title="").update(title=original.title)


def put_words(post: Post, original: Original) -> None:
    """The post reads as it did, and so do its former versions; the caller saves it."""
    post.text, post.note = original.text, original.note
    post.html, post.baked = bake(post.text), BAKE
    for one in original.former:
        rows = PostVersion.objects.filter(post=post, number=one.number)
        rows.update(text=one.text, note=one.note)


def forget_sealed(ref: UUID) -> None:
    """Its words are deleted: files in it, what it quotes, and quotations of it go too."""
    files = PostFile.objects.filter(post__ref=ref)
    remove_after_commit(place for row in files for place in row.places)
    files.delete()
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
