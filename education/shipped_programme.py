"""One programme in English and German that comes with the software: an example, to be checked first."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "shipped_programmes"


def shipped_programmes() -> Iterator[dict[str, Any]]:
    """Originals before translations."""
    found = [json.loads(file.read_text("utf-8")) for file in FOLDER.glob("*.??.json")]
    yield from sorted(found, key=lambda one: (bool(one["translation_of"]), one["slug"]))


def shipped_questionnaires() -> Iterator[tuple[str, bytes]]:
    """(slug, FHIR file) of what the programmes ask."""
    for file in sorted(FOLDER.glob("*.questionnaire.json")):
        yield file.name.removesuffix(".questionnaire.json"), file.read_bytes()
