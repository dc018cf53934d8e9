"""What is a file in the API: a table or a PDF. Whatever stands in its way is told as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

CSV = "text/csv"
PDF = "application/pdf"


class AsItIs(DefaultContentNegotiation):
    """A file is what it is, whatever a program says it accepts; errors are JSON."""

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        return renderers[0], renderers[0].media_type
