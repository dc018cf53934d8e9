"""Somebody in a release, and somebody who fetches and votes, for tests that walk all tables."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from members.models import Account
from registry.models import (
    DataRequest,
    Dataset,
    Deputy,
    Form,
    Recipient,
    Release,
    ReleaseRow,
    ReleaseSubject,
    Study,
    StudyInvitation,
    UseAsked,
    UseAsking,
)
from tests.registry.asking import WORDS


def plant_uses(
    dataset: Dataset, form: Form, subject: UUID, account: Account, mark: str, at: datetime
) -> None:
    """A row of every kind, each with the mark, or the moment `at`, in what she may read."""
    asked = {**WORDS, "title": f"use {mark[::-1]}"}
    request = DataRequest.objects.create(dataset=dataset, asked_by=0, **asked)
    release = Release.objects.create(request=request, built_by=0)
    ReleaseSubject.objects.create(release=release, subject_id=subject, pseudonym="X")
    ReleaseRow.objects.create(release=release, subject_id=subject, form=form)
    study = Study.objects.create(request=request, begun_by=0, ends_on=timezone.localdate())
    StudyInvitation.objects.create(study=study, subject_id=subject, invited_at=at)
    about = UseAsking.objects.create(
        request=request, round=1, use="registry:0:reuse", begun_by=0, ends_on=timezone.localdate()
    )
    UseAsked.objects.create(asking=about, subject_id=subject, asked_at=at)
    other = Release.objects.create(
        request=DataRequest.objects.create(
            dataset=dataset, asked_by=0, **{**WORDS, "title": f"for {mark[::-1]}"}
        ),
        built_by=0,
    )
    Recipient.objects.create(release=other, account=account, until=timezone.now())
    principal = Account.objects.create_user(email=f"principal-{mark[::-1]}@example.org")
    Deputy.objects.create(account=account, stands_in_for=principal, made_at=at)
