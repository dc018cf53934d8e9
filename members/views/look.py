"""Colours of the organisation, and the language switch."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from members.models import Account, Organisation, OrganisationLogo
from po_platform.access.actor import SignedIn
from po_platform.access.declare import public


@public
@cache_control(public=True, max_age=365 * 24 * 3600, immutable=True)
def theme_css(request: HttpRequest, version: int) -> HttpResponse:
    """The organisation's colours by day and by night; tokens.css decides which of them counts.

    Pages of a former version get what counts now; a version to come must not be kept by a cache.
    """
    row = Organisation.objects.first()
    if row is None or not row.theme or version > row.version:
        raise Http404
    colours = row.theme["light"] | row.theme["dark"]
    css = ":root{" + "".join(f"{name}:{value};" for name, value in colours.items()) + "}\n"
    return HttpResponse(css, content_type="text/css")


@public
@cache_control(public=True, max_age=365 * 24 * 3600, immutable=True)
def logo(request: HttpRequest, ref: str) -> HttpResponse:
    """The picture beside the name; its address changes with the picture."""
    row = get_object_or_404(OrganisationLogo, ref=ref)
    return HttpResponse(bytes(row.png), content_type="image/png")


@public
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Switches the language for this browser, and for the account when signed in."""
    language = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if language in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        actor = request.actor  # type: ignore[attr-defined]  # set by WhoActs
        if isinstance(actor, SignedIn):
            Account.objects.filter(pk=actor.account_id).update(language=language)
    return response
