"""What a rule answers: allowed, or denied with a reason in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True, slots=True)
class Allowed:
    """The actor may do this now."""

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Denied:
    """The actor may not; `reason` is shown to people."""

    reason: str

    def __bool__(self) -> bool:
        return False


Verdict = Allowed | Denied


def demand(verdict: Verdict) -> None:
    """Raises PermissionDenied with the reason; actions call this under lock."""
    if isinstance(verdict, Denied):
        raise PermissionDenied(verdict.reason)
