"""The rows of a dataset as its newest version has them, and pages of its questions."""

from __future__ import annotations

from html import unescape
from typing import Any

from django.test import Client

from registry.models import Dataset
from registry.queries.questions import newest_version

WALK = "/registry/datasets/walk/questions"
PLAIN = {"kind": "short"}


def written(slug: str = "walk") -> list[dict[str, str]]:
    """The rows of the newest version."""
    version = newest_version(Dataset.objects.get(slug=slug))
    rows: list[dict[str, str]] = version.metadata["redcap"]
    return rows


def names(slug: str = "walk") -> list[str]:
    return [row["field_name"] for row in written(slug)]


def row(name: str, slug: str = "walk") -> dict[str, str]:
    return next(one for one in written(slug) if one["field_name"] == name)


def text_of(page: Any) -> str:
    return unescape(page.content.decode())


def shown(client: Client, address: str) -> dict[str, Any]:
    """What the form of a page would send back unchanged."""
    form = client.get(address).context["form"]
    found = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in found.items() if value not in (None, False, "")}
