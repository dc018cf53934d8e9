"""Pictures and documents of an older forum come beside the posts that are here already, post by post."""

from __future__ import annotations

from itertools import groupby

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit.actions import record
from files.places import keep_bytes
from forums.bringing import mark_of
from forums.models import Brought, Post, PostFile
from forums.moving.shape import OldFile, OldForum, Report
from forums.queries.posts import SHOWN
from forums.rules import may_bring_in
from forums.uploads import Kept, NotKept, moved
from po_platform.access.actor import Actor, acting_as
from po_platform.access.refusals import demand

MOST = 20  # with one post


def bring_files(*, actor: Actor, forum: OldForum, report: Report) -> None:
    """A transaction for each post. Nothing comes beside a post that is not shown, and no file comes
    back that was taken off here. Raises PermissionDenied.
    """
    for post, files in groupby(forum.attachments(report), key=lambda file: file.post):
        some = list(files)
        with acting_as(actor):
            demand(may_bring_in(actor))
            _beside(actor, post, some, report)


def _beside(actor: Actor, key: str, files: list[OldFile], report: Report) -> None:
    at = Brought.objects.filter(mark=mark_of(report.source, key)).values("post")
    post = Post.objects.select_for_update().filter(pk__in=at, state__in=SHOWN).first()
    if post is None:
        report.drop("attached files of posts that are not here", len(files))
        return
    marks = {mark_of(report.source, file.key): file for file in files}
    known = set(Brought.objects.filter(mark__in=marks).values_list("mark", flat=True))
    report.counts["unchanged"] += len(known)
    room = max(MOST - PostFile.objects.filter(post=post).count(), 0)
    fresh = [(mark, file) for mark, file in marks.items() if mark not in known]
    report.drop("attached files beyond twenty of a post", len(fresh[room:]))
    taken = [
        (mark, file, kept)
        for mark, file in fresh[:room]
        if (kept := _kept(file, report)) is not None
    ]
    if not taken:
        return
    report.counts["files"] += len(taken)
    if report.dry_run:
        return  # no bytes are written for what is taken back
    PostFile.objects.bulk_create(_row(post, file, kept) for _mark, file, kept in taken)
    Brought.objects.bulk_create(
        Brought(source=report.source, mark=mark, post=post) for mark, _file, _kept in taken
    )
    record(actor=actor, verb="forums.files.brought_in", thing=post, files=len(taken))


def _kept(file: OldFile, report: Report) -> Kept | None:
    try:
        return moved(file.read(), file.name)
    except OSError:
        report.drop("attached files that could not be read")
    except NotKept as why:
        report.drop(str(why))
    return None


def _row(post: Post, file: OldFile, kept: Kept) -> PostFile:
    return PostFile(
        post=post,
        name=kept.name,
        shows=_shows(file, kept),
        content_type=kept.content_type,
        size=len(kept.whole),
        place=keep_bytes(kept.whole),
        small=keep_bytes(kept.small) if kept.small else "",
        made_at=post.written_at,
    )


def _shows(file: OldFile, kept: Kept) -> str:
    """In its author's words, where she gave any; the number is that in the words of the post."""
    with override(settings.LANGUAGE_CODE):
        number = {"n": file.number}
        if file.says:
            words = _("Picture %(n)s: %(says)s") if kept.small else _("File %(n)s: %(says)s")
            return words % {**number, "says": file.says}
        return (_("Picture %(n)s, not described") if kept.small else _("File %(n)s")) % number
