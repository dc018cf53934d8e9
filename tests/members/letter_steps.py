"""What tests of letters share: people on paper only, something that waits for them, a batch made."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from files import places
from files.actions.running import run_job
from files.models import Job
from files.queries import house_file
from members.actions.identity import correct_identity
from members.actions.letters import start_letters
from members.actions.post import write_letter_head
from members.facts import link_person
from members.identity import Known
from members.models import Account, LetterBatch, Person, PostedLetter, RoleHolding
from notifications.actions import queue
from notifications.actions.dispatching import dispatch
from notifications.kinds import Group, Kind, Pending
from notifications.paper import PaperPart
from po_platform.access.actor import Hat, System, acting_as
from tests.personas import Persona, World

KIND = "tests.letter"
done: set[str] = set()


def still_wanted(pending: Sequence[Pending]) -> Collection[int]:
    return [one.row_id for one in pending if one.about not in done]


def on_paper(actor: System, pending: Pending) -> PaperPart:
    return PaperPart((f"This is about {pending.about}.",))


LETTER = Kind(
    KIND, Group("tests.letters", "letters"), "A letter", still_wanted=still_wanted, paper=on_paper
)


def somebody_on_paper(name: str, address: str = "4 Quay Street\nHarbour Town") -> Persona:
    """An active member without a mailbox, who told us where she lives."""
    account = Account.objects.create_user()
    person = Person.objects.create(account=account, display_name=name)
    link_person(person.pk)
    RoleHolding.objects.create(account=account, role=Hat.MEMBER, reason="test")
    persona = Persona(name, account, person, Hat.MEMBER)
    if address:
        lives_at(persona, address)
    return persona


def lives_at(persona: Persona, address: str, name: str = "") -> None:
    actor = persona.actor()
    known = Known(real_name=name or f"Real {persona.name}", address=address, phone="01632 960 444")
    with acting_as(actor):
        correct_identity(actor=actor, person_id=actor.person_id, known=known)


def tell(persona: Persona, about: str = "it", **more: Any) -> None:
    """Something that can also be said on paper; what is due is looked at at once."""
    queue(
        recipient=persona.person.pk,
        kind=KIND,
        context={},
        about=about,
        dedup=f"{persona.name} {about}",
        **more,
    )
    dispatch()


def with_a_head(world: World) -> None:
    write_letter_head(
        actor=world.administrator.actor(),
        address="Morning Hands\nP.O. Box 1\n12345 Town",
        window="P.O. Box 1, 12345 Town",
        signed="Anna Berger",
    )


def start(world: World) -> Job:
    actor = world.administrator.actor()
    with acting_as(actor):
        return start_letters(actor=actor)


def print_all(world: World) -> LetterBatch | None:
    """One press and a worker; the newest batch."""
    run_job(start(world).pk)
    return LetterBatch.objects.order_by("-pk").first()


def got_letters() -> list[str]:
    """Whom letters were printed to, in the order of printing."""
    letters = PostedLetter.objects.order_by("batch_id", "number")
    return list(letters.values_list("person__display_name", flat=True))


def words_of(batch: LetterBatch, world: World) -> str:
    """The text of a batch's PDF as another program reads it."""
    return pdf_words(file_of(batch, world))


def file_of(batch: LetterBatch, world: World) -> Path:
    """Where its PDF lies, as the office finds it."""
    actor = world.administrator.actor()
    with acting_as(actor):
        file = house_file(actor=actor, ref=batch.file_ref)
    assert file is not None
    return places.path_of(file.place)


def pdf_words(path: Path) -> str:
    """All its pages, lines as they stand."""
    pages = PdfReader(path).pages
    return "\f".join(page.extract_text(extraction_mode="layout") for page in pages)
