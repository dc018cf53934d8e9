"""A curator's registry: a dictionary in and refused, a draft, data tried and taken in, a form."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

from questionnaires.redcap.exporting import dictionary_csv
from registry.models import Batch
from tests.browser.pages import Site
from tests.registry.world import ANNA, HEADER, rows


def _file(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("file.csv", "\n".join(lines).encode())


def datasets_and_data(site: Site) -> None:
    curator = site.client(site.world.curator)
    site.see(curator.get("/registry"), "with no registry")
    site.see(curator.post("/registry/new", {"title": "Hearts"}, follow=True), "just begun")
    site.see(curator.get("/registry"), "with no dataset")
    new = "/registry/hearts/new-dataset"
    site.see(curator.post(new, {"title": "X", "file": _file("a,b", "1,2")}), "refused")
    sent = {"title": "Steps", "file": _file(dictionary_csv(rows()))}
    site.see(curator.post(new, sent), "read")
    here = "/registry/datasets/steps"
    site.see(curator.get(f"{here}/records"), "with no record")
    data = {"blanks": "keep"}
    site.see(curator.get(f"{here}/data"), "no file yet")
    site.see(curator.get(f"{here}/dictionary"), "no file yet")
    bad = {**data, "file": _file(HEADER, ANNA.replace("1950", "soon"))}
    site.see(curator.post(f"{here}/data", bad), "with a wrong cell")
    tried = curator.post(f"{here}/data", {**data, "file": _file(HEADER, ANNA)})
    site.see(tried, "can be taken in")
    taken = {"word": tried.context["word"], "file_name": "first.csv"}
    site.see(curator.post(f"{here}/data/take-in", taken, follow=True), "with data")
    site.see(curator.get(f"{here}/data/{Batch.objects.latest('pk').ref}/undo"), "asked once")
    found = curator.post(f"{here}/records", {"number": "1"})["Location"]
    site.see(curator.get(f"{here}/records"), "with a record")
    record = curator.get(found)
    site.see(record, "filled in")
    site.see(curator.get(f"{found}/visit?instance=0"), "empty")
    entry = record.content.decode().split("/registry/entries/")[1].split('"')[0]
    site.see(curator.get(f"/registry/entries/{entry}"), "a form filled in")
    wrong = {"name": "A", "sex": "5", "status": "1", "seen_version": "1"}
    site.see(curator.post(f"/registry/entries/{entry}", wrong), "with a wrong answer")
    changed = _file(dictionary_csv(rows()[:-1]))
    site.see(curator.post(f"{here}/dictionary", {"file": changed}), "a changed one read")
    site.see(curator.get(f"{here}/draft"), "with answers lost")
    site.see(curator.get(f"{here}"), "with a draft")
