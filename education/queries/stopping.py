"""What is stopped: for whoever may stop it, and for each text that comes out or is told again."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, Q
from django.http import Http404

from education.models import Programme, ProgrammeStop, ProgrammeVersion
from education.programme_rules import may_stop_programme
from education.queries.programmes import in_other_languages
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def to_stop(*, actor: Actor, ref: UUID) -> tuple[Programme, list[Programme]]:
    """(a programme that came out, the same in other languages). Raises Http404."""
    demand(may_stop_programme(actor))
    rows = Programme.objects.select_related("live__stop").filter(ref=ref, live__isnull=False)
    row = rows.first()
    if row is None:
        raise Http404
    others = in_other_languages(row).filter(live__stop=None)
    return row, list(others)


def stop_over(text: ProgrammeVersion) -> ProgrammeStop | None:
    """The stop this text lies under: of what came out its own.

    Of a draft that of its programme in whatever language, while it stands or where it came after
    the draft was begun: what was stopped may stand in it word for word.
    """
    if text.state != ProgrammeVersion.State.DRAFT:
        return text.stop
    root = text.programme.translation_of_id or text.programme_id
    family = Q(programme=root) | Q(programme__translation_of=root)
    stands = Q(programme__live__stop=F("pk")) | Q(at__gte=text.made_at)
    rows = ProgrammeStop.objects.filter(family, stands, lifted_at=None)
    return rows.select_related("programme").order_by("-pk").first()
