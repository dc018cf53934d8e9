"""What a person's own file says about pages: those she keeps, what she wrote, how she is named."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from education.buddy_parts import buddy_parts
from education.involving_parts import involving_parts
from education.models import ColumnAuthor, Contributor, Correction, Revision, SavedPage
from education.programme_parts import programme_parts
from members.export_parts import WHEN, Part, table
from members.models import Person
from po_platform.access.actor import System

PAGE = _("the page")


def page_parts(actor: System) -> Iterator[Part]:
    """Three tables about pages, then those about taking part and about programmes."""
    yield table(
        "pages_kept",
        _("Pages you keep"),
        SavedPage.objects.visible_to(actor).order_by("pk"),
        {"article__live__title": PAGE, "article__slug": _("its address"), "saved_at": WHEN},
        article__live__title="page",
        article__slug="address",
    )
    yield table(
        "corrections",
        _("What you wrote to the editors"),
        Correction.objects.visible_to(actor).order_by("pk"),
        {
            "article__live__title": PAGE,
            "programme__title": _("or the programme"),
            "text": _("what you wrote"),
            "at": WHEN,
            "answer": _("what the editors answered"),
            "answered_at": _("when they answered"),
        },
        article__live__title="page",
        programme__title="programme",
    )
    person = Person.objects.filter(pk=actor.person_id or 0).first()
    yield table(
        "contributor",
        _("How you are named on pages you wrote or checked"),
        Contributor.objects.filter(
            account_id=(person.account_id if person else None) or 0
        ).order_by("pk"),
        {
            "public_name": _("your name as it stands there"),
            "background": _("what you wrote about yourself"),
            "no_interests": _("whether you said that there are no interests"),
            "interests": _("the interests you declared"),
            "declared_at": WHEN,
        },
    )
    yield from _columns((person.account_id if person else None) or 0)
    yield from involving_parts(actor)
    yield from programme_parts(actor)
    yield from buddy_parts(actor)


def _columns(account: int) -> Iterator[Part]:
    """Columns somebody writes, and every state of their texts."""
    rows = ColumnAuthor.objects.filter(account_id=account).order_by("pk")
    yield table(
        "columns",
        _("Columns you write"),
        rows,
        {
            "column__title": _("the column"),
            "public_name": _("the name you write under"),
            "background": _("what you wrote about yourself"),
            "no_interests": _("whether you said that there are no interests"),
            "interests": _("the interests you declared"),
            "taken_at": WHEN,
        },
        column__title="column",
    )
    texts = Revision.objects.filter(article__column__in=rows.values("column")).order_by("pk")
    yield table(
        "column_texts",
        _("Texts of your columns"),
        texts,
        {
            "title": _("title"),
            "in_short": _("what it is about, in a sentence"),
            "body": _("the text"),
            "state": _("where it stands"),
            "changed_at": WHEN,
        },
    )
