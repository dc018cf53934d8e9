"""The curator's pages of a form no code tells about, of licences, and of an index."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from proms.models import CheckIn, Instrument
from proms.norms import choice_of
from proms.shipped import shipped_specs
from tests.browser.pages import Site
from tests.proms.norm_tables import posted, read_in
from tests.proms.path import WEEKLY, put_in, use
from tests.proms.wordless import form_for
from tests.questionnaires.forms import choice, questionnaire


def fitting_by_hand(site: Site) -> None:
    items = [choice(f"w{n}", *(str(value) for value in range(6))) for n in range(1, 6)]
    form = put_in(site.world, questionnaire(*items, title="Five questions"))
    curator = site.client(site.world.curator)
    here = f"/instruments/{form.slug}/scoring/who-5"
    site.see(curator.get(here), "nothing known")
    matched = {f"item-q{n}": f"w{n}" for n in range(1, 6)}
    site.see(curator.post(here, matched), "answers asked")
    turned = matched | {f"means-0-{place}": str(5 - place) for place in range(6)}
    site.see(curator.post(here, turned | {"step": "look"}), "with proof")
    site.see(curator.post(here, turned | {"means-0-0": "0", "step": "look"}), "does not fit")


def licences_and_lines(site: Site) -> None:
    curator = site.client(site.world.curator)
    spec = shipped_specs()["eq-5d-5l"]
    form = use(site.world, put_in(site.world, form_for(spec), spec.id))
    here = f"/instruments/{form.slug}"
    paper = SimpleUploadedFile("Letter of the holder.pdf", b"%PDF-1.7")
    given = {"licence": "granted", "holder": "Whoever holds it", "allowed_use": "On screen only"}
    curator.post(f"{here}/licence", {**given, "paper": paper})
    curator.post(f"{here}/licence/en", {**given, "licence": "refused"})
    for end in ("", "/licence", "/licence/en", "/lines", "/value-sets", "/again"):
        site.see(curator.get(here + end), "by language")


def averages(site: Site) -> None:
    """A made-up table looked at, put right and read in; its line in her course and a summary."""
    curator, ruth = site.client(site.world.curator), site.client(site.world.ruth)
    form = Instrument.objects.get(slug=WEEKLY)
    here = f"/instruments/{form.slug}/averages"
    site.see(curator.get(here), "without one")
    site.see(curator.post(here, posted("sex,mean\nall,99\n")), "to put right")
    site.see(curator.post(here, posted()), "looked at")
    table = read_in(site.world, form)
    site.see(curator.get(here), "with one")
    site.see(ruth.get("/my-answers/averages"), "with one to choose")
    ruth.post("/my-answers/averages", {"line1": choice_of(table.ref, "all")})
    site.see(ruth.get("/my-answers"), "with a line")
    site.see(ruth.get("/my-answers/numbers"), "with a line")


def writing_a_check_in(site: Site) -> None:
    found, curator = CheckIn.objects.get(), site.client(site.world.curator)
    here = f"/check-ins/{found.ref}"
    site.see(curator.get("/check-ins"), "with one")
    for end in ("/questions/new", "/scales/new"):
        site.see(curator.post(here + end, {}), "to put right")
    asked = curator.post(f"{here}/questions/new", {"kind": "choice", "words_en": "How often?"})
    site.see(curator.get(asked.headers["Location"]), "answers to choose")
    site.see(curator.get(here), "with something lacking")
    answers = {"words0_en": "never", "number0": "0", "words1_en": "often", "number1": "x"}
    site.see(curator.post(asked.headers["Location"], answers), "to put right")
    curator.post(asked.headers["Location"], {**answers, "number1": "3"})
    for end in ("/look", "/numbers", "/publish"):
        site.see(curator.get(here + end), "whole")


def keeping_a_diary(site: Site) -> None:
    gerd = site.client(site.world.gerd)
    site.see(gerd.get("/diary"), "empty")
    site.see(gerd.post("/diary/new", {}), "to put right")
    measure = {"name": "Pain", "low": "0", "high": "10", "direction": "higher_worse"}
    page = gerd.post("/diary/new", measure).headers["Location"]
    site.see(gerd.post(page, {"value": "12"}), "to put right")
    gerd.post(page, {"value": "4"})
    site.see(gerd.get("/diary"), "with one")
    site.see(gerd.get(page.removesuffix("/write")), "with one")
    table = SimpleUploadedFile("diary.csv", b"day,measure,value\nsoon,Pain,4\n")
    site.see(gerd.post("/diary/read-in", {"file": table}), "to put right")
