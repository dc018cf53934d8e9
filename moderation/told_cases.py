"""Words somebody wrote to the team in which somebody may be in danger, as the lane shows them.

They stand in a report, in an objection, or in an answer by e-mail that could not come out. A case
about them is about whoever wrote them, and never about whom they tell of: that one has her own.
"""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.template.defaultfilters import linebreaks_filter
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from moderation.content import Standing, Thing, never_changed
from moderation.models import Report

TOLD = "told"
LABEL = gettext_lazy("Words written to our team")

# Under the vault: moderators, and whoever wrote them.
FOUND = """
select r.text, r.at, r.person_id, r.reason, c.ref
  from moderation_report r left join moderation_case c on c.id = r.case_id where r.ref = %(ref)s
union all
select s.objection, s.objected_at, s.person_id, '', s.ref
  from moderation_silence s where s.ref = %(ref)s and s.objection <> ''
"""


def _for_case(ref: UUID) -> Thing | None:
    with connection.cursor() as cursor:
        cursor.execute(FOUND, {"ref": ref})
        found = cursor.fetchone()
    if found is None:
        return None
    text, at, person, reason, beside = found
    own = reverse("moderation:my_reports")
    if not reason:
        own = reverse("moderation:my_silence", args=[ref])
    return Thing(
        kind=TOLD, ref=ref, title=str(LABEL), place="", version=1, standing=Standing.PUBLISHED,
        html=linebreaks_filter(text) + _where(reason, beside), person_id=person, name="", at=at,
        own_url=own, only_left=True,
    )  # fmt: skip


def _where(reason: str, beside: UUID | None) -> SafeString:
    """Where they stand, with the way there."""
    if reason == Report.Reason.MAILED:
        words = _("It came as an answer by e-mail and could not come out. Nobody else reads it.")
        return format_html('<p class="quiet">{}</p>', words)
    if not reason:
        words = _("It stands in an objection to being kept from writing.")
        return _with_way(words, "moderation:silence", beside)
    if reason == Report.Reason.APPEAL:
        return _with_way(_("It stands in an objection to a decision."), "moderation:case", beside)
    words = _(
        "It stands in what somebody told us. It may be about whoever wrote it, or about another person."
    )
    return _with_way(words, "moderation:case", beside)


def _with_way(words: str, name: str, beside: UUID | None) -> SafeString:
    if beside is None:
        return format_html('<p class="quiet">{}</p>', words)
    return format_html(
        '<p class="quiet">{} <a class="act" href="{}">{}</a></p>',
        words, reverse(name, args=[beside]), _("See it there"),
    )  # fmt: skip


TOLDS = never_changed(
    TOLD,
    LABEL,
    _for_case,
    why=gettext_lazy("It was written to our team. Nothing is decided about it."),
)
