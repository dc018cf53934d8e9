"""What somebody may do with a form, as one choice: nothing, read, fill in, confirm, or both."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

GENERAL = ""  # as for the whole registry
SAME = "registry"  # the same, of files


@dataclass(frozen=True, slots=True)
class Level:
    """The three rights behind one choice."""

    sees: bool
    enters: bool
    confirms: bool


@dataclass(frozen=True, slots=True)
class OfForm:
    """What is said of one form. `level`: of LEVELS, or GENERAL; `files`: of Right.Export, or SAME."""

    level: str
    files: str = SAME

    @property
    def says_nothing(self) -> bool:
        return self.level == GENERAL and self.files == SAME


LEVELS = {
    "nothing": Level(False, False, False),
    "sees": Level(True, False, False),
    "enters": Level(True, True, False),
    "confirms": Level(True, False, True),
    "both": Level(True, True, True),
}
WORDS = {
    "nothing": _("See nothing"),
    "sees": _("Read"),
    "enters": _("Read and fill in"),
    "confirms": _("Read and confirm"),
    "both": _("Read, fill in and confirm"),
}


def level_of(sees: bool, enters: bool, confirms: bool) -> str:
    """The choice that comes with these rights; without reading there is nothing."""
    if not sees:
        return "nothing"
    return next(name for name, one in LEVELS.items() if one == Level(True, enters, confirms))
