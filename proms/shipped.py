"""The scale specs and check-ins this software brings along, read from the files beside it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from proms.scale_spec import ScaleSpec, load_spec

_HERE = Path(__file__).parent
SPECS = _HERE / "specs"
CHECK_INS = _HERE / "checkins"


@cache
def shipped_specs() -> dict[str, ScaleSpec]:
    """Every shipped spec by id: published instruments (no wording) and our own check-ins."""
    files = [*SPECS.glob("*.json"), *CHECK_INS.glob("*.spec.json")]
    specs = [load_spec(file.read_bytes()) for file in sorted(files)]
    return {spec.id: spec for spec in specs}


def check_in_questionnaires() -> dict[str, dict[str, Any]]:
    """Our own check-ins as FHIR R4 Questionnaires, by id; worded here, in English and German."""
    files = sorted(set(CHECK_INS.glob("*.json")) - set(CHECK_INS.glob("*.spec.json")))
    return {file.stem: json.loads(file.read_bytes()) for file in files}
