"""The answer to a request as it leaves: made after the second look only, a table at a time.

On paper it is one PDF, the letter and after it what we keep; as a file a ZIP with the letter in it.
For a member's own page it becomes a file of hers, which nobody of the office opens.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import rmtree
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Case, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from audit.actions import record
from files import places
from files.actions.storing import FileRefused, store_file
from files.house import HOUSE
from files.models import Job, StoredFile
from files.queries import house_file
from files.work import Progress
from members.arrival import account_as_actor
from members.export_files import TREE, Frame, pack, write_frame, write_part
from members.export_parts import Field, Part, Row, all_exports
from members.facts import subject_of
from members.identity import Known
from members.letter_words import address_lines, beside, greeting
from members.models import RightsRequest
from members.queries.letters import letter_frame, letter_head
from members.queries.organisation import current_organisation
from members.queries.rights import PACK, found_for, has_own_page, request_by_ref, who_asks
from members.rights_paper import KINDS, opening, table_of
from members.rights_rules import may_take_pack
from members.rights_texts import open_of_request
from notifications.actions import send_service_mail
from notifications.paper import LetterFrame, PaperLetter, PaperPart, PaperTable
from notifications.typesetting import NotTypeset, typeset
from po_platform.access.actor import Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import demand
from po_platform.kit.crypto import Tampered

from .rights import close_request, work_on_it_again
from .rights_looks import note_look

log = logging.getLogger(__name__)
PACK_LASTS = timedelta(days=14)
ON_HER_PAGE = timedelta(days=30)
PARTS_OF_AN_APP = 100  # room for the order of tables


class NotThisOne(FileRefused):
    """What is wrong is wrong with this request alone; the next one can be made."""


def make_packs(actor: System, job: Job) -> Progress:
    """One unit: the tables of one app for one released request, or in the end its pack.

    The request is held until the unit is written down: nobody sends it back or takes it back
    meanwhile. Where the work stands counts for this release only; another one begins anew. What
    cannot be made for a reason of its own is worked on again and holds up none behind it; what the
    house lacks (fonts, room) ends the work, and every request stays as it was released.
    """
    worker = account_as_actor(int(job.resume.get("by", 0)), strong=True, fresh=False)
    if not isinstance(worker, SignedIn):
        raise FileRefused(_("Whoever let this answer go is not in the office any more."))
    with acting_as(worker):
        row = _next(worker, int(job.resume.get("first", 0)))
        if row is None:
            return Progress(job.done, job.done, job.resume, result=job.result, finished=True)
        if letter_head() is None:
            raise FileRefused(_("Say first where letters come from."))
        exports = all_exports() if row.gives_data and row.person_id else []
    by, of = {"by": worker.account_id}, f"{row.pk} {row.released_at}"
    done = int(job.resume.get("done", 0)) if job.resume.get("of") == of else 0
    folder = places.work_folder(job.ref) / str(row.pk)
    if done == 0:
        rmtree(folder, ignore_errors=True)
    stored = None
    try:
        with transaction.atomic():
            if done < len(exports):
                with override(row.language):
                    _write(row, folder, done)
                goes_on = {**by, "of": of, "done": done + 1, "first": row.pk}
                return Progress(job.done + 1, job.done + 2, goes_on)
            stored = _finish(actor, worker, row, folder)
    except NotThisOne as refused:
        rmtree(folder, ignore_errors=True)
        with acting_as(worker):
            work_on_it_again(actor=worker, row=row, why=str(refused))
    return Progress(job.done + 1, job.done + 2, by, result=stored)


def _next(worker: SignedIn, first: int) -> RightsRequest | None:
    """One that waits for its pack, locked: the one with this id, else the oldest.

    One that changed meanwhile is passed over.
    """
    waiting = RightsRequest.objects.visible_to(worker).filter(
        state=RightsRequest.State.RELEASED, pack_ref=None
    )
    rows = waiting.select_related("person__account").select_for_update(of=("self",))
    in_turn = waiting.order_by(Case(When(pk=first, then=0), default=1), "pk")
    for pk in in_turn.values_list("pk", flat=True):
        found: RightsRequest | None = rows.filter(pk=pk).first()
        if found is not None:
            return found
    return None


def _write(row: RightsRequest, folder: Path, number: int) -> None:
    """What one app keeps about the member, by the way that makes her own file."""
    hers = _for_her(row)
    with acting_as(hers):
        for order, part in enumerate(all_exports()[number][1](hers)):
            place = number * PARTS_OF_AN_APP + order
            rows = list(part.rows)
            part = Part(part.name, part.title, part.fields, rows)
            write_part(folder, place, part)
            if rows:
                paper = folder / "paper" / f"{place:04}.json"
                paper.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                paper.write_text(json.dumps(table_of(part)), "utf-8")


def _for_her(row: RightsRequest) -> System:
    with acting_as(System(Purpose.EXPORT, person_id=row.person_id)):
        return System(Purpose.EXPORT, subject_of(row.person_id or 0), row.person_id)


def _finish(actor: System, worker: SignedIn, row: RightsRequest, folder: Path) -> StoredFile | None:
    """The file of the house; none where the answer went into her own page."""
    with override(row.language):
        with acting_as(worker):
            note_look(actor=worker, row=row)
            known = who_asks(actor=worker, row=row)
            given = list(_given(worker, row))
        if row.gives_data and given:
            number = len(all_exports()) * PARTS_OF_AN_APP
            part = _found_part(given)
            write_part(folder, number, part)
            paper = folder / "paper" / f"{number:04}.json"
            paper.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            paper.write_text(json.dumps(table_of(part)), "utf-8")
        source = _as_file(row, known, folder) if _is_file(row) else _on_paper(row, known, folder)
        if row.form == RightsRequest.Form.PAGE:
            _into_her_page(worker, row, source)
            return None
        stored = _store(actor, HOUSE, row, source, PACK_LASTS)
    with acting_as(worker):
        RightsRequest.objects.visible_to(worker).filter(pk=row.pk).update(pack_ref=stored.ref)
        record(actor=worker, verb="members.rights.packed", thing=row, person=row.person_id)
    return stored


def _store(
    actor: System, subject_id: UUID, row: RightsRequest, source: Path, lasts: timedelta
) -> StoredFile:
    name = _("answer-%(number)s%(ending)s") % {"number": row.pk, "ending": source.suffix}
    return store_file(
        actor=actor,
        subject_id=subject_id,
        kind=PACK,
        name=name,
        source=source,
        expires_at=timezone.now() + lasts,
    )


def _into_her_page(worker: SignedIn, row: RightsRequest, source: Path) -> None:
    """It is answered with that; the mail says only that something waits."""
    hers = _for_her(row)
    if not has_own_page(row) or row.person is None or hers.subject_id is None:
        raise NotThisOne(gettext_lazy("This person has no page of their own here. Choose paper."))
    try:
        with acting_as(hers):
            stored = _store(hers, hers.subject_id, row, source, ON_HER_PAGE)
    except FileRefused as full:
        words = gettext_lazy("There is no room for it on this person’s page. Choose paper.")
        raise NotThisOne(words) from full
    with acting_as(worker):
        close_request(
            actor=worker,
            row=row,
            state=RightsRequest.State.SENT,
            verb="members.rights.sent",
            pack_ref=stored.ref,
        )
        send_service_mail(
            to_account=row.person.account_id or 0,
            template="members/mail/rights_answered",
            context={"path": reverse("members:my_requests")},
        )


def _is_file(row: RightsRequest) -> bool:
    Form = RightsRequest.Form
    return row.form == Form.FILE or (row.form == Form.PAGE and row.gives_data)


def _given(worker: SignedIn, row: RightsRequest) -> Iterator[Row]:
    for place in found_for(actor=worker, row=row):
        if place.given:
            yield {"about": place.given_about, "text": place.given}


def _found_part(rows: list[Row]) -> Part:
    about, text = gettext_lazy("what it is"), gettext_lazy("what stands there")
    return Part(
        "named_elsewhere",
        gettext_lazy("Where else you are named"),
        (Field("about", about), Field("text", text)),
        rows,
    )


def _as_file(row: RightsRequest, known: Known, folder: Path) -> Path:
    organisation = current_organisation(row.language)
    frame = Frame(_name(row, known), organisation.name, organisation.phone, timezone.now(),
                  row.language)  # fmt: skip
    (folder / TREE).mkdir(mode=0o700, parents=True, exist_ok=True)
    if row.gives_data:
        write_frame(folder, frame)
    (folder / TREE / "letter.pdf").write_bytes(_pdf(row, known, ()))
    pack(folder, folder / "answer.zip")
    return folder / "answer.zip"


def _on_paper(row: RightsRequest, known: Known, folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    tables = tuple(
        PaperTable(**json.loads(path.read_text("utf-8")))
        for path in sorted((folder / "paper").glob("*.json"))
    )
    (folder / "answer.pdf").write_bytes(_pdf(row, known, tables))
    return folder / "answer.pdf"


def _pdf(row: RightsRequest, known: Known, tables: tuple[PaperTable, ...]) -> bytes:
    said = [line.strip() for line in _letter(row).splitlines() if line.strip()]
    part = PaperPart((opening(row), *said), tables=tables)
    return rights_letter(row, known, part)


def rights_letter(row: RightsRequest, known: Known, part: PaperPart) -> bytes:
    """A letter about a request, in the language of whoever asked, as the caller has set it."""
    head, organisation = letter_head(), current_organisation(row.language)
    if head is None:
        raise FileRefused(_("Say first where letters come from."))
    name = _name(row, known)
    letter = PaperLetter(
        address_lines(known, name),
        row.language,
        str(KINDS[row.kind]),
        greeting(known, name),
        beside(organisation, timezone.localdate()),
        (part,),
        (),
    )
    frame = letter_frame(head, organisation)
    try:
        return typeset([letter], frame, language=settings.LANGUAGE_CODE)
    except NotTypeset as error:
        log.exception("answer to a request")
        plain = replace(letter, address=(), greeting="", parts=(PaperPart(("1",)),))
        refused = NotThisOne if _can_typeset(plain, frame) else FileRefused
        raise refused(gettext_lazy("The letters could not be put on paper.")) from error


def _can_typeset(letter: PaperLetter, frame: LetterFrame) -> bool:
    try:
        typeset([letter], frame, language=settings.LANGUAGE_CODE)
    except NotTypeset:
        return False
    return True


def _name(row: RightsRequest, known: Known) -> str:
    return known.real_name or (row.person.display_name if row.person else "")


def _letter(row: RightsRequest) -> str:
    try:
        return open_of_request(row.ref, "letter", row.letter)
    except Tampered as error:
        raise NotThisOne(gettext_lazy("The letters could not be put on paper.")) from error


def fetch_pack(*, actor: SignedIn, ref: UUID) -> StoredFile | None:
    """The pack of a released request, None when there is none (any more); the look is recorded."""
    with transaction.atomic():
        row = request_by_ref(actor=actor, ref=ref)
        demand(may_take_pack(actor, row))
        found = house_file(actor=actor, ref=row.pack_ref) if row.pack_ref else None
        if found is not None:
            note_look(actor=actor, row=row)
            record(actor=actor, verb="members.rights.fetched", thing=row, person=row.person_id)
    return found
