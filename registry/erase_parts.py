"""What is erased of registries: her records, every entry with its history, and her rights."""

from __future__ import annotations

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.erase_parts import Eraser, Heap, Whom
from po_platform.access.actor import Purpose
from registry.models import (
    Accepted,
    Alike,
    AlikeMark,
    Deputy,
    Entry,
    Joined,
    PaperConsent,
    Participation,
    Query,
    Recipient,
    ReleaseRow,
    ReleaseSubject,
    Right,
    StudyInvitation,
    Subject,
    UseAsked,
)


def _hers(whom: Whom) -> Q:
    """Of her record, and of every record that was put together with it."""
    return Q(subject_id=whom.subject_id) | Q(record__same_as__subject_id=whom.subject_id)


def _of_two(whom: Whom, *sides: str) -> Q:
    """Of two records, one of which goes: hers, or one that was put together with hers."""
    found = Q(subject_id=whom.subject_id) | Q(other_id=whom.subject_id)
    for side in sides:
        found |= Q(**{f"{side}__same_as__subject_id": whom.subject_id})
    return found


def _forget_names(whom: Whom) -> None:
    """Votes, steps and fetches stay, without a name."""
    if not whom.account_id:
        return
    with connection.cursor() as cursor:
        cursor.execute("select forget_in_requests(%s)", [whom.account_id])


RECORDS = Eraser(
    heaps=(
        Heap(
            lambda whom: ReleaseSubject.objects.for_purpose(Purpose.ERASE).filter(
                subject_id=whom.subject_id
            ),
            _("That research used your data; those who have them are told to take you out"),
        ),
        Heap(  # after what a release at work holds: see finish_lines
            lambda whom: ReleaseRow.objects.for_purpose(Purpose.ERASE).filter(
                subject_id=whom.subject_id
            )
        ),
        Heap(
            lambda whom: StudyInvitation.objects.for_purpose(Purpose.ERASE).filter(
                subject_id=whom.subject_id
            ),
            _("Letters about studies, and what you answered"),
        ),
        Heap(
            lambda whom: UseAsked.objects.for_purpose(Purpose.ERASE).filter(
                subject_id=whom.subject_id
            ),
            _("Uses of your data we asked you about, and what you answered"),
        ),
        Heap(lambda whom: Recipient.objects.filter(account_id=whom.account_id)),
        Heap(
            lambda whom: Deputy.objects.filter(
                Q(account_id=whom.account_id) | Q(stands_in_for_id=whom.account_id)
            )
        ),
        Heap(
            lambda whom: PaperConsent.objects.for_purpose(Purpose.ERASE).filter(
                subject_id=whom.subject_id
            ),
            _("Forms of consent on paper, as they were typed in"),
        ),
        Heap(lambda whom: AlikeMark.objects.for_purpose(Purpose.ERASE).filter(_hers(whom))),
        Heap(
            lambda whom: Joined.objects.for_purpose(Purpose.ERASE).filter(
                _of_two(whom, "kept", "gone")
            ),
            _("That another record was put together with yours"),
        ),
        Heap(
            lambda whom: Alike.objects.for_purpose(Purpose.ERASE).filter(
                _of_two(whom, "first", "second")
            )
        ),
        Heap(
            lambda whom: Accepted.objects.for_purpose(Purpose.ERASE).filter(_hers(whom)),
            _("What was looked at in your answers and found right"),
        ),
        Heap(
            lambda whom: Query.objects.for_purpose(Purpose.ERASE).filter(_hers(whom)),
            _("Questions about what registries know of you"),
        ),
        Heap(
            lambda whom: Participation.objects.for_purpose(Purpose.ERASE).filter(
                subject_id=whom.subject_id
            ),
            _("Registries you take part in"),
        ),
        Heap(
            lambda whom: Entry.pgh_event_model.objects.filter(_hers(whom))  # type: ignore[attr-defined]  # made by pghistory
        ),
        Heap(
            lambda whom: Entry.objects.for_purpose(Purpose.ERASE).filter(_hers(whom)),
            _("What registries know of you"),
        ),
        Heap(
            lambda whom: Subject.objects.for_purpose(Purpose.ERASE).filter(
                Q(subject_id=whom.subject_id) | Q(same_as__subject_id=whom.subject_id)
            ),
            _("Your record in a registry"),
        ),
        Heap(
            lambda whom: Right.objects.filter(account_id=whom.account_id),
            _("What you may do in registries"),
            counted=False,
        ),
    ),
    before=_forget_names,
    stays=(
        _(
            "What was decided about requests for data stays, and that data were fetched: it has to"
            " be clear that a committee allowed it. Instead of your name stands “a former member of"
            " the committee”, or what else you were there. What you wrote yourself as the one who"
            " is responsible for a use stays in the list of uses."
        ),
        _(
            "A sealed copy of data that went out to research is not written anew without you. From"
            " now on nobody opens it any more, and it goes on its day."
        ),
    ),
)
