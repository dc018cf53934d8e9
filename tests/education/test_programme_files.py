"""Programmes go out and come in with the pages, and are told in another language by a page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.management import call_command

from education.models import Programme, ProgrammeVersion
from education.queries.export import everything
from po_platform.access.actor import acting_as
from tests.education.programme_path import shipped, short
from tests.education.test_bring import looked
from tests.personas import World

pytestmark = pytest.mark.django_db


def taken_along(world: World) -> dict[str, Any]:
    with acting_as(world.editor.actor()) as actor:
        told: dict[str, Any] = json.loads(
            json.dumps(everything(actor=actor, history=False), default=str)
        )
    return told


def brought(editor: Any, told: dict[str, Any]) -> str:
    page, button = looked(editor, json.dumps(told).encode(), "all.json")
    assert editor.post("/write/import/take", button).status_code == 302
    return page


def test_what_went_out_comes_in_elsewhere_as_drafts_the_same(world: World, sign_in: Any) -> None:
    shipped(world)
    told = taken_along(world)
    assert [one["language"] for one in told["programmes"]] == ["en", "de"]
    assert "version" not in str(told["programmes"][0]["modules"])
    Programme.objects.update(live=None)
    ProgrammeVersion.objects.all().delete()
    Programme.objects.exclude(translation_of=None).delete()
    Programme.objects.all().delete()
    page = brought(sign_in(world.editor), told)
    assert "A new draft" in page
    english, german = Programme.objects.order_by("pk")
    assert (german.translation_of, english.live, german.live) == (english, None, None)
    assert taken_along(world)["programmes"] == told["programmes"]


def test_the_same_again_changes_nothing_and_a_draft_is_not_overwritten(
    world: World, sign_in: Any
) -> None:
    programme = shipped(world)
    told, editor = taken_along(world), sign_in(world.editor)
    page, _button = looked(editor, json.dumps(told).encode(), "all.json")
    assert "Stays as it is" in page
    told["programmes"][0]["lead"] = "Another lead."
    brought(editor, told)
    draft = programme.versions.get(state="draft")
    assert draft.lead == "Another lead."
    draft.lead = "Written here."
    draft.save()
    told["programmes"][0]["lead"] = "A third lead."
    page, _button = looked(editor, json.dumps(told).encode(), "all.json")
    assert "has a draft here already, and stays as it is" in page
    draft.refresh_from_db()
    assert draft.lead == "Written here."


@pytest.mark.parametrize(
    "harm",
    [
        {"language": "xx"},
        {"language": ["en"]},
        {"title": ""},
        {"title": 7},
        {"slug": "nul \x00"},
        {"modules": [{"id": "m", "title": "M \x00", "steps": []}]},
        {"modules": "none"},
        {"modules": [{"id": "m", "title": "M", "html": "<script>"}]},
        {"good_for": {"a": 1}},
    ],
)
def test_a_harmful_programme_is_left_out_with_its_reason(
    world: World, tmp_path: Any, capsys: pytest.CaptureFixture[str], harm: dict[str, Any]
) -> None:
    good = {
        "slug": "small", "language": "en", "title": "Small", "lead": "A", "not_for": ["B"],
        "modules": [{"id": "m", "title": "M", "steps": [{"id": "s", "kind": "plan", "title": "S"}]}],
    }  # fmt: skip
    file = tmp_path / "one.json"
    file.write_text(json.dumps({"format": "health-pages-1", "programmes": [{**good, **harm}]}))
    with pytest.raises(SystemExit):
        call_command("import_topics", str(file), "--json", account=world.editor.account.email)
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "refused"
    assert told["notes"] or told["errors"]
    assert not Programme.objects.exists()


def small(**more: Any) -> dict[str, Any]:
    step = {"id": "s", "kind": "read", "title": "S", "text": "T", "url": "https://example.org/a"}
    return {
        "slug": "small", "language": "en", "title": "Small", "lead": "A", "not_for": ["B"],
        "modules": [{"id": "m", "title": "M", "steps": [step | more.pop("step", {})]}], **more,
    }  # fmt: skip


def file_of(*programmes: dict[str, Any]) -> dict[str, Any]:
    return {"format": "health-pages-1", "programmes": list(programmes)}


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        ({"title": "x" * 161}, "longer than 160 signs"),
        ({"step": {"title": "x" * 161}}, "longer than 160 signs"),
        ({"step": {"id": "step 1"}}, "cannot be an id"),
        ({"step": {"id": "s" * 41}}, "cannot be an id"),
        ({"step": {"id": ""}}, "cannot be an id"),
        ({"modules": [{"id": "part/1", "title": "M"}]}, "cannot be an id"),
        ({"step": {"kind": "riddle"}}, "of a kind that is not known here"),
        ({"step": {"url": "javascript:alert(1)"}}, "has to begin with https://"),
        ({"step": {"url": "https://"}}, "has to begin with https://"),
    ],
)
def test_what_our_pages_would_not_show_is_left_out_and_the_rest_is_taken(
    world: World, sign_in: Any, harm: dict[str, Any], why: str
) -> None:
    editor, bad = sign_in(world.editor), small(**harm)
    page = brought(editor, file_of(bad, small(slug="good", title="The good one")))
    assert why in page
    good = Programme.objects.get()
    assert good.slug == "good"
    desk = f"/write/programmes/{good.ref}"
    for address in (desk, f"{desk}/steps/s"):
        assert editor.get(address).status_code == 200


def test_a_known_name_in_another_language_is_left_out(world: World, sign_in: Any) -> None:
    editor = sign_in(world.editor)
    brought(editor, file_of(small()))
    german = small(language="de", title="Klein")
    page = brought(editor, file_of(german, small(slug="good")))
    assert "is here already, in another language" in page
    first = Programme.objects.get(slug="small")
    assert (first.language, first.versions.get().title) == ("en", "Small")


def test_a_programme_that_names_a_translation_joins_the_family_of_the_first(
    world: World, sign_in: Any
) -> None:
    german = small(slug="klein", language="de", translation_of="small")
    again = small(slug="another", language="en", translation_of="klein")
    itself = small(slug="alone", translation_of="alone")
    brought(sign_in(world.editor), file_of(small(), german, again, itself))
    first = Programme.objects.get(slug="small")
    for slug, root in (("small", None), ("klein", first), ("another", first), ("alone", None)):
        assert Programme.objects.get(slug=slug).translation_of == root


def test_a_programme_is_told_in_another_language_once(world: World, sign_in: Any) -> None:
    programme, editor = short(world), sign_in(world.editor)
    desk = f"/write/programmes/{programme.ref}"
    assert f"{desk}/language" in editor.get(desk).content.decode()
    wish = {"language": "de", "title": "Ein kurzes"}
    assert editor.post(f"{desk}/language", {**wish, "language": "en"}).status_code == 422
    made = editor.post(f"{desk}/language", wish)
    german = Programme.objects.get(language="de")
    assert made["location"] == f"/write/programmes/{german.ref}"
    draft = german.versions.get()
    assert (german.translation_of, german.live, draft.title) == (programme, None, "Ein kurzes")
    assert programme.live is not None
    assert (draft.modules, draft.not_for) == (programme.live.modules, programme.live.not_for)
    assert editor.post(f"{desk}/language", wish).status_code == 422
    page = editor.get(desk).content.decode()
    assert f"{desk}/language" not in page
    assert "Ein kurzes" in page
    assert sign_in(world.reviewer).get(f"{desk}/language").status_code == 403
    assert Programme.objects.count() == 2
