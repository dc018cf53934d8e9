"""An app's pages in the table of contents."""

from __future__ import annotations

from functools import cached_property

from django.urls import Resolver404, ResolverMatch, URLResolver, include
from django.urls.resolvers import RoutePattern


def pages(urls: str) -> URLResolver:
    """The same as `path("", include(urls))`, where an app is asked only for addresses that begin as
    one of its own does: there are a thousand to try."""
    patterns, app_name, namespace = include(urls)
    return _Pages(
        RoutePattern("", is_endpoint=False), patterns, app_name=app_name, namespace=namespace
    )


class _Pages(URLResolver):
    @cached_property
    def _first_words(self) -> set[str]:
        return {str(one.pattern).partition("/")[0] for one in self.url_patterns}

    def resolve(self, path: str) -> ResolverMatch:
        if path.partition("/")[0] not in self._first_words:
            raise Resolver404({"tried": [], "path": path})
        return super().resolve(path)
