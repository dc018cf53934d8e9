"""Studies: begun and stopped by a curator, answered by the member alone."""

from __future__ import annotations

import json
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import Denied, demand
from po_platform.kit.crypto import seal_for_application
from registry.models import Study, StudyInvitation
from registry.queries.requests import curates, request_of
from registry.queries.studies import contact_purposes, is_open, my_invitation, place_of, study_of
from registry.request_rules import may_answer_study, may_begin_study, may_screen

LONGEST = timedelta(days=366)
State = StudyInvitation.State


def begin_study(*, actor: SignedIn, ref: UUID, ends_on: date) -> Study:
    """From the next tick on members are asked, with the words the committee approved."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        demand(may_begin_study(actor, row, study_of(row), curates=curates(actor=actor, row=row)))
        if not timezone.localdate() < ends_on <= timezone.localdate() + LONGEST:
            demand(Denied(_("Choose a day within a year from now.")))
        contact = contact_purposes(row.dataset.registry)
        if not contact:
            demand(Denied(_("This registry asks nobody whether we may write about studies.")))
        study = Study.objects.create(
            request=row, contact=contact, begun_by=actor.account_id, ends_on=ends_on
        )
        record(actor=actor, verb="registry.study.begun", thing=study)
    return study


def stop_study(*, actor: SignedIn, ref: UUID) -> None:
    """Nobody is asked any more; mails that wait do not go out."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        demand(may_screen(actor, row, curates=curates(actor=actor, row=row)))
        study = study_of(row)
        if study is None or not is_open(study):
            demand(Denied(_("Nobody is being asked at the moment.")))
            return
        study.stopped_at = timezone.now()
        study.save(update_fields=["stopped_at"])
        record(actor=actor, verb="registry.study.stopped", thing=study)


def say_yes(*, actor: SignedIn, ref: UUID, name: str, reach: str) -> None:
    """Those of the study learn what she calls herself and how they may reach her."""
    _answer(actor, ref, State.YES, json.dumps({"name": name, "reach": reach}, ensure_ascii=False))


def say_no(*, actor: SignedIn, ref: UUID) -> None:
    """For good, for this study. After a yes: they see her no more."""
    _answer(actor, ref, State.NO, "")


def _answer(actor: SignedIn, ref: UUID, state: str, told: str) -> None:
    with transaction.atomic():
        found = my_invitation(actor=actor, ref=ref, lock=True)
        demand(may_answer_study(found, state, open_now=is_open(found.study)))
        found.state, found.answered_at = state, timezone.now()
        found.reach = seal_for_application(told, place_of(found)) if told else ""
        found.save(update_fields=["state", "answered_at", "reach"])
        record(actor=actor, verb="registry.study.answered", thing=found, subject=found.subject_id)
