"""What this app and those beneath it stop when somebody leaves or dies, and how that comes back."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from .actions.sessions import end_all_sessions
from .facts import Rests, rest, wake
from .leaving import Ended, Stop, register_leaving
from .models import (
    Account,
    ApiToken,
    BoardMember,
    ClinicMembership,
    GroupContact,
    GroupLead,
    LostFactorRequest,
    RoleHolding,
)
from .queries.roles import living_holdings

ROLES = "members.roles"
ACCOUNT = "members.account"


def connect() -> None:
    """Called once, when all apps are loaded."""
    register_leaving(
        "members",
        Stop(
            ACCOUNT,
            _("Open sessions end now, and signing in is not possible."),
            _close_account,
            _open_account,
        ),
        Stop(
            ROLES,
            _("All roles end, and the places in clinics."),
            _end_roles,
            _give_roles_back,
        ),
        Stop(
            "members.tokens", _("Programs with an access key see nothing."), _tokens, _tokens_back
        ),
        Stop(
            "members.duties",
            _("Groups they lead, and pages with their number, are left with a gap."),
            _end_duties,
            _give_duties_back,
        ),
        _resting("sharing", _("Clinicians and clinics see nothing any more.")),
        _resting("groups", _("They are in no group any more, and wait for none.")),
        _resting("events", _("They come to no event any more that they said they come to.")),
        _resting("calls", _("Nobody calls them back.")),
    )
    register_leaving(
        "notifications",
        # Nothing is marked: each e-mail asks when it goes out, so one that waits is stopped too.
        Stop(
            "notifications.mail",
            _("Nothing that waits is sent any more: no e-mail, no reminder."),
            lambda ended: None,
        ),
    )
    register_leaving("audit")  # a record of what was; nothing in it goes on by itself
    register_leaving("files")  # stored files go to their owner only, who does not sign in


def _resting(what: Rests, words: Any) -> Stop:
    return Stop(
        f"members.{what}",
        words,
        lambda ended: rest(what, ended.person_id, ended.at),
        lambda ended: wake(what, ended.person_id, ended.at),
    )


def _close_account(ended: Ended) -> int:
    closed = Account.objects.filter(pk=ended.account_id, is_active=True).update(is_active=False)
    ended.kept[ACCOUNT] = bool(closed)
    LostFactorRequest.objects.filter(
        account_id=ended.account_id, cancelled_at=None, done_at=None
    ).update(cancelled_at=ended.at)
    return end_all_sessions(account_id=ended.account_id)


def _open_account(ended: Ended) -> None:
    if ended.kept.get(ACCOUNT):
        Account.objects.filter(pk=ended.account_id).update(is_active=True)


def _end_roles(ended: Ended) -> int:
    """One that was to begin later ends before it begins."""
    mine = Q(account_id=ended.account_id)
    later = RoleHolding.objects.filter(mine, Q(ends_at=None) | Q(ends_at__gt=ended.at),
                                       starts_at__gt=ended.at)  # fmt: skip
    rows = [*living_holdings().filter(mine), *later]
    ended.kept[ROLES] = {str(row.pk): row.ends_at and row.ends_at.isoformat() for row in rows}
    later.update(ends_at=F("starts_at"))
    living_holdings().filter(mine).update(ends_at=ended.at)
    places = ClinicMembership.objects.filter(mine, left_at=None).update(left_at=ended.at)
    return len(rows) + places


def _give_roles_back(ended: Ended) -> None:
    for pk, ends_at in ended.kept.get(ROLES, {}).items():
        RoleHolding.objects.filter(pk=pk, account_id=ended.account_id).update(
            ends_at=parse_datetime(ends_at) if ends_at else None
        )
    ClinicMembership.objects.filter(account_id=ended.account_id, left_at=ended.at).update(
        left_at=None
    )


def _tokens(ended: Ended) -> int:
    tokens = ApiToken.objects.filter(account_id=ended.account_id, revoked_at=None)
    return tokens.update(revoked_at=ended.at)


def _tokens_back(ended: Ended) -> None:
    ApiToken.objects.filter(account_id=ended.account_id, revoked_at=ended.at).update(
        revoked_at=None
    )


def _end_duties(ended: Ended) -> int:
    mine = {"person_id": ended.person_id, "ended_at": None}
    leads = GroupLead.objects.filter(**mine).update(ended_at=ended.at)
    leads += BoardMember.objects.filter(**mine).update(ended_at=ended.at)
    return leads + GroupContact.objects.filter(**mine).update(ended_at=ended.at)


def _give_duties_back(ended: Ended) -> None:
    rested = {"person_id": ended.person_id, "ended_at": ended.at}
    GroupLead.objects.filter(**rested).update(ended_at=None)
    GroupContact.objects.filter(**rested).update(ended_at=None)
    BoardMember.objects.filter(**rested).update(ended_at=None)
