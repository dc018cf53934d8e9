"""Letters in batches of a hundred: each made whole or not at all, each notice printed once."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record, record_read
from files import places
from files.actions.jobs import start_house_job
from files.actions.storing import FileRefused, expire_file, store_file
from files.house import HOUSE
from files.models import Job, StoredFile
from files.queries import house_file
from files.work import Progress
from members.facts import record_person_read, subject_of
from members.letter_rules import may_mark_posted, may_print, may_print_again
from members.models import LetterBatch, LetterHead, Person, PostedLetter
from members.office_rules import may_run_the_office
from members.queries.letters import (
    LETTERS,
    MOST,
    batch_by_ref,
    letter_frame,
    letter_head,
    ready_to_print,
    shows_answers,
)
from members.queries.organisation import current_organisation
from notifications.actions.printing import (
    post_for,
    print_again,
    say_printed,
    say_unsaid,
    shown_by,
)
from notifications.paper import PaperLetter
from notifications.typesetting import NotTypeset, typeset
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand

from .composing import NoAddress, compose
from .office_reasons import keep_reason

log = logging.getLogger(__name__)
FILE_LASTS = timedelta(days=14)
WITH_ANSWERS_LASTS = timedelta(days=3)  # and no longer than until it is in the post


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter, to whom, and which notices it says."""

    person_id: int
    letter: PaperLetter
    rows: tuple[int, ...]


def start_letters(*, actor: SignedIn) -> Job:
    """Everything that waits is printed, or goes on being printed. Raises PermissionDenied."""
    demand(may_print(actor, head=letter_head() is not None))
    job = start_house_job(actor=actor, kind=LETTERS)
    record(actor=actor, verb="members.letters.begun", thing=job)
    return job


def make_letters(actor: System, job: Job) -> Progress:
    """One unit of the job: one batch with its PDF, of all that is still right at this moment."""
    head = letter_head()
    if head is None:
        raise FileRefused(_("Say first where letters come from."))
    people = list(ready_to_print(MOST + 1))
    ready = _ready(actor, people[:MOST])
    stored = _keep(actor, job, head, ready) if ready else job.result
    done = job.done + 1
    finished = len(people) <= MOST or not ready
    return Progress(
        done, done if finished else done + 1, job.resume, result=stored, finished=finished
    )


def _ready(actor: System, people: list[int]) -> list[Ready]:
    known = Person.objects.select_related("account").in_bulk(people)
    found = []
    for post in post_for(people, settle=True):
        person = known[post.recipient.person_id or 0]
        try:
            composed = compose(post, person)
        except NoAddress:
            stop_post(actor=actor, person=person, why=Person.NoPost.NO_ADDRESS)
            continue
        except NotTypeset:
            log.exception("a page behind a letter")
            continue  # hers waits and stays on the list; nobody else waits for it
        say_unsaid(composed.unsaid)
        if composed.letter is not None:
            found.append(Ready(person.pk, composed.letter, composed.said))
    return found


def _keep(actor: System, job: Job, head: LetterHead, ready: list[Ready]) -> StoredFile:
    language = settings.LANGUAGE_CODE
    frame = letter_frame(head, current_organisation(language))
    try:
        pdf = typeset([one.letter for one in ready], frame, language=language)
    except NotTypeset as error:
        log.exception("letters")
        raise FileRefused(_("The letters could not be put on paper.")) from error
    path = places.work_folder(job.ref) / "letters.pdf"
    path.write_bytes(pdf)
    now = timezone.now()
    rows = [row for one in ready for row in one.rows]
    stored = store_file(
        actor=actor,
        subject_id=HOUSE,
        kind=LETTERS,
        name=_("letters-%(day)s.pdf") % {"day": timezone.localtime(now).strftime("%Y-%m-%d-%H%M")},
        source=path,
        expires_at=now + (WITH_ANSWERS_LASTS if shown_by(rows) else FILE_LASTS),
    )
    batch = LetterBatch.objects.create(
        made_by=job.resume.get("by"), letters=len(ready), file_ref=stored.ref
    )
    PostedLetter.objects.bulk_create(
        PostedLetter(
            batch=batch,
            person_id=one.person_id,
            number=number,
            rows=list(one.rows),
        )
        for number, one in enumerate(ready, 1)
    )
    say_printed(rows)
    record(actor=actor, verb="members.letters.made", thing=batch, letters=len(ready))
    return stored


def fetch_letters(*, actor: SignedIn, ref: UUID) -> StoredFile:
    """The PDF of a batch; each person in it can read that her name and address were opened, and
    what else of her stands in it."""
    with transaction.atomic():
        batch = batch_by_ref(actor=actor, ref=ref)
        if batch.file is None:
            raise Http404
        letters = list(batch.row.posted.values_list("person_id", "rows"))
        shown = shown_by([row for _person, rows in letters for row in rows])
        for person_id, rows in letters:
            with acting_as(replace(actor, looks_at=person_id)):
                if not record_person_read(person_id, _("To send you a letter")):
                    raise Http404
            for what in sorted({shown[row] for row in rows if row in shown}):
                _note_answers(actor, person_id, what)
        record(actor=actor, verb="members.letters.fetched", thing=batch.row)
    return batch.file


def _note_answers(actor: SignedIn, person_id: int, what: str) -> None:
    """Whoever prints it can read it: a look at her own data, as she was told when she asked for it."""
    with acting_as(System(Purpose.EXPORT, person_id=person_id)):
        subject = subject_of(person_id)
    if subject is None:
        raise Http404
    record_read(actor=actor, subject=subject, what=what)


def mark_posted(*, actor: Actor, ref: UUID, posted: bool) -> None:
    """The batch is in the post, or it is not after all. Once posted, a PDF with answers goes at once."""
    with transaction.atomic():
        batch = LetterBatch.objects.select_for_update().filter(ref=ref).first()
        if batch is None:
            raise Http404
        demand(may_mark_posted(actor))
        if (batch.posted_at is not None) == posted:
            return
        LetterBatch.objects.filter(pk=batch.pk).update(posted_at=Now() if posted else None)
        verb = "members.letters.posted" if posted else "members.letters.not_posted"
        record(actor=actor, verb=verb, thing=batch)
        if posted and shows_answers(batch) and house_file(actor=actor, ref=batch.file_ref):
            expire_file(actor=actor, ref=batch.file_ref)


def letter_returned(*, actor: Actor, letter_id: int, returned: bool) -> PostedLetter:
    """A letter came back: none goes to this person until her address is put right. Or it did not."""
    with transaction.atomic():
        letter = _locked_letter(letter_id)
        demand(may_run_the_office(actor))
        if (letter.returned_at is not None) != returned:
            letter.returned_at = timezone.now() if returned else None
            letter.save(update_fields=["returned_at"])
            verb = "members.letter.returned" if returned else "members.letter.not_returned"
            record(actor=actor, verb=verb, thing=letter, person=letter.person_id)
            if returned:
                stop_post(actor=actor, person=letter.person, why=Person.NoPost.RETURNED)
            else:
                Person.objects.filter(
                    pk=letter.person_id, post_stopped_why=Person.NoPost.RETURNED
                ).update(post_stopped_at=None, post_stopped_why="")
    return letter


def print_letter_again(*, actor: Actor, letter_id: int, reason: str) -> None:
    """What one letter said waits for the next batch, as far as it is still right then."""
    with transaction.atomic():
        letter = _locked_letter(letter_id)
        demand(may_print_again(actor, letter))
        if not print_again(letter.rows):
            demand(may_print_again(actor, letter, gone=True))
        letter.again_at, letter.again_why = timezone.now(), reason
        letter.save(update_fields=["again_at", "again_why"])
        verb = "members.letter.again"
        keep_reason(actor=actor, person=letter.person, verb=verb, reason=reason)
        record(actor=actor, verb=verb, thing=letter, person=letter.person_id)


def stop_post(*, actor: Actor, person: Person, why: Person.NoPost) -> None:
    """No letters to this person until somebody of the office has looked. Twice is once."""
    going = Person.objects.filter(pk=person.pk, post_stopped_at__isnull=True)
    if going.update(post_stopped_at=Now(), post_stopped_why=why):
        record(actor=actor, verb="members.post.stopped", thing=person, why=why)


def _locked_letter(letter_id: int) -> PostedLetter:
    letter = (
        PostedLetter.objects.select_for_update(of=("self",))
        .select_related("person", "batch")
        .filter(pk=letter_id)
        .first()
    )
    if letter is None:
        raise Http404
    return letter
