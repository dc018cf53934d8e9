"""Mails that prove a mailbox, sessions that end, a password of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import BinaryField, F, Func, Value
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from audit.actions import record
from members.mail_code import LASTS
from members.models import Account, SignedInSession
from members.names import told_apart
from members.passwords import same_password
from members.queries.signing import accounts_at, ways_in
from members.signing_rules import may_change_ways_in
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand


def mail_sign_in_code(*, actor: Actor, address: str, code: str, language: str) -> None:
    """The code, or, where nobody lives, a mail that says so: from outside both look the same."""
    accounts = accounts_at(actor=actor, address=address)
    if not accounts:
        send_service_mail(
            to_address=address,
            template="members/mail/no_account",
            context={"path": reverse("members:join")},
            language=language,
        )
        return
    one = accounts[0]
    path = f"{reverse('members:sign_in_code')}?code={code}"
    people = told_apart([account.person.display_name for account in accounts])
    send_service_mail(
        to_account=one.pk if len(accounts) == 1 else None,
        to_address=one.email if len(accounts) > 1 else "",
        template="members/mail/sign_in_code",
        context={"code": code, "path": path, "people": people if len(accounts) > 1 else []},
        language="" if len(accounts) == 1 else one.language,
        expires_at=timezone.now() + timedelta(seconds=LASTS),
    )


def mailbox_answers(*, accounts: Iterable[Account]) -> None:
    """A code from their mailbox was entered: it takes our e-mails again."""
    paused = [account.pk for account in accounts if account.mail_paused_at is not None]
    if paused:
        Account.objects.filter(pk__in=paused).update(mail_paused_at=None)


def mail_fresh_code(*, actor: SignedIn, code: str) -> None:
    """The code that shows it is still the owner of the mailbox who sits here."""
    send_service_mail(
        to_account=actor.account_id,
        template="members/mail/fresh_code",
        context={"code": code, "path": f"{reverse('members:fresh_code')}?code={code}"},
        expires_at=timezone.now() + timedelta(seconds=LASTS),
    )


def tell_about_change(*, account_id: int, what: str) -> None:
    """A security notice; `what` is one of the words templates/members/mail/ways_changed.txt knows."""
    send_service_mail(
        to_account=account_id,
        template="members/mail/ways_changed",
        context={"what": what, "path": reverse("members:sessions")},
    )


def end_session(*, actor: SignedIn, session_id: int) -> None:
    """One of her own sessions, from its next request on; somebody else's is not there."""
    with transaction.atomic():
        row = SignedInSession.objects.select_for_update().filter(
            pk=session_id, account_id=actor.account_id
        )
        found = row.first()
        if found is None:
            raise Http404
        _close([found])
        record(actor=actor, verb="members.session.ended", thing=found)


def end_other_sessions(*, actor: SignedIn, but: bytes) -> int:
    """All her sessions but the one listed under `but`; how many."""
    with transaction.atomic():
        rows = list(
            SignedInSession.objects.select_for_update()
            .filter(account_id=actor.account_id)
            .exclude(key_hash=but)
        )
        _close(rows)
        record(actor=actor, verb="members.session.others_ended", count=len(rows))
    return len(rows)


def _close(rows: list[SignedInSession]) -> None:
    """The key itself is nowhere kept, so the session is found by the hash of it."""
    as_bytes = Func(F("session_key"), Value("UTF8"), function="convert_to")
    key_hash = Func(as_bytes, function="sha256", output_field=BinaryField())
    hashes = [bytes(row.key_hash) for row in rows]
    Session.objects.annotate(key_hash=key_hash).filter(key_hash__in=hashes).delete()
    SignedInSession.objects.filter(pk__in=[row.pk for row in rows]).delete()


def set_password(*, actor: SignedIn, password: str) -> Account:
    """A password of her own, already checked by its form; '' takes it away. Ends other sessions."""
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=actor.account_id)
        demand(may_change_ways_in(actor, ways_in(account, actor.roles)))
        if password:
            account.set_password(same_password(password))
        else:
            account.set_unusable_password()
        account.save(update_fields=["password"])
        SignedInSession.objects.filter(account=account).delete()
        what = "password_set" if password else "password_removed"
        record(actor=actor, verb=f"members.{what.replace('_', '.')}", thing=account)
        tell_about_change(account_id=account.pk, what=what)
    return account
