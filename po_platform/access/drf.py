"""DRF behind the same door: our actor, our declaration, strict JSON."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from po_platform.kit.strict_json import NotJson, read_json

from .actor import SignedIn
from .declare import access_of
from .middleware import refusal


class ActorAuthentication(BaseAuthentication):
    """Who asks was settled by the middleware, by session or personal token; DRF takes it over."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        from django.middleware.csrf import CsrfViewMiddleware

        actor = request._request.actor  # type: ignore[attr-defined]  # set by WhoActs
        if not isinstance(actor, SignedIn):
            return None
        if not getattr(request._request, "by_token", False):
            # DRF exempts its views from CSRF; a session without the token must not write.
            reason = CsrfViewMiddleware(lambda r: None).process_view(  # type: ignore[arg-type,return-value]  # only the verdict is used
                request._request, lambda r: None, (), {}
            )
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


class StrictJSONParser(JSONParser):
    """No duplicate keys, no NaN, no NUL, no lone surrogates, at most 32 levels."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return read_json(stream.read())
        except NotJson as error:
            raise ParseError(str(error)) from error
