"""Pages of the office and of everybody with a task."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from audit.models import Event as Deed
from audit.roots import write_roots
from members.actions.list_out import gather_lists
from members.actions.list_work import carry_on_lists
from members.actions.lost_factor import ask_for_factor_removal
from members.models import Account, ListedPerson, Person
from po_platform.access.actor import acting_as
from tests.browser.pages import Site
from tests.members.office_world import second_administrator
from tests.members.signing_steps import give_app


def a_lost_second_factor(site: Site) -> None:
    give_app(site.world.nasser)
    actor = site.world.administrator.actor()
    person = site.world.nasser.person
    with acting_as(actor):
        ask_for_factor_removal(actor=actor, person_id=person.pk, reason="Fell into the lake")
    site.see(site.client(site.world.nasser).get("/lost-factor"), "asked")
    second = second_administrator(site.world)
    Account.objects.update(language=site.language)
    for one in (site.world.administrator, second):
        office = site.client(one)
        site.see(office.get(f"/office/people/{person.ref}/second-factor"), "asked")
        site.see(office.get("/office"), "with a lost factor")
    office.post(f"/office/people/{person.ref}/second-factor")
    site.see(office.get(f"/office/people/{person.ref}/second-factor"), "confirmed")
    site.see(site.client(site.world.nasser).get("/lost-factor"), "confirmed")


def the_office(site: Site) -> None:
    office = site.client(site.world.administrator)
    here = f"/office/people/{site.world.gerd.person.ref}"
    reason = {"reason": "His daughter called"}
    site.see(office.post(here + "/identity", {"act": "look", **reason}), "opened")
    site.see(office.post("/office/people", {"mark": "nobody@example.org"}), "nobody found")
    Person.objects.filter(pk=site.world.gerd.person.pk).update(display_name="Ruth E. the other")
    site.see(office.post("/office/people", {"mark": "ruth"}), "found")
    office.post(f"{here}/state", {"state": "paused", **reason})
    site.see(office.get(here), "paused")
    Deed.objects.create(
        at=timezone.now() - timedelta(days=3), actor_kind="system", verb="members.keys.rewrapped"
    )
    write_roots()
    site.see(office.get("/office/log"), "with deeds")
    office.post("/office/log/proof", {"addresses": "auditor@example.org"})
    site.see(office.get("/office/log/proof"), "with numbers")
    site.see(office.post("/office/log/proof", {"addresses": "nobody"}), "no address")


def every_desk(site: Site) -> None:
    for name, persona in site.world.people.items():
        response = site.client(persona).get("/start")
        site.keep(response, f"as {name}")


def the_member_list(site: Site) -> None:
    """A list with every kind of line, before, while and after it is read in; the list that goes out."""
    office = site.client(site.world.administrator)
    raw = (
        "Nr;Name;E-Mail;Straße\n1;Otti Grünwald;otti@example.org;Kai 4\n2;Anton Grünwald;otti@example.org;\n"
        f"3;Ruth;{site.world.ruth.account.email};\n4;;;\n5;Benno;;\n"
    )
    file = SimpleUploadedFile("list.csv", raw.encode())
    site.see(office.post("/office/list/new", {"language": "en"}), "no file")
    where = office.post("/office/list/new", {"file": file, "language": "en"})["Location"]
    site.see(office.post(where, {}), "nothing chosen")
    here = where.removesuffix("/columns")
    site.see(office.get(where), "of a list")
    site.see(office.get(here), "of a list")
    office.post(here, {"start": "1"})
    site.see(office.get(here), "running")
    carry_on_lists()
    site.see(office.get(here), "done")
    ListedPerson.objects.filter(key="3").update(differs=True)
    site.see(office.get("/office/list"), "with people")
    site.see(office.get("/office/list/invite"), "with people")
    invited = Person.objects.get(listed__key="5")
    site.see(office.get(f"/office/people/{invited.ref}"), "of the list")
    site.see(office.get(f"/office/people/{invited.ref}/take-in"), "of the list")
    out = office.post("/office/list/out", {"reason": "Labels"})["Location"]
    site.see(office.get(out), "running")
    gather_lists()
    site.see(office.get(out), "ready")
    office.post(out, {"put_away": "1"})
    site.see(office.get(out), "put away")


def words_typed_before(site: Site) -> None:
    office = site.client(site.world.administrator)
    session = office.session
    session["fresh_proof_at"] = 0
    session.save()
    here = f"/office/people/{site.world.gerd.person.ref}/card"
    office.post(here, {"sure": "called", "reason": "He rang us and asked for a new card"})
    again = site.client(site.world.administrator)
    kept = again.session
    kept["typed"] = office.session["typed"]
    kept.save()
    site.see(again.get(here), "with words typed before")
