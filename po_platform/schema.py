"""The API's description, for signed-in people only: DRF leaves it open by default."""

from __future__ import annotations

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.views import SpectacularAPIView

from po_platform.access.declare import signed_in

view = signed_in()(SpectacularAPIView.as_view())


class SessionOrToken(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped base
    """How a program shows who asks: a browser's session, or a personal token."""

    target_class = "po_platform.access.drf.ActorAuthentication"
    name = ["session", "token"]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        """Both ways, as OpenAPI names them."""
        return [
            {"type": "apiKey", "in": "cookie", "name": "sessionid"},
            {"type": "http", "scheme": "bearer"},
        ]

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[str]]]:
        """Either is enough."""
        return [{"session": []}, {"token": []}]
