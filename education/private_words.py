"""What in a member's words looks private, before others read them: a question, never a refusal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from po_platform.kit.personal import Kind, personal_in

from .sections import Words

LOOKS_LIKE: dict[Kind, Words] = {
    Kind.EMAIL: _("an e-mail address"),
    Kind.PHONE: _("a telephone number"),
    Kind.INSURANCE: _("an insurance number"),
    Kind.ADDRESS: _("an address"),
    Kind.STAFF: _("the full name of somebody of the staff"),
}


def private_in(text: str) -> list[tuple[str, Words]]:
    """(the passage, what it looks like), ten at most."""
    return [(one.words, LOOKS_LIKE[one.kind]) for one in personal_in(text)]
