"""Words to begin a message with: their places are filled for one person, and nothing is sent by itself; pure."""

from __future__ import annotations

import re

PLACES = ("{name}", "{step}")
_PLACE = re.compile(r"\{[^{}\n]{0,40}\}")


def filled(text: str, *, name: str, step: str) -> str:
    """The words for one person. `step`: the title of the step where she is."""
    here = {"{name}": name, "{step}": step}
    return _PLACE.sub(lambda found: here.get(found.group(), found.group()), text)


def unknown_places(text: str) -> list[str]:
    """Places nobody fills, each once, in their order."""
    return list(dict.fromkeys(one for one in _PLACE.findall(text) if one not in PLACES))
