"""Pictures of people of an older forum are kept for those who come back, and shown to nobody else."""

from __future__ import annotations

from itertools import islice

from audit.actions import record
from files.places import keep_bytes
from forums.bringing import author_mark, mark_of
from forums.models import Brought, FormerAuthor, FormerPicture
from forums.moving.shape import OldFace, OldForum, Report
from forums.rules import may_bring_in
from forums.uploads import NotKept, moved_small
from po_platform.access.actor import Actor, acting_as
from po_platform.access.refusals import demand

AT_ONCE = 50


def bring_faces(*, actor: Actor, forum: OldForum, report: Report) -> None:
    """Fifty in a transaction; of people some of whose posts are here. None comes back that was said
    yes or no to, or that nobody came for. Raises PermissionDenied.
    """
    faces = iter(forum.faces(report))
    while some := list(islice(faces, AT_ONCE)):
        with acting_as(actor):
            demand(may_bring_in(actor))
            _keep(actor, some, report)


def _keep(actor: Actor, faces: list[OldFace], report: Report) -> None:
    marks = {mark_of(report.source, f"face {face.author}"): face for face in faces}
    known = set(Brought.objects.filter(mark__in=marks).values_list("mark", flat=True))
    report.counts["unchanged"] += len(known)
    fresh = {mark: face for mark, face in marks.items() if mark not in known}
    of_whom = {mark: author_mark(report.source, face.author) for mark, face in fresh.items()}
    rows = FormerAuthor.objects.select_for_update().filter(mark__in=of_whom.values())
    authors = {row.mark: row for row in rows.order_by("pk")}
    taken = []
    for mark, face in fresh.items():
        author = authors.get(of_whom[mark])
        if author is None:
            report.drop("pictures of people of whom nothing is here")
        elif (drawn := _drawn(face, report)) is not None:
            taken.append((mark, author, drawn))
    if not taken:
        return
    report.counts["avatars"] += len(taken)
    if report.dry_run:
        return  # no bytes are written for what is taken back
    FormerPicture.objects.bulk_create(
        FormerPicture(author=author, place=keep_bytes(drawn), size=len(drawn))
        for _mark, author, drawn in taken
    )
    Brought.objects.bulk_create(
        Brought(source=report.source, mark=mark, author=author) for mark, author, _drawn in taken
    )
    record(actor=actor, verb="forums.avatars.brought_in", thing=taken[0][1], pictures=len(taken))


def _drawn(face: OldFace, report: Report) -> bytes | None:
    try:
        return moved_small(face.read())
    except OSError:
        report.drop("pictures of people that could not be read")
    except NotKept as why:
        report.drop(str(why))
    return None
