"""Who left a release that somebody may have fetched is on the list of whom to delete, once."""

from __future__ import annotations

from collections.abc import Collection

from django.utils import timezone

from audit.actions import record
from registry import request_notices as notices
from registry.models import Deletion, Release, ReleaseSubject
from registry.release_end import as_release


def list_those_who_left(release: Release, gone: Collection[str]) -> None:
    """Of a locked release: a line for each of these pseudonyms, and a mail to its holders.

    Whoever went after it was set free and has no line yet gets one too. Before that nobody has her
    data: then it is only noted that she went.
    """
    system = as_release(release)
    people = ReleaseSubject.objects.visible_to(system).filter(release=release)
    people.filter(pseudonym__in=gone, gone_at=None).update(gone_at=timezone.now())
    if release.state != Release.State.ACTIVE or release.freed_at is None:
        return
    told = set(release.deletions.values_list("pseudonym", flat=True))
    went = people.filter(gone_at__gte=release.freed_at).exclude(pseudonym="")
    new = sorted({*gone, *went.values_list("pseudonym", flat=True)} - told)
    if not new:
        return
    Deletion.objects.bulk_create(Deletion(release=release, pseudonym=name) for name in new)
    record(actor=system, verb="registry.release.people_left", thing=release, count=len(new))
    notices.tell_holders(release, notices.LIST, f"list:{len(told) + len(new)}")
