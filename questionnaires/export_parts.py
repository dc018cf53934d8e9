"""Drafts for a person's own file: what she began and has not sent."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from members.export_parts import Part, table
from members.queries.ending import for_her_family
from po_platform.access.actor import System
from questionnaires.models import Draft
from questionnaires.policies import CORRECTS


def draft_part(actor: System) -> Iterator[Part]:
    """Answers by their linkId, as the form keeps them.

    For her family without corrections she began: what they copy may be kept to herself.
    """
    drafts = Draft.objects.visible_to(actor).order_by("pk")
    if for_her_family(actor):
        drafts = drafts.exclude(about__startswith=CORRECTS)
    yield table(
        "drafts",
        _("Questions you began"),
        drafts,
        {
            "version__questionnaire__title": _("the questionnaire"),
            "version__number": _("its version"),
            "answers": _("your answers so far: the question’s id and what you chose or wrote"),
            "missing": _("why there is no answer, where you said so"),
            "started_at": _("when you began"),
            "saved_at": _("when it was last saved"),
        },
        version__questionnaire__title="questionnaire",
        version__number="version",
    )
