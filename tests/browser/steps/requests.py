"""Requests for data in every state, cohorts and numbers, a release until its certificate."""

from __future__ import annotations

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from files.actions.running import run_job
from files.models import Job
from po_platform.access.actor import acting_as
from registry.actions.joining import change_answer
from registry.consent import Sheet
from registry.models import (
    Archive,
    DataRequest,
    Deletion,
    Recipient,
    Release,
    ReleaseRules,
    StudyInvitation,
    UseAsked,
)
from registry.release_end import as_release
from registry.request_flow import Move
from registry.single_use_work import ask_about_uses
from registry.study_work import ask_for_studies
from tests.browser.pages import Site
from tests.registry.asking import REUSE, WORDS, Asking, make_asking, taking_part


def asking_for_data(site: Site) -> None:
    DataRequest.objects.update(asked_by=0)  # the one of the world is somebody else's here
    said = {**REUSE, "contact": {"whole": "yes"}}
    asking = make_asking(site.world, people=12, said=said)
    client = site.client(asking.researcher)
    site.see(client.get("/data-requests"), "no request")
    new = {**WORDS, "dataset": asking.walks.dataset.pk}
    site.see(client.post("/data-requests/new", {**new, "title": ""}), "with a gap")
    here = client.post("/data-requests/new", new)["Location"].removesuffix("/questions")
    site.see(client.get(here), "a draft")
    site.see(client.get(f"{here}/words"), "its words")
    site.see(client.post(f"{here}/questions", {}), "nothing chosen")
    client.post(f"{here}/questions", {"form:visit": ["minutes"], "form:person": ["sex"]})
    site.see(client.get(f"{here}/people"), "no condition")
    client.post(f"{here}/people", {"everybody": "1"})
    site.see(client.get(f"{here}/people?split=sex"), "split")
    site.see(client.get(f"{here}/people?question=person|sex"), "choices")
    site.see(client.get(f"{here}/people?question=visit|minutes"), "a bound")
    site.see(client.get(f"{here}/people?question=person|born"), "a date")
    client.post(f"{here}/people?question=visit|minutes", {"op": "least", "bound": "10"})
    page = client.get(f"{here}/people")
    site.see(page, "with a condition")
    mark = page.content.decode().partition("beside=")[2].partition("#")[0]
    site.see(client.get(f"{here}/people?beside={mark}"), "another one beside it")
    beside = f"{here}/people?question=person|sex&beside={mark}"
    site.see(client.get(beside), "what else would do")
    client.post(beside, {"op": "never_any", "codes": ["0"]})
    site.see(client.get(f"{here}/people"), "one of two conditions")
    wrong = {"paper": SimpleUploadedFile("x.pdf", b"no")}
    site.see(client.post(f"{here}/papers/ethics", wrong), "no PDF")
    site.see(client.post(f"{here}/steps/send"), "lacks a paper")
    row = asking.draft()
    asking.move(row, asking.researcher, Move.SEND)
    curator = site.client(asking.walks.curator)
    at = f"/data-requests/{row.ref}"
    site.see(curator.get("/data-requests"), "one to screen")
    rules = f"/registry/{asking.walks.registry.slug}/decisions"
    site.see(curator.get(rules), "numbers and decisions")
    site.see(curator.get(at), "to be screened")
    for move in ("ask_back", "pass_on", "turn_down"):
        site.see(curator.get(f"{at}/steps/{move}"), move)
    row = asking.in_review()
    asking.vote(row, asking.votes[0])
    committee = site.client(asking.votes[1])
    at = f"/data-requests/{row.ref}"
    site.see(committee.get(at), "voted by one")
    site.see(committee.get(f"{at}/vote"), "my vote")
    asking.vote(row, asking.votes[1])
    site.see(committee.get(f"{at}/decision"), "all voted")
    site.see(committee.get("/data-requests/deputy"), "my own seat")
    ReleaseRules.objects.update(most_told=1)
    numbers = f"/data-requests/numbers/{row.dataset.registry.slug}"
    site.see(committee.get(numbers), "hardly another number")
    ReleaseRules.objects.update(most_told=400)
    asking.move(row, asking.votes[0], Move.ASK_BACK, "Who reads the dates?")
    site.see(committee.get(at), "votes of an earlier round")
    site.see(committee.get("/data-requests/minutes"), "a vote a question back ended")
    site.see(committee.get("/data-requests/minutes?first=&last="), "no days")
    row = asking.ready()
    at = f"/data-requests/{row.ref}"
    site.see(client.get(f"{at}/steps/amend"), "to be changed")
    client.post(f"{at}/steps/amend", {"words": "We need two years."})
    site.see(client.get(at), "a change begun")
    site.see(client.get(f"{at}/steps/keep"), "left as it was")
    DataRequest.objects.filter(pk=row.pk).update(months=24, variables=["minutes"])
    client.post(f"{at}/steps/propose", {"words": ""})
    site.see(curator.get(at), "a change to be screened")
    row = asking.approved()
    site.see(client.get(f"/data-requests/{row.ref}"), "to be signed")
    site.see(client.get(f"/data-requests/{row.ref}/papers/contract"), "the contract")
    _releases(site, asking)
    _studies(site, asking)
    _asked_each_time(site, asking)


def _asked_each_time(site: Site, asking: Asking) -> None:
    row = asking.ready(asking.draft(()))
    persona = asking.people[0]
    with acting_as(persona.actor()) as actor:
        question = Sheet.of(taking_part(persona).sheet.content).question("reuse")
        assert question is not None
        change_answer(
            actor=actor, taking_part=taking_part(persona), question=question,
            said={"past": "ask", "future": "ask"}, language="en",
        )  # fmt: skip
    ReleaseRules.objects.update(asked_a_year=9)
    curator, member = site.client(asking.walks.curator), site.client(persona)
    at = f"/data-requests/{row.ref}/asking"
    site.see(curator.get(at), "nobody asked yet")
    site.see(curator.post(at, {"ends_on": ""}), "without a day")
    curator.post(at, {"ends_on": (timezone.localdate() + timedelta(days=60)).isoformat()})
    site.see(curator.get(at), "members are asked")
    assert ask_about_uses() == 1
    with acting_as(persona.actor()) as actor:
        here = f"/me/asked-use/{UseAsked.objects.visible_to(actor).get(asking__request=row).ref}"
    site.see(member.get(here), "asked about one use")
    member.post(here, {"yes": "1"})
    site.see(member.get(here), "a yes to one use")


def _studies(site: Site, asking: Asking) -> None:
    row = asking.ready(asking.draft(invitation="Would you walk with us twice a week?"))
    curator, member = site.client(asking.walks.curator), site.client(asking.people[0])
    at = f"/data-requests/{row.ref}/study"
    site.see(curator.get(at), "nobody asked yet")
    site.see(curator.post(at, {"ends_on": ""}), "without a day")
    curator.post(at, {"ends_on": (timezone.localdate() + timedelta(days=60)).isoformat()})
    ask_for_studies()
    with acting_as(asking.people[0].actor()) as actor:
        one = StudyInvitation.objects.visible_to(actor).get(study__request=row)
    here = f"/me/asked/{one.ref}"
    site.see(member.get(here), "a letter about a study")
    site.see(member.post(here, {"name": ""}), "without a way to reach her")
    member.post(here, {"name": "P.", "reach": "01632 960 222"})
    site.see(member.get(here), "a yes")
    site.see(site.client(asking.researcher).get(at), "who said yes")
    site.see(curator.get(at), "members are asked")
    member.post(here, {"no": "1"})
    site.see(member.get(here), "a no")
    site.see(member.get("/me/uses-of-data"), "with studies")
    about = f"/registry/{asking.walks.registry.slug}/description"
    site.see(curator.get(about), "not described yet")
    words = {"about": "How far people walk", "keywords": "walking", "contact": "d@example.org"}
    curator.post(about, {**words, "people": "50", "listed": "on"})
    site.see(curator.get(about), "described")
    site.see(site.client().get("/data-catalogue"), "a registry")


def _releases(site: Site, asking: Asking) -> None:
    row = asking.ready()
    at = f"/data-requests/{row.ref}/release"
    curator, client = (site.client(who) for who in (asking.walks.curator, asking.researcher))
    site.see(curator.get(at), "ready to be made")
    curator.post(f"{at}/make")
    site.see(curator.get(at), "being made")
    release = Release.objects.get(request=row)
    with acting_as(as_release(release)) as system:
        job = Job.objects.visible_to(system).get()
    run_job(job.pk)
    second = site.client(asking.second)
    site.see(second.get(at), "to be looked at")
    second.post(f"{at}/free")
    site.see(client.get(at), "to be fetched")
    link = Recipient.objects.get(release=release)
    site.see(client.get(f"/data-releases/{link.ref}"), "data of a study")
    site.see(curator.get(at), "who has it")
    site.see(curator.get(f"{at}/link"), "another link")
    site.see(site.client(asking.people[0]).get("/me/uses-of-data"), "with my data")
    Deletion.objects.create(release=release, pseudonym="ABCDEFGHIJKL0")
    site.see(client.get(at), "somebody left")
    site.see(client.get(f"/data-releases/{link.ref}/deletions"), "a list")
    site.see(client.get(f"/data-releases/{link.ref}"), "a list for each recipient")
    site.see(client.get(f"{at}/sealed"), "a sealed copy instead")
    until = (timezone.localdate() + timedelta(days=2000)).isoformat()
    client.post(f"{at}/sealed", {"keeper": "Dr Oyelaran", "why": "Checks", "until": until})
    site.see(second.get(at), "a sealed copy to agree to")
    second.post(f"{at}/sealed/answer", {"agree": "1"})
    Deletion.objects.all().delete()
    site.see(client.get(f"{at}/destroyed"), "to be certified")
    client.post(f"{at}/destroyed", {"words": "Deleted", "sure": "on"})
    site.see(second.get(at), "kept sealed")
    site.see(second.get(f"{at}/sealed/open"), "to be opened")
    second.post(f"{at}/sealed/open", {"why": "A reviewer asked"})
    site.see(client.get(at), "opened for a week")
    Archive.objects.filter(release=release).update(fetched_at=timezone.now())
    site.see(client.get(at), "fetched again")
    site.see(second.get(f"{at}/certificate"), "a certificate, fetched again")
    Archive.objects.filter(release=release).update(fetched_at=None)
    site.see(client.get(f"/data-releases/{link.ref}"), "data of a study, sealed")
    Release.objects.filter(pk=release.pk).update(state="destroyed")
    site.see(client.get(at), "destroyed")
    site.see(client.get(f"{at}/certificate"), "a certificate")
    here = f"/data-requests/{row.ref}"
    site.see(client.get(f"{here}/results"), "nothing told yet")
    client.post(f"{here}/results", {"results": "Company helps."})
    site.see(curator.get(here), "results to read")
    curator.post(f"{here}/results/publish")
    site.see(site.client().get("/uses-of-data"), "with results")
