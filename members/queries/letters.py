"""Letters for the office: who waits for one, what was printed, and where they come from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from files.models import Job, StoredFile
from files.queries import house_file, house_job
from members.models import LetterBatch, LetterHead, OrganisationLogo, Person, PostedLetter
from members.office_rules import may_run_the_office
from notifications.actions.printing import KEPT_FOR, people_waiting, post_for, shown_by
from notifications.directory import Way
from notifications.paper import LetterFrame
from po_platform.access.actor import Actor, SignedIn
from po_platform.access.refusals import demand

from .care import account_names
from .organisation import OrganisationView

LETTERS = "members.letters"  # the job
MOST = 100  # letters of one batch
SHOWN = 25


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits for a letter: since when, and how many things it would say."""

    person: Person
    since: datetime
    things: int


def no_letters_to() -> QuerySet[Person, int]:
    """Ids of people no letter goes to until somebody has looked."""
    return Person.objects.filter(post_stopped_at__isnull=False).values_list("pk", flat=True)


def ready_to_print(most: int) -> dict[int, datetime]:
    """person id → since when a letter waits for her; the oldest first, judged later."""
    return people_waiting(Way.LETTER, most, but=no_letters_to())


def waiting_for_letters(*, actor: Actor) -> list[Waiting]:
    """Who would get a letter if it were printed now: at most one batch, oldest first."""
    demand(may_run_the_office(actor))
    since = ready_to_print(MOST)
    posts = post_for(list(since), settle=False) if since else []
    things = {post.recipient.person_id: len(post.said) for post in posts}
    people = Person.objects.select_related("account").in_bulk(list(things))
    return [
        Waiting(people[person], moment, things[person])
        for person, moment in since.items()
        if person in people
    ]


def without_letters(*, actor: Actor) -> QuerySet[Person]:
    """People no letter goes to: one came back, or we have no address; the longest first."""
    demand(may_run_the_office(actor))
    return Person.objects.filter(post_stopped_at__isnull=False, state=Person.State.ACTIVE).order_by(
        "post_stopped_at", "pk"
    )


def reached_by(*, actor: SignedIn) -> str:
    """How the acting person chose to be reached, '' for no choice."""
    return Person.objects.values_list("reached_by", flat=True).get(pk=actor.person_id)


def letter_job(*, actor: Actor) -> Job | None:
    """The latest work on letters, however it ended."""
    demand(may_run_the_office(actor))
    return house_job(actor=actor, kind=LETTERS)


def letter_head() -> LetterHead | None:
    """Where letters come from; None until the office has said so."""
    return LetterHead.objects.first()


def letter_frame(head: LetterHead, organisation: OrganisationView) -> LetterFrame:
    """The organisation as it stands on letters."""
    logo = OrganisationLogo.objects.filter(ref=organisation.logo_ref).first()
    return LetterFrame(
        organisation.name,
        tuple(line.strip() for line in head.address.splitlines() if line.strip()),
        head.window,
        (head.signed,) if head.signed else (),
        bytes(logo.png) if logo and organisation.logo_ref else b"",
    )


@dataclass(frozen=True, slots=True)
class BatchShown:
    """One batch; `file` None when it is deleted. `answers`: somebody's page with answers lies in it.

    `again`: what its letters said is kept still, so that one can be printed again.
    """

    row: LetterBatch
    by: str
    returned: int
    file: StoredFile | None = None
    answers: bool = False
    again: bool = False


def shows_answers(batch: LetterBatch) -> bool:
    """Whether something of a person's health stands in one of its letters."""
    rows = batch.posted.values_list("rows", flat=True)
    return bool(shown_by([row for some in rows for row in some]))


def batches(*, actor: Actor) -> list[BatchShown]:
    """The latest ones, the newest first."""
    demand(may_run_the_office(actor))
    came_back = Count("posted", filter=Q(posted__returned_at__isnull=False))
    rows = list(LetterBatch.objects.annotate(returned=came_back).order_by("-pk")[:SHOWN])
    names = account_names({row.made_by for row in rows if row.made_by})
    return [BatchShown(row, names.get(row.made_by or 0, ""), row.returned) for row in rows]


def batch_by_ref(*, actor: Actor, ref: UUID) -> BatchShown:
    """One batch with its file. Raises Http404."""
    demand(may_run_the_office(actor))
    row = LetterBatch.objects.filter(ref=ref).first()
    if row is None:
        raise Http404
    names = account_names({row.made_by} if row.made_by else set())
    file = house_file(actor=actor, ref=row.file_ref)
    returned = row.posted.filter(returned_at__isnull=False).count()
    again = row.made_at > timezone.now() - KEPT_FOR
    by = names.get(row.made_by or 0, "")
    return BatchShown(row, by, returned, file, shows_answers(row), again)


def letters_of(*, actor: Actor, batch: LetterBatch) -> QuerySet[PostedLetter]:
    """Its letters in their order in the PDF."""
    demand(may_run_the_office(actor))
    return PostedLetter.objects.filter(batch=batch).select_related("person").order_by("number")


def letter_by_id(*, actor: Actor, letter_id: int) -> PostedLetter:
    """One letter with its person. Raises Http404."""
    demand(may_run_the_office(actor))
    letter = PostedLetter.objects.select_related("person", "batch").filter(pk=letter_id).first()
    if letter is None:
        raise Http404
    return letter
