"""Programmes in English and German that come with the software: examples, to be checked first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "shipped_programmes"
LESSONS = Path(__file__).parent / "shipped_lessons"  # signing in, false claims, practising


def shipped_programmes(folder: Path = FOLDER) -> Iterator[dict[str, Any]]:
    """Originals before translations."""
    found = [json.loads(file.read_text("utf-8")) for file in folder.glob("*.??.json")]
    yield from sorted(found, key=lambda one: (bool(one["translation_of"]), one["slug"]))


def shipped_questionnaires(folder: Path = FOLDER) -> Iterator[tuple[str, bytes]]:
    """(slug, FHIR file) of what the programmes ask."""
    for file in sorted(folder.glob("*.questionnaire.json")):
        yield file.name.removesuffix(".questionnaire.json"), file.read_bytes()
