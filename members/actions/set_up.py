"""What the office says about its own setting up: a test mail that came back, copies, a hand-over."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from audit.actions import record
from members.mail_code import LASTS
from members.models import HandOverNote, SetUpMark
from members.office_rules import may_run_the_office
from members.set_up import MAIL, SAID_BY_HAND
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor
from po_platform.access.refusals import demand


def mail_test(*, actor: Actor, address: str, code: str, language: str) -> None:
    """A mail with a code, on the same way every mail takes."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        send_service_mail(
            to_address=address,
            template="members/mail/test_mail",
            context={"code": code, "path": reverse("members:test_mail_code")},
            language=language,
            expires_at=timezone.now() + timedelta(seconds=LASTS),
        )
        record(actor=actor, verb="members.set_up.test_mailed")


def mail_came_back(*, actor: Actor) -> None:
    """The code of the test mail was typed in."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        SetUpMark.objects.update_or_create(name=MAIL, defaults={"at": Now()})
        record(actor=actor, verb="members.set_up.mail_read")


def say_by_hand(*, actor: Actor, name: str, done: bool) -> None:
    """Something no table can tell was done, or was not after all. Unknown names change nothing."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        if name not in SAID_BY_HAND:
            return
        if done:
            SetUpMark.objects.update_or_create(name=name, defaults={"at": Now()})
        else:
            SetUpMark.objects.filter(name=name).delete()
        verb = "members.set_up.said" if done else "members.set_up.unsaid"
        record(actor=actor, verb=verb, what=name)


def write_hand_over(*, actor: Actor, host: str, elsewhere: str) -> None:
    """What a successor has to know and no table holds."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        said = {"host": host, "elsewhere": elsewhere, "changed_at": Now()}
        HandOverNote.objects.update_or_create(only_one=True, defaults=said)
        record(actor=actor, verb="members.hand_over.written")
