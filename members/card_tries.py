"""A try with a code card: counted before anything is looked up, given back when it was right."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .actions.cards import Answer, Tried, use_code
from .limits import count_try

FEW_CODES = 5


def try_code(request: HttpRequest, *, person_id: int, account_id: int | None, code: str) -> Tried:
    """Raises TooOften, for numbers nobody has as well. `account_id` None: nobody may come in."""
    usage = count_try(request, "try_card", f"card:{person_id}")
    tried = use_code(account_id=account_id or 0, code=code)
    if tried.answer is Answer.RIGHT:
        usage.rollback()
    return tried


def said(tried: Tried, *, wrong: str) -> str:
    """What stands at the field; `wrong` where nothing else is known."""
    number = {"number": tried.next_number}
    match tried.answer:
        case Answer.USED:
            return _("This code was used already. Cross it out and take number %(number)s") % number
        case Answer.AHEAD:
            return _("This code comes later. Take number %(number)s first") % number
        case Answer.OLD:
            return _(
                "This code is of an old card. Take your newest card; you may throw this one away"
            )
        case _other:
            return wrong


def say_codes_left(request: HttpRequest, left: int) -> None:
    """After a code of a card was used: cross it out, and order in time."""
    if left > FEW_CODES:
        return
    messages.warning(
        request,
        ngettext(
            "Cross out the code you used. You have %(left)s left: order a new card under “How you"
            " sign in”, or call us.",
            "Cross out the code you used. You have %(left)s left: order a new card under “How you"
            " sign in”, or call us.",
            left,
        )
        % {"left": left},
    )
