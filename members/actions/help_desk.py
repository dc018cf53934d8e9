"""Help at the telephone: the way back in, a new address, every session ended."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse

from audit.actions import record
from members.models import Account
from members.office_rules import (
    may_change_address,
    may_help_to_sign_in,
    may_run_the_office,
)
from members.proxy_rules import may_use_mailbox
from members.queries.lost_factor import open_requests
from members.queries.proxies import is_mailbox_of_proxy
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand

from .locking import locked_person
from .office_reasons import keep_reason
from .proof import move_proof_reader
from .sessions import end_all_sessions
from .sharing_mailbox import tell_who_shares

ADDRESS_CHANGED = "members.address.changed"


def send_sign_in_help(*, actor: Actor, person_id: int, reason: str) -> None:
    """A mail to the address on file with the way to sign in. It carries no code and opens nothing."""
    with transaction.atomic():
        person, account_id = locked_person(person_id)
        demand(may_help_to_sign_in(actor, person))
        Account.objects.filter(pk=account_id).update(mail_paused_at=None)
        send_service_mail(
            to_account=account_id,
            template="members/mail/sign_in_help",
            context={"path": reverse("members:sign_in")},
        )
        keep_reason(actor=actor, person=person, verb="members.sign_in.helped", reason=reason)
        record(actor=actor, verb="members.sign_in.helped", thing=person)


def change_address(*, actor: Actor, person_id: int, address: str, reason: str) -> None:
    """A new sign-in address; both get a notice, open sessions end. The same one changes nothing."""
    with transaction.atomic():
        person, account_id = locked_person(person_id)
        factor_open = open_requests().filter(account_id=account_id).exists()
        demand(may_change_address(actor, person, factor_open=factor_open))
        account = Account.objects.select_for_update().get(pk=account_id)
        before = account.email
        if before == address:
            return
        demand(may_use_mailbox(mailbox_of_proxy=is_mailbox_of_proxy(person_id, address)))
        Account.objects.filter(pk=account.pk).update(email=address, mail_paused_at=None)
        move_proof_reader(before=before, address=address)
        end_all_sessions(account_id=account.pk)
        for to in filter(None, (before, address)):
            send_service_mail(
                to_account=account.pk,
                to_address=to,
                template="members/mail/address_changed",
                context={"path": "/"},
            )
        account.email = address
        tell_who_shares(account)
        keep_reason(actor=actor, person=person, verb=ADDRESS_CHANGED, reason=reason)
        record(actor=actor, verb=ADDRESS_CHANGED, thing=person)


def sign_out_everywhere(*, actor: Actor, person_id: int, reason: str) -> None:
    """Every open session of this person ends; a telephone was stolen, say."""
    with transaction.atomic():
        person, account_id = locked_person(person_id)
        demand(may_help_to_sign_in(actor, person))
        end_all_sessions(account_id=account_id)
        keep_reason(actor=actor, person=person, verb="members.sessions.ended", reason=reason)
        record(actor=actor, verb="members.sessions.ended", thing=person)


def resume_mail(*, actor: Actor, person_id: int) -> None:
    """The mailbox that refused us is tried again."""
    with transaction.atomic():
        person, account_id = locked_person(person_id)
        demand(may_run_the_office(actor))
        paused = Account.objects.filter(pk=account_id, mail_paused_at__isnull=False)
        if paused.update(mail_paused_at=None):
            record(actor=actor, verb="members.mail.resumed", thing=person)
