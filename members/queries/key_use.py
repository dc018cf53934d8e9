"""Which key files wrap persons' keys."""

from __future__ import annotations

from collections import Counter

from django.db.models import Count

from members.models import PersonKey
from po_platform.access.actor import Purpose


def person_keys_in_use() -> Counter[tuple[str, str]]:
    """(key file, "persons' keys") → how many it wraps. As the owner of the tables."""
    rows = PersonKey.objects.for_purpose(Purpose.OPERATE).order_by()
    found = rows.values_list("wrapping_key").annotate(n=Count("pk"))
    return Counter({(key, "persons' keys"): n for key, n in found})
