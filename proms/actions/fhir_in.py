"""A FHIR QuestionnaireResponse becomes one sending of its own person; the same identifier is the same."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from po_platform.access.actor import SignedIn
from po_platform.access.refusals import demand
from proms.actions.assignments import start_for_myself
from proms.actions.responses import NotComplete, Sending, Sent, submit_response
from proms.models import Assignment, Instrument, Response
from proms.queries.assignments import open_assignments
from proms.queries.licences import languages_to_ask
from proms.rules import may_send_fhir
from proms.sheet_rules import may_speak_of
from questionnaires.answers import Problem
from questionnaires.fhir.response_in import read_response
from questionnaires.messages import Message
from questionnaires.models import Version
from questionnaires.queries import form_of

IDENTIFIERS = UUID("0f1a3c52-6b0c-4bb1-9c0e-3f0d6f5f2e77")
FINISHED = ("completed", "amended")
AUTHORED = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?")


class ResourceRefused(ValueError):
    """The resource cannot be taken as it is; the message says why."""


def import_fhir_response(*, actor: SignedIn, resource: dict[str, Any]) -> Sent:
    """Store a finished resource about the actor herself, for questions on her list or open to her.

    What an identifier brought once is given back, whatever comes with it later. Raises
    ResourceRefused, NotComplete, and PermissionDenied for somebody else's.
    """
    if resource.get("resourceType") != "QuestionnaireResponse":
        raise ResourceRefused(_("This is no QuestionnaireResponse."))
    demand(may_send_fhir(actor, _reference(resource)))
    client_ref = _client_ref(resource)
    with transaction.atomic():
        mine = Response.objects.visible_to(actor).filter(subject_id=str(actor.subject_id))
        found = mine.filter(client_ref=client_ref).select_related("version").first()
        if found is not None:
            return Sent(found, is_new=False)
        if resource.get("status") not in FINISHED:
            raise ResourceRefused(
                _("Only finished answers are taken: status completed or amended.")
            )
        version, now = _version(resource), timezone.now()
        authored = _authored(resource, now)
        assignment = _assignment(actor, version, authored or now)
        given = read_response(form_of(version, "en").definition, resource)
        if given.flaws:
            raise NotComplete(
                [Problem(flaw.link_id or flaw.path, "wrong", flaw.message) for flaw in given.flaws]
            )
        verdict = may_speak_of(authored or now, since=_since(assignment), now=now)
        if not verdict:
            raise NotComplete([_wrong_moment(getattr(verdict, "reason", ""))])
        languages = languages_to_ask(assignment)
        language = resource.get("language")
        sending = Sending(
            client_ref,
            given.answers,
            given.missing,
            language if language in languages else languages[0],
            authored_at=authored,
        )
        return submit_response(actor=actor, assignment=assignment, sending=sending)


def _reference(resource: dict[str, Any]) -> str:
    subject = resource.get("subject")
    found = subject.get("reference") if isinstance(subject, dict) else None
    return found if isinstance(found, str) else ""


def _client_ref(resource: dict[str, Any]) -> UUID:
    identifier = resource.get("identifier")
    given = identifier if isinstance(identifier, dict) else {}
    system, value = given.get("system", ""), given.get("value")
    if not isinstance(value, str) or not value or not isinstance(system, str):
        raise ResourceRefused(_("Give an identifier with a value, so that nothing is kept twice."))
    return uuid5(IDENTIFIERS, json.dumps([system, value]))


def _version(resource: dict[str, Any]) -> Version:
    canonical = resource.get("questionnaire")
    url, _bar, number = canonical.partition("|") if isinstance(canonical, str) else ("", "", "")
    found = Version.objects.filter(state=Version.State.PUBLISHED, metadata__url=url)
    if number:
        found = found.filter(metadata__version=number)
    version = found.order_by("-pk").first() if url else None
    if version is None:
        raise ResourceRefused(_("No questionnaire in use here has this address and version."))
    return version


def _authored(resource: dict[str, Any], now: datetime) -> datetime | None:
    """When the answers were given; a day without an hour is its noon, today is now."""
    given = resource.get("authored")
    if given is None:
        return None
    try:
        if not isinstance(given, str) or not AUTHORED.fullmatch(given):
            raise ValueError(given)
        if len(given) > 10:
            moment = datetime.fromisoformat(given)
            timezone.localtime(moment)  # at the ends of the calendar there is none here
            return moment
        day = date.fromisoformat(given)
        noon = timezone.make_aware(datetime.combine(day, time(12)))
    except (ValueError, OverflowError):
        words = _(
            "Write the whole day, or the moment with its offset, as 2026-03-04T09:30:00+01:00."
        )
        raise NotComplete([_wrong_moment(words)]) from None
    return min(noon, now) if day == timezone.localdate(now) else noon


def _wrong_moment(words: str) -> Problem:
    return Problem("authored", "wrong", Message(words))


def _since(assignment: Assignment) -> datetime:
    """From when on there were these questions: on her list, or to be taken up by herself."""
    taken_up = assignment.asked_by == Assignment.AskedBy.SELF and not assignment.round_key
    in_use_at = assignment.version.published_at
    since = in_use_at if taken_up and in_use_at else assignment.opens_at
    return timezone.localtime(since).replace(hour=0, minute=0, second=0, microsecond=0)


def _assignment(actor: SignedIn, version: Version, moment: datetime) -> Assignment:
    """What waited on her list at that moment, else what she may take up herself."""
    end = timezone.localtime(moment).replace(hour=23, minute=59, second=59)
    of_that_day = Q(opens_at__lte=end) | Q(asked_by=Assignment.AskedBy.SELF, round_key="")
    waiting = open_assignments(actor=actor).filter(of_that_day, version=version).first()
    if waiting is not None:
        return waiting
    instrument = Instrument.objects.filter(questionnaire_id=version.questionnaire_id).first()
    if instrument is None or not instrument.open_to_members:
        raise ResourceRefused(_("These questions are not on your list."))
    started = start_for_myself(actor=actor, instrument=instrument)
    if started.version_id != version.pk:
        raise ResourceRefused(_("Another version of these questions is on your list."))
    return started
