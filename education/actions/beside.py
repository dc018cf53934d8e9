"""Sources, words, how somebody is named, checklists, test readings, the house's way of checking."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.actions.drafts import held_draft
from education.checklist import Checklist
from education.models import (
    ChecklistAnswer,
    Citation,
    Contributor,
    HouseRules,
    Revision,
    Source,
    Term,
    TestReading,
)
from education.rules import account_of, may_see_drafts, may_write
from members.office_rules import may_run_the_office
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand


def cite_source(*, actor: Actor, ref: UUID, source: Source, section: str = "") -> None:
    """The draft of a page rests on it; twice is once. `section`: the part it supports, '' the whole."""
    with transaction.atomic():
        draft = held_draft(actor, ref)
        if section and section not in {str(one["id"]) for one in draft.body}:
            raise Http404
        Citation.objects.update_or_create(
            revision=draft, source=source, defaults={"section": section}
        )
        record(actor=actor, verb="education.source.cited", thing=source)


def drop_source(*, actor: Actor, ref: UUID, source_ref: UUID) -> None:
    """The draft rests on it no more; the source stays for others."""
    with transaction.atomic():
        draft = held_draft(actor, ref)
        draft.citations.filter(source__ref=source_ref).delete()
        record(actor=actor, verb="education.source.dropped", thing=draft)


def put_source(*, actor: Actor, source_ref: UUID | None, **values: Any) -> Source:
    """A new source, or one put right; a changed address is looked at again."""
    demand(may_write(actor))
    with transaction.atomic():
        row = Source()
        if source_ref is not None:
            row = get_object_or_404(Source.objects.select_for_update(), ref=source_ref)
        if row.url != values["url"]:
            row.link, row.link_checked_at = Source.Link.UNKNOWN, None
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        record(actor=actor, verb="education.source.put", thing=row)
    return row


def put_term(*, actor: Actor, term_id: int | None, language: str, **values: Any) -> Term:
    """A word of the glossary, with the other words by which pages are found as well."""
    demand(may_write(actor))
    with transaction.atomic():
        taken = Term.objects.filter(language=language, word__iexact=values["word"])
        if taken.exclude(pk=term_id or 0).exists():
            raise PermissionDenied(_("This word is there already."))
        row = get_object_or_404(Term, pk=term_id) if term_id else Term(language=language)
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        record(actor=actor, verb="education.term.put", thing=row)
    return row


def declare(
    *, actor: Actor, public_name: str, background: str, interests: str, no_interests: bool
) -> Contributor:
    """How somebody is named and which interests there are, from now on; the earlier words stay."""
    demand(may_see_drafts(actor))
    assert isinstance(actor, SignedIn)  # noqa: S101  (the rule lets only accounts in)
    with transaction.atomic():
        row = Contributor.objects.create(
            account_id=actor.account_id, public_name=public_name, background=background,
            interests="" if no_interests else interests, no_interests=no_interests,
        )  # fmt: skip
        record(actor=actor, verb="education.interests.declared", thing=row)
    return row


def answer_checklist(
    *, actor: Actor, revision: Revision, checklist: Checklist, answers: Mapping[str, str], note: str
) -> None:
    """Kept with the revision, with the words it was given to; the same person's later one counts."""
    demand(may_see_drafts(actor))
    with transaction.atomic():
        row, _made = ChecklistAnswer.objects.update_or_create(
            revision=revision,
            name=checklist.name,
            by_account=account_of(actor),
            defaults={
                "version": checklist.version,
                "items": [{"id": one.id, "text": str(one.text)} for one in checklist.items],
                "answers": dict(answers),
                "note": note,
                "at": timezone.now(),
            },
        )
        record(actor=actor, verb="education.checklist.answered", thing=row)


def note_reading(
    *, actor: Actor, ref: UUID, reader: str, understood: bool, note: str, on: date
) -> None:
    """A test reader read the easy-read draft as it is now; the same person's later reading counts."""
    with transaction.atomic():
        draft = held_draft(actor, ref)
        if draft.article.easy_read_of_id is None:
            raise PermissionDenied(_("Test readers read pages in very easy words."))
        draft.locked_by = draft.locked_until = None
        draft.save(update_fields=["locked_by", "locked_until"])
        row, _made = TestReading.objects.update_or_create(
            revision=draft,
            reader=reader,
            defaults={"understood": understood, "note": note, "on": on, "noted_at": timezone.now()},
        )
        record(actor=actor, verb="education.reading.noted", thing=row)


def choose_way(*, actor: Actor, one_doctor: bool) -> None:
    """Four eyes, or the lighter form for an organisation with one doctor; pages say which."""
    demand(may_run_the_office(actor))
    with transaction.atomic():
        row = HouseRules.objects.select_for_update().first() or HouseRules()
        row.one_doctor, row.changed_at = one_doctor, timezone.now()
        row.save()
        record(actor=actor, verb="education.rules.chosen", thing=row, one_doctor=one_doctor)
