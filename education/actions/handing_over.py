"""A guide asks a member whether another may go along from now on; she says yes or no."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from education.actions.guiding import end_assignment, go_along, own_enrolment
from education.models import Guide, GuideAssignment, GuideHandOver
from education.programme_notices import MESSAGE
from education.programme_rules import may_answer_hand_over, may_guide, may_hand_over, may_take_guide
from education.queries.guiding import living_guides, loads, my_assignment
from education.queries.hand_overs import open_hand_over
from notifications.actions import queue
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

Answer = GuideHandOver.Answer


def ask_to_hand_over(
    *, actor: Actor, assignment: GuideAssignment, guide_id: int, note: str
) -> GuideHandOver:
    """She is asked, with a note she and the next guide read. Nothing changes before her yes."""
    demand(may_guide(actor))
    assert isinstance(actor, SignedIn)  # noqa: S101  (the rule)
    with transaction.atomic():
        to = _locked(guide_id)
        people = loads().get(to.account_id, 0)
        demand(may_hand_over(actor, guide_account=assignment.guide_account, to=to, people=people))
        own = Guide.objects.filter(account_id=actor.account_id).first()
        try:
            with transaction.atomic():
                row = GuideHandOver.objects.create(
                    subject_id=assignment.subject_id, enrolment=assignment.enrolment,
                    assignment=assignment, by_account=actor.account_id,
                    by_name=own.public_name if own else actor.display_name,
                    to_account=to.account_id, note=note, at=timezone.now(),
                )  # fmt: skip
        except IntegrityError as error:  # education_one_hand_over
            raise PermissionDenied(_("This person has been asked already.")) from error
        record(actor=actor, verb="education.hand_over.asked", thing=row, subject=row.subject_id)
        member, _asking, _next = _people_of(row)
        _tell(member, row, reverse("education:answer_hand_over", args=[assignment.enrolment.ref]))
    return row


def take_back_hand_over(*, actor: Actor, assignment: GuideAssignment) -> None:
    """She is not asked any more; twice changes nothing."""
    demand(may_guide(actor))
    with transaction.atomic():
        row = open_hand_over(actor=actor, assignment=assignment, lock=True)
        if row is not None:
            _close(row, Answer.TAKEN_BACK)
            verb = "education.hand_over.taken_back"
            record(actor=actor, verb=verb, thing=row, subject=row.subject_id)


def answer_hand_over(
    *, actor: Actor, ref: UUID, asked: str, yes: bool, sees_words: bool, language: str
) -> GuideHandOver:
    """With her yes the one before sees nothing from the next request on, and the next one does.

    `ref`: of her way. `asked`: ref of the question she read; an answer counts for no other one.
    `sees_words`: what the next one sees, decided anew.
    """
    with transaction.atomic():
        enrolment = own_enrolment(actor, ref)
        before = my_assignment(actor=actor, enrolment=enrolment)
        found = open_hand_over(actor=actor, assignment=before, lock=True) if before else None
        if before is None or found is None:
            raise Http404
        demand(may_answer_hand_over(actor, found))
        if str(found.ref) != asked:
            raise PermissionDenied(_("You are asked about somebody else by now. Read it anew."))
        assert isinstance(actor, SignedIn)  # noqa: S101  (the rule)
        if yes:
            to = living_guides().select_for_update(of=("self",))
            guide = to.filter(account_id=found.to_account).first()
            if guide is None:
                raise PermissionDenied(_("This guide is not here any more. All stays as it is."))
            people = loads().get(guide.account_id, 0)
            demand(may_take_guide(guide, people=people, own_account=actor.account_id))
            end_assignment(actor, before, language)
            after = go_along(actor, enrolment, guide, sees_words, language)
        _close(found, Answer.YES if yes else Answer.NO)
        record(
            actor=actor, verb=f"education.hand_over.{found.answer}", thing=found,
            subject=found.subject_id,
        )  # fmt: skip
        _me, asking, following = _people_of(found)
        if yes:
            _tell(following, found, reverse("education:guided_person", args=[after.ref]))
        _tell(asking, found, reverse("education:guided_people"))
    return found


def _locked(guide_id: int) -> Guide:
    guide = living_guides().select_for_update(of=("self",)).filter(pk=guide_id).first()
    if guide is None:
        raise Http404
    return guide


def _close(row: GuideHandOver, answer: GuideHandOver.Answer) -> None:
    row.answer, row.answered_at = answer, timezone.now()
    row.save(update_fields=["answer", "answered_at"])


def _people_of(row: GuideHandOver) -> tuple[int | None, int | None, int | None]:
    """(the member, who asks, who would go along), as person ids."""
    with connection.cursor() as cursor:
        cursor.execute("select asked, asking, following from people_of_hand_over(%s)", [row.pk])
        found = cursor.fetchone()
    return found or (None, None, None)


def _tell(person_id: int | None, row: GuideHandOver, path: str) -> None:
    if person_id is not None:
        dedup = f"{MESSAGE}:hand-over:{row.ref}:{row.answer}:{person_id}"
        queue(recipient=person_id, kind=MESSAGE, context={"path": path}, dedup=dedup)
