"""Pages around requests: numbers, papers, the release, and how a registry decides."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from pypdf import PdfReader

from members.start_page import work_of
from po_platform.access.actor import Hat, acting_as
from registry import request_work
from registry.actions.committee import stand_in_for
from registry.models import CountRun, Deputy, ReleaseRules
from registry.pseudonyms import is_sound
from registry.request_flow import Move
from tests.personas import World, make_persona
from tests.registry.asking import Asking, make_asking

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking(world: World) -> Asking:
    return make_asking(world, people=11)


def test_numbers_on_the_page_are_rounded_and_split_without_small_cells(
    asking: Asking, sign_in: Any
) -> None:
    row = asking.draft(())
    here = f"/data-requests/{row.ref}/people"
    client = sign_in(asking.researcher)
    page = client.get(here).content.decode()
    assert "About 10 people" in page
    page = client.get(f"{here}?split=sex").content.decode()
    assert page.count("not shown") == 3
    client.post(f"{here}?question=person|sex", {"op": "any", "codes": ["0"]})
    page = client.get(here).content.decode()
    assert "fewer than 10 people" in page
    assert "Sex: Female" in page
    client.post(here, {"take_out": "0"})
    client.post(f"{here}?question=visit|minutes", {"op": "least", "bound": "11"})
    assert "About 10 people" in client.get(here).content.decode()  # the one who is out counts too
    assert client.get(f"{here}?question=person|name").status_code == 404
    asking.move(row, asking.researcher, Move.SEND)
    assert client.get(here).status_code == 403


def test_reading_a_request_counts_nobody_and_who_looks_at_it_counts_with_one_press(
    asking: Asking, sign_in: Any
) -> None:
    row = asking.draft(())
    researcher, curator = sign_in(asking.researcher), sign_in(asking.walks.curator)
    here = f"/data-requests/{row.ref}"
    assert curator.post(f"{here}/count").status_code == 404
    asking.in_review(row)
    for client in (curator, sign_in(asking.votes[0])):
        assert "Not counted yet." in client.get(here).content.decode()
    assert not CountRun.objects.exists()
    assert researcher.post(f"{here}/count").status_code == 403
    page = curator.post(f"{here}/count", follow=True).content.decode()
    assert "about 10, counted on" in page
    assert "about 10, counted on" in sign_in(asking.votes[0]).get(here).content.decode()
    assert CountRun.objects.count() == 1


def test_where_no_more_numbers_are_told_each_side_reads_so(asking: Asking, sign_in: Any) -> None:
    row = asking.draft()
    client = sign_in(asking.researcher)
    here = f"/data-requests/{row.ref}"
    assert "About 10 people" in client.get(f"{here}/people").content.decode()
    ReleaseRules.objects.update(most_told=1)
    full = client.get(f"{here}/people?split=sex").content.decode()
    assert "About 10 people" in full and "as many numbers about this registry" in full
    client.post(f"{here}/people", {"take_out": "0"})
    full = client.get(f"{here}/people").content.decode()
    assert "as many numbers about this registry" in full and "fewer than" not in full
    asking.in_review(row)
    committee = sign_in(asking.votes[0])
    read = committee.get(here).content.decode()
    assert "as many numbers about this registry" in read and "Fewer than" not in read
    decide = "/data-requests/numbers/walks"
    with acting_as(asking.votes[0].actor()) as actor:
        assert decide in [one.url for one in request_work.committee(actor)]
    assert client.get(decide).status_code == 403
    committee.post(decide)
    assert ReleaseRules.objects.get().most_told == 201
    assert "There is room for more" in committee.get(decide).content.decode()
    with acting_as(asking.votes[0].actor()) as actor:
        assert decide not in [one.url for one in request_work.committee(actor)]
    assert "about 10, counted on" in (committee.post(f"{here}/count", follow=True).content.decode())


def test_the_committee_gets_one_pdf_and_the_researcher_invented_data(
    asking: Asking, sign_in: Any
) -> None:
    row = asking.approved()
    here = f"/data-requests/{row.ref}"
    pdf = sign_in(asking.world.committee).get(f"{here}/pack.pdf")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf.content)).pages)
    for words in ("Walking and stiffness", "Minutes: 10 or more", "Cleo Committee", "No linking"):
        assert words in text
    client = sign_in(asking.researcher)
    assert client.get(f"{here}/pack.pdf").status_code == 403
    lines = client.get(f"{here}/artificial.csv").content.decode().splitlines()
    assert len(lines) == 101
    assert lines[0].startswith("pseudonym,born,sex,minutes,with_whom___1")
    assert is_sound(lines[1].split(",")[0])
    again = client.get(f"{here}/artificial.csv").content.decode().splitlines()
    assert again == lines


def test_a_release_on_pages(asking: Asking, sign_in: Any) -> None:
    row = asking.ready()
    here = f"/data-requests/{row.ref}/release"
    curator, second, researcher = (
        sign_in(who) for who in (asking.walks.curator, asking.second, asking.researcher)
    )
    assert "Make the release" in curator.get(here).content.decode()
    assert "Make the release" not in researcher.get(here).content.decode()
    assert researcher.post(f"{here}/make").status_code == 403
    assert curator.post(f"{here}/make").status_code == 302
    page = curator.get(here)
    assert "It is being made" in page.content.decode()
    assert page["Refresh"] == "5"
    assert curator.post(f"{here}/free").status_code == 403
    assert second.get(here).status_code == 200
    assert researcher.get(f"{here}/destroyed").status_code == 403
    assert sign_in(asking.world.ruth).get(here).status_code == 403


def test_a_registry_never_shows_fewer_than_five_and_never_decides_alone(
    asking: Asking, sign_in: Any
) -> None:
    here = f"/registry/{asking.walks.registry.slug}/decisions"
    client = sign_in(asking.walks.curator)
    assert client.get(here).status_code == 200
    good = {
        "threshold": 7, "group": 3, "quorum": 2, "vote_days": 10, "answer_days": 60,
        "link_days": 7, "asked_a_year": 2,
    }  # fmt: skip
    for name, value in (("threshold", 4), ("quorum", 1), ("group", 1), ("link_days", "soon")):
        assert client.post(here, {**good, name: value}).status_code == 422
    assert client.post(here, good).status_code == 302
    assert ReleaseRules.objects.get(registry=asking.walks.registry).threshold == 7
    other = make_persona("Olga Curator", role=Hat.CURATOR)
    assert sign_in(other).get(here).status_code == 404


def test_a_deputy_gives_up_her_own_seat_and_takes_it_again(asking: Asking, sign_in: Any) -> None:
    one, other = asking.votes
    client = sign_in(one)
    client.post("/data-requests/deputy", {"stands_in_for": str(other.account.pk)})
    assert Deputy.objects.get().stands_in_for == other.account
    with pytest.raises(PermissionDenied), acting_as(other.actor()) as actor:
        stand_in_for(actor=actor, account=one.account.pk)  # type: ignore[arg-type]
    with pytest.raises(PermissionDenied), acting_as(asking.researcher.actor()) as actor:
        stand_in_for(actor=actor, account=one.account.pk)  # type: ignore[arg-type]
    client.post("/data-requests/deputy", {"stands_in_for": "0"})
    assert not Deputy.objects.exists()


def test_each_desk_sees_what_waits_for_it(asking: Asking) -> None:
    row = asking.draft()

    def titles(who: Any, hat: Hat) -> list[str]:
        with acting_as(who.actor()):
            return [str(line.title) for line in work_of(who.actor(), hat) or []]

    assert row.title in titles(asking.researcher, Hat.RESEARCHER)
    assert row.title not in titles(asking.walks.curator, Hat.CURATOR)
    asking.move(row, asking.researcher, Move.SEND)
    assert row.title in titles(asking.walks.curator, Hat.CURATOR)
    assert titles(asking.world.committee, Hat.COMMITTEE) == []
