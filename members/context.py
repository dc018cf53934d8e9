"""What every page's frame needs: the organisation, who is here, menu, preferences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, get_language_info

from po_platform.access.actor import Actor, SignedIn

from .frame import menu_for
from .queries.organisation import current_organisation


@dataclass(frozen=True, slots=True)
class Visitor:
    """The reader of the page, as the frame shows her."""

    is_signed_in: bool = False
    display_name: str = ""
    hat_label: str = ""

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.display_name.split()[:2]).upper()


@dataclass(frozen=True, slots=True)
class Preferences:
    """How this reader wants pages to look."""

    text_size: str = ""
    contrast: str = ""
    theme: str = ""
    motion: str = ""
    language: str = "en"


@dataclass(frozen=True, slots=True)
class MenuWord:
    """One of at most five words of the main menu."""

    label: str
    url: str
    current: bool = False


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """organisation, actor, menu, preferences, languages, theme_css_url, demo."""
    actor: Actor | None = getattr(request, "actor", None)
    signed_in = isinstance(actor, SignedIn)
    organisation = current_organisation(get_language() or "en")
    account = request.user if signed_in else None
    here = get_language() or "en"
    return {
        "organisation": organisation,
        "visitor": Visitor(True, actor.display_name, actor.hat.value) if signed_in else Visitor(),
        "menu": [
            MenuWord(str(label), url, request.path.startswith(url) if url != "/" else request.path == url)
            for label, url in menu_for(actor)
        ],
        "preferences": Preferences(
            text_size=getattr(account, "text_size", "") or request.COOKIES.get("text_size", ""),
            contrast=getattr(account, "contrast", "") or request.COOKIES.get("contrast", ""),
            theme=getattr(account, "theme", "") or request.COOKIES.get("theme", ""),
            motion="calm"
            if getattr(account, "calm_motion", False) or request.COOKIES.get("calm_motion")
            else "",
            language=here,
        ),
        "languages": [
            {
                "code": code,
                "own_name": get_language_info(code)["name_local"].capitalize(),
                "current": code == here,
            }
            for code, _name in settings.LANGUAGES
        ],
        "theme_css_url": reverse("members:theme_css", args=[organisation.version])
        if organisation.has_theme
        else "",
        "demo": settings.DEMO,
    }
