"""A warning or withdrawal by one person at once; looked at within a week; pages laid aside."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.actions.drafts import demand_ours
from education.models import Article, Urgent
from education.notices import DUE, people_with, tell
from education.publishing import one_doctor
from education.queries.retold import told_again, warned_now
from education.rules import URGENT_DAYS, account_of, may_settle, may_warn, may_write
from po_platform.access.actor import Actor, Hat
from po_platform.access.refusals import demand


def warn_urgently(
    *, actor: Actor, ref: UUID, kind: str, words: str, also: Collection[UUID] = ()
) -> Urgent:
    """Readers see it from now on; editors and reviewers are told, and whoever keeps the page.

    `also`: the same page in other languages or in very easy words, each with a row of its own. One
    that has a warning already keeps that one.
    """
    demand(may_warn(actor))
    with transaction.atomic():
        together = Article.objects.filter(ref__in=[ref, *also]).order_by("pk")
        list(together.select_for_update(of=("self",)))  # two who warn of the same take turns
        article = _live(ref)
        if article.urgents.filter(settled_at__isnull=True).exists():
            raise PermissionDenied(_("There is a warning on this page already."))
        row = _put(actor, article, kind, words, "")
        others = told_again(article).filter(ref__in=list(also)).exclude(warned_now())
        for other in others.order_by("pk"):
            _put(actor, other, kind, words, article.language)
        people = people_with((Hat.EDITOR, Hat.REVIEWER), without=[account_of(actor) or 0])
        path = reverse("education:urgent", args=[article.ref])
        tell(people, DUE, path, f"{DUE}:urgent:{row.pk}")
    return row


def _put(actor: Actor, article: Article, kind: str, words: str, language: str) -> Urgent:
    row = Urgent.objects.create(
        article=article, kind=kind, words=words, by_account=account_of(actor),
        language="" if language == article.language else language,
        review_until=timezone.localdate() + timedelta(days=URGENT_DAYS),
    )  # fmt: skip
    record(actor=actor, verb=f"education.article.{kind}", thing=article)
    return row


def settle_urgent(*, actor: Actor, ref: UUID, outcome: str) -> None:
    """The warning goes, the page is as before; what was found stays in the record."""
    with transaction.atomic():
        article = _live(ref)
        row = article.urgents.select_for_update().filter(settled_at__isnull=True).first()
        if row is None:
            raise Http404
        demand(may_settle(actor, by=row.by_account, one_doctor=one_doctor()))
        row.settled_at, row.settled_by, row.outcome = timezone.now(), account_of(actor), outcome
        row.save(update_fields=["settled_at", "settled_by", "outcome"])
        record(actor=actor, verb="education.urgent.settled", thing=article)


def archive_article(*, actor: Actor, ref: UUID, reason: str, instead: Article | None) -> None:
    """Its address stays and says why, and what to read instead. An open warning ends with it."""
    demand(may_write(actor))
    with transaction.atomic():
        article = _live(ref)
        article.archived_at, article.archived_reason = timezone.now(), reason
        article.replaced_by = instead
        article.save(update_fields=["archived_at", "archived_reason", "replaced_by"])
        record(actor=actor, verb="education.article.archived", thing=article)


def bring_back(*, actor: Actor, ref: UUID) -> None:
    """An archived page is readable again, as it was. A text of a column comes back with its author's
    next text alone: she may have taken it away."""
    demand(may_write(actor))
    with transaction.atomic():
        article = _live(ref)
        demand_ours(article)
        article.archived_at, article.archived_reason, article.replaced_by = None, "", None
        article.save(update_fields=["archived_at", "archived_reason", "replaced_by"])
        record(actor=actor, verb="education.article.brought_back", thing=article)


def _live(ref: UUID) -> Article:
    article = Article.objects.select_for_update(of=("self",)).filter(ref=ref).first()
    if article is None or article.live_id is None:
        raise Http404
    return article
