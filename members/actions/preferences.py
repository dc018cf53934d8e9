"""How somebody wants pages and mail; kept without a trace in the record."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from members.models import Account
from po_platform.access.actor import Actor, SignedIn

LOOK = ("text_size", "contrast", "theme", "calm_motion")
PREFERENCES = (
    *LOOK, "language", "time_zone", "mail_frequency", "digest_hour", "digest_weekday", "no_mail_until", "quiet_from",
    "quiet_until",
)  # fmt: skip
PACE = ("answer_weekday",)  # chosen where one sees what comes when


def save_preferences(*, actor: Actor, **values: Any) -> None:
    """Changes the actor's own preferences named in `values`; other names are refused."""
    if not isinstance(actor, SignedIn):
        raise Http404
    strange = set(values) - {*PREFERENCES, *PACE}
    if strange:
        raise ValueError(f"No preferences: {', '.join(sorted(strange))}.")
    Account.objects.filter(pk=actor.account_id).update(**values)
