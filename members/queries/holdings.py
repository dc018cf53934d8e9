"""What this app keeps about the actor, in sentences for My data."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members.glances import Found
from members.holdings import Holding
from members.models import Identity
from members.wording import listed
from po_platform.access.actor import SignedIn

from .helpers import HELPERS
from .sharing import SHARES


def _given() -> dict[str, str]:
    return {
        "real_name": _("your name"),
        "birth_date": _("your date of birth"),
        "address": _("your address"),
        "phone": _("your telephone number"),
    }


FACTS = {
    "shares": SHARES,
    "helpers": HELPERS,
    "brought": "select exists(select 1 from members_brought where subject_id = %(subject)s)",
}


def own_lines(actor: SignedIn, found: Found) -> Iterator[Holding]:
    """Who you are, how you come in, who sees, helps and what you brought along; one query."""
    yield Holding(_("You"), _about_you(actor), reverse("members:identity"), _("See and correct it"))
    yield Holding(
        _("How you sign in"),
        _("Your devices, PIN, code card and password, and where you are signed in."),
        reverse("members:ways_in"),
        _("See and change how you sign in"),
    )
    yield Holding(
        _("Your sharing"),
        _about_sharing(found["shares"]),
        reverse("members:sharing"),
        _("See and change it"),
    )
    yield Holding(
        _("Your helpers"),
        _about_helpers(found["helpers"]),
        reverse("members:helpers"),
        _("See who helps, or name somebody"),
    )
    yield Holding(
        _("Brought along"),
        _("What you answered at another portal, beside what you give us.")
        if found["brought"]
        else _("You can bring your data from another portal like this one."),
        reverse("members:brought"),
        _("See it, or bring a file"),
    )


def _about_you(actor: SignedIn) -> str:
    row = Identity.objects.visible_to(actor).filter(person_id=actor.person_id).first()
    given = [words for name, words in _given().items() if row and getattr(row, name)]
    if not given:
        return _("You are %(name)s here. You have told us nothing else about who you are.") % {
            "name": actor.display_name
        }
    return _("You are %(name)s here. You also gave us %(things)s.") % {
        "name": actor.display_name,
        "things": listed(given),
    }


def _about_helpers(names: list[str] | None) -> str:
    if not names:
        return _("Nobody does things here with you.")
    return _("You are helped by %(names)s.") % {"names": listed(names)}


def _about_sharing(count: int) -> str:
    if not count:
        return _("Nobody but you sees your answers.")
    return ngettext(
        "%(count)s person or clinic sees your answers.",
        "%(count)s people or clinics see your answers.",
        count,
    ) % {"count": count}
