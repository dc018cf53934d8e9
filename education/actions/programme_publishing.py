"""A programme comes out: read by a medical reviewer who did not write it, with a day of its next check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.actions.programme_family import held_in_family
from education.measures import title_of
from education.models import ProgrammeVersion
from education.programme_rules import may_publish_programme
from education.programme_shape import Module, as_json, faults, read_modules, steps_of, with_step
from education.publishing import one_doctor, undeclared
from education.queries.finding_programmes import index_programme
from education.queries.stopping import stop_over
from education.rules import account_of, review_day_fault
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand
from questionnaires.models import Version

Modules = tuple[Module, ...]


def publish_programme(
    *, actor: Actor, ref: UUID, mark: str, what_changed: str, review_by: date | None = None
) -> None:
    """From now on whoever begins gets this version; who is on the way stays on hers.

    `mark`: of the text that was read; another one is refused. `review_by`: by when it is checked
    again, needed. Raises PermissionDenied.
    """
    with transaction.atomic():
        row = held_in_family(ref)
        draft = row.versions.select_for_update().filter(state=ProgrammeVersion.State.DRAFT).first()
        if draft is None:
            raise PermissionDenied(_("Somebody was faster. Look at the programme again."))
        demand(may_publish_programme(actor, draft, one_doctor=one_doctor()))
        if draft.mark != mark:
            raise PermissionDenied(_("The text changed since you opened it. Read it again."))
        # Asked under the lock a stop takes too: the draft may have been begun before the stop.
        if not what_changed and stop_over(draft) is not None:
            raise PermissionDenied(_("This programme was stopped. Say what was corrected."))
        if fault := review_day_fault(review_by, timezone.localdate()):
            raise PermissionDenied(fault)
        modules = _pinned(read_modules(draft.modules))
        if lacking := _lacks(draft, modules, account_of(actor)):
            raise PermissionDenied(lacking)
        draft.modules, draft.what_changed = as_json(modules), what_changed
        draft.state, draft.published_at = ProgrammeVersion.State.PUBLISHED, timezone.now()
        draft.published_by, draft.review_by = account_of(actor), review_by
        draft.save()
        row.live, row.title, row.example = draft, draft.title, False
        row.guided, row.course_needed = draft.guided, draft.course_needed
        row.save(update_fields=["live", "title", "example", "guided", "course_needed"])
        _checked_too(draft)
        index_programme(row)
        record(actor=actor, verb="education.programme.published", thing=draft)


def _checked_too(live: ProgrammeVersion) -> None:
    """Whoever is on her way stays with the text she began: the same one was checked with this."""
    State = ProgrammeVersion.State
    earlier = live.programme.versions.filter(state=State.PUBLISHED).exclude(pk=live.pk)
    same = [one.pk for one in earlier if one.mark == live.mark]
    ProgrammeVersion.objects.filter(pk__in=same).update(review_by=live.review_by, due_told=None)


def _lacks(draft: ProgrammeVersion, modules: Modules, reader: int | None) -> str:
    """The first thing that is missing; '' for nothing. `reader`: who publishes it."""
    if draft.measured_by and not title_of(draft.measured_by):
        return _("The questionnaire “%(name)s” is not in use.") % {"name": draft.measured_by}
    missing = faults(modules, lead=draft.lead, not_for=draft.not_for)
    if missing:
        return str(missing[0])
    if undeclared([reader]):
        return _("Say first how you want to be named, and which interests there are.")
    if undeclared(draft.writers):
        return _("Everybody who wrote says how to be named, and which interests there are.")
    return ""


def _pinned(modules: Modules) -> Modules:
    """Each questionnaire in the version that is in use now; one that is not in use stops it."""
    for step in steps_of(modules):
        if step.questionnaire:
            version = (
                Version.objects.filter(questionnaire__slug=step.questionnaire, state="published")
                .order_by("-number")
                .first()
            )
            if version is None:
                words = _("The questionnaire “%(name)s” is not in use.")
                raise PermissionDenied(words % {"name": step.questionnaire})
            modules = with_step(modules, replace(step, version=version.pk))
    return modules
