"""What programs of search engines are asked to leave alone; what they may show, pages say themselves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

# Talk is not on it: whoever may not look at a page never reads there that it is not to be shown.
TEXT = """User-agent: *
Disallow: /api/
Disallow: /office/
Disallow: /search?
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """The same for everybody."""
    return HttpResponse(TEXT, content_type="text/plain; charset=utf-8")
