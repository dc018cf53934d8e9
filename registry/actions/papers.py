"""Consent with a pen: a form is printed for one person, typed in by one, looked at by another.

Who the person is is asked by the software for this one purpose; the desk works with the code on the
paper and never sees which name belongs to it here.
"""

from __future__ import annotations

import base64
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils.translation import gettext as _

from audit.actions import record
from members.facts import people_behind, subject_of
from members.models import Decision, Person
from members.reply_codes import code_hash, code_of, new_seed
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import Denied, demand
from po_platform.kit.crypto import open_for_application, seal_for_application
from registry.actions.joining import Carried, Said, join_registry, leave_registry
from registry.actions.waiting_papers import end_waiting_papers
from registry.models import ConsentSheet, PaperConsent, Registry
from registry.paper_rules import (
    may_be_on_paper,
    may_end_paper,
    may_hold_after,
    may_key_paper,
    may_look_at_paper,
    may_print_paper,
    may_use_papers,
)
from registry.queries.papers import decided_since, is_child_on_paper, mark_of_paper, paper_of
from registry.queries.participation import my_participation
from registry.queries.sites import Choice


def print_paper(
    *, actor: Actor, person_id: int, sheet: ConsentSheet, language: str
) -> PaperConsent:
    """A form for one member; asked for again, the same one, so that two codes never wait."""
    with transaction.atomic():
        state = Person.objects.filter(pk=person_id).values_list("state", flat=True).first()
        demand(may_print_paper(actor, person_id, state))
        seed = new_seed()
        system = _carrying(person_id)
        with acting_as(system):
            # The second of a double click waits here and finds what the first one made.
            Person.objects.select_for_update().get(pk=person_id)
            demand(may_be_on_paper(child=is_child_on_paper()))
            mine = PaperConsent.objects.visible_to(system).filter(
                sheet=sheet, state__in=(PaperConsent.State.PRINTED, PaperConsent.State.KEYED)
            )
            paper = mine.first() or PaperConsent.objects.create(
                subject_id=_subject(system),
                registry=sheet.registry,
                sheet=sheet,
                language=language,
                seed=seed,
                code_hash=code_hash(code_of(seed)),
                printed_by=_account(actor),
            )
        record(actor=actor, verb="registry.paper.printed", thing=paper, subject=paper.subject_id)
    return paper


def key_paper(
    *,
    actor: Actor,
    paper: PaperConsent,
    said: Said,
    signed_on: date,
    scan: tuple[str, bytes] | None,
) -> None:
    """What stands on the signed paper; nothing of it holds before somebody else has looked.

    `scan`: content type and bytes.
    """
    with transaction.atomic():
        found = _locked(actor, paper)
        demand(may_key_paper(actor, found))
        kind, content = scan or (found.scan_type, b"")
        found.said = {code: dict(parts) for code, parts in said.items()}
        found.signed_on, found.why_not = signed_on, ""
        found.state, found.keyed_by, found.keyed_at = (
            PaperConsent.State.KEYED, _account(actor), Now(),
        )  # fmt: skip
        if content:
            found.scan_type = kind
            text = base64.b64encode(content).decode()
            found.scan = seal_for_application(text, _place(found.ref))
        found.save()
        record(actor=actor, verb="registry.paper.keyed", thing=found, subject=found.subject_id)


def scan_of(paper: PaperConsent) -> bytes:
    """The picture of the paper, while it waits for the second look."""
    return base64.b64decode(open_for_application(paper.scan, _place(paper.ref)))


def take_paper(*, actor: Actor, paper: PaperConsent, seen: str) -> None:
    """The second look, at what `seen` marks: as on the paper, so it holds from now on. The scan goes."""
    with transaction.atomic():
        found = _locked(actor, paper)
        demand(may_look_at_paper(actor, found))
        if seen != mark_of_paper(found):
            demand(Denied(_("This has changed since you looked. Read it again, then decide.")))
        keyed_by = found.keyed_by or 0
        carried = Carried(Decision.Way.PAPER, keyed_by, found.signed_on)
        system = _as_its_person(found)
        with acting_as(system):
            # She decides nothing meanwhile.
            Person.objects.select_for_update().get(pk=system.person_id or 0)
            demand(may_be_on_paper(child=is_child_on_paper()))
            before = my_participation(actor=system, registry=found.registry)
            since = decided_since(actor=system, paper=found)
            demand(may_hold_after(found, before, decided_since=since))
            join_registry(
                actor=system,
                sheet=found.sheet,
                said=found.said,
                language=found.language,
                carried=carried,
                # The form asks for no site: whoever begins is kept at none, not where she once was.
                site=Choice(None) if found.registry.sited else None,
            )
            PaperConsent.objects.visible_to(system).filter(pk=found.pk).update(
                state=PaperConsent.State.DONE, looked_by=_account(actor), looked_at=Now(), scan=""
            )
        record(actor=actor, verb="registry.paper.taken", thing=found, subject=found.subject_id)


def send_paper_back(*, actor: Actor, paper: PaperConsent, why: str) -> None:
    """The second look found something else than what was typed in: it is typed in anew."""
    with transaction.atomic():
        found = _locked(actor, paper)
        demand(may_look_at_paper(actor, found))
        found.state, found.why_not = PaperConsent.State.PRINTED, why
        found.save(update_fields=["state", "why_not"])
        record(actor=actor, verb="registry.paper.sent_back", thing=found, subject=found.subject_id)


def end_paper(*, actor: Actor, paper: PaperConsent, why: str) -> None:
    """It may not hold, or its person does not want it: it is used no more, and the scan goes."""
    with transaction.atomic():
        found = _locked(actor, paper)
        demand(may_end_paper(actor, found))
        with acting_as(_as_its_person(found)) as system:
            PaperConsent.objects.visible_to(system).filter(pk=found.pk).update(
                state=PaperConsent.State.ENDED, scan="", why_not=why
            )
        record(actor=actor, verb="registry.paper.ended", thing=found, subject=found.subject_id)


def leave_for(*, actor: Actor, person_id: int, registry: Registry, way: str, language: str) -> None:
    """Somebody wrote or rang that she leaves: it holds at once, as on the website.

    Nothing tells whether she was in the registry; forms of hers that wait are used no more.
    """
    with transaction.atomic():
        demand(may_use_papers(actor))
        if not Person.objects.filter(pk=person_id).exists():
            demand(may_print_paper(actor, person_id, None))
        carried = Carried(way, _account(actor) or 0)
        system = _carrying(person_id)
        with acting_as(system):
            mine = my_participation(actor=system, registry=registry)
            if mine is None:
                end_waiting_papers(
                    person_id=person_id, subject_id=_subject(system), registry=registry
                )
            else:
                leave_registry(actor=system, taking_part=mine, language=language, carried=carried)
        record(actor=actor, verb="registry.paper.left", thing=registry)


def _carrying(person_id: int) -> System:
    """The software, for this one person and what she decided on paper."""
    with acting_as(System(Purpose.ASSIGN, person_id=person_id)):
        subject: UUID | None = subject_of(person_id)
    if subject is None:
        raise Http404
    return System(Purpose.PAPER, subject, person_id)


def _as_its_person(paper: PaperConsent) -> System:
    """The software, for the one person this form is about."""
    with acting_as(System(Purpose.ASSIGN, subject_id=paper.subject_id)):
        person_id = people_behind([paper.subject_id]).get(paper.subject_id)
    if person_id is None:
        raise Http404
    return System(Purpose.PAPER, paper.subject_id, person_id)


def _subject(system: System) -> UUID:
    if system.subject_id is None:
        raise Http404
    return system.subject_id


def _locked(actor: Actor, paper: PaperConsent) -> PaperConsent:
    found = paper_of(actor=actor, ref=paper.ref, lock=True)
    if found is None:
        raise Http404
    return found


def _account(actor: Actor) -> int | None:
    return actor.account_id if isinstance(actor, SignedIn) else None


def _place(ref: UUID) -> str:
    return f"registry_paperconsent|scan|{ref}"
