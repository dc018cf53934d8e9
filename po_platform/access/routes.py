"""All routes of the address table, unnamed and nested ones included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from .declare import Access, access_of


@dataclass(frozen=True, slots=True)
class Route:
    """One URL pattern: its full path template, its name with namespace ('' without), its view."""

    path: str
    name: str
    view: Callable[..., Any]

    @property
    def access(self) -> Access | None:
        return access_of(self.view)


def all_routes() -> list[Route]:
    """Every pattern the project answers, in order."""
    return list(_walk(get_resolver(), "/", ""))


def _walk(resolver: URLResolver, path: str, namespace: str) -> Iterator[Route]:
    for pattern in resolver.url_patterns:
        here = path + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            name = f"{namespace}{pattern.name}" if pattern.name else ""
            yield Route(here, name, pattern.callback)
        else:
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern, here, inner)
