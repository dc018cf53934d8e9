"""The door: undeclared views are closed, the others open only to whom they name."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _

from .actor import Actor, SignedIn
from .declare import Access, access_of
from .typed import LEAVE, Typed, forget_typed, is_kept, is_sent_again, keep_typed, typed_by

log = logging.getLogger(__name__)
Respond = Callable[[HttpRequest], HttpResponse]


class Alive:
    """Answers /livez before anything that could hang: no session, no database."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/livez":
            return HttpResponse("alive\n", content_type="text/plain")
        return self.get_response(request)


class Door:
    """Refuses before the view runs; `request.actor` was set by the middleware before."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(request.actor, SignedIn):  # type: ignore[attr-defined]  # set by WhoActs
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        access = access_of(view)
        if access is None:
            log.error("undeclared view %s", getattr(view, "__qualname__", view))
            raise PermissionDenied(_("This page is not open to anybody yet."))
        refused = refusal(request, access)
        if refused is not None:
            return refused
        refuse_unstorable_text(request)
        return self._typed_before(request, asks=not access.keeps_typed)

    def _typed_before(self, request: HttpRequest, *, asks: bool) -> HttpResponse | None:
        """Between the sign-in and the page: what she typed before, to go on with or to leave.

        A page that shows it itself is not asked about; nor is what was not sent: it is put back.
        """
        actor: Actor = request.actor  # type: ignore[attr-defined]  # set by WhoActs
        if not isinstance(actor, SignedIn) or not is_kept(request):
            return None
        if LEAVE in request.GET or (asks and is_sent_again(request)):
            forget_typed(request)
            return None
        if not asks:
            return None
        typed = typed_by(request, actor.account_id) if request.method == "GET" else None
        if typed is None:
            return None
        return render(request, "typed.html", {"typed": typed, "leave": _leaving(request, typed)})


def _leaving(request: HttpRequest, typed: Typed) -> str:
    """The page itself, at the same place in it, without what was typed."""
    query = request.GET.copy()
    if typed.path == request.path:
        query = QueryDict(typed.query, mutable=True)
    query[LEAVE] = "1"
    return f"{request.path}?{query.urlencode()}"


def refuse_unstorable_text(request: HttpRequest) -> None:
    """Postgres keeps no NUL: 400 here instead of an error wherever the text would be stored."""
    sent = [request.GET] + ([request.POST] if request.method == "POST" else [])
    if "\x00" in request.path or any(
        "\x00" in text for form in sent for name, values in form.lists() for text in (name, *values)
    ):
        raise BadRequest


def refusal(request: HttpRequest, access: Access) -> HttpResponse | None:
    """None when the actor may pass; else the sign-in, the next proof, or a 403 with a reason."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by WhoActs
    if isinstance(actor, SignedIn) and actor.helping is not None:
        invited = bool(access.helpers & actor.helping.ticks)
        if invited and (actor.decides_by_law or not access.by_law):
            return None
        if access.anyone and not access.health:
            return None
        name = actor.helping.name
        raise PermissionDenied(
            _(
                "You act for %(name)s now, and this page does not belong to it."
                " Go back to yourself first, with the button at the top."
            )
            % {"name": name}
        )
    if access.anyone:
        return None
    if not isinstance(actor, SignedIn):
        if request.method == "POST":
            whose = getattr(request, "was", 0)
            if access.keeps_typed or whose:
                keep_typed(request, whose=whose, page=_page_of(request))
        return _step(request, settings.LOGIN_URL, 401, _("Sign in to see this page."))
    if lacks_the_task(actor, access):
        raise PermissionDenied(_("This page belongs to a task you do not hold."))
    if access.hats and not actor.holds(*access.hats):
        _keep(request, actor)
        return _step(
            request, "members:second_factor", 403, _("Show your second factor to see this page.")
        )
    if access.fresh and not actor.fresh:
        _keep(request, actor)
        return _step(request, "members:fresh_proof", 403, _("Confirm with a new code first."))
    return None


def lacks_the_task(actor: SignedIn, access: Access) -> bool:
    """Whether the page is for roles she holds none of; no proof would let her in."""
    return bool(access.hats) and not access.hats & actor.roles


def _keep(request: HttpRequest, actor: SignedIn) -> None:
    if request.method == "POST" and not request.path.startswith("/api/"):
        keep_typed(request, whose=actor.account_id, page=_page_of(request))


def _step(request: HttpRequest, url_name: str, status: int, words: str) -> HttpResponse:
    """A page sends to the step that is missing; the API says it."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": words}, status=status)
    # What was sent cannot be sent again from here: the step says so and leads back to the page.
    back = {"next": request.get_full_path()} if request.method == "GET" else _sent_from(request)
    return HttpResponseRedirect(f"{resolve_url(url_name)}?{urlencode(back)}")


def _sent_from(request: HttpRequest) -> dict[str, str]:
    """Back to the page whose form was sent, and that it was."""
    return {"next": _page_of(request), "sent": "1"}


def _page_of(request: HttpRequest) -> str:
    """The page whose form was sent, as the browser says; else the address it was sent to."""
    page = urlsplit(request.headers.get("referer", ""))
    return page.path if page.netloc == request.get_host() and page.path else request.path
