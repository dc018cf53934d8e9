"""The file of answers and numbers, long or wide, for pages and programs alike."""

from __future__ import annotations

from collections.abc import Collection
from tempfile import SpooledTemporaryFile
from typing import IO
from uuid import UUID

from django.http import FileResponse, Http404, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.actions import Looked, record_reads
from members.queries.clinic import people_who_share
from po_platform.access.actor import SignedIn
from proms import looks
from proms.long_table import write_long
from proms.queries.long_table import everything_told, sharing_answers
from proms.views.files import KEPT_IN_MEMORY, table_file
from proms.wide_table import WideTable

LONG, WIDE = "long", "wide"
FORMS = (
    (LONG, _("A line for each scale and each question (long)")),
    (WIDE, _("A line for each time somebody answered, a column for each question (wide)")),
)
MOST_DIGITS = 6


def table_of(
    actor: SignedIn, subjects: Collection[UUID], form: str, part: str = ""
) -> FileResponse:
    """The file's name says the day, its form, perhaps which part, and nothing else."""
    everything = everything_told(actor=actor, subjects=subjects, now=timezone.now())

    def write(out: IO[str]) -> None:
        if form == LONG:
            write_long(everything, out)
            return
        with SpooledTemporaryFile(KEPT_IN_MEMORY, "w+", encoding="utf-8") as kept:
            table = WideTable(kept)
            for told in everything:
                table.add(told)
            table.write(out)

    wide = "" if form == LONG else "-wide"
    return table_file(write, f"answers-and-scores-{timezone.localdate():%Y-%m-%d}{wide}{part}.csv")


def opened_page(actor: SignedIn, number: str, form: str) -> HttpResponseBase:
    """Of one page of the people who share, by name; a look at each is recorded. Raises Http404."""
    known = number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS
    if not known or form not in dict(FORMS):
        raise Http404
    page = people_who_share(actor=actor, page=int(number))
    if page.page != int(number) or not page.sharers:
        raise Http404
    people = [one.person.subject_id for one in page.sharers]
    grants = sharing_answers(actor=actor, subjects=people)
    looked = [Looked(subject, grant_id) for subject, grant_id in grants.items()]
    record_reads(actor=actor, what=looks.ALL_FILES, looked=looked)
    return table_of(actor, list(grants), form, f"-{number}" if page.pages > 1 else "")
