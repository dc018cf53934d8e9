"""The curator's pages of a form no code tells about, of licences, and of an index."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from proms.shipped import shipped_specs
from tests.browser.pages import Site
from tests.proms.path import put_in, use
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
    for end in ("", "/licence", "/licence/en", "/lines"):
        site.see(curator.get(here + end), "by language")
