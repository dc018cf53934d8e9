"""A text of the organisation in the reader's language, or in another one and saying so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from members.own_text import as_html


@dataclass(frozen=True, slots=True)
class Told:
    """Title and text in one language; `instead`: its name where it is not the reader's, else ''."""

    title: str
    text: str
    language: str
    instead: str = ""

    @property
    def html(self) -> SafeString:
        return as_html(self.text)


def told(title: Mapping[str, str], text: Mapping[str, str]) -> Told:
    """In the reader's language where there is a text, else in the first there is."""
    here = get_language() or settings.LANGUAGE_CODE
    codes = [here, *(code for code, _name in settings.LANGUAGES if code != here)]
    language = next((code for code in codes if text.get(code)), "")
    if not language:
        language = next((code for code in codes if title.get(code)), here)
    heading = title.get(language) or next(filter(None, title.values()), "")
    return Told(heading, text.get(language, ""), language, name_of(language, here))


def name_of(language: str, here: str) -> str:
    """ "German" in the reader's language; '' where it is hers."""
    return "" if language == here else gettext(str(dict(settings.LANGUAGES).get(language, "")))
