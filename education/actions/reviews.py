"""From draft to readers: sent, checked step by step, published or sent back."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.actions.drafts import held_draft
from education.models import Article, OutsideReader, ReviewStep, Revision
from education.notices import tell_author, tell_returned, tell_step_open
from education.publishing import has_medical_check, lacks, one_doctor, seen_mark, undeclared
from education.queries.finding import index_article
from education.rules import MEDICAL, PUBLISH, account_of, may_decide, steps_for
from po_platform.access.actor import Actor
from po_platform.access.refusals import Denied, demand

State = ReviewStep.State


def send_to_review(
    *, actor: Actor, ref: UUID, significance: str, what_changed: str,
    review_by: date | None = None,
) -> ReviewStep:  # fmt: skip
    """The draft stops changing and its first check opens. Refused with everything it lacks.

    `review_by`: a medical change needs it; any other may only bring the day of the page nearer.
    """
    with transaction.atomic():
        draft = held_draft(actor, ref)
        return send_draft(
            actor=actor, draft=draft, significance=significance, what_changed=what_changed,
            review_by=review_by,
        )  # fmt: skip


def send_draft(
    *, actor: Actor, draft: Revision, significance: str, what_changed: str,
    review_by: date | None = None,
) -> ReviewStep:  # fmt: skip
    """The same for callers that hold the draft and asked who may. A column's text is read by an
    editor alone, and has no day of a next check."""
    with transaction.atomic():
        article = draft.article
        if article.column_id:
            review_by = None
        first = article.live_id is None or draft.based_on_id != article.live_id
        if first:  # also an older text taken up again: everything since is undone by it
            significance = Revision.Significance.MEDICAL
        draft.significance, draft.what_changed = significance, what_changed
        missing = lacks(draft, review_by=review_by)
        if article.live_id and not article.column_id and not what_changed.strip():
            missing.append(_("Say in one sentence what changed."))
        if missing:
            raise PermissionDenied(" ".join(missing))
        draft.state, draft.wanted_review_by = Revision.State.REVIEW, review_by
        draft.locked_by = draft.locked_until = None
        draft.save()
        wanted = (
            [PUBLISH] if article.column_id
            else steps_for(significance, first=first, one_doctor=one_doctor())
        )  # fmt: skip
        steps = ReviewStep.objects.bulk_create(
            ReviewStep(revision=draft, place=place, step=step)
            for place, step in enumerate(wanted, 1)
        )
        _open(steps[0])
        record(actor=actor, verb="education.review.asked", thing=draft, significance=significance)
    return steps[0]


def decide_step(*, actor: Actor, ref: UUID, approve: bool, note: str, seen: str) -> Revision:
    """The open check is done; the next opens, or readers get the text, or its writers get it back.

    `seen`: seen_mark of what the actor read; a text sent again since, or another check, is refused.
    """
    with transaction.atomic():
        article = Article.objects.select_for_update().filter(ref=ref).first()
        step = _open_step(article)
        revision = step.revision
        checked_by = revision.steps.filter(step=MEDICAL, state=State.APPROVED).values_list(
            "by_account", flat=True
        )
        demand(
            may_decide(
                actor, step, writers=revision.writers,
                checked_by=[one for one in checked_by if one], one_doctor=one_doctor(),
            )
        )  # fmt: skip
        demand_seen(step, seen)
        if step.step == MEDICAL and approve and undeclared([account_of(actor)]):
            raise PermissionDenied(
                _("Say first how you want to be named, and which interests there are.")
            )
        step.by_account = account_of(actor)
        _settle(actor, step, approve=approve, note=note)
    return revision


def demand_seen(step: ReviewStep, seen: str) -> None:
    """A decision counts for the text that was read and for nothing else."""
    if seen != seen_mark(step):
        demand(Denied(_("The text changed since you opened it. Read it again, then decide.")))


def decide_outside(
    *, actor: Actor, reader: OutsideReader, approve: bool, note: str, seen: str | None = None
) -> None:
    """The medical check was done by somebody without an account; the caller asked who may.

    `seen`: seen_mark of what was on the screen; none for paper, which has a mark of its own.
    """
    with transaction.atomic():
        article = Article.objects.select_for_update().filter(pk=reader.text.article_id).first()
        step = _open_step(article)
        if step.step != MEDICAL or step.revision_id != reader.revision_id:
            raise PermissionDenied(_("This check does not wait any more."))
        if seen is not None:
            demand_seen(step, seen)
        step.outside = reader
        _settle(actor, step, approve=approve, note=note)


def _settle(actor: Actor, step: ReviewStep, *, approve: bool, note: str) -> None:
    """A check is done; what follows from it happens in the same moment."""
    if not approve and not note.strip():
        raise PermissionDenied(_("Write what has to change."))
    revision = step.revision
    step.state = State.APPROVED if approve else State.RETURNED
    step.decided_at, step.note = timezone.now(), note
    step.save()
    record(actor=actor, verb=f"education.{step.step}.{step.state}", thing=revision)
    if not approve:
        _return(revision)
    elif (following := _next(revision)) is not None:
        _open(following)
    else:
        publish(actor=actor, revision=revision)


def take_back(*, actor: Actor, ref: UUID) -> None:
    """A writer wants to go on writing; checks done so far stay in the record and count no more."""
    with transaction.atomic():
        article = Article.objects.select_for_update().filter(ref=ref).first()
        revision = _open_step(article).revision
        if account_of(actor) not in revision.writers:
            raise PermissionDenied(_("Only somebody who wrote on the text takes it back."))
        revision.steps.filter(state__in=(State.OPEN, State.LATER, State.APPROVED)).update(
            state=State.TAKEN_BACK
        )
        _as_draft(revision)
        record(actor=actor, verb="education.review.taken_back", thing=revision)


def publish(*, actor: Actor, revision: Revision) -> None:
    """Readers see it from now on. Called when the last check is done, and asks everything again."""
    article = revision.article
    if missing := lacks(revision, review_by=revision.wanted_review_by):
        raise PermissionDenied(" ".join(missing))
    if article.column_id is None and not has_medical_check(revision):
        raise PermissionDenied(_("The medical check of this text is missing."))
    revision.state, revision.published_at = Revision.State.PUBLISHED, timezone.now()
    revision.kind, revision.stage = revision.is_about, revision.stands_in
    # Whoever keeps the page is told of what a doctor checked anew; of a first text nobody can be.
    news = article.live_id is not None and _doctor_read(revision)
    revision.told_at = None if news else revision.published_at
    revision.save(update_fields=["state", "published_at", "kind", "stage", "told_at"])
    article.live = revision
    article.kind, article.stage = revision.kind, revision.stage
    _set_next_check(article, revision)
    article.archived_at, article.archived_reason, article.replaced_by = None, "", None
    article.save()
    index_article(article)
    tell_author(revision)
    record(actor=actor, verb="education.article.published", thing=article, number=revision.number)


def _set_next_check(article: Article, revision: Revision) -> None:
    """Only a medical check of this very text moves the day on, and makes an example one's own.

    Whatever no doctor read leaves both as they are; its editor may want the day sooner.
    """
    if _doctor_read(revision):
        article.review_by, article.due_told = revision.wanted_review_by, None
        article.example = False
    else:
        days = (article.review_by, revision.wanted_review_by)
        article.review_by = min((day for day in days if day), default=None)


def _doctor_read(revision: Revision) -> bool:
    """This very text, not one it was made from."""
    return revision.steps.filter(step=MEDICAL, state=State.APPROVED).exists()


def _open_step(article: Article | None) -> ReviewStep:
    if article is None:
        raise Http404
    step = (
        ReviewStep.objects.select_for_update(of=("self",))
        .select_related("revision")
        .filter(revision__article=article, revision__state="review", state=State.OPEN)
        .first()
    )
    if step is None:
        raise PermissionDenied(_("Nothing on this page waits for a check."))
    step.revision.article = article
    return step


def _open(step: ReviewStep) -> None:
    step.state, step.opened_at = State.OPEN, timezone.now()
    step.save(update_fields=["state", "opened_at"])
    tell_step_open(step)


def _next(revision: Revision) -> ReviewStep | None:
    return revision.steps.filter(state=State.LATER).order_by("place").first()


def _return(revision: Revision) -> None:
    revision.steps.filter(state__in=(State.LATER, State.APPROVED)).update(state=State.TAKEN_BACK)
    _as_draft(revision)
    tell_returned(revision)


def _as_draft(revision: Revision) -> None:
    revision.state = Revision.State.DRAFT
    revision.save(update_fields=["state"])
