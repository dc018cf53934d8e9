"""What is erased of questionnaires: drafts; the questions themselves are nobody's data."""

from django.utils.translation import gettext_lazy as _

from members.erase_parts import Eraser, Heap
from po_platform.access.actor import Purpose
from questionnaires.models import Draft

DRAFTS = Eraser(
    heaps=(
        Heap(
            lambda whom: Draft.objects.for_purpose(Purpose.ERASE).filter(
                subject_id=whom.subject_id
            ),
            _("Questions you began"),
        ),
    )
)
