"""One request, one transaction, one actor; language and time zone as the account prefers."""

from __future__ import annotations

import time
from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers

from po_platform.access.actor import NEEDS_SECOND_FACTOR, Actor, Anonymous, SignedIn, acting_as
from po_platform.access.typed import bring_over, unsent_after

from .facts import begin_account
from .helping import help_is_over, note_look, whom_for
from .proofs import is_fresh, is_strong
from .sessions import note_use
from .tokens import account_of_token, bearer_secret

STAFF_IDLE = 30 * 60
Respond = Callable[[HttpRequest], HttpResponse]


class WhoActs:
    """Opens the request's transaction, tells the vault who asks, sets request.actor."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(settings.STATIC_URL):
            request.actor = Anonymous()  # type: ignore[attr-defined]  # our request attribute
            return self.get_response(request)
        with transaction.atomic():
            actor = self._who(request)
            request.actor = actor  # type: ignore[attr-defined]  # our request attribute
            with acting_as(actor):
                if getattr(request, "help_is_over", False):
                    return help_is_over(request)
                response = self.get_response(request)
                if isinstance(actor, SignedIn) and actor.helping:
                    note_look(request, response, actor)
                if response.status_code >= 500:
                    # Django turned the exception into a page already: undo what was written.
                    transaction.set_rollback(True)
        return response

    def _who(self, request: HttpRequest) -> Actor:
        secret = bearer_secret(request)
        if secret is not None:
            request.by_token = True  # type: ignore[attr-defined]  # DRF skips CSRF for tokens
            request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # no cookie involved
            account = account_of_token(secret, writes=request.method not in ("GET", "HEAD"))
            if account is None:
                return Anonymous()
            request.user = account
            return begin_account(account.pk, hat="", strong=False, fresh=False)
        user = request.user
        if not user.is_authenticated:
            return Anonymous()
        actor = begin_account(
            user.pk,
            hat=request.session.get("hat", ""),
            strong=is_strong(request),
            fresh=is_fresh(request),
        )
        if isinstance(actor, Anonymous) or self._idle(request, actor):
            kept = unsent_after(request, user.pk) if isinstance(actor, SignedIn) else None
            logout(request)
            bring_over(request, kept)
            if isinstance(actor, SignedIn):
                request.was = actor.account_id  # type: ignore[attr-defined]  # for the door: whose words to keep
            return Anonymous()
        note_use(request)
        acting = whom_for(request, actor)
        request.help_is_over = acting is None  # type: ignore[attr-defined]  # read above
        return acting or actor

    def _idle(self, request: HttpRequest, actor: SignedIn) -> bool:
        """Roles that see other people's data idle out after 30 minutes; members never here."""
        if not actor.roles & NEEDS_SECOND_FACTOR or not actor.strong:
            return False
        now, seen = int(time.time()), request.session.get("seen")
        if seen is not None and now - seen > STAFF_IDLE:
            return True
        if seen is None or now - seen > 60:
            request.session["seen"] = now
        return False


class Language:
    """The account's language and time zone, else the cookie's, else the browser's."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        account = request.user if isinstance(request.actor, SignedIn) else None  # type: ignore[attr-defined]  # set by WhoActs
        language = getattr(account, "language", "") or translation.get_language_from_request(
            request
        )
        zone = getattr(account, "time_zone", "") or settings.TIME_ZONE
        try:
            zone_info = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            zone_info = ZoneInfo(settings.TIME_ZONE)
        with translation.override(language), timezone.override(zone_info):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        if account is None:
            patch_vary_headers(response, ("Accept-Language",))
        return response
