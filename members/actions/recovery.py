"""The last administrator lost the second factor, or the mailbox: let in again, from the server only."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models.functions import Now

from audit.actions import record
from members.models import Account
from members.office_rules import may_make_administrators
from members.queries.lost_factor import open_requests
from members.queries.roles import living_administrators, lock_administrators
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

from .help_desk import change_address
from .sessions import end_all_sessions

ENOUGH = 2  # others who can remove a lost factor in the office, one asking, one confirming


class NoAdministrator(Exception):
    """Nobody with this address runs the office, or several do."""


class OthersCan(Exception):
    """Two others run the office: a lost factor is theirs to look after, with a day to say no."""


class MailboxTaken(Exception):
    """Somebody else here uses the new address: a code sent there would not show who signs in."""


def recover_administrator(*, actor: Actor, email: str, new_email: str = "") -> Account:
    """Takes the second factor away, ends every session, perhaps changes the address.

    Everybody who runs the office hears of it. Raises NoAdministrator, OthersCan, MailboxTaken.
    """
    with transaction.atomic():
        demand(may_make_administrators(actor))
        lock_administrators()
        holders = living_administrators().select_related("account__person")
        accounts = {row.account_id: row.account for row in holders}
        found = [one for one in accounts.values() if one.email.casefold() == email.casefold()]
        if len(found) != 1:
            raise NoAdministrator
        account = found[0]
        others = [pk for pk in accounts if pk != account.pk]
        if len(others) >= ENOUGH:
            raise OthersCan
        open_requests().filter(account_id=account.pk).update(cancelled_at=Now())
        if new_email:
            _move(actor, account, new_email)
        Authenticator.objects.filter(user_id=account.pk).delete()
        end_all_sessions(account_id=account.pk)
        for told in (account.pk, *others):
            send_service_mail(
                to_account=told,
                template="members/mail/administrator_recovered",
                context={"path": "/sign-in", "who": account.person.display_name},
            )
        record(actor=actor, verb="members.administrator.recovered", thing=account)
    account.refresh_from_db()
    return account


def _move(actor: Actor, account: Account, address: str) -> None:
    if Account.objects.filter(email__iexact=address).exclude(pk=account.pk).exists():
        raise MailboxTaken
    change_address(
        actor=actor, person_id=account.person.pk, address=address, reason="recover_administrator"
    )
