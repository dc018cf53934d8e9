"""Pages search engines leave out, unless a view says that they may keep them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.http.response import HttpResponseBase

HEADER = "X-Robots-Tag"
View = TypeVar("View", bound=Callable[..., HttpResponseBase])
Response = TypeVar("Response", bound=HttpResponseBase)


def not_for_engines(view: View) -> View:
    """Whatever the view answers; `may_be_found` inside of it says otherwise."""

    @wraps(view)
    def answered(*args: Any, **named: Any) -> HttpResponseBase:
        response = view(*args, **named)
        response.headers.setdefault(HEADER, "noindex")
        return response

    return cast("View", answered)


def may_be_found(response: Response) -> Response:
    """This one answer may stand in search engines."""
    response.headers[HEADER] = "all"
    return response
