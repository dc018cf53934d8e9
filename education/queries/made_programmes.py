"""How a programme was made: who wrote and checked it, when it is checked again, how it came about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from education.models import OutsideReader, Programme, ProgrammeVersion, ProjectRecord
from education.publishing import one_doctor
from education.queries.made import Credit, credits_of


@dataclass(frozen=True, slots=True)
class MadeProgramme:
    """All of the box "How this programme was made". `unsaid`: of some it is not known."""

    writers: list[Credit]
    checker: Credit | None
    lay_readers: int
    thanked: list[str]
    published_at: datetime | None
    review_by: date | None
    version: int
    what_changed: str
    project: ProjectRecord | None
    one_doctor: bool
    unsaid: bool

    @property
    def interests(self) -> list[Credit]:
        """Whoever declared some, once each."""
        everybody = [*self.writers, *([self.checker] if self.checker else [])]
        return [one for one in {one.name: one for one in everybody}.values() if one.interests]


def made_of_programme(programme: Programme, live: ProgrammeVersion) -> MadeProgramme:
    """Of a published version; up to six queries."""
    earlier = programme.versions.filter(state="published", number__lte=live.number)
    accounts = earlier.values_list("writers", flat=True)
    writers = {account for some in accounts for account in some}
    everybody = writers | ({live.published_by} if live.published_by else set())
    credits = credits_of(everybody)
    read = OutsideReader.objects.filter(
        version__programme=programme, version__number__lte=live.number
    ).order_by("pk")
    named = list(read.values_list("thanks__name", flat=True)[:200])
    return MadeProgramme(
        writers=[credits[one] for one in sorted(writers) if one in credits],
        checker=credits.get(live.published_by or 0),
        lay_readers=len(named),
        thanked=[name for name in named if name],
        published_at=live.published_at,
        review_by=live.review_by,
        version=live.number,
        what_changed=live.what_changed,
        project=project_of_programme(programme),
        one_doctor=one_doctor(),
        unsaid=bool(everybody - set(credits)),
    )


def project_of_programme(programme: Programme) -> ProjectRecord | None:
    """Of the programme, else of the one it tells again; its own counts first."""
    both = [programme.pk, programme.translation_of_id or programme.pk]
    found = {row.programme_id: row for row in ProjectRecord.objects.filter(programme__in=both)}
    return found.get(both[0]) or found.get(both[1])
