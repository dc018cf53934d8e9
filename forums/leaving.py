"""Of somebody who left, the picture beside her posts rests; of who died as a member it is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from forums.models import OwnPicture
from members.leaving import Ended, How, Stop


def _rest(ended: Ended) -> None:
    if ended.how is How.LEFT:
        hers = OwnPicture.objects.filter(person_id=ended.person_id, resting_at=None)
        hers.update(resting_at=ended.at)


def _show_again(ended: Ended) -> None:
    hers = OwnPicture.objects.filter(person_id=ended.person_id, resting_at=ended.at)
    hers.update(resting_at=None)


PICTURE = Stop(
    "forums.picture",
    _("The picture beside their posts is not shown. After a death it stays, unless they had left."),
    _rest,
    _show_again,
)
