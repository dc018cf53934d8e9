"""Requests about data for the office: the register, one case with who asks, and what was found."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from files.models import Job, StoredFile
from files.queries import house_file, house_job
from members.identity import Known
from members.models import FoundText, RightsRequest
from members.office_rules import may_run_the_office
from members.rights_texts import blacked, open_of_request
from po_platform.access.actor import Actor, SignedIn, acting_as
from po_platform.access.protected import ProtectedQuerySet
from po_platform.access.refusals import demand
from po_platform.kit import spoken
from po_platform.kit.crypto import Tampered
from po_platform.kit.seen import mark_of

from .care import account_names
from .identity import identity_of
from .roles import living_administrators

SHOWN = 25
SOON = timedelta(days=7)
PACK = "members.rights"  # the job, and its file
State = RightsRequest.State


def requests_open(*, actor: Actor) -> ProtectedQuerySet[RightsRequest]:
    """Those with a running clock, the most urgent first."""
    demand(may_run_the_office(actor))
    rows = RightsRequest.objects.visible_to(actor).filter(closed_at=None)
    return rows.select_related("person").order_by("due_on", "pk")


def requests_closed(*, actor: Actor, before: int | None = None) -> ProtectedQuerySet[RightsRequest]:
    """What was answered, the newest first; older than one by keyset."""
    demand(may_run_the_office(actor))
    rows = RightsRequest.objects.visible_to(actor).filter(closed_at__isnull=False)
    return (rows.filter(pk__lt=before) if before else rows).order_by("-pk")


def request_by_ref(*, actor: Actor, ref: UUID) -> RightsRequest:
    """Raises Http404."""
    demand(may_run_the_office(actor))
    rows = RightsRequest.objects.visible_to(actor).select_related("person__account")
    row: RightsRequest | None = rows.filter(ref=ref).first()
    if row is None:
        raise Http404
    return row


def title_of(row: RightsRequest) -> str:
    """ "No. 12, Ruth E."; nobody outside is named in lists."""
    who = row.person.display_name if row.person else _("somebody outside")
    return _("No. %(number)s, %(who)s") % {"number": row.pk, "who": who}


def left_of(row: RightsRequest) -> str:
    """How much of the month is left, in words; '' when the request is closed."""
    if row.closed_at is not None:
        return ""
    days = (row.due_on - timezone.localdate()).days
    if days < 0:
        return _("Late since %(day)s") % {"day": spoken.day(row.due_on)}
    if days <= SOON.days:
        return _("Only until %(day)s") % {"day": spoken.day(row.due_on)}
    return _("Until %(day)s") % {"day": spoken.day(row.due_on)}


def has_own_page(row: RightsRequest) -> bool:
    """Whether an answer can go into a page of her own: somebody here who can sign in."""
    account = row.person.account if row.person else None
    return account is not None and account.is_active


def who_asks(*, actor: SignedIn, row: RightsRequest) -> Known:
    """Name and address of whoever asks. A look at a member is recorded by the caller."""
    if row.person_id is not None:
        looking = replace(actor, looks_at=row.person_id)
        with acting_as(looking):
            return identity_of(actor=looking, person_id=row.person_id)
    try:
        return Known(
            real_name=open_of_request(row.ref, "name", row.name),
            address=open_of_request(row.ref, "address", row.address),
        )
    except Tampered:
        return Known(unreadable=frozenset({"real_name", "address"}))


@dataclass(frozen=True, slots=True)
class Found:
    """A place as the office reads it. `given`: its text as it would go out."""

    row: FoundText
    about: str
    text: str
    black: tuple[str, ...]

    @property
    def given(self) -> str:
        """'' when it stays here."""
        if self.row.answer == FoundText.Answer.GIVE:
            return self.text
        if self.row.answer == FoundText.Answer.REDACT:
            return blacked(self.text, self.black)
        return ""

    @property
    def given_about(self) -> str:
        return blacked(self.about, self.black) if self.black else self.about


def found_for(*, actor: Actor, row: RightsRequest) -> list[Found]:
    """All places, in the order they were found; one that does not open says so."""
    rows = FoundText.objects.visible_to(actor).filter(request=row).order_by("pk")
    return [_opened(one, row) for one in rows]


def _opened(one: FoundText, row: RightsRequest) -> Found:
    column = f"found|{one.source}|{one.object_ref}"
    try:
        held = json.loads(open_of_request(row.ref, column, one.sealed))
        black = open_of_request(row.ref, f"black|{column}", one.black)
    except Tampered:
        return Found(one, _("This place cannot be read any more"), "", ())
    return Found(one, held["about"], held["text"], tuple(black.splitlines()))


def mark_of_answer(*, actor: SignedIn, row: RightsRequest) -> str:
    """Of everything the second look reads: to whom, how we know it, the letter, what goes along."""
    known = who_asks(actor=actor, row=row)
    given = [(one.given_about, one.given) for one in found_for(actor=actor, row=row) if one.given]
    return mark_of(
        row.pk, row.state, row.person and row.person.display_name, known.real_name, known.address,
        row.shown, row.outcome, row.reason, row.form, row.letter, row.prepared_by, row.prepared_at,
        given,
    )  # fmt: skip


def undecided(*, actor: Actor, row: RightsRequest) -> int:
    """How many places nobody has decided about."""
    return FoundText.objects.visible_to(actor).filter(request=row, answer="").count()


def is_alone(row: RightsRequest) -> bool:
    """Whether only one person of the office could look at this request at all."""
    holders = living_administrators()
    if row.person_id is not None:
        holders = holders.exclude(account__person=row.person_id)
    return len(set(holders.values_list("account_id", flat=True))) < 2


@dataclass(frozen=True, slots=True)
class Case:
    """One request with everything around it; names of those of the office who worked on it."""

    row: RightsRequest
    known: Known
    letter: str
    by: dict[int, str]
    job: Job | None
    file: StoredFile | None


def case_of(*, actor: SignedIn, row: RightsRequest) -> Case:
    """The case page's reading; the caller has recorded the look."""
    accounts = {row.opened_by, row.shown_by, row.prepared_by, row.released_by} - {None}
    try:
        letter = open_of_request(row.ref, "letter", row.letter)
    except Tampered:
        letter = ""
    return Case(
        row,
        who_asks(actor=actor, row=row),
        letter,
        account_names({one for one in accounts if one}),
        house_job(actor=actor, kind=PACK) if row.state == State.RELEASED else None,
        house_file(actor=actor, ref=row.pack_ref) if row.pack_ref else None,
    )
