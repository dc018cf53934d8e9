"""What is erased of health pages: what somebody kept, wrote to the editors, and how she was named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from education.buddy_parts import HEAPS as BUDDIES
from education.models import (
    Article,
    Column,
    ColumnAuthor,
    Contributor,
    Correction,
    EntryName,
    GuideWish,
    PanelReading,
    PanelThanks,
    ReadingWish,
    ReviewStep,
    Revision,
    SavedPage,
    SessionQuestion,
    TopicSupport,
)
from education.programme_parts import HEAPS, forget_guide
from members.erase_parts import Eraser, Heap, Whom
from po_platform.access.actor import Purpose


def _of_subject(model: Any) -> Callable[[Whom], QuerySet[Any]]:
    return lambda whom: model.objects.for_purpose(Purpose.ERASE).filter(subject_id=whom.subject_id)


def _before(whom: Whom) -> None:
    forget_guide(whom)
    forget_columns(whom)


def forget_columns(whom: Whom) -> None:
    """What she lived through is hers: of her texts nothing is left but that something stood there."""
    columns = Column.objects.filter(author__account_id=whom.account_id)
    for article in Article.objects.filter(column__in=columns):
        article.revisions.update(title="–", in_short=[], body=[], purpose="", writers=[])
        ReviewStep.objects.filter(revision__article=article).update(note="")
        open_texts = article.revisions.filter(
            state__in=(Revision.State.DRAFT, Revision.State.REVIEW)
        )
        waiting = (ReviewStep.State.OPEN, ReviewStep.State.LATER)
        ReviewStep.objects.filter(revision__in=open_texts, state__in=waiting).update(
            state=ReviewStep.State.TAKEN_BACK
        )
        open_texts.update(state=Revision.State.DROPPED)
        article.remarks.all().delete()
        article.slug, article.search = f"text-{article.ref}", None
        article.archived_at = article.archived_at or timezone.now()
        article.archived_reason = ""
        article.save(update_fields=["slug", "search", "archived_at", "archived_reason"])
    for column in columns:
        column.slug, column.title, column.about = f"column-{column.ref}", "", ""
        column.ended_at = column.ended_at or timezone.now()
        column.save(update_fields=["slug", "title", "about", "ended_at"])


PAGES = Eraser(
    heaps=(
        Heap(_of_subject(SavedPage), _("Pages you keep")),
        Heap(
            lambda whom: PanelThanks.objects.filter(
                reader__in=_of_subject(PanelReading)(whom).values("reader")
            ),
            _("Your name on pages you read before they came out"),
        ),
        Heap(_of_subject(PanelReading), _("Which drafts you read for the editors")),
        Heap(_of_subject(ReadingWish), _("Which drafts you like to read")),
        Heap(_of_subject(TopicSupport), _("Which topics you asked for or support")),
        Heap(
            lambda whom: EntryName.objects.filter(
                entry__in=_of_subject(SessionQuestion)(whom).values("entry")
            ),
            _("Your name beside questions you asked experts"),
        ),
        Heap(_of_subject(SessionQuestion), _("What you asked experts, and what became of it")),
        Heap(_of_subject(Correction), _("What you wrote to the editors, and the answers")),
        Heap(
            lambda whom: Contributor.objects.filter(account_id=whom.account_id),
            _("How you are named on pages you wrote or checked"),
        ),
        Heap(
            lambda whom: ColumnAuthor.objects.filter(account_id=whom.account_id),
            _("Columns you write, with their texts"),
        ),
        Heap(_of_subject(GuideWish), _("That you wait for a guide")),
        *BUDDIES,
        *HEAPS,
    ),
    before=_before,
    stays=(
        _("What you wrote as a guide stays with whoever got it, without your name."),
        _("Topics you proposed and what you said about drafts stay, without your name."),
        _("Questions that experts answered stay with their answers, without your name."),
        _(
            "Pages you wrote or checked stay, without your name: others rely on them, and it has to"
            " be clear that they were checked."
        ),
    ),
)
