"""What has reached its end goes, from the table and from the disk; so does what nobody knows of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db.models.functions import Now

from files import places
from files.models import Job, StoredFile
from po_platform.access.actor import Purpose
from po_platform.access.eraser import as_eraser
from po_platform.access.protected import ProtectedQuerySet

JOBS_KEPT_FOR = timedelta(days=90)
STRANGER_AFTER = 24 * 3600  # seconds; a file is there before the row that speaks of it
AT_ONCE = 500
# Places of bytes that rows of other apps speak of; asked as the eraser, who sees them all.
_others: list[Callable[[], Iterable[str]]] = []


def register_places(places_of: Callable[[], Iterable[str]]) -> None:
    """Once at start, by each app that keeps bytes under rows of its own."""
    if places_of not in _others:
        _others.append(places_of)


def sweep() -> int:
    """For the tick: expired files, old jobs, forgotten bytes; how many files went."""
    gone = 0
    while removed := _expired():
        gone += removed
    with as_eraser():
        Job.objects.for_purpose(Purpose.ERASE).filter(ended_at__lt=Now() - JOBS_KEPT_FOR).delete()
        known = set(StoredFile.objects.for_purpose(Purpose.ERASE).values_list("place", flat=True))
        for places_of in _others:
            known.update(places_of())
        still_open = Job.objects.for_purpose(Purpose.ERASE).filter(
            state__in=(Job.State.QUEUED, Job.State.RUNNING)
        )
        refs = set(still_open.values_list("ref", flat=True))
    return gone + places.remove_strangers(known, refs, older=STRANGER_AFTER)


def _expired() -> int:
    with as_eraser():
        files = StoredFile.objects.for_purpose(Purpose.ERASE).filter(expires_at__lte=Now())
        ids = list(files.order_by("expires_at").values_list("pk", flat=True)[:AT_ONCE])
        return remove_files(StoredFile.objects.for_purpose(Purpose.ERASE).filter(pk__in=ids))


def remove_files(files: ProtectedQuerySet[StoredFile]) -> int:
    """Bytes first: whoever is interrupted here finds the rows again and goes on. As the eraser."""
    rows = list(files.values_list("pk", "place"))
    for _pk, place in rows:
        places.remove(place)
    ids = [pk for pk, _place in rows]
    Job.objects.for_purpose(Purpose.ERASE).filter(result_id__in=ids).update(result=None)
    return StoredFile.objects.for_purpose(Purpose.ERASE).filter(pk__in=ids).delete()[0]
