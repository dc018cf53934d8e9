"""What a case of a drill shows: words of nobody, which nobody but moderators finds."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moderation.content import ContentKind, Line, Standing, Thing
from moderation.models import Drill
from po_platform.access.actor import Actor

DRILL = "drill"
LABEL = gettext_lazy("A drill: nobody is in danger")


def _for_case(ref: UUID) -> Thing | None:
    row = Drill.objects.filter(case__thing=ref).only("at").first()
    if row is None:
        return None
    return Thing(
        kind=DRILL,
        ref=ref,
        title=_("Made up, to practise"),
        place=LABEL,
        html=format_html(
            "<p>{}</p><p>{}</p>",
            _("Here would stand what somebody wrote. This is made up, and about nobody."),
            _("Do what you would do: say that you are reading it, and choose what you read in it."),
        ),
        version=1,
        standing=Standing.PUBLISHED,
        person_id=None,
        name=_("Nobody"),
        at=row.at,
    )


def _for_reader(actor: Actor, ref: UUID) -> Thing | None:
    return None  # nobody finds it but in the moderators' queue


def _former(ref: UUID, version: int) -> str:
    return ""


def _lines(refs: Collection[UUID]) -> Mapping[UUID, Line]:
    return {ref: Line(str(LABEL), "", "") for ref in refs}


def _settle(actor: Actor, ref: UUID, version: int, after: Standing, why: str) -> int:
    raise PermissionDenied(_("In a drill nothing is decided. Choose what you read in it."))


DRILLS = ContentKind(DRILL, LABEL, _for_case, _for_reader, _former, _lines, _settle)
