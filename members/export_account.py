"""What a person's own file says about her account: how she signs in, and her tasks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from allauth.account.models import EmailAddress
from django.utils.translation import gettext_lazy as _

from po_platform.access.actor import Hat

from .export_parts import FROM, UNTIL, WHEN, Part, table
from .hats import HAT_LABELS
from .models import (
    Account,
    ApiToken,
    ClinicMembership,
    CodeCard,
    LostFactorRequest,
    RoleHolding,
    SignedInSession,
)


def signing_in(account_id: int) -> Iterator[Part]:
    """The account, its addresses, sessions, tokens; no secret and no hash of one."""
    yield table(
        "account",
        _("Your account and preferences"),
        Account.objects.filter(pk=account_id),
        {
            "email": _("the e-mail address you sign in with"),
            "is_active": _("whether you can sign in"),
            "created_at": _("when the account was made"),
            "last_login": _("when you last signed in"),
            "language": _("the language of pages and e-mails"),
            "time_zone": _("where you live, for days and times"),
            "text_size": _("the size of the text"),
            "contrast": _("the contrast"),
            "theme": _("light or dark"),
            "calm_motion": _("whether nothing moves by itself"),
            "mail_frequency": _("how often we may write"),
            "digest_hour": _("at which hour the summary comes"),
            "digest_weekday": _("on which day a weekly summary comes; 0 is Monday"),
            "no_mail_until": _("no e-mails until this day"),
            "answer_weekday": _("on which weekday you like to answer; 0 is Monday"),
            "quiet_from": _("no e-mails from this time of day"),
            "quiet_until": _("no e-mails until this time of day"),
            "mail_paused_at": _("since when your mailbox refuses our e-mails"),
            "pin_set_at": _("when you chose your PIN; empty: you have none"),
            "card_wanted_at": _("when you ordered a code card that is not made yet"),
        },
    )
    yield table(
        "addresses",
        _("E-mail addresses"),
        EmailAddress.objects.filter(user_id=account_id),
        {"email": _("the address"), "verified": _("whether you proved it is yours")},
    )
    yield table(
        "sessions",
        _("Where you are signed in"),
        SignedInSession.objects.filter(account_id=account_id),
        {
            "browser": _("the browser"),
            "system": _("the device"),
            "made_at": _("when you signed in there"),
            "last_seen_at": _("when it was last used"),
        },
    )
    yield table(
        "tokens",
        _("Tokens for programs"),
        ApiToken.objects.filter(account_id=account_id),
        {
            "name": _("the name you gave it"),
            "scopes": _("what a program may do with it"),
            "made_at": WHEN,
            "expires_at": UNTIL,
            "last_used_on": _("the day it was last used"),
            "revoked_at": _("when you ended it"),
        },
    )
    yield table(
        "code_cards",
        _("Your code cards"),
        CodeCard.objects.filter(account_id=account_id),
        {
            "made_at": _("when the office made it"),
            "sure": _("how the office made sure who you are"),
            "used": _("the number of the last code you used"),
            "ended_at": _("when a newer card took its place"),
        },
    )
    yield table(
        "lost_factors",
        _("Second factors said to be lost"),
        LostFactorRequest.objects.filter(account_id=account_id),
        {
            "asked_at": WHEN,
            "reason": _("what the office wrote about it"),
            "confirmed_at": _("when a second person agreed"),
            "cancelled_at": _("when it was stopped"),
            "done_at": _("when the second factor was removed"),
        },
    )


def tasks(account_id: int) -> Iterator[Part]:
    """What she does for others, now and before."""
    told = {
        "role": _("the task"),
        "reason": _("why you hold it, as the office wrote it"),
        "starts_at": FROM,
        "ends_at": UNTIL,
    }
    holdings = table(
        "tasks", _("Your tasks"), RoleHolding.objects.filter(account_id=account_id), told
    )
    yield _with_hats(holdings)
    history = RoleHolding.pgh_event_model.objects.filter(account_id=account_id)  # type: ignore[attr-defined]  # made by pghistory
    written = {"pgh_created_at": _("when this was written down"), **told}
    yield _with_hats(
        table(
            "tasks_before",
            _("Your tasks as they were before"),
            history,
            written,
            pgh_created_at="written_at",
        )
    )
    yield table(
        "clinics",
        _("Clinics you work at"),
        ClinicMembership.objects.filter(account_id=account_id),
        {"clinic__name": _("the clinic"), "joined_at": FROM, "left_at": UNTIL},
        clinic__name="clinic",
    )


def _with_hats(part: Part) -> Part:
    """The codes of roles in words."""
    codes = {hat.value: HAT_LABELS[hat] for hat in Hat}
    fields = tuple(replace(one, codes=codes) if one.name == "role" else one for one in part.fields)
    return replace(part, fields=fields)
