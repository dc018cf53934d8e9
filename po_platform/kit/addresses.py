"""Addresses of many rows: their shape is looked up once in a process, not once a row."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.urls import get_script_prefix, reverse

_UUIDS = [f"00000000-0000-4000-8000-{n:012d}" for n in range(1, 5)]
_NUMBERS = [f"90000000{n}" for n in range(1, 5)]


def address_of(name: str, *given: UUID | int | str) -> str:
    """The same as `reverse(name, args=given)`, ten times as fast for refs and numbers."""
    kept = tuple(one if isinstance(one, str) else type(one) for one in given)
    shape = _shape(name, kept, settings.ROOT_URLCONF, get_script_prefix())
    return shape.format(*(one for one in given if not isinstance(one, str)))


@lru_cache(maxsize=2000)
def _shape(name: str, kept: tuple[str | type, ...], where: str, prefix: str) -> str:
    refs, numbers = iter(_UUIDS), iter(_NUMBERS)
    marks = [
        one if isinstance(one, str) else next(refs if one is UUID else numbers) for one in kept
    ]
    shape = reverse(name, urlconf=where, args=marks).replace("{", "{{").replace("}", "}}")
    changing = [mark for mark, one in zip(marks, kept, strict=True) if not isinstance(one, str)]
    for place, mark in enumerate(changing):
        shape = shape.replace(mark, f"{{{place}}}")
    return shape
