"""What everybody reads: public pages and news; and what members were written."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from members.asking import actor_of, signed_in_actor
from members.queries import circulars as to_members
from members.queries import news as queries
from members.queries.organisation import current_organisation
from members.queries.site_pages import board, public_page
from members.site_pages import BOARD, CONTACT
from notifications.letters import absolute
from po_platform.access.actor import SignedIn
from po_platform.access.declare import public, signed_in

IN_FEED = 20
YEARS = range(1970, 3000)  # what a calendar can hold without asking


@public
@require_safe
def site_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One public page; the board's with its people, the contact page with the telephone."""
    page = public_page(slug)
    context = {
        "page": page,
        "board": board() if slug == BOARD else [],
        "is_contact": slug == CONTACT,
    }
    return render(request, "members/news/page.html", context)


@public
@require_safe
def news(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """All news or those of a year, the newest first, a page at a time."""
    if year is not None and year not in YEARS:
        raise Http404
    page = queries.news_page(year=year, before=_key(request))
    mine = isinstance(actor_of(request), SignedIn)
    context = {"page": page, "year": year, "has_own": mine}
    return render(request, "members/news/news.html", context)


@public
@require_safe
def item(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One news item."""
    return render(request, "members/news/item.html", {"item": queries.news_item(ref)})


@public
@require_safe
def feed(request: HttpRequest, language: str) -> HttpResponse:
    """The newest twenty for feed readers (Atom, RFC 4287), in one language."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        organisation = current_organisation(language)
        made = Atom1Feed(
            title=_("News from %(organisation)s") % {"organisation": organisation.name},
            link=absolute(reverse("members:news")),
            description=organisation.tagline,
            language=language,
            feed_url=absolute(reverse("members:news_feed", args=[language])),
        )
        for one in queries.newest_news(IN_FEED):
            address = absolute(reverse("members:news_item", args=[one.ref]))
            made.add_item(
                title=one.told.title,
                link=address,
                description=str(one.told.html),
                unique_id=f"urn:uuid:{one.ref}",
                pubdate=one.at,
                updateddate=one.corrected_at or one.at,
            )
    return HttpResponse(
        made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8"
    )


@never_cache
@signed_in(health=True)
@require_safe
def to_me(request: HttpRequest) -> HttpResponse:
    """What was written to the reader, her groups and her language, the newest first."""
    items, older = to_members.circulars_to_me(actor=signed_in_actor(request), before=_key(request))
    return render(request, "members/news/to_me.html", {"items": items, "older": older})


@never_cache
@signed_in(health=True)
@require_safe
def one_to_me(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One of these."""
    found = to_members.circular_to_me(actor=signed_in_actor(request), ref=ref)
    return render(request, "members/news/item.html", {"item": found, "to_me": True})


def _key(request: HttpRequest) -> UUID | None:
    """The item a page goes on behind; what is no key is not there."""
    key = request.GET.get("before")
    if not key:
        return None
    try:
        return UUID(key)
    except ValueError:
        raise Http404 from None
