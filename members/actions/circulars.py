"""A circular: written, read by a second person, tried out, sent at one press, put right, taken back."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from audit.actions import record
from members.circular_notices import mail_words
from members.circular_rules import (
    may_change_circular,
    may_look_over,
    may_send_circular,
    may_take_back,
)
from members.models import Circular, Group
from members.office_rules import may_run_the_office
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

Texts = dict[str, str]  # language code → text
State = Circular.State
MOST_SUBJECT = 80  # signs


def write_circular(
    *,
    actor: Actor,
    ref: UUID | None,
    subject: Texts,
    text: Texts,
    group: Group | None = None,
    language: str = "",
    in_mail: str = Circular.InMail.WHOLE,
) -> Circular:
    """A new draft, or another text of one; who read it before has to read it again.

    What goes to a group never stands in an e-mail as a whole: the mailbox would tell of the group.
    """
    with transaction.atomic():
        demand(may_run_the_office(actor))
        if ref is None:
            row = Circular(made_by=_account(actor))
        else:
            row = _locked(ref)
            demand(may_change_circular(row))
        row.subject, row.text, row.group, row.language = subject, text, group, language
        row.in_mail = Circular.InMail.LINK if group is not None else in_mail
        row.looked_by = None
        row.save()
        record(actor=actor, verb="members.circular.written", thing=row)
    return row


def look_over_circular(*, actor: Actor, ref: UUID) -> Circular:
    """A second person of the office has read it."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        row = _locked(ref)
        demand(may_look_over(row, _account(actor)))
        row.looked_by = _account(actor)
        row.save(update_fields=["looked_by"])
        record(actor=actor, verb="members.circular.looked_over", thing=row)
    return row


def try_circular(*, actor: SignedIn, ref: UUID) -> int:
    """To the writer's own mailbox as members would get it, once in each language; how many."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        row = _locked(ref)
        languages = [code for code, _name in settings.LANGUAGES if row.text.get(code)]
        for code in languages:
            with override(code):
                context = mail_words(row) | {"test": True, "path": f"/office/circulars/{row.ref}"}
            send_service_mail(
                to_account=actor.account_id,
                template="members/mail/circular",
                context=context,
                language=code,
            )
        record(actor=actor, verb="members.circular.tried", thing=row)
    return len(languages)


def send_circular(*, actor: Actor, ref: UUID, mark: str) -> Circular:
    """On its way: the tick makes the notices. `mark`: of the text that was looked at."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        row = _locked(ref)
        demand(may_send_circular(row, mark=mark))
        row.state, row.begun_at, row.sent_by = State.SENDING, timezone.now(), _account(actor)
        row.save(update_fields=["state", "begun_at", "sent_by"])
        record(actor=actor, verb="members.circular.sent", thing=row)
    return row


def take_back_circular(*, actor: Actor, ref: UUID) -> Circular:
    """Off the members' page; what has not left yet is dropped when its turn comes."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        row = _locked(ref)
        demand(may_take_back(row))
        row.state = State.TAKEN_BACK
        row.save(update_fields=["state"])
        record(actor=actor, verb="members.circular.taken_back", thing=row)
    return row


def begin_again(*, actor: Actor, ref: UUID) -> Circular:
    """A new draft with the same words; of one that was sent, a correction of it."""
    with transaction.atomic():
        demand(may_run_the_office(actor))
        old = _locked(ref)
        corrects = old if old.state in (State.SENDING, State.SENT) else old.corrects
        subject = dict(old.subject)
        if old.state in (State.SENDING, State.SENT):
            for code in subject:
                with override(code):
                    words = _("Correction: %(subject)s") % {"subject": subject[code]}
                subject[code] = words[:MOST_SUBJECT]
        row = Circular.objects.create(
            subject=subject,
            text=old.text,
            group=old.group,
            language=old.language,
            in_mail=old.in_mail,
            corrects=corrects,
            made_by=_account(actor),
        )
        record(actor=actor, verb="members.circular.written", thing=row)
    return row


def _locked(ref: UUID) -> Circular:
    row = (
        Circular.objects.select_for_update(of=("self",))
        .select_related("group", "corrects")
        .filter(ref=ref)
        .first()
    )
    if row is None:
        raise Http404
    return row


def _account(actor: Actor) -> int | None:
    return actor.account_id if isinstance(actor, SignedIn) else None
