"""What somebody may do and take out, form by form, said on the page and true in her files."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from po_platform.access.actor import Hat
from registry.models import Right
from tests.personas import Persona, World, make_persona
from tests.registry.world import ANNA, HEADER, Walks, give_right, make_walks
from tests.registry.written import fetched

pytestmark = pytest.mark.django_db
OUT = "/registry/datasets/walk/out"
PEOPLE = "/registry/walks/people"


@pytest.fixture
def walks(world: World) -> Walks:
    found = make_walks(world)
    assert found.bring(HEADER, ANNA).usable
    return found


@pytest.fixture
def keeper(walks: Walks, sign_in: Any) -> Client:
    return sign_in(walks.curator)  # type: ignore[no-any-return]  # a fixture of conftest


@pytest.fixture
def olga() -> Persona:
    return make_persona("Olga Curator", role=Hat.CURATOR)


def say(keeper: Client, walks: Walks, right: Right, *, visit: tuple[str, str], **whole: str) -> int:
    """The page for one person is sent with this for the form "visit"; the answer's status."""
    sent = {"level": "sees", "export": "full", **whole}
    for form in walks.dataset.forms.all():
        named = visit if form.name == "visit" else ("", "registry")
        sent |= dict(zip((f"form-{form.pk}", f"files-{form.pk}"), named, strict=True))
    return keeper.post(f"{PEOPLE}/{right.ref}", sent).status_code


def columns(client: Client) -> set[str]:
    """Which questions are in the file she takes out."""
    raw = fetched(client, OUT, {"kind": "codes"}).decode("utf-8-sig")
    return set(csv.DictReader(io.StringIO(raw)).fieldnames or ())


def test_another_level_for_one_form_takes_no_file_away(
    walks: Walks, keeper: Client, olga: Persona, sign_in: Any
) -> None:
    right = give_right(walks, olga)
    assert say(keeper, walks, right, visit=("both", "registry")) == 302
    client = sign_in(olga, fresh=True)
    assert {"sex", "minutes"} <= columns(client)
    assert say(keeper, walks, right, visit=("both", "registry"), export="none") == 302
    assert client.get(OUT).status_code == 403


def test_files_of_one_form_are_chosen_apart(
    walks: Walks, keeper: Client, olga: Persona, sign_in: Any
) -> None:
    right = give_right(walks, olga)
    assert say(keeper, walks, right, visit=("", "none")) == 302
    found = columns(sign_in(olga, fresh=True))
    assert "sex" in found and "minutes" not in found
    assert say(keeper, walks, right, visit=("", "full"), export="none") == 302
    found = columns(sign_in(olga, fresh=True))
    assert "minutes" in found and "sex" not in found


def test_what_is_said_of_files_alone_goes_along_in_all_else(
    walks: Walks, keeper: Client, olga: Persona, sign_in: Any
) -> None:
    right = give_right(walks, olga)
    say(keeper, walks, right, visit=("", "none"))
    [entry] = [one for one in walks.entries() if one.form.name == "visit"]
    client = sign_in(olga)
    assert client.get(f"/registry/entries/{entry.ref}").status_code == 200
    say(keeper, walks, right, visit=("", "none"), level="nothing")
    assert client.get(f"/registry/entries/{entry.ref}").status_code == 404


def test_a_form_that_gave_no_files_says_so_and_is_put_right_on_the_page(
    walks: Walks, keeper: Client, olga: Persona, sign_in: Any
) -> None:
    right = give_right(walks, olga, export=Right.Export.FULL)
    give_right(walks, olga, form="visit", confirms=True)  # as it was written before
    assert "minutes" not in columns(sign_in(olga, fresh=True))
    assert "Read and confirm, no files" in keeper.get(PEOPLE).content.decode()
    page = keeper.get(f"{PEOPLE}/{right.ref}").content.decode()
    visit = walks.dataset.forms.get(name="visit")
    chosen = page.split(f'name="files-{visit.pk}"')[1].split("</select>")[0]
    assert '<option value="none" selected>' in chosen
    assert say(keeper, walks, right, visit=("confirms", "registry")) == 302
    assert "minutes" in columns(sign_in(olga, fresh=True))


def test_without_an_answer_about_files_nothing_is_changed(
    walks: Walks, keeper: Client, olga: Persona
) -> None:
    right = give_right(walks, olga, export=Right.Export.FULL)
    named = give_right(walks, olga, form="visit", confirms=True)
    here = f"{PEOPLE}/{right.ref}"
    before = {"level": "both", "export": "none", f"form-{named.form_id}": "both"}
    reply = keeper.post(here, before)
    assert reply.status_code == 422
    assert "Choose what may be taken out" in reply.content.decode()
    assert say(keeper, walks, right, visit=("both", "everything")) == 422
    right.refresh_from_db()
    named.refresh_from_db()
    assert (right.enters, right.export, named.enters) == (False, "full", False)


def test_who_does_not_look_after_the_registry_says_nothing(
    walks: Walks, olga: Persona, sign_in: Any
) -> None:
    right = give_right(walks, olga)
    assert say(sign_in(olga), walks, right, visit=("both", "full")) == 403
    assert not Right.objects.filter(account=olga.account, form__isnull=False).exists()
