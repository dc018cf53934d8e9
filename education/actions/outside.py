"""Readers without an account: asked by a link or on paper, answered once; remarks on parts of a page."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.actions.reviews import decide_outside
from education.models import Article, OutsideReader, Remark, ReviewStep, Revision
from education.notices import tell_read
from education.rules import (
    MEDICAL,
    account_of,
    may_ask_outside,
    may_read_outside,
    may_see_drafts,
    may_write,
)
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from po_platform.kit.crypto import secret_hash

LIVES = timedelta(days=30)
SIGNS = 6  # of the mark on a paper
MOST_OPEN = 20  # links of one text at the same time
Task, Verdict = OutsideReader.Task, OutsideReader.Verdict


def ask_outside(
    *, actor: Actor, ref: UUID, task: str, called: str, email: str, language: str
) -> tuple[OutsideReader, str]:
    """(the row, the path of the link, shown once). A doctor's link goes by mail only: path ''."""
    with transaction.atomic():
        revision = _open_text(actor, ref, task)
        if task == Task.MEDICAL and not email:
            raise PermissionDenied(_("Write the e-mail address of the doctor you ask."))
        living = revision.outside_readers.filter(
            answered_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
        )
        if living.count() >= MOST_OPEN:
            raise PermissionDenied(_("Twenty links are open already. Take some back first."))
        secret = token_urlsafe(24)
        row = OutsideReader.objects.create(
            revision=revision, task=task, called=called, asked_by=account_of(actor),
            secret_hash=secret_hash(secret), expires_at=timezone.now() + LIVES,
        )  # fmt: skip
        path = reverse("education:outside", args=[secret])
        if email:
            send_service_mail(
                to_address=email, template="education/mail/asked", context={"path": path},
                language=language, expires_at=row.expires_at,
            )  # fmt: skip
        record(actor=actor, verb="education.outside.asked", thing=row, task=task)
    return row, "" if task == Task.MEDICAL else path


def withdraw_outside(*, actor: Actor, ref: UUID, reader: UUID) -> None:
    """The link opens nothing any more; twice is once."""
    demand(may_see_drafts(actor))
    with transaction.atomic():
        row = (
            OutsideReader.objects.select_for_update(of=("self",))
            .filter(ref=reader, revision__article__ref=ref, answered_at=None)
            .first()
        )
        if row is None:
            raise Http404
        if row.withdrawn_at is None:
            row.withdrawn_at = timezone.now()
            row.save(update_fields=["withdrawn_at"])
            record(actor=actor, verb="education.outside.withdrawn", thing=row)


def answer_outside(
    *, actor: Actor, secret: str, remarks: Mapping[str, str], seen: str, **said: Any
) -> OutsideReader:
    """What a reader says, once; a doctor's verdict is the medical check. `said`: fields of the row.

    `seen`: seen_mark of the text a doctor read; a lay reader's answers count for any wording.

    Raises Http404 when the link opens nothing any more.
    """
    with transaction.atomic():
        row = living_reader(secret, lock=True)
        if row is None:
            raise Http404
        demand(may_read_outside(actor, writers=row.text.writers))
        _answer(actor, row, seen=seen, **said)
        known = {str(one["id"]) for one in row.text.body}
        Remark.objects.bulk_create(
            Remark(article_id=row.text.article_id, revision=row.text, section=section,
                   text=text, outside=row)
            for section, text in remarks.items() if section in known and text.strip()
        )  # fmt: skip
        if row.asked_by:
            tell_read(row)
    return row


def note_on_paper(
    *, actor: Actor, ref: UUID, signed_on: date, mark: str, **said: Any
) -> OutsideReader:
    """A doctor signed a print-out; somebody who did not write the text records it.

    `mark`: as it stands on the last sheet, its first signs are enough: the paper is of this text.
    """
    with transaction.atomic():
        revision = _open_text(actor, ref, Task.MEDICAL)
        typed = mark.replace(" ", "").lower()
        if len(typed) < SIGNS or not mark_of(revision).startswith(typed):
            raise PermissionDenied(
                _("This paper shows another text than the one that waits now. Print it anew.")
            )
        row = OutsideReader.objects.create(
            revision=revision, task=Task.MEDICAL, called=said["public_name"],
            asked_by=account_of(actor), expires_at=timezone.now(), signed_on=signed_on,
        )  # fmt: skip
        _answer(actor, row, seen=None, **said)
    return row


def _answer(actor: Actor, row: OutsideReader, *, seen: str | None, **said: Any) -> None:
    row.answered_at, row.text_mark = timezone.now(), mark_of(row.text)
    for name, value in said.items():
        setattr(row, name, value)
    row.save()
    record(actor=actor, verb="education.outside.answered", thing=row, verdict=row.verdict)
    if row.task == Task.MEDICAL:
        approve = row.verdict == Verdict.FINE
        decide_outside(actor=actor, reader=row, approve=approve, note=row.note, seen=seen)


def living_reader(secret: str, *, lock: bool = False) -> OutsideReader | None:
    """Whom a link belongs to, while it opens something."""
    rows = OutsideReader.objects.select_related("revision__article")
    if lock:
        rows = rows.select_for_update(of=("self",))
    still_open = Q(revision__state="review") | Q(
        revision__state="draft", revision__article__column=None
    )
    row = rows.filter(
        still_open, secret_hash=secret_hash(secret), answered_at=None, withdrawn_at=None,
        expires_at__gt=timezone.now(),
    ).first()  # fmt: skip
    if row is None or row.task == Task.LAY:
        return row
    waits = row.text.steps.filter(state=ReviewStep.State.OPEN, step=MEDICAL).exists()
    return row if waits else None


def mark_of(revision: Revision) -> str:
    """The same for the same words in the same order."""
    parts = [revision.title, revision.in_short, revision.body, revision.uncertain]
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def say_remark(*, actor: Actor, ref: UUID, section: str, text: str) -> Remark:
    """On one part of the open text, or of the live one; '' is the page as a whole."""
    demand(may_see_drafts(actor))
    with transaction.atomic():
        article = _article(ref)
        found = _open_of(article) or article.live
        if found is None or section not in {"", *(str(one["id"]) for one in found.body)}:
            raise Http404
        row = Remark.objects.create(
            article=article, revision=found, section=section, text=text,
            by_account=account_of(actor),
        )  # fmt: skip
        record(actor=actor, verb="education.remark.said", thing=row)
    return row


def settle_remark(*, actor: Actor, ref: UUID, remark: int, settled: bool) -> None:
    """Done, or open again."""
    demand(may_write(actor))
    with transaction.atomic():
        row = Remark.objects.select_for_update().filter(pk=remark, article__ref=ref).first()
        if row is None:
            raise Http404
        row.settled_at = timezone.now() if settled else None
        row.settled_by = account_of(actor) if settled else None
        row.save(update_fields=["settled_at", "settled_by"])
        record(
            actor=actor,
            verb="education.remark.settled" if settled else "education.remark.opened",
            thing=row,
        )


def _open_text(actor: Actor, ref: UUID, task: str) -> Revision:
    """The open text of a page, when this actor may ask somebody outside for this."""
    article = _article(ref)
    found = _open_of(article)
    step = found.steps.filter(state=ReviewStep.State.OPEN).first() if found else None
    writers = found.writers if found else []
    demand(may_ask_outside(actor, task, writers=writers, waits=step.step if step else ""))
    if found is None:
        raise PermissionDenied(_("There is no draft of this page that somebody could read."))
    return found


def _open_of(article: Article) -> Revision | None:
    """The draft, or what is being checked; of a column only what its author sent."""
    states = ("review",) if article.column_id else ("draft", "review")
    return article.revisions.filter(state__in=states).first()


def _article(ref: UUID) -> Article:
    article = Article.objects.select_for_update(of=("self",)).filter(ref=ref).first()
    if article is None:
        raise Http404
    return article
