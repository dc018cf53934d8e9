"""The consent texts we ship are published once per version and then stay as they are."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import timezone

from members.models import ConsentText

TEXTS = Path(__file__).resolve().parents[1] / "texts"


class WordsChanged(Exception):
    """A text file differs from what was published under its version: raise the version."""


@cache
def _shipped() -> list[dict[str, Any]]:
    return [json.loads(path.read_text("utf-8")) for path in sorted(TEXTS.glob("*.json"))]


def ensure_texts() -> int:
    """Publishes the texts we ship that are not published yet; how many. Raises WordsChanged."""
    wanted = [
        ConsentText(
            purpose=text["purpose"],
            version=text["version"],
            language=language,
            title=words["title"],
            body=words["body"],
            published_at=timezone.now(),
        )
        for text in _shipped()
        for language, words in text["languages"].items()
    ]
    published = {
        (row.purpose, row.version, row.language): (row.title, row.body)
        for row in ConsentText.objects.filter(purpose__in={row.purpose for row in wanted})
    }
    missing = []
    for row in wanted:
        words = published.get((row.purpose, row.version, row.language))
        if words is None:
            missing.append(row)
        elif words != (row.title, row.body):
            raise WordsChanged(f"{row} was published with other words. Give it a new version.")
    ConsentText.objects.bulk_create(missing, ignore_conflicts=True)
    return len(missing)
