"""What every page's frame needs: the organisation, who is here, menu, preferences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, get_language_info

from po_platform.access.actor import Actor, Hat, SignedIn
from po_platform.access.typed import typed_by

from .frame import menu_for
from .hats import HAT_LABELS
from .queries.organisation import current_organisation
from .queries.page_links import PageLink


@dataclass(frozen=True, slots=True)
class Visitor:
    """The reader of the page, as the frame shows her."""

    is_signed_in: bool = False
    display_name: str = ""
    hat_label: str = ""
    for_whom: str = ""  # the name of the person she acts for

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


def _visitor(actor: Actor | None) -> Visitor:
    """Whoever holds more than a member's role sees which hat is on."""
    if not isinstance(actor, SignedIn):
        return Visitor()
    if actor.helping:
        label = str(HAT_LABELS[actor.hat])
        return Visitor(True, actor.display_name, label, actor.helping.name)
    several = len(actor.roles) > 1 or actor.hat is not Hat.MEMBER
    return Visitor(True, actor.display_name, str(HAT_LABELS[actor.hat]) if several else "")


def _menu(path: str, actor: Actor | None, pages: Sequence[PageLink]) -> list[MenuWord]:
    """The words of this hat; the one that leads closest to the page is the current one."""
    words = menu_for(actor, [(page.title, page.url) for page in pages if page.in_menu])
    leading = [
        url for _label, url in words if path == url or path.startswith(url.rstrip("/") + "/")
    ]
    current = max((url for url in leading if url != "/" or path == "/"), key=len, default="")
    return [MenuWord(str(label), url, url == current) for label, url in words]


def _kept(request: HttpRequest, actor: Actor | None) -> dict[str, Any]:
    """Where the page keeps what is being written, and what was written on it and not sent."""
    if not isinstance(actor, SignedIn) or actor.helping:
        return {}
    unsent = typed_by(request, actor.account_id, unsent=True) if request.method == "GET" else None
    return {"keep_url": reverse("keep_typed"), "unsent": unsent}


def page_frame(request: HttpRequest) -> dict[str, Any]:
    """organisation, actor, menu, preferences, languages, theme_css_url, demo; keep_url and unsent."""
    actor: Actor | None = getattr(request, "actor", None)
    signed_in = isinstance(actor, SignedIn)
    organisation = current_organisation(get_language() or "en")
    account = request.user if signed_in else None
    here = get_language() or "en"
    return {
        "organisation": organisation,
        "visitor": _visitor(actor),
        "menu": _menu(request.path, actor, organisation.pages),
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
        **_kept(request, actor),
        "theme_css_url": reverse("members:theme_css", args=[organisation.version])
        if organisation.has_theme
        else "",
        "demo": settings.DEMO,
    }
