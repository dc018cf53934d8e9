"""Languages by the name they have in the reader's language."""

from __future__ import annotations

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext


def language_name(tag: str) -> str:
    """“de-AT” as “German (de-AT)”; the tag itself where nobody knows a name."""
    known = LANG_INFO.get(tag.lower()) or LANG_INFO.get(tag.split("-")[0].lower())
    if known is None or "name" not in known:
        return tag
    english: str = known["name"]
    name = gettext(english)
    return name if tag.lower() == known.get("code") else f"{name} ({tag})"
