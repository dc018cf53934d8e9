"""API errors that say what to do, in one shape."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.views import exception_handler


def explain(error: Exception, context: dict[str, Any]) -> Response | None:
    """Errors of our rules in the same shape as DRF's own: {"detail": words} or per field."""
    if isinstance(error, PermissionDenied):
        return Response({"detail": str(error) or _("You may not do this.")}, status=403)
    if isinstance(error, ValidationError):
        detail = error.message_dict if hasattr(error, "error_dict") else error.messages
        return Response({"detail": detail}, status=400)
    return exception_handler(error, context)
