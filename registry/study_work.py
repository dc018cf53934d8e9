"""Asking members to studies, a study at a time, and the mail and letter it is done with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.actions import record
from members.own_text import as_paragraphs
from notifications.actions import Note, queue_all
from notifications.kinds import Group, Kind, Pending, register
from notifications.paper import PaperPart
from po_platform.access.actor import Purpose, System, acting_as
from registry.actions.counting import subjects_of
from registry.models import Study
from registry.queries.requests import rules_of
from registry.queries.studies import is_open
from registry.request_change import as_approved
from registry.request_shown import Shown
from registry.uses import uses_of

ASKED = "registry.study"
Asked = Sequence[tuple[int, UUID, int]]  # invitation, its ref, person


def ask_for_studies() -> int:
    """For the tick: asks whoever fits and may be asked now, reminds once; how many mails."""
    made = 0
    living = Study.objects.filter(stopped_at=None, ends_on__gte=timezone.localdate())
    for study in living.select_related("request__dataset__registry", "request__cohort"):
        if is_open(study):
            made += _invite(study) + _remind(study)
    return made


def _invite(study: Study) -> int:
    row, shown = study.request, Shown(study.request)
    with acting_as(System(Purpose.ASSIGN)) as system, transaction.atomic():
        people = subjects_of(row.dataset, shown.layout, shown.criteria(), uses_of(row))
        seldom = rules_of(row.dataset.registry_id).asked_a_year
        asked = _made(
            "select * from invite_to_study(%s, %s, %s)", [study.pk, sorted(people), seldom]
        )
        _write(study, asked, "first")
        if asked:
            record(actor=system, verb="registry.study.asked", thing=study, count=len(asked))
    return len(asked)


def _remind(study: Study) -> int:
    with acting_as(System(Purpose.REMIND)) as system, transaction.atomic():
        asked = _made("select * from remind_of_study(%s)", [study.pk])
        _write(study, asked, "once more")
        if asked:
            record(actor=system, verb="registry.study.reminded", thing=study, count=len(asked))
    return len(asked)


def _made(statement: str, values: list[Any]) -> Asked:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: Asked = cursor.fetchall()
        return found


def _write(study: Study, asked: Asked, which: str) -> None:
    over = datetime.combine(
        study.ends_on + timedelta(days=1), time(), timezone.get_current_timezone()
    )
    queue_all(
        Note(
            recipient=person,
            kind=ASKED,
            about=f"{study.pk}:{invitation}",
            context={"path": reverse("registry:my_study", args=[ref])},
            dedup=f"{ASKED}:{invitation}:{which}",
            expires_at=over,
        )
        for invitation, ref, person in asked
    )


def _ids(about: str) -> tuple[int, int]:
    study, _colon, invitation = about.partition(":")
    return int(study), int(invitation)


def still_asked(pending: Sequence[Pending]) -> set[int]:
    """Of these notices those about an open invitation of somebody who may hear of it now."""
    about = {one.row_id: _ids(one.about)[1] for one in pending}
    with acting_as(System(Purpose.DELIVER)), connection.cursor() as cursor:
        cursor.execute("select studies_still_ask(%s)", [list(about.values())])
        waiting = {found for (found,) in cursor.fetchall()}
    return {row for row, invitation in about.items() if invitation in waiting}


def on_paper(actor: System, pending: Pending) -> PaperPart | None:
    """What the committee approved, word for word, and how to answer without the portal."""
    study = Study.objects.select_related("request").filter(pk=_ids(pending.about)[0]).first()
    if study is None:
        return None
    row = as_approved(study.request)
    return PaperPart((*_before(), *as_paragraphs(row.invitation), *_after(row.asker, row.institution)), subject=row.title)  # fmt: skip


def _before() -> Iterable[str]:
    yield _(
        "You allowed us to write to you when a study looks for people like you. Our committee"
        " looked at this study and approved these words."
    )


def _after(asker: str, institution: str) -> Iterable[str]:
    words = _(
        "We did not give your name to anybody. If you want to take part, sign in to the portal and"
        " say so, or tell those of the study yourself: %(asker)s, %(institution)s. If you do not,"
        " you need do nothing."
    )
    yield words % {"asker": asker, "institution": institution}


def connect() -> None:
    """Once at start."""
    register(
        Kind(
            ASKED,
            Group("registry", gettext_lazy("data you give, and questions about it")),
            gettext_lazy("A letter for you to read"),
            keys=frozenset({"path"}),
            still_wanted=still_asked,
            paper=on_paper,
            by_phone=False,
        )
    )
