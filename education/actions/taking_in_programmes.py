"""A programme of a file becomes a draft; the same again changes nothing, and no draft is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from education.actions.programme_writing import take_in_programme
from education.models import Programme, ProgrammeVersion
from education.programme_shape import as_json, mark_of
from education.queries.programme_file import TEXT, said
from education.reading_in.programmes import modules_of_file, stop_of_file
from education.reading_in.report import Report
from po_platform.access.actor import Actor


def take_programme(*, actor: Actor, value: Mapping[str, Any], report: Report, place: str) -> None:
    """One of a file. What is wrong with it stands in the report, and nothing of it is stored."""
    report.counts["articles"] += 1
    title = str(value.get("title", ""))[:160]
    try:
        if not title or str(value.get("language")) not in dict(settings.LANGUAGES):
            raise ValueError(_("A programme needs a title and one of this portal’s languages."))
        modules = as_json(modules_of_file(value.get("modules")))
        if stopped := stop_of_file(value):
            words = _("“%(title)s” was stopped where this file comes from: %(why)s")
            report.note(place, words % {"title": title, "why": stopped["words"]}, "kept")
        row = Programme.objects.filter(
            slug=str(value.get("slug", "")), language=value["language"]
        ).first()
        if row is not None and _is_there(row, {**value, "modules": modules}):
            return report.page(title, "unchanged", None)
        if row is not None and row.versions.filter(state=ProgrammeVersion.State.DRAFT).exists():
            report.page(title, "unchanged", None)
            words = _("“%(title)s” has a draft here already, and stays as it is.")
            return report.note(place, words % {"title": title}, "kept")
        with transaction.atomic():
            take_in_programme(actor=actor, value=value)
    except ValueError as error:
        words = _("The programme “%(title)s” was left out: %(why)s")
        return report.note(place, words % {"title": title, "why": error}, "dropped")
    report.page(title, "made", None)


def _is_there(row: Programme, value: Mapping[str, Any]) -> bool:
    """Whether some version of it says the same."""
    empty = ProgrammeVersion()
    given = {name: value.get(name, getattr(empty, name)) for name in TEXT}
    wanted = mark_of({**given, "modules": [_bare(one) for one in value["modules"]]})
    return any(mark_of(said(one)) == wanted for one in row.versions.all())


def _bare(module: Mapping[str, Any]) -> dict[str, Any]:
    steps = [{k: v for k, v in one.items() if k != "version"} for one in module.get("steps", ())]
    return {**module, "steps": steps}
