"""What goes when somebody is erased: cases about her, and what she told us."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from members.erase_parts import Eraser, Heap, Whom
from moderation.models import (
    Avoided,
    CallNumber,
    Case,
    CaseEvent,
    Decision,
    DecisionSeen,
    DeskWish,
    DutyFeed,
    FollowUp,
    Passed,
    PlaceKeeper,
    PrivateWord,
    Report,
    Reveal,
    RulesAgreed,
    SafetyContact,
    Sealed,
    SealOpening,
    Shift,
    Silence,
    TrainingRead,
)
from po_platform.access.actor import Purpose


def _cases(whom: Whom) -> QuerySet[Case]:
    return Case.objects.for_purpose(Purpose.ERASE).filter(person_id=whom.person_id)


def _in_cases(model: Any, whom: Whom) -> QuerySet[Any]:
    rows = model.objects
    if hasattr(rows, "for_purpose"):
        rows = rows.for_purpose(Purpose.ERASE)
    own = Q(person_id=whom.person_id)
    found: QuerySet[Any] = rows.filter(own | Q(case__person_id=whom.person_id))
    return found


CASES = Eraser(
    heaps=(
        Heap(lambda whom: _in_cases(Passed, whom)),
        Heap(lambda whom: _in_cases(CaseEvent, whom)),
        Heap(lambda whom: _in_cases(FollowUp, whom)),
        Heap(
            lambda whom: _in_cases(Reveal, whom),
            _("That name and address were opened because we feared for you"),
        ),
        Heap(lambda whom: SafetyContact.objects.filter(person_id=whom.person_id)),
        Heap(
            lambda whom: PrivateWord.objects.for_purpose(Purpose.ERASE).filter(
                person_id=whom.person_id
            ),
            _("What you and the moderation team wrote to each other"),
        ),
        Heap(
            lambda whom: Silence.objects.for_purpose(Purpose.ERASE).filter(
                person_id=whom.person_id
            ),
            _("Letters about times you could not write here"),
        ),
        Heap(
            lambda whom: SealOpening.objects.for_purpose(Purpose.ERASE).filter(
                person_id=whom.person_id
            )
        ),
        Heap(
            lambda whom: Sealed.objects.for_purpose(Purpose.ERASE).filter(person_id=whom.person_id),
            _("What moderators took off or covered, while it lies sealed"),
        ),
        Heap(lambda whom: RulesAgreed.objects.filter(person_id=whom.person_id)),
        Heap(
            lambda whom: _in_cases(Report, whom),
            _("What you told the moderators, and what they were told about you"),
        ),
        Heap(lambda whom: _in_cases(Decision, whom), _("Decisions about what you wrote")),
        Heap(lambda whom: DecisionSeen.objects.filter(person_id=whom.person_id)),
        Heap(_cases),
        Heap(
            lambda whom: Avoided.objects.for_purpose(Purpose.ERASE).filter(person_id=whom.person_id)
        ),
        Heap(
            lambda whom: CallNumber.objects.for_purpose(Purpose.ERASE).filter(
                person_id=whom.person_id
            )
        ),
        Heap(lambda whom: DeskWish.objects.filter(person_id=whom.person_id)),
        Heap(lambda whom: TrainingRead.objects.filter(person_id=whom.person_id)),
        Heap(lambda whom: PlaceKeeper.objects.filter(person_id=whom.person_id)),
        Heap(lambda whom: DutyFeed.objects.filter(person_id=whom.person_id)),
        Heap(lambda whom: Shift.objects.filter(person_id=whom.person_id)),
    ),
    stays=(
        _("Decisions you took as a moderator, without your name, as long as their cases are kept."),
    ),
)
