"""People of a registry: records that look alike, consent with a pen, a parent who joins for a child."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from members.models import DeathTold, Grant
from po_platform.access.actor import Hat, acting_as
from proms.actions.visits import When, note_visit
from proms.own_record import lines_offered
from registry.actions.datasets import make_registry
from registry.actions.sheets import begin_sheet, publish_sheet
from registry.actions.shipped import add_shipped
from registry.models import Alike, Entry, Joined, PaperConsent, Right, Subject
from registry.shipped import OWN_RECORD
from tests.browser.pages import Site
from tests.browser.steps.registry import CHECKS, SAID
from tests.members.helper_steps import acting
from tests.members.proxy_steps import proxy_for, second_office
from tests.personas import make_persona
from tests.proms.path import WEEKLY, put_weekly_in_use, sent_often
from tests.registry.joining import join, open_to_members
from tests.registry.scores import FORM, held, offered, use_draft
from tests.registry.world import Walks, give_right

PERSON = "record_id,name,born,sex,pregnant,person_complete"
BOTH = ("30,Anna Meier,1950-03-21,1,0,2", "31,Anna Mayer,1950-03-21,0,0,2")


def doubles(site: Site) -> None:
    walks = open_to_members(site.world)
    second_persona = make_persona("Olga Curator", role=Hat.CURATOR)
    give_right(walks, second_persona, enters=True)
    kept, dataset = f"/registry/{walks.registry.slug}", walks.dataset.slug
    first, second = site.client(walks.curator), site.client(second_persona)
    ruth = site.client(site.world.ruth)
    who = f"/registry/datasets/{dataset}/who-is-who"
    site.see(first.get(f"{kept}/doubles"), "nothing is compared yet")
    site.see(first.get(f"{kept}/put-together"), "nothing yet")
    site.see(first.get(who), "nothing chosen")
    chosen = {"names": ["person|name"], "born": "person|born"}
    site.see(first.post(who, chosen, follow=True), "to be compared")
    site.see(first.get(f"{kept}/doubles"), "with no pair")
    counted = f"/registry/datasets/{dataset}/counted-often"
    site.see(first.get(counted), "to choose from")
    assert walks.bring(PERSON, *BOTH).usable
    site.see(first.get(f"{kept}/doubles"), "with a pair")
    with acting_as(walks.curator.actor()) as actor:
        pair = Alike.objects.visible_to(actor).filter(registry=walks.registry).get()
    here = f"/registry/doubles/{pair.ref}"
    site.see(first.get(f"{here}?names=1"), "with names")
    site.see(first.post(here, {}), "with no choice")
    first.post(here, {"verdict": "same"})
    site.see(first.get(here), "said by herself")
    site.see(second.get(here), "to be confirmed")
    site.see(second.post(here, {"confirm": "1"}, follow=True), "put together")
    site.see(first.get(here), "put together already")
    with acting_as(walks.curator.actor()) as actor:
        joined = Joined.objects.visible_to(actor).filter(registry=walks.registry).get()
    apart = f"/registry/put-together/{joined.ref}/apart"
    site.see(second.get(apart), "asked once")
    site.see(second.post(apart, follow=True), "apart again")
    site.see(first.get(here), "two people")
    site.see(ruth.get("/start", follow=True), "beside a record of hers")


def sites(site: Site) -> None:
    """A registry gets two sites; a record moves, somebody works for one, a member joins at one."""
    walks = open_to_members(site.world)
    second = make_persona("Olga Curator", role=Hat.CURATOR)
    assert walks.bring("record_id,name,sex,minutes", "40,Anna Meier,1,20").usable
    keeper, ruth = site.client(walks.curator), site.client(site.world.ruth)
    kept, here = f"/registry/{walks.registry.slug}", f"/registry/datasets/{walks.dataset.slug}"
    site.see(keeper.get(f"{kept}/sites"), "none yet")
    site.see(keeper.get(f"{kept}/sites/new"), "to be added")
    site.see(keeper.post(f"{kept}/sites/new", {"title": ""}), "without a title")
    for title in ("Jena", "Leeds"):
        keeper.post(f"{kept}/sites/new", {"title": title, "country": "Somewhere"})
    site.see(keeper.get(f"{kept}/sites"), "two of them")
    site.see(keeper.get(f"{kept}/sites/jena"), "to be changed")
    with acting_as(walks.curator.actor()) as actor:
        record = Subject.objects.visible_to(actor).get(registry=walks.registry, number="40")
    move = f"{here}/people/{record.ref}/site"
    site.see(keeper.get(move), "to be moved")
    keeper.post(move, {"site": "jena"})
    site.see(keeper.get(f"{here}/records/{record.ref}"), "kept at a site")
    site.see(keeper.get(f"{here}/records?site=jena"), "of one site")
    site.see(keeper.get(f"{here}?complete"), "site by site")
    site.see(keeper.get(f"{here}/quality?site=jena"), "of one site")
    site.see(keeper.get(f"{here}/data"), "with sites")
    site.see(keeper.get(f"{kept}/people/name"), "for one site")
    site.see(keeper.post(f"{kept}/people/name", {"account": second.account.pk}), "site left open")
    keeper.post(f"{kept}/people/name", {"account": second.account.pk, "site": "leeds"})
    site.see(keeper.get(f"{kept}/people"), "with a site")
    right = Right.objects.get(registry=walks.registry, account=second.account)
    site.see(keeper.get(f"{kept}/people/{right.ref}"), "with a site")
    both = {"level": "sees", "export": "none", "manages": "on", "site": "leeds"}
    site.see(keeper.post(f"{kept}/people/{right.ref}", both), "for one site and for all")
    taken = {"number": "40"}
    right.enters = True
    right.save(update_fields=["enters"])
    site.see(site.client(second).post(f"{here}/records", taken), "with a number used elsewhere")
    joining = f"/registries/{walks.registry.slug}/join"
    site.see(ruth.get(joining), "asks for her site")
    whole = {**SAID, **CHECKS, "kept-at": "jena", "step": "sign"}
    site.see(ruth.post(joining, {**whole, "kept-at": "-"}), "signs at no site")
    signing = ruth.post(joining, whole)
    site.see(signing, "signs at a site")
    ruth.post(joining, {**whole, "shown": signing.context["shown"]})
    site.see(ruth.get(f"/registries/{walks.registry.slug}"), "kept at a site")


def telling_of_a_death(site: Site) -> None:
    """Who keeps a record tells the office; it was a mistake."""
    walks = open_to_members(site.world)
    join(walks, site.world.gerd)
    keeper, office = site.client(walks.curator), site.client(site.world.administrator)
    with acting_as(walks.curator.actor()) as actor:
        hers = Subject.objects.visible_to(actor).filter(registry=walks.registry)
        record = hers.get(subject_id=site.world.gerd.subject)
    here = f"/registry/datasets/{walks.dataset.slug}"
    page, told = f"{here}/records/{record.ref}", f"{here}/people/{record.ref}/died"
    site.see(keeper.get(told), "to tell")
    site.see(keeper.post(told, {"why": ""}), "without from whom")
    site.see(keeper.post(told, {"why": "From his daughter"}, follow=True), "told")
    site.see(office.get("/office"), "with a death told from a record")
    with acting_as(site.world.administrator.actor()) as actor:
        rows = DeathTold.objects.visible_to(actor).filter(settled_at=None)
        row = rows.get(subject_id=site.world.gerd.subject)
    site.see(office.get(f"/office/told/{row.ref}"), "to find out")
    site.see(office.post(f"/office/told/{row.ref}", {"reason": ""}), "without a reason")
    office.post(f"/office/told/{row.ref}", {"reason": "He called himself"})
    site.see(keeper.get(page), "found alive")


def her_own_record(site: Site) -> None:
    """Written down in one registry, ticked for a visit, taken over into another."""
    first = open_to_members(site.world)
    with acting_as(first.curator.actor()) as actor:
        add_shipped(actor=actor, registry=first.registry, ours=OWN_RECORD)
        second = make_registry(actor=actor, title="Knees")
        publish_sheet(actor=actor, sheet=begin_sheet(actor=actor, registry=second))
        add_shipped(actor=actor, registry=second, ours=OWN_RECORD)
    other = Walks(first.curator, second, first.dataset)
    join(first, site.world.gerd)
    join(other, site.world.gerd)
    gerd = site.client(site.world.gerd)
    dataset = first.registry.datasets.exclude(pk=first.dataset.pk).get()
    form = f"/registries/{first.registry.slug}/data/{dataset.slug}/treatments?instance=1"
    sent = {"occurred_on": "", "seen_version": "0", "treatment_kind": "other"}
    gerd.post(form, {**sent, "treatment_name": "Warm baths"})
    with acting_as(actor := site.world.gerd.actor()):
        visit = note_visit(actor=actor, when=When(timezone.localdate()))
        key = lines_offered(actor)[0].key
    here = f"/visits/{visit.ref}"
    site.see(gerd.get(here), "with an own record to choose from")
    site.see(gerd.get(f"{here}/own-record"), "nothing ticked")
    site.see(gerd.post(f"{here}/own-record", {"chosen": ["x"]}), "changed meanwhile")
    site.see(gerd.post(f"{here}/own-record", {"chosen": [key]}, follow=True), "ticked")
    site.see(gerd.get(f"{here}/own-record"), "with a tick")
    data = f"/registries/{second.slug}/data"
    site.see(gerd.get(data), "with something to take over")
    site.see(gerd.get(f"{data}/take-over"), "to tick")
    site.see(gerd.post(f"{data}/take-over", {}), "nothing ticked")
    with acting_as(site.world.gerd.actor()) as actor:
        mine = Entry.objects.visible_to(actor).filter(registry=first.registry)
        ref = mine.get(form__name="treatments").ref
    gerd.post(f"{data}/take-over", {"chosen": [str(ref)]})
    site.see(gerd.get(data), "taken over")


def scores_given(site: Site) -> None:
    """A form scores answer is written; a member looks at her results and gives one of two."""
    weekly = put_weekly_in_use(site.world)
    walks = open_to_members(site.world)
    join(walks, site.world.gerd)
    curator = site.client(walks.curator)
    here = f"/registry/datasets/{walks.dataset.slug}/questions"
    site.see(curator.get(f"{here}/scores-form"), "to choose from")
    site.see(curator.post(f"{here}/scores-form", {}), "nothing chosen")
    curator.post(f"{here}/scores-form", {"measure": WEEKLY})
    site.see(curator.get(here), "with a form for scores")
    site.see(curator.get(f"{here}/{FORM}"), "questions scores answer")
    site.see(curator.get(f"{here}/scores-form"), "each has its form")
    use_draft(walks.dataset, walks.curator)
    sent_often(site.world.gerd, weekly, 2)
    gerd, data = site.client(site.world.gerd), f"/registries/{walks.registry.slug}/data"
    site.see(gerd.get(data), "with results to take over")
    site.see(gerd.get(f"{data}/from-questionnaires"), "to tick")
    site.see(gerd.post(f"{data}/from-questionnaires", {}), "nothing ticked")
    chosen = [offered(walks, site.world.gerd)[0].key]
    gerd.post(f"{data}/from-questionnaires", {"chosen": chosen})
    site.see(gerd.get(data), "with one taken over")
    [entry] = held(walks, site.world.gerd)
    site.see(gerd.get(f"/registries/entries/{entry.ref}"), "a result")
    site.see(curator.get(f"/registry/entries/{entry.ref}/values"), "a result")


def consent_on_paper(site: Site) -> None:
    walks = open_to_members(site.world)
    desk, other = (
        site.client(site.world.desk),
        site.client(make_persona("Dora Desk", role=Hat.DESK)),
    )
    here = "/desk/registry-papers"
    site.see(desk.get(here), "with what waits")
    site.see(desk.post(here, {"code": "AB"}), "with a wrong code")
    site.see(desk.get(f"{here}/print"), "for somebody")
    site.see(desk.post(f"{here}/print", {"number": "1"}), "with a wrong number")
    number = {"number": site.world.gerd.person.number, "registry": walks.registry.slug}
    site.see(desk.post(f"{here}/print", number, follow=True), "to be printed")
    with acting_as(site.world.desk.actor()) as actor:
        paper = PaperConsent.objects.visible_to(actor).get(registry=walks.registry)
    form, day = f"{here}/{paper.ref}", timezone.localdate()
    site.see(desk.get(form), "to type in")
    site.see(desk.post(form, {}), "with nothing typed in")
    scan = SimpleUploadedFile("paper.png", b"\x89PNG\r\n\x1a\n")
    typed = {
        **SAID, "signed": "on", "signed_on_day": day.day, "signed_on_month": day.month,
        "signed_on_year": day.year, "scan": scan,
    }  # fmt: skip
    site.see(desk.post(form, typed, follow=True), "typed in")
    site.see(other.get(form), "the second look")
    site.see(other.post(form, {"why": ""}), "with no reason")
    other.post(form, {"why": "The second answer is no."})
    site.see(desk.get(form), "sent back")
    site.see(desk.post(form, {"end": "1", "end_why": ""}), "no reason to end it")
    site.see(desk.get(f"{here}/leave"), "nobody yet")
    site.see(desk.post(f"{here}/leave", {}), "with nothing said")


def a_child_joins(site: Site) -> None:
    walks = open_to_members(site.world)
    grant = proxy_for(site.world, site.world.gerd, second_office())
    assert acting(site.world.gerd, Grant(pk=grant)) is not None
    join(walks, site.world.ruth)
    gerd = site.client(site.world.gerd)
    gerd.post(f"/helping/{grant}/act")
    here = f"/registries/{walks.registry.slug}"
    site.see(gerd.get(here), "for a child")
    site.see(gerd.get(f"{here}/join"), "the text for children")
    site.see(
        gerd.post(f"{here}/join", {"step": "assent", "assent": "objects"}), "the child says no"
    )
