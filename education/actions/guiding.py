"""A member takes a guide, says what she sees, and lets her go; both write to each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models.functions import Now
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.actions.calls_over import calls_over
from education.guide_purpose import GUIDE, consent_words, scope_of
from education.models import (
    Article,
    Enrolment,
    Guide,
    GuideAssignment,
    GuideMessage,
    GuideWish,
)
from education.programme_notices import MESSAGE
from education.programme_rules import (
    is_her_own,
    may_guide,
    may_have_guide,
    may_take_guide,
    may_walk,
)
from education.queries.guiding import guide_of, living_guides, loads, person_guided
from members.actions.consent import change_grant, end_grant, give_grant, keep_decision
from members.models import Decision, Grant, Person
from members.queries.own import own_rows
from moderation.actions.opening import open_case
from moderation.content import NOTICED
from moderation.models import Lane
from notifications.actions import queue
from po_platform.access.actor import Actor, SignedIn, System
from po_platform.access.refusals import demand
from po_platform.kit.danger_words import sounds_like_danger

KIND = "guide-message"


def take_guide(
    *, actor: Actor, ref: UUID, guide_id: int, sees_words: bool, language: str,
    written_by: int | None = None,
) -> GuideAssignment:  # fmt: skip
    """From now on she goes along, as decided; the words are kept. With another one before, refused.

    `written_by`: the account of who read the words out to her on the telephone, never the guide.
    """
    demand(may_have_guide(actor))
    assert isinstance(actor, SignedIn | System)  # noqa: S101  (the rule)
    with transaction.atomic():
        enrolment = own_enrolment(actor, ref)
        # One decision at a time about each guide: nobody gets more people than she said.
        guide = living_guides().select_for_update(of=("self",)).filter(pk=guide_id).first()
        if guide is None or not enrolment.programme.guided or is_her_own(guide, written_by):
            raise Http404
        people = loads().get(guide.account_id, 0)
        demand(may_take_guide(guide, people=people, own_account=_account_of(actor)))
        before = _living(actor, enrolment)
        if before is not None and before.grant.ended_by_id is None:
            raise PermissionDenied(_("Somebody goes along with you already."))
        if before is not None:
            before.ended_at = timezone.now()
            before.save(update_fields=["ended_at"])
        return go_along(actor, enrolment, guide, sees_words, language, written_by)


def _account_of(actor: SignedIn | System) -> int:
    """Of whoever takes a guide; 0 for nobody who signs in."""
    if isinstance(actor, SignedIn):
        return actor.account_id
    found = Person.objects.filter(pk=actor.person_id or 0).values_list("account_id", flat=True)
    return found.first() or 0


def go_along(
    actor: SignedIn | System,
    enrolment: Enrolment,
    guide: Guide,
    sees_words: bool,
    language: str,
    written_by: int | None = None,
) -> GuideAssignment:
    """Her decision word for word, the grant, and who goes along; for callers that asked the rule."""
    words = consent_words(guide.public_name, enrolment.programme.title, sees_words, language)
    decision = keep_decision(
        actor=actor, purpose=GUIDE.slug, answer=Decision.Answer.YES, text=None,
        rendered=words.words, language=language, keyed_by=written_by,
        way=Decision.Way.SCREEN if isinstance(actor, SignedIn) else Decision.Way.PHONE,
    )  # fmt: skip
    grant = give_grant(
        actor=actor, purpose=GUIDE.slug, grantee_kind=Grant.Grantee.ACCOUNT,
        grantee_id=guide.account_id, scope=scope_of(sees_words), ends_at=None,
        decision_id=decision.pk,
    )  # fmt: skip
    row = GuideAssignment.objects.create(
        subject_id=enrolment.subject_id, enrolment=enrolment, guide_account=guide.account_id,
        grant=grant, sees_words=sees_words, from_at=timezone.now(),
    )  # fmt: skip
    own_rows(GuideWish, actor).filter(enrolment=enrolment).delete()
    # Her number was for somebody else: whoever went may have gone without a word.
    calls_over(actor, enrolment.pk, number=True)
    record(actor=actor, verb="education.guide.taken", thing=row, subject=row.subject_id)
    return row


def change_what_guide_sees(
    *, actor: Actor, ref: UUID, sees_words: bool, guide_name: str, language: str
) -> None:
    """More or less, from the next look on. More asks for a new proof; see members.rules."""
    with transaction.atomic():
        enrolment = own_enrolment(actor, ref)
        row = _living(actor, enrolment)
        if row is None:
            raise Http404
        _demand_somebody(row)
        words = consent_words(guide_name, enrolment.programme.title, sees_words, language)
        change_grant(
            actor=actor, grant_id=row.grant_id, scope=scope_of(sees_words), ends_at=None,
            rendered=words,
        )  # fmt: skip
        row.sees_words = sees_words
        row.save(update_fields=["sees_words"])


def let_guide_go(*, actor: Actor, ref: UUID, language: str, written_by: int | None = None) -> None:
    """From the next request on nobody sees anything; twice changes nothing. As take_guide."""
    with transaction.atomic():
        row = _living(actor, own_enrolment(actor, ref))
        if row is None:
            return
        end_assignment(actor, row, language, written_by)


def end_assignment(
    actor: Actor, row: GuideAssignment, language: str, written_by: int | None = None
) -> None:
    """The grant, the going along, and that she may be called, together."""
    end_grant(
        actor=actor, grant_id=row.grant_id, consequence="", language=language, keyed_by=written_by
    )
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    calls_over(actor, row.enrolment_id, number=True)
    record(actor=actor, verb="education.guide.let_go", thing=row, subject=row.subject_id)


def write_to_guide(
    *, actor: Actor, ref: UUID, text: str, alarm: bool = False, article: Article | None = None
) -> GuideMessage:
    """Her words; the guide, or who stands in, is told that there is a message.
    `article`: a page she asks about.

    `alarm`, or words that sound like danger, call the people who look after such things at once.
    """
    demand(may_walk(actor))
    assert isinstance(actor, SignedIn)  # noqa: S101  (the rule)
    with transaction.atomic():
        enrolment = own_enrolment(actor, ref)
        assignment = _living(actor, enrolment)
        if assignment is None or assignment.grant.ended_by_id is not None:
            raise PermissionDenied(_("Nobody goes along with you at the moment."))
        _demand_somebody(assignment)
        row = GuideMessage.objects.create(
            subject_id=enrolment.subject_id, enrolment=enrolment, by_guide=False,
            by_account=actor.account_id, text=text, at=timezone.now(), article=article,
        )  # fmt: skip
        enrolment.quiet_since, enrolment.nudged = timezone.now(), 0
        enrolment.save(update_fields=["quiet_since", "nudged"])
        path = reverse("education:guided_person", args=[assignment.ref])
        _sent(actor, row, path, actor.person_id, alarm)
    return row


def write_to_member(
    *, actor: Actor, assignment: GuideAssignment, text: str, alarm: bool = False,
    article: Article | None = None,
) -> GuideMessage:  # fmt: skip
    """The guide's words, or those of who stands in. `article`: a page she gives to read."""
    demand(may_guide(actor))
    assert isinstance(actor, SignedIn)  # noqa: S101  (the rule)
    with transaction.atomic():
        own = Guide.objects.filter(account_id=actor.account_id).first()
        row = GuideMessage(
            subject_id=assignment.subject_id, enrolment=assignment.enrolment, by_guide=True,
            by_account=actor.account_id, by_name=own.public_name if own else actor.display_name,
            text=text, at=timezone.now(), article=article,
        )  # fmt: skip
        row.save()
        _settle(actor, assignment)
        path = reverse("education:my_guide", args=[assignment.enrolment.ref])
        _sent(actor, row, path, None, alarm)
    return row


def _sent(actor: Actor, row: GuideMessage, path: str, person_id: int | None, alarm: bool) -> None:
    record(actor=actor, verb="education.message.sent", thing=row, subject=row.subject_id)
    with connection.cursor() as cursor:
        cursor.execute("select person_to_tell(%s)", [row.pk])
        (other,) = cursor.fetchone()
    if other is not None:
        queue(recipient=other, kind=MESSAGE, context={"path": path}, dedup=f"{MESSAGE}:{row.ref}")
    if alarm or (not row.by_guide and sounds_like_danger(row.text)):
        about = person_id if person_id is not None else other
        open_case(
            kind=KIND, thing=row.ref, person_id=about, version=1, lane=Lane.CRISIS,
            because=["alarm"] if alarm else ["danger_words", NOTICED], reported=True,
        )  # fmt: skip


def call_for_help(*, actor: Actor, assignment: GuideAssignment, ref: UUID) -> None:
    """A guide is worried about one message of hers: whoever looks after such things is called."""
    demand(may_guide(actor))
    rows = GuideMessage.objects.visible_to(actor).filter(enrolment=assignment.enrolment)
    row = rows.filter(ref=ref, by_guide=False).first()
    if row is None:
        raise Http404
    with transaction.atomic():
        open_case(
            kind=KIND, thing=row.ref, person_id=person_guided(assignment.enrolment_id), version=1,
            lane=Lane.CRISIS, because=["alarm"], reported=True,
        )  # fmt: skip
        record(actor=actor, verb="education.message.alarm", thing=row, subject=row.subject_id)


def mark_read_by_member(*, actor: Actor, enrolment: Enrolment) -> None:
    """What the guide wrote has been read. No audit row."""
    own_rows(GuideMessage, actor).filter(enrolment=enrolment, by_guide=True, read_at=None).update(
        read_at=Now()
    )


def say_no_answer_needed(*, actor: Actor, assignment: GuideAssignment) -> None:
    """What the member wrote, as far as it was read, waits for nothing any more: a thank-you, or they talked."""
    demand(may_guide(actor))
    with transaction.atomic():
        if _settle(actor, assignment):
            record(
                actor=actor, verb="education.message.settled", thing=assignment,
                subject=assignment.subject_id,
            )  # fmt: skip


def _settle(actor: Actor, assignment: GuideAssignment) -> int:
    """Only what was read: a message that came meanwhile waits on."""
    rows = GuideMessage.objects.visible_to(actor).filter(enrolment=assignment.enrolment)
    read = rows.filter(by_guide=False, read_at__isnull=False)
    return read.filter(settled_at=None).update(settled_at=Now())


def mark_read_by_guide(*, actor: Actor, shown: Sequence[GuideMessage]) -> None:
    """What the member wrote and stood on the page has been read."""
    rows = GuideMessage.objects.visible_to(actor).filter(pk__in=[one.pk for one in shown])
    rows.filter(by_guide=False, read_at=None).update(read_at=Now())


def put_guide_page(
    *, actor: Actor, cover_id: int | None, away_until: date | None, **values: Any
) -> Guide:
    """What she promises, how many people she takes, and who stands in while she is away."""
    demand(may_guide(actor))
    assert isinstance(actor, SignedIn)  # noqa: S101  (the rule)
    with transaction.atomic():
        row, _made = Guide.objects.select_for_update().get_or_create(
            account_id=actor.account_id, defaults={"public_name": values["public_name"]}
        )
        if away_until is not None and cover_id is None:
            raise PermissionDenied(_("Say who stands in while you are away."))
        if cover_id is not None and cover_id == row.pk:
            raise PermissionDenied(_("Somebody else has to stand in."))
        if cover_id is not None and not living_guides().filter(pk=cover_id).exists():
            raise PermissionDenied(_("Only somebody who is a guide now can stand in."))
        for name, value in {**values, "cover_id": cover_id, "away_until": away_until}.items():
            setattr(row, name, value)
        row.save()
        record(actor=actor, verb="education.guide.put", thing=row)
    return row


def own_enrolment(actor: Actor, ref: UUID) -> Enrolment:
    """Hers, locked. Raises Http404."""
    rows = own_rows(Enrolment, actor).select_related("programme")
    row = rows.select_for_update(of=("self",)).filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def _demand_somebody(assignment: GuideAssignment) -> None:
    if guide_of(assignment) is None:
        raise PermissionDenied(_("Your guide is not here any more. Choose another one."))


def _living(actor: Actor, enrolment: Enrolment) -> GuideAssignment | None:
    rows = own_rows(GuideAssignment, actor).select_related("grant")
    return rows.filter(enrolment=enrolment, ended_at=None).first()
