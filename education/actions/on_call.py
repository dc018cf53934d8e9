"""What somebody says on the telephone about a programme, written down by the desk that has her call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from audit.actions import record, record_read
from education.actions import enrolling
from education.actions.guide_calls import agree_to_calls
from education.actions.guiding import let_guide_go, take_guide
from education.actions.keying import LOOKED, print_step_code
from education.guide_purpose import BY_PHONE, child_words, telephone_words
from education.models import Enrolment, Programme
from education.programme_notices import BEGUN, BEGUN_FOR, GUIDED_NOW
from education.programme_rules import may_be_told_by, may_begin
from education.queries.keying import StepCode
from education.queries.on_call import (
    OnLine,
    WayOnCall,
    children_of,
    on_line,
    speaks_by_law,
    way_on_call,
)
from members.actions.consent import keep_decision
from members.models import CallRequest, Decision
from notifications.actions import queue
from po_platform.access.actor import SignedIn, acting_as
from po_platform.access.refusals import demand

BEGAN, SAID = "education.enrolment.begun_on_call", "education.enrolment.said_on_call"
BEGAN_FOR = "education.enrolment.begun_for_child_on_call"
GUIDED, PRINTED = "education.guide.taken_on_call", "education.sheets.printed"
PAUSE, GO_ON, THROUGH, LEAVE = "pause", "go_on", "through", "leave"
NO_GUIDE = "no_guide"


def begin_on_call(
    *, actor: SignedIn, ref: UUID, programme: Programme, card_ref: UUID | None = None
) -> Enrolment:
    """Hers from now on; what was read out is kept as her decision. The same again is the same.

    Told her by post where she gets letters, with the code of her sheets; else a neutral mail.
    """
    with transaction.atomic():
        line = on_line(actor=actor, ref=ref, lock=True)  # a second press waits for the first
        demand(may_be_told_by(child=speaks_by_law(line)))
        words = telephone_words(programme.title, line.language)
        with acting_as(line.told):
            row = enrolling.enrol(
                actor=line.told, programme=programme, card_ref=card_ref,
                written_by=actor.account_id,
            )  # fmt: skip
            if row.begun != Enrolment.Begun.PHONE or _kept_before(line, words.words):
                return row  # it was hers before
            keep_decision(
                actor=line.told, purpose=BY_PHONE.slug, answer=Decision.Answer.YES, text=None,
                rendered=words.words, language=line.language, way=Decision.Way.PHONE,
                keyed_by=actor.account_id,
            )  # fmt: skip
        queue(
            recipient=line.person_id,
            kind=BEGUN,
            context={"path": reverse("education:way", args=[row.ref])},
            dedup=f"{BEGUN}:{row.ref}",
            about=str(row.ref),
        )
        record(actor=actor, verb=BEGAN, thing=row, subject=line.subject)
    return row


def begin_for_child_on_call(
    *, actor: SignedIn, ref: UUID, programme: Programme, child: UUID
) -> None:
    """For a child without an account, as who acts for it by law says; what was read out is kept as the
    decision of who said it. The same again is the same.

    She is told by a mail or a letter that does not say what. Raises PermissionDenied, Http404.
    """
    with transaction.atomic():
        line = on_line(actor=actor, ref=ref, lock=True)
        demand(may_be_told_by(child=speaks_by_law(line)))
        demand(may_begin(programme))
        found = next((one for one in children_of(line) if one.ref == child), None)
        if found is None:
            raise Http404
        with acting_as(line.told):
            with connection.cursor() as cursor:
                cursor.execute("select begin_for_child(%s, %s)", [child, programme.pk])
                (way,) = cursor.fetchone()
            if way is None and programme.pk in found.begun:
                return
            if way is None:
                raise PermissionDenied(_("This programme cannot be begun now."))
            words = child_words(programme.title, line.language).words
            keep_decision(
                actor=line.told, purpose=BY_PHONE.slug, answer=Decision.Answer.YES, text=None,
                rendered=words, language=line.language, way=Decision.Way.PHONE,
                keyed_by=actor.account_id,
            )  # fmt: skip
        queue(
            recipient=line.person_id,
            kind=BEGUN_FOR,
            context={"path": reverse("members:helping")},
            dedup=f"{BEGUN_FOR}:{way}",
        )
        record(actor=actor, verb=BEGAN, subject=found.subject)
        record(actor=actor, verb=BEGAN_FOR, subject=line.subject)


def _kept_before(line: OnLine, words: str) -> bool:
    """She agreed to these very words before: twice is once."""
    mine = Decision.objects.visible_to(line.told)
    return mine.filter(subject_id=line.subject, purpose=BY_PHONE.slug, rendered=words).exists()


@dataclass(frozen=True, slots=True)
class SaidOfWay:
    """What she says: one of PAUSE, GO_ON, THROUGH, LEAVE, NO_GUIDE; `until`: with a pause, its last day."""

    does: str
    until: date | None = None


def write_down_way(*, actor: SignedIn, ref: UUID, way: UUID, said: SaidOfWay) -> None:
    """As on her own page: a pause, going on, the end. Nobody asks why."""
    with transaction.atomic():
        line = on_line(actor=actor, ref=ref, lock=True)
        row = way_on_call(line, way).enrolment
        with acting_as(line.told):
            if said.does == PAUSE and said.until is not None:
                if row.state != Enrolment.State.ACTIVE:
                    raise PermissionDenied(_("Only what goes on can be paused. Take it up first."))
                enrolling.pause(actor=line.told, ref=way, until=said.until)
            elif said.does == GO_ON:
                enrolling.come_back(actor=line.told, ref=way)
            elif said.does == THROUGH:
                enrolling.finish(actor=line.told, ref=way)
            elif said.does == NO_GUIDE:
                let_guide_go(
                    actor=line.told, ref=way, language=line.language, written_by=actor.account_id
                )
            else:
                enrolling.leave(actor=line.told, ref=way)
        record(actor=actor, verb=SAID, thing=row, subject=line.subject, said=said.does)


def take_guide_on_call(
    *, actor: SignedIn, ref: UUID, way: UUID, guide_id: int, sees_words: bool, number: str
) -> None:
    """What the guide sees was read out and is kept as her decision; `number`: the guide may call.

    She is told that somebody goes along.
    """
    with transaction.atomic():
        line = on_line(actor=actor, ref=ref, lock=True)
        row = _standing(line, way).enrolment
        with acting_as(line.told):
            taken = take_guide(
                actor=line.told, ref=way, guide_id=guide_id, sees_words=sees_words,
                language=line.language, written_by=actor.account_id,
            )  # fmt: skip
            if number:
                agree_to_calls(actor=line.told, ref=way, number=number, suits=CallRequest.Suits.ANY)
        queue(
            recipient=line.person_id,
            kind=GUIDED_NOW,
            context={"path": reverse("education:my_guide", args=[way])},
            dedup=f"{GUIDED_NOW}:{taken.ref}",
        )
        record(actor=actor, verb=GUIDED, thing=row, subject=line.subject)


def code_on_call(*, actor: SignedIn, ref: UUID, way: UUID) -> tuple[Enrolment, StepCode]:
    """The code with which the desk enters her steps, for her sheets or for now; made where none is."""
    with transaction.atomic():
        line = on_line(actor=actor, ref=ref, lock=True)
        row = _standing(line, way).enrolment
        with acting_as(line.printing):
            found = print_step_code(actor=line.printing, enrolment=row)
        record(actor=actor, verb=PRINTED, thing=row, subject=line.subject)
        record_read(actor=actor, subject=line.subject, what=LOOKED)
    return row, found


def _standing(line: OnLine, way: UUID) -> WayOnCall:
    found = way_on_call(line, way)
    if not found.stands:
        raise PermissionDenied(_("This programme rests, or was stopped. It is taken up first."))
    return found
