"""DRF behind the same door: our actor, our declaration, strict JSON."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from po_platform.kit.strict_json import NotJson, read_json

from .actor import SignedIn
from .declare import access_of
from .middleware import refusal


def _nothing(*args: Any) -> HttpResponse:
    """Stands where only the verdict of the check is wanted."""
    return HttpResponse()


class ActorAuthentication(BaseAuthentication):
    """Who asks was settled by the middleware, by session or personal token; DRF takes it over."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        actor = request._request.actor  # type: ignore[attr-defined]  # set by WhoActs
        if not isinstance(actor, SignedIn):
            return None
        if not getattr(request._request, "by_token", False):
            # DRF exempts its views from CSRF; a session without the token must not write.
            reason = CsrfViewMiddleware(_nothing).process_view(request._request, _nothing, (), {})
            if reason is not None:
                raise PermissionDenied(_("Send the CSRF token with this request."))
        return actor, None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class DeclaredAccess(BasePermission):
    """The view's declaration, asked once more inside DRF."""

    def has_permission(self, request: Request, view: Any) -> bool:
        access = access_of(type(view)) or getattr(view, "access", None)
        return access is not None and refusal(request._request, access) is None


class TooMuch(APIException):
    """More than we read at once."""

    status_code = 413
    default_detail = gettext_lazy("This is too much at once. Send less than 6 MB.")


class StrictJSONParser(JSONParser):
    """No duplicate keys, no NaN, no NUL, no lone surrogates, at most 32 levels, not endless."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        raw = stream.read(most + 1)
        if len(raw) > most:
            raise TooMuch
        try:
            return read_json(raw)
        except NotJson as error:
            raise ParseError(str(error)) from error
