"""A page somebody asks about or is given to read, and the guides she can ask."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from education.models import Article, GuideAssignment
from education.queries.guiding import living_guides
from education.queries.reading import readable
from members.queries.own import own_rows
from po_platform.access.actor import Actor

MOST = 500


def asked_page(slug: str) -> Article | None:
    """One that can be read now; None for every other word in an address. One query."""
    if not slug:
        return None
    return readable().filter(slug=slug[:120]).select_related("live").first()


def pages_to_give(language: str) -> list[tuple[str, str]]:
    """(slug, title) of pages in one language, by title; what one person wrote of herself is not among
    them. One query."""
    rows = readable().filter(language=language, column=None).order_by("live__title", "pk")
    return list(rows.values_list("slug", "live__title")[:MOST])


@dataclass(frozen=True, slots=True)
class MyGuide:
    """Somebody who goes along with the reader. `ref`: of her enrolment."""

    ref: UUID
    name: str
    programme: str


def my_guides(*, actor: Actor) -> list[MyGuide]:
    """Those who are guides now, on programmes she is on; two queries."""
    rows = own_rows(GuideAssignment, actor).filter(ended_at=None, grant__ended_by=None)
    found = list(rows.select_related("enrolment__version").order_by("pk"))
    names = dict(
        living_guides()
        .filter(account_id__in=[one.guide_account for one in found])
        .values_list("account_id", "public_name")
    )
    return [
        MyGuide(one.enrolment.ref, names[one.guide_account], one.enrolment.version.title)
        for one in found
        if one.guide_account in names
    ]
