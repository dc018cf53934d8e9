"""A yes for one use alone, of members who want to be asked each time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from audit.actions import record
from members.actions.consent import close_grants, give_grant, keep_decision
from members.models import Decision, Grant
from members.queries.own import own_rows
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import Denied, demand
from registry.consent_words import single_use
from registry.models import Participation, UseAsked, UseAsking
from registry.queries.requests import curates, request_of
from registry.queries.single_uses import asked_of_me, asking_of, is_open, wants_to_be_asked
from registry.request_change import as_approved
from registry.request_rules import may_answer_use, may_ask_for_use
from registry.uses import NONE, only_this, use_of

LONGEST = timedelta(days=90)
BOTH = ["past", "future"]
State = UseAsked.State


def ask_for_use(*, actor: SignedIn, ref: UUID, ends_on: date) -> UseAsking:
    """From the next tick on they are asked; whoever says nothing is not in the release."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        demand(may_ask_for_use(actor, row, asking_of(row), curates=curates(actor=actor, row=row)))
        if not timezone.localdate() < ends_on <= timezone.localdate() + LONGEST:
            demand(Denied(_("Choose a day within three months from now.")))
        use = use_of(row)
        if use == NONE:
            demand(Denied(_("This registry asks nobody about such a use.")))
        asking = UseAsking.objects.create(
            request=row, round=row.round, use=use, begun_by=actor.account_id, ends_on=ends_on
        )
        record(actor=actor, verb="registry.use.asking", thing=asking)
    return asking


def answer_use(*, actor: SignedIn, ref: UUID, yes: bool) -> None:
    """Her yes opens what she gave to this registry for this request alone; a no ends it.

    It has the last day a newer text had set for what is behind it.
    """
    with transaction.atomic():
        found = asked_of_me(actor=actor, ref=ref, lock=True)
        _before_leaving(actor, found.asking)
        wants = wants_to_be_asked(actor=actor, asking=found.asking)
        demand(may_answer_use(yes, open_now=is_open(found.asking), wants=wants))
        row = as_approved(found.asking.request)
        words = single_use(row, get_language() or "en", yes=yes)
        purpose = only_this(found.asking)
        decision = keep_decision(
            actor=actor, purpose=purpose,
            answer=Decision.Answer.YES if yes else Decision.Answer.NO,
            text=None, rendered=words.words, language=words.language,
        )  # fmt: skip
        close_grants(actor=actor, purpose=purpose, decision=decision)
        if yes:
            give_grant(
                actor=actor, purpose=purpose, grantee_kind=Grant.Grantee.NOBODY, grantee_id=None,
                scope=BOTH, ends_at=_with_what_is_behind(actor, found.asking),
                decision_id=decision.pk,
            )  # fmt: skip
        found.state, found.answered_at = State.YES if yes else State.NO, timezone.now()
        found.save(update_fields=["state", "answered_at"])
        record(actor=actor, verb="registry.use.answered", thing=found, subject=found.subject_id)


def _before_leaving(actor: SignedIn, asking: UseAsking) -> None:
    """Whoever leaves, joins anew or changes an answer has this row too, so no yes outlives that."""
    mine = own_rows(Participation, actor).filter(registry=asking.request.dataset.registry_id)
    mine.select_for_update(of=("self",)).first()


def _with_what_is_behind(actor: SignedIn, asking: UseAsking) -> datetime | None:
    """The last day of her answer to the question she was asked because of: this yes goes with it."""
    behind = own_rows(Grant, actor).filter(purpose=asking.use, ended_by__isnull=True)
    return behind.values_list("ends_at", flat=True).first()
