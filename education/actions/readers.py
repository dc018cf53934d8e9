"""What readers do: keep a page, say whether it helped, point at a mistake; and the answer to that."""

from __future__ import annotations

from secrets import token_urlsafe
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.models import (
    Article,
    Correction,
    Enrolment,
    Programme,
    Revision,
    SavedPage,
    Vote,
)
from education.notices import ANSWERED, tell
from education.rules import account_of, may_write
from members.queries.own import own_rows
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash


def save_page(*, actor: Actor, article: Article) -> None:
    """Kept to read later; twice is once."""
    if not isinstance(actor, SignedIn) or actor.subject_id is None:
        raise PermissionDenied(_("Pages are kept for members."))
    SavedPage.objects.bulk_create(
        [SavedPage(subject_id=actor.subject_id, article=article)], ignore_conflicts=True
    )


def unsave_page(*, actor: Actor, article: Article) -> None:
    """Not kept any more."""
    own_rows(SavedPage, actor).filter(article=article).delete()


def vote(*, actor: Actor, article: Article, helped: bool, before: int | None) -> int:
    """One vote on the live text; `before`: this browser's earlier one, which is changed instead."""
    live = _live(article)
    changed = Vote.objects.filter(pk=before or 0, revision=live)
    if changed.update(helped=helped, reason=""):
        return int(before or 0)
    made = Vote.objects.create(revision=live, helped=helped, on=timezone.localdate())
    return made.pk


def give_reason(*, actor: Actor, vote_id: int, reason: str) -> None:
    """Why it did not help."""
    Vote.objects.filter(pk=vote_id, helped=False).update(reason=reason)


def suggest_correction(*, actor: Actor, about: Article | Programme, text: str) -> str:
    """Goes to the editors; whoever is signed in finds the answer under her own pages.

    The secret of the link under which a visitor finds it, told once and kept nowhere; '' for others.
    """
    subject = actor.subject_id if isinstance(actor, SignedIn) else None
    secret = "" if subject else token_urlsafe(24)
    hashed = secret_hash(secret) if secret else None
    row = Correction(ref=uuid4(), subject_id=subject, text=text, secret_hash=hashed)
    if about.live is None:
        raise Http404
    if isinstance(about, Programme):
        walked = (Enrolment.State.ACTIVE, Enrolment.State.RESTING)
        own = own_rows(Enrolment, actor).filter(programme=about, state__in=walked)
        mine = (
            own.select_related("version").order_by("-pk").first()
        )  # what she reads, which may be an earlier one
        row.programme, row.version = about, mine.version if mine else about.live
    else:
        row.article, row.revision = about, about.live
    with transaction.atomic():
        # A visitor may leave a row and see none: asking its id back would be reading it.
        Correction.objects.bulk_create([row], ignore_conflicts=True)
        record(actor=actor, verb="education.correction.suggested")
    return secret


def answer_correction(*, actor: Actor, ref: UUID, answer: str) -> None:
    """Once; whoever asked is told that there is an answer."""
    demand(may_write(actor))
    with transaction.atomic():
        rows = Correction.objects.visible_to(actor)
        row = rows.select_for_update(of=("self",)).filter(ref=ref).first()
        if row is None:
            raise Http404
        if row.answered_at is not None:
            raise PermissionDenied(_("Somebody answered this already."))
        row.answer, row.answered_at, row.answered_by = answer, timezone.now(), account_of(actor)
        rows.filter(pk=row.pk).update(
            answer=row.answer, answered_at=row.answered_at, answered_by=row.answered_by
        )
        record(actor=actor, verb="education.correction.answered", subject=row.subject_id)
        with connection.cursor() as cursor:
            cursor.execute("select person_to_answer(%s)", [row.pk])
            (person,) = cursor.fetchone()
        if person is not None:
            tell([person], ANSWERED, reverse("education:asked"), f"{ANSWERED}:{row.pk}")


def _live(article: Article) -> Revision:
    if article.live is None:
        raise Http404
    return article.live
