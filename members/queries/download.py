"""How a person's own file is coming along."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings

from files.models import Job, StoredFile
from files.queries import my_files, newest_job
from members.models import Person
from po_platform.access.actor import SignedIn

DOWNLOAD = "members.download"


@dataclass(frozen=True, slots=True)
class Download:
    """`job`: the latest one, None when she never asked; `ready`: the file she can fetch now."""

    job: Job | None
    ready: StoredFile | None

    @property
    def is_being_made(self) -> bool:
        return self.job is not None and self.job.is_open

    @property
    def did_not_work(self) -> bool:
        return self.job is not None and self.job.state == Job.State.FAILED


def download_of(*, actor: SignedIn) -> Download:
    """The actor's own."""
    return Download(
        newest_job(actor=actor, kind=DOWNLOAD), my_files(actor=actor, kind=DOWNLOAD).first()
    )


def preferred(person: Person) -> tuple[str, ZoneInfo]:
    """(language, time zone) somebody wants to be written to in; the house's where there is none."""
    account = person.account
    if account is None:
        return settings.LANGUAGE_CODE, ZoneInfo(settings.TIME_ZONE)
    try:
        return account.language, ZoneInfo(account.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return account.language, ZoneInfo(settings.TIME_ZONE)
