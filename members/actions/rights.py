"""A request about data: written down, searched for, answered by one, looked at by another, sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from files.actions.jobs import start_house_job
from files.actions.storing import expire_file
from files.queries import house_file
from members.models import FoundText, Person, RightsRequest
from members.office_rules import may_run_the_office
from members.queries.letters import letter_head
from members.queries.rights import PACK, has_own_page, is_alone, mark_of_answer, undecided
from members.queries.rights_counted import LOOKED_FOR, counted_for, counted_words
from members.rights_counted import MOST_COUNTED, countable
from members.rights_rules import (
    LONGER_MONTHS,
    MONTHS,
    may_change,
    may_extend,
    may_prepare,
    may_release,
    may_search,
    may_take_pack,
    may_withdraw,
    may_work_on,
)
from members.rights_search import Place, all_sources
from members.rights_texts import months_after, seal_for_request
from notifications.actions import send_service_mail
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import Denied, demand

from .rights_looks import note_look

State = RightsRequest.State


@dataclass(frozen=True, slots=True)
class Asked:
    """What came in. `person`: a member; else `name` and `address` of somebody outside."""

    kind: str
    way: str
    came_on: date
    person: Person | None = None
    name: str = ""
    address: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """The answer as somebody of the office wrote it."""

    outcome: str
    reason: str
    form: str
    letter: str


def open_request(*, actor: SignedIn, asked: Asked) -> RightsRequest:
    """The month begins with the day it came. A member with an account hears of it at once."""
    with transaction.atomic():
        account = asked.person.account if asked.person else None
        ref = uuid4()
        row = RightsRequest(
            ref=ref,
            kind=asked.kind,
            way=asked.way,
            came_on=asked.came_on,
            due_on=months_after(asked.came_on, MONTHS),
            person=asked.person,
            name="" if asked.person else seal_for_request(ref, "name", asked.name),
            address="" if asked.person else seal_for_request(ref, "address", asked.address),
            language=account.language if account else asked.language or settings.LANGUAGE_CODE,
            opened_by=actor.account_id,
        )
        demand(may_work_on(actor, row))
        row.save()
        if account is not None:
            send_service_mail(
                to_account=account.pk,
                template="members/mail/rights_noted",
                context={"path": reverse("members:my_requests")},
            )
        _note(actor, "members.rights.opened", row)
    return row


def note_identity(*, actor: SignedIn, ref: UUID, shown: str) -> None:
    """How we know that whoever asks is who she says; no copy of a document is kept."""
    with transaction.atomic():
        row = _locked(actor, ref)
        demand(may_change(actor, row))
        row.shown, row.shown_by, row.shown_at = shown, actor.account_id, timezone.now()
        row.save(update_fields=["shown", "shown_by", "shown_at"])
        _note(actor, "members.rights.identity_noted", row)


def extend_request(*, actor: SignedIn, ref: UUID, why: str) -> RightsRequest:
    """Two months more; `why` is what the person is told, by the letter made with it."""
    with transaction.atomic():
        row = _locked(actor, ref)
        today = timezone.localdate()
        demand(may_extend(actor, row, today))
        row.extended_on, row.extended_why = today, why
        row.due_on = months_after(row.came_on, LONGER_MONTHS)
        row.save(update_fields=["extended_on", "extended_why", "due_on"])
        _note(actor, "members.rights.extended", row)
    return row


def search_for_request(*, actor: SignedIn, ref: UUID, words: Sequence[str]) -> int:
    """Asks every source; how many new places were found. What was decided before stays.

    In what is others' own the words are counted, those of earlier searches along with them.
    """
    with transaction.atomic():
        row = _locked(actor, ref)
        demand(may_search(actor, row))
        before = FoundText.objects.visible_to(actor).filter(request=row).count()
        rows = [
            FoundText(
                request=row,
                person=row.person,
                source=source.name,
                object_ref=place.ref,
                sealed=_sealed(row, source.name, place.ref, place.about, place.text),
                black=seal_for_request(
                    row.ref,
                    f"black|found|{source.name}|{place.ref}",
                    "\n".join(_others(place, words)),
                ),
            )
            for source in all_sources()
            for place in source.search(actor, words)
        ]
        FoundText.objects.bulk_create(rows, ignore_conflicts=True)
        _count_in_texts_of_others(row, words)
        row.searched_at = timezone.now()
        row.save(update_fields=["searched_at", "looked_for", "counted"])
        after = FoundText.objects.visible_to(actor).filter(request=row).count()
        _note(actor, "members.rights.searched", row)
    return int(after - before)


def _count_in_texts_of_others(row: RightsRequest, words: Sequence[str]) -> None:
    wanted = list(dict.fromkeys([*counted_words(row), *countable(words)]))
    if len(wanted) > MOST_COUNTED:
        demand(
            Denied(
                _("For one request we look for %(n)s words at most, those of earlier searches too.")
                % {"n": MOST_COUNTED}
            )
        )
    if wanted:
        row.looked_for = seal_for_request(row.ref, LOOKED_FOR, "\n".join(wanted))
        row.counted = counted_for(ref=row.ref, words=wanted)


def _others(place: Place, words: Sequence[str]) -> list[str]:
    """Who is offered to be blacked out: not the one who asks."""
    asks = {word.casefold() for word in words}
    return [name for name in place.others if name.casefold() not in asks]


def _sealed(row: RightsRequest, source: str, ref: str, about: str, text: str) -> str:
    held = json.dumps({"about": about, "text": text})
    return seal_for_request(row.ref, f"found|{source}|{ref}", held)


def decide_places(
    *, actor: SignedIn, ref: UUID, decided: Mapping[int, tuple[str, Sequence[str]]]
) -> None:
    """FoundText id → (answer, names to black out); others are left as they are."""
    with transaction.atomic():
        row = _locked(actor, ref)
        demand(may_change(actor, row))
        rows = list(FoundText.objects.visible_to(actor).filter(request=row, pk__in=list(decided)))
        for one in rows:
            one.answer, black = decided[one.pk]
            column = f"black|found|{one.source}|{one.object_ref}"
            one.black = seal_for_request(row.ref, column, "\n".join(black))
        FoundText.objects.visible_to(actor).bulk_update(rows, ["answer", "black"])
        _note(actor, "members.rights.decided", row)


def prepare_answer(*, actor: SignedIn, ref: UUID, written: Written) -> None:
    """Written, and waiting for the second look; nothing leaves yet."""
    with transaction.atomic():
        row = _locked(actor, ref)
        row.outcome, row.reason, row.form = written.outcome, written.reason, written.form
        demand(may_prepare(actor, row, undecided=undecided(actor=actor, row=row)))
        if letter_head() is None:
            demand(Denied(_("Say first where letters come from.")))
        _demand_a_page(row)
        row.letter = seal_for_request(row.ref, "letter", written.letter)
        row.state, row.sent_back_why = State.READY, ""
        row.prepared_by, row.prepared_at = actor.account_id, timezone.now()
        row.save()
        _note(actor, "members.rights.prepared", row)


def send_back(*, actor: SignedIn, ref: UUID, why: str) -> None:
    """Not like this: it is worked on again. Also by whoever wrote it, or when the pack failed."""
    with transaction.atomic():
        row = _locked(actor, ref)
        demand(may_work_on(actor, row))
        if row.state not in (State.READY, State.RELEASED):
            demand(Denied(_("This request does not wait for a second look.")))
        work_on_it_again(actor=actor, row=row, why=why)


def work_on_it_again(*, actor: SignedIn, row: RightsRequest, why: str) -> None:
    """Part of an action: an answer nobody let go stands nowhere any more."""
    _drop_pack(actor, row)
    row.state, row.sent_back_why = State.OPEN, why[:300]
    row.prepared_by = row.prepared_at = row.released_by = row.released_at = None
    row.alone_why = ""
    row.save()
    _note(actor, "members.rights.sent_back", row)


def release_answer(*, actor: SignedIn, ref: UUID, seen: str, why: str = "") -> None:
    """The second look, at what `seen` marks. Only now is the pack made. Raises PermissionDenied."""
    with transaction.atomic():
        row = _locked(actor, ref)
        alone = is_alone(row)
        demand(may_release(actor, row, timezone.now(), alone=alone, why=why))
        if seen != mark_of_answer(actor=actor, row=row):
            demand(Denied(_("This has changed since you looked. Read it again, then decide.")))
        _demand_a_page(row)
        row.state, row.released_by, row.released_at = (
            State.RELEASED, actor.account_id, timezone.now(),
        )  # fmt: skip
        row.alone_why = why if row.released_by == row.prepared_by else ""
        _drop_pack(actor, row)
        row.save()
        _note(actor, "members.rights.released", row)
        start_house_job(actor=actor, kind=PACK, first=row.pk)


def make_pack_again(*, actor: SignedIn, ref: UUID) -> None:
    """When the pack could not be made, or its two weeks are over."""
    with transaction.atomic():
        row = _locked(actor, ref)
        demand(may_take_pack(actor, row))
        _drop_pack(actor, row)
        row.save(update_fields=["pack_ref"])
        start_house_job(actor=actor, kind=PACK, first=row.pk)


def mark_sent(*, actor: SignedIn, ref: UUID) -> None:
    """It is on its way: the clock stops, the pack and the places found are not kept any longer."""
    with transaction.atomic():
        row = _locked(actor, ref)
        demand(may_take_pack(actor, row))
        if row.pack_ref is None:
            demand(Denied(_("The answer is not ready yet.")))
        _close(actor, row, State.SENT, "members.rights.sent")


def withdraw_request(*, actor: SignedIn, ref: UUID) -> None:
    """Whoever asked does not want it any more."""
    with transaction.atomic():
        row = _locked(actor, ref)
        demand(may_withdraw(actor, row))
        _close(actor, row, State.WITHDRAWN, "members.rights.withdrawn")


def _close(actor: SignedIn, row: RightsRequest, state: str, verb: str) -> None:
    _drop_pack(actor, row)
    close_request(actor=actor, row=row, state=state, verb=verb)


def close_request(
    *, actor: SignedIn, row: RightsRequest, state: str, verb: str, pack_ref: UUID | None = None
) -> None:
    """Part of an action: the clock stops, what was found goes. `pack_ref`: on her own page."""
    FoundText.objects.visible_to(actor).filter(request=row).delete()
    RightsRequest.objects.visible_to(actor).filter(pk=row.pk).update(
        state=state, closed_at=Now(), pack_ref=pack_ref, looked_for="", counted={}
    )
    _note(actor, verb, row)


def _drop_pack(actor: SignedIn, row: RightsRequest) -> None:
    if row.pack_ref is not None and house_file(actor=actor, ref=row.pack_ref) is not None:
        expire_file(actor=actor, ref=row.pack_ref)
    row.pack_ref = None


def _demand_a_page(row: RightsRequest) -> None:
    if row.form == RightsRequest.Form.PAGE and not has_own_page(row):
        demand(Denied(_("This person has no page of their own here. Choose paper.")))


def _locked(actor: Actor, ref: UUID) -> RightsRequest:
    demand(may_run_the_office(actor))
    rows = RightsRequest.objects.visible_to(actor).select_for_update(of=("self",))
    found: RightsRequest | None = rows.select_related("person").filter(ref=ref).first()
    if found is None:
        raise Http404
    return found


def _note(actor: SignedIn, verb: str, row: RightsRequest) -> None:
    """One audit row; and one a member can read, when it is about her."""
    note_look(actor=actor, row=row)
    record(actor=actor, verb=verb, thing=row, person=row.person_id)
