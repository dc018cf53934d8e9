"""A shipped spec is found by the name people know it by, however they write it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import TypeVar

Thing = TypeVar("Thing")

# What people say instead; written without hyphens.
OTHER_NAMES = {
    "eq5d": "eq-5d-5l",
    "euroqol5d5l": "eq-5d-5l",
    "eortcqlqc30": "qlq-c30",
    "eortcc30": "qlq-c30",
    "esas": "esas-r",
    "edmontonsymptomassessmentsystemrevised": "esas-r",
    "rand36itemhealthsurvey": "rand-36",
    "promisglobal": "promis-global-10",
    "promisglobalhealth": "promis-global-10",
    "promis10": "promis-global-10",
    "global10": "promis-global-10",
    "promissleep4a": "promis-sleep-disturbance-4a",
    "promispain4a": "promis-pain-interference-4a",
    "promissocial4a": "promis-social-roles-4a",
    "promisabilitytoparticipate4a": "promis-social-roles-4a",
    "promisparticipation4a": "promis-social-roles-4a",
    "promisabilitytoparticipateinsocialrolesandactivities4a": "promis-social-roles-4a",
    "promissocialrolesandactivities4a": "promis-social-roles-4a",
    "promisphysicalfunctioning4a": "promis-physical-function-4a",
    "kccq": "kccq-12",
    "cdchrqol4": "hrqol-4",
    "healthydays": "hrqol-4",
    "bds": "bds-checklist",
    "bds25": "bds-checklist",
    "bdschecklist25": "bds-checklist",
    "nrs": "pain-nrs",
    "nrspain": "pain-nrs",
    "painnrs11": "pain-nrs",
    "facitf": "facit-fatigue",
    "facit": "facit-fatigue",
    "facitfatigue13": "facit-fatigue",
    "ibdcontrol8": "ibd-control",
    "sibdq10": "sibdq",
    "who5index": "who-5",
}
_SAYS_NOTHING = {"sf", "short", "form"}
_VERSION = re.compile(r"\bv\d+(\.\d+)*")


class NotShipped(LookupError):
    """Nobody knows this name; `near` are names that look like it."""

    def __init__(self, name: str, near: list[str]) -> None:
        self.near = near
        meant = f" Did you mean {', '.join(near)}?" if near else ""
        super().__init__(f"There is no instrument “{name}”.{meant}")


def find(name: str, known: Mapping[str, Thing]) -> Thing:
    """The thing of that name: hyphens, case and the order of words do not matter.

    Raises NotShipped.
    """
    wanted = name if name in known else OTHER_NAMES.get(_plain(name), "")
    if wanted not in known:
        alike = [slug for slug in known if _plain(slug) == _plain(name)]
        alike += [slug for slug in known if _words(slug) == _words(name)]
        wanted = alike[0] if alike else ""
    if wanted not in known:
        raise NotShipped(name, difflib.get_close_matches(name.lower(), known, 3))
    return known[wanted]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _words(name: str) -> list[str]:
    words = re.findall(r"[a-z0-9]+", _VERSION.sub("", name.lower()))
    return sorted(word for word in words if word not in _SAYS_NOTHING)
