"""What a circular says in a mail and on paper, and whether it is still right when its turn comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from notifications.kinds import Group, Kind, Pending, register
from notifications.paper import PaperPart
from po_platform.access.actor import Purpose, System, acting_as
from po_platform.kit import spoken

from .models import Circular
from .own_text import as_paragraphs, as_text
from .queries.publishing import Told, told

CIRCULAR = "members.circular"
GROUP = Group(
    "members.circulars", _("news from the organisation")
)  # the name stands in the vault too


def mail_words(row: Circular) -> dict[str, Any]:
    """What a mail carries, in the language set: to a group neither subject nor text."""
    said = told(row.subject, row.text)
    if row.group_id is not None:
        return {"correction": _correction(row)}
    whole = row.in_mail == Circular.InMail.WHOLE
    return {
        "subject": said.title,
        "text": as_text(said.text) if whole else "",
        "instead": _instead(said) if whole else "",
        "correction": _correction(row),
    }


def fill(about: str) -> Mapping[str, Any]:
    """Read when each mail is written, so that a hundred thousand rows do not carry the same text."""
    row = Circular.objects.select_related("corrects").filter(pk=int(about)).first()
    return mail_words(row) if row else {}


def on_paper(actor: System, pending: Pending) -> PaperPart | None:
    """The whole text; none to groups, because whoever prints would see who is in them."""
    row = Circular.objects.select_related("corrects").filter(pk=int(pending.about)).first()
    if row is None or row.group_id is not None:
        return None
    said = told(row.subject, row.text)
    before = tuple(filter(None, (_correction(row), _instead(said))))
    return PaperPart((*before, *as_paragraphs(said.text)), subject=said.title)


def still_wanted(pending: Sequence[Pending]) -> Collection[int]:
    """Not taken back; still a member, in the group, and not left in peace: one query a circular."""
    by_circular: dict[str, list[Pending]] = defaultdict(list)
    for one in pending:
        by_circular[one.about].append(one)
    found: list[int] = []
    with acting_as(System(Purpose.DELIVER)):
        for about, some in by_circular.items():
            right = _wanted(int(about), [one.person_id for one in some])
            found += [one.row_id for one in some if one.person_id in right]
    return found


def _wanted(circular: int, people: list[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select circular_wanted(%s, %s, %s)", [circular, settings.LANGUAGE_CODE, people]
        )
        return {person for (person,) in cursor.fetchall()}


def _correction(row: Circular) -> str:
    if row.corrects is None or row.corrects.begun_at is None:
        return ""
    day = spoken.day(row.corrects.begun_at)
    return _now("This puts right what we wrote on %(day)s.") % {"day": day}


def _instead(said: Told) -> str:
    if not said.instead:
        return ""
    return _now("We have this text in %(language)s only.") % {"language": said.instead}


def connect() -> None:
    """Once at start."""
    register(
        Kind(
            CIRCULAR,
            GROUP,
            _("News from us"),
            template="members/mail/circular",
            keys=frozenset({"path"}),
            still_wanted=still_wanted,
            paper=on_paper,
            by_phone=False,
            fill=fill,
        )
    )
