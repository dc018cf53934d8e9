"""A programme as a file: what is live, else its draft; read back in by taking_in_programmes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from education.models import Programme, ProgrammeVersion
from education.queries.stopping import stop_over

HEAD = ("slug", "language")
TEXT = ("title", "lead", "good_for", "not_for", "measured_by", "guided", "course_needed")


def programmes_to_take() -> Iterator[Programme]:
    """Originals before what tells them again, so that a file is read back in this order."""
    rows = Programme.objects.select_related("live__stop", "translation_of").order_by("pk")
    yield from sorted(rows, key=lambda one: (one.translation_of_id is not None, one.pk))


def programme_as_file(row: Programme) -> dict[str, Any]:
    """Plain JSON, without what belongs to this house: which version of a questionnaire was in use.

    A text that was stopped goes out with why, so that nobody elsewhere publishes it unknowing.
    """
    text = row.live or row.versions.order_by("-number").first()
    assert text is not None  # noqa: S101  (every programme begins with a version)
    original = row.translation_of.slug if row.translation_of else ""
    head: dict[str, Any] = {"slug": row.slug, "language": row.language, "translation_of": original}
    stop = stop_over(text)
    if stop is not None:
        head["stopped"] = {"words": stop.words, "language": stop.language}
    return {**head, **said(text)}


def said(text: ProgrammeVersion) -> dict[str, Any]:
    """What one version says, for a file and for comparing with one."""
    found = {name: getattr(text, name) for name in TEXT}
    return {**found, "modules": [_module(one) for one in text.modules]}


def _module(one: Mapping[str, Any]) -> dict[str, Any]:
    steps = [{k: v for k, v in step.items() if k != "version"} for step in one.get("steps", ())]
    return {**one, "steps": steps}
