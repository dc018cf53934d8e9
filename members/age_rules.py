"""Whether somebody may say that she is of age, or not yet; pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from po_platform.access.refusals import Allowed, Denied, Verdict

from .models import AgeSaid


@dataclass(frozen=True, slots=True)
class MyAge:
    """`side`: of AgeSaid.Said, '' where nobody knows. `asks`: she is to be asked, once or once more.
    `by_house`: she counts as of age only because nobody joins before 18.
    """

    side: str = ""
    asks: bool = False
    by_house: bool = False


def may_say_age(known: MyAge) -> Verdict:
    """Not again within a year for whoever said both; nobody who is not asked begins with it."""
    if known.by_house:
        return Denied(
            _(
                "Nobody joins here before 18, so we ask nobody, and you count as of age. Call us if"
                " you are not 18 yet."
            )
        )
    if known.side == AgeSaid.Said.BOTH and not known.asks:
        return Denied(
            _(
                "You said that you are 18 or older, and later that you are not yet. For a year"
                " nobody writes messages with you; then we ask once more. Call us if this troubles"
                " you."
            )
        )
    return Allowed()
