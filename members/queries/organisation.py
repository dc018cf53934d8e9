"""The organisation as pages show it; every page needs it, so it is kept for a few seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from members.logo import size_of
from members.models import Event, Organisation
from members.purposes import Words
from members.queries.page_links import PageLink, page_links

# Pages of other apps for everybody, while there is something on them: (words, address).
_more_links: list[Callable[[], Iterable[tuple[Words, str]]]] = []
KEPT_FOR = 10.0  # seconds; a change of the telephone number may take that long to show


@dataclass(frozen=True, slots=True)
class OrganisationView:
    """The organisation in one language. Before the first run: a name that says so, no phone."""

    name: str
    tagline: str = ""
    phone: str = ""
    hours: str = ""
    emergency: str = ""
    imprint: str = ""
    privacy: str = ""
    rules: str = ""
    logo_ref: str = ""
    joining: str = Organisation.Joining.APPROVED
    minimum_age: int = 16
    has_theme: bool = False
    version: int = 0
    exists: bool = False
    pages: tuple[PageLink, ...] = ()  # in the foot of every page
    events: frozenset[str] = (
        frozenset()
    )  # who can read one that comes; of groups for themselves: none
    parts_off: frozenset[str] = frozenset()
    purpose_accepted: str = ""
    purpose_accepted_on: date | None = None

    @property
    def logo_size(self) -> tuple[int, int]:
        """Width and height in pixels of the page: a third of the picture's."""
        width, height = size_of(self.logo_ref)
        return round(width / 3), round(height / 3)

    @property
    def in_emergency(self) -> str:
        """Whom to call when a life is in danger; without own words still a sentence, never nothing."""
        return self.emergency or _("In an emergency call the emergency number of where you are.")

    @property
    def phone_href(self) -> str:
        return "tel:" + "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


_kept: dict[str, tuple[float, OrganisationView]] = {}


def register_foot_links(provider: Callable[[], Iterable[tuple[Words, str]]]) -> None:
    """Called once at start by the roof; asked again every few seconds."""
    _more_links.append(provider)


def _pages_of_others(language: str, off: Collection[str]) -> tuple[PageLink, ...]:
    with override(language):
        return tuple(
            PageLink(str(words), url, in_menu=False)
            for provider in _more_links
            if provider.__module__.split(".")[0] not in off
            for words, url in provider()
        )


def forget_organisation() -> None:
    """After a change in this process, so that the one who made it sees it at once."""
    _kept.clear()


def current_organisation(language: str) -> OrganisationView:
    """The organisation in `language`, falling back to any language a text has."""
    kept = _kept.get(language)
    if kept and time.monotonic() - kept[0] < KEPT_FOR:
        return kept[1]
    view = _read(language)
    _kept[language] = (time.monotonic(), view)
    return view


def is_set_up() -> bool:
    """Whether the first run is over. Asks the database until it is; afterwards it stays so."""
    return any(view.exists for _at, view in _kept.values()) or Organisation.objects.exists()


def kept_organisation(language: str) -> OrganisationView | None:
    """What this process remembers, without asking the database; for the page that says it broke."""
    return _kept[language][1] if language in _kept else None


def in_language(texts: dict[str, str], language: str) -> str:
    """The text in this language, else the first there is."""
    return texts.get(language) or next((text for text in texts.values() if text), "")


def _read(language: str) -> OrganisationView:
    row = Organisation.objects.first()
    if row is None:
        return OrganisationView(name=_("A new portal"))
    return OrganisationView(
        name=row.name,
        tagline=in_language(row.tagline, language),
        phone=row.phone,
        hours=in_language(row.hours, language),
        emergency=in_language(row.emergency, language),
        imprint=in_language(row.imprint, language),
        privacy=in_language(row.privacy, language),
        rules=in_language(row.rules, language),
        logo_ref=row.logo_ref,
        joining=row.joining,
        minimum_age=row.minimum_age,
        has_theme=bool(row.theme),
        version=row.version,
        exists=True,
        pages=page_links(language) + _pages_of_others(language, row.parts_off),
        events=_readers_of_events(),
        parts_off=frozenset(row.parts_off),
        purpose_accepted=row.purpose_accepted,
        purpose_accepted_on=row.purpose_accepted_on,
    )


def _readers_of_events() -> frozenset[str]:
    """Whom the foot shows the word: "everybody", "members"; what only a group reads is not asked."""
    stands = Event.objects.filter(over_at__gt=timezone.now(), taken_off_at=None)
    rows = stands.filter(Q(group=None) | Q(group__closed_at=None)).exclude(readers="group")
    found = rows.values_list("readers", "group__public").order_by().distinct()
    return frozenset("members" if public is False else readers for readers, public in found)
