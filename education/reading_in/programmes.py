"""The steps of a programme from a file: what no page of ours would let anybody write is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from education.programme_shape import KINDS, Module, Step, read_modules, steps_of

LONGEST_TITLE = 160
LONGEST_STOP = 600
PART_ID = re.compile(r"[A-Za-z0-9_-]{1,40}")  # it stands in addresses and beside what was written
WEB_ADDRESS = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)


def modules_of_file(value: Any) -> tuple[Module, ...]:
    """Raises ValueError with the first thing that is wrong in them."""
    modules = read_modules(value)
    parts: list[Module | Step] = [*modules, *steps_of(modules)]
    for one in parts:
        fault = fault_of(one)
        if fault:
            raise ValueError(f"modules: {fault}")
    return modules


def fault_of(one: Module | Step) -> str:
    """What keeps a part or a step out; '' for nothing."""
    name = {"name": one.title[:LONGEST_TITLE] or one.id[:40]}
    if not PART_ID.fullmatch(one.id):
        words = _("“%(id)s” cannot be an id. An id has up to 40 letters, figures, “-” and “_”.")
        return words % {"id": one.id[:41]}
    if len(one.title) > LONGEST_TITLE:
        return _("The title “%(name)s” is longer than 160 signs.") % name
    if isinstance(one, Step) and one.kind not in KINDS:
        return _("The step “%(name)s” is of a kind that is not known here.") % name
    if isinstance(one, Step) and one.url and not WEB_ADDRESS.fullmatch(one.url):
        return _("The address in “%(name)s” has to begin with https:// or http://.") % name
    return ""


def stop_of_file(value: Mapping[str, Any]) -> dict[str, str]:
    """Why it was stopped where the file comes from, and in which language that is said; {} if not.

    Raises ValueError where it says so in a way we cannot show.
    """
    stopped = value.get("stopped")
    if not stopped:
        return {}
    words = stopped.get("words") if isinstance(stopped, Mapping) else None
    language = stopped.get("language") if isinstance(stopped, Mapping) else None
    good = isinstance(words, str) and words.strip() and len(words) <= LONGEST_STOP
    if not good or "\x00" in str(words) or str(language) not in dict(settings.LANGUAGES):
        raise ValueError("stopped: Words of up to 600 signs and a language of ours belong here.")
    return {"words": str(words), "language": str(language)}
