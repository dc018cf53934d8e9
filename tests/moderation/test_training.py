"""Who has not confirmed what moderators read decides nothing, reads everything, and helps at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from forums.models import Post
from moderation.actions import sealing
from moderation.actions.revealing import review
from moderation.actions.team import say_care
from moderation.actions.training import confirm_training, write_training
from moderation.models import Training, TrainingRead
from po_platform.access.actor import acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import another_moderator, decided, the_case, told
from tests.moderation.test_words import answered, said
from tests.personas import World

pytestmark = pytest.mark.django_db
TEXT = {"en": "You decide about words, not about people.", "de": "Über Worte, nicht über Menschen."}


@pytest.fixture
def training(world: World) -> Training:
    with acting_as(world.administrator.actor()) as actor:
        return write_training(actor=actor, text=TEXT, path="/about/contact")


def test_she_reads_the_queue_and_decides_after_she_confirmed(
    world: World, sign_in: Any, training: Training
) -> None:
    told(world.gerd, begin(world.ruth, a_board()))
    case, client = the_case(world), sign_in(world.moderator)
    address = f"/moderation/cases/{case.ref}"
    assert "/moderation/before-you-decide" in client.get("/moderation").content.decode()
    page = client.get(address).content.decode()
    assert "Hello" in page and "Decide and tell everybody" not in page
    assert the_case(world).claimed_by is None
    sent = {"version": 1, "thing_version": 1, "after": "removed", "rule": "1", "why": "because"}
    assert client.post(address, sent).status_code == 403
    with pytest.raises(PermissionDenied, match="Before you decide"):
        decided(world.moderator, case, "removed")
    assert Post.objects.get(ref=case.thing).state == "published"
    text = client.get("/moderation/before-you-decide").content.decode()
    assert TEXT["en"] in text and 'href="/about/contact"' in text
    client.post("/moderation/before-you-decide", {"number": training.number})
    client.post("/moderation/before-you-decide", {"number": training.number})
    assert TrainingRead.objects.count() == 1
    assert "Decide and tell everybody" in client.get(address).content.decode()
    assert client.post(address, sent).status_code == 302


@pytest.mark.parametrize(
    ("act", "given"),
    [
        (sealing.keep_sealed, {"why": "A court"}),
        (sealing.release_sealed, {}),
        (sealing.ask_to_delete, {"why": "A court"}),
        (sealing.settle_deleting, {"yes": True}),
        (review, {"was_right": True, "words": "I agree"}),
    ],
)
def test_she_says_nothing_about_what_is_sealed_or_opened_before_she_confirmed(
    world: World, training: Training, act: Callable[..., object], given: dict[str, Any]
) -> None:
    with acting_as(world.moderator.actor()) as actor:
        with pytest.raises(PermissionDenied, match="Before you decide"):
            act(actor=actor, ref=uuid4(), **given)
        confirm_training(actor=actor, number=training.number)
        with pytest.raises(Http404):
            act(actor=actor, ref=uuid4(), **given)


def test_where_somebody_may_be_in_danger_nobody_has_to_read_anything_first(
    world: World, sign_in: Any, training: Training
) -> None:
    told(world.gerd, begin(world.ruth, a_board()), "worried")
    client, address = sign_in(world.moderator), f"/moderation/cases/{the_case(world).ref}"
    assert "Show me the next step" in client.get(address).content.decode()
    client.post(f"{address}/next-step", {"triage": "now"})
    assert the_case(world).triage == "now"


def test_who_has_to_confirm_anew_reads_the_words_of_danger_that_were_answered_to_the_team(
    world: World, sign_in: Any, training: Training
) -> None:
    with acting_as(world.moderator.actor()) as actor:
        confirm_training(actor=actor, number=1)
    told(world.gerd, begin(world.ruth, a_board()))
    case = the_case(world)
    said(world.moderator, case)
    answered(world.ruth, case, "I do not want to live any more")
    TrainingRead.objects.update(at=timezone.now() - timedelta(days=396))
    team, address = sign_in(world.moderator), "/moderation/cases/{}".format
    page = team.get(address(the_case(world, lane="crisis").ref)).content.decode()
    assert 'href="#words"' in page and 'id="words"' in page
    assert "I do not want to live any more" in page and "Show me the next step" in page
    assert "Send it to the author" not in page and "it needs no answer" not in page
    team.post("/moderation/before-you-decide", {"number": "1"})
    beside = team.get(address(the_case(world, lane="normal").ref)).content.decode()
    assert "Send it to the author" in beside and "it needs no answer" in beside


def test_a_new_version_asks_anew_and_an_old_page_confirms_nothing(
    world: World, sign_in: Any, training: Training
) -> None:
    client, office = sign_in(world.moderator), sign_in(world.administrator)
    client.post("/moderation/before-you-decide", {"number": "1"})
    with acting_as(world.administrator.actor()) as actor:
        assert write_training(actor=actor, text=TEXT, path="/about/contact").number == 1
    changed = {"text_en": "More", "text_de": "Mehr", "path": ""}
    assert office.post("/moderation/team/training", changed).status_code == 302
    for number in ("1", "x", "99999999"):
        page = client.post("/moderation/before-you-decide", {"number": number})
        assert "The text changed meanwhile" in page.content.decode()
    with acting_as(world.moderator.actor()) as actor:
        assert confirm_training(actor=actor, number=2)


def test_after_some_months_she_confirms_it_anew(
    world: World, sign_in: Any, training: Training
) -> None:
    client, office = sign_in(world.moderator), sign_in(world.administrator)
    client.post("/moderation/before-you-decide", {"number": "1"})
    told(world.gerd, begin(world.ruth, a_board()))
    address = f"/moderation/cases/{the_case(world).ref}"
    assert "Decide and tell everybody" in client.get(address).content.decode()
    assert "again by" in office.get("/moderation/team").content.decode()
    TrainingRead.objects.update(at=timezone.now() - timedelta(days=366))
    assert "Decide and tell everybody" not in client.get(address).content.decode()
    with pytest.raises(PermissionDenied, match="Before you decide"):
        decided(world.moderator, the_case(world), "removed")
    late = office.get("/moderation/team").content.decode()
    assert "Not confirmed yet:" in late and "Everybody confirmed it." not in late
    client.post("/moderation/before-you-decide", {"number": "1"})
    assert "Decide and tell everybody" in client.get(address).content.decode()
    assert TrainingRead.objects.get().at > timezone.now() - timedelta(minutes=1)
    TrainingRead.objects.update(at=timezone.now() - timedelta(days=3660))
    with acting_as(world.administrator.actor()) as actor:
        say_care(actor=actor, talk_to="", phone="", hard_cases=5, refresh_months=0)
    assert "Decide and tell everybody" in client.get(address).content.decode()
    assert "again by" not in office.get("/moderation/team").content.decode()


def test_who_leads_sees_who_has_not_confirmed_yet(
    world: World, sign_in: Any, training: Training
) -> None:
    another_moderator()
    with acting_as(world.moderator.actor()) as actor:
        confirm_training(actor=actor, number=1)
    page = sign_in(world.administrator).get("/moderation/team").content.decode()
    assert "Not confirmed yet:</b> Anneke V." in page
    assert sign_in(world.moderator).get("/moderation/team").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/learn/no-such-page",
        "https://elsewhere.example/about/contact",
        "/me",
        "x",
        "//x/y",
        "http://[",
    ],
)
def test_only_a_page_of_ours_that_is_there_can_belong_to_it(
    world: World, sign_in: Any, path: str
) -> None:
    given = {"text_en": "One", "text_de": "Eins", "path": path}
    refused = sign_in(world.administrator).post("/moderation/team/training", given)
    assert refused.status_code == 403 and "no such page" in refused.content.decode()
    assert not Training.objects.exists()


def test_nobody_else_writes_it(world: World, sign_in: Any) -> None:
    given = {"text_en": "One", "text_de": "Eins", "path": ""}
    for who in (world.ruth, world.moderator):
        assert sign_in(who).post("/moderation/team/training", given).status_code == 403
    assert sign_in(world.administrator).get("/moderation/before-you-decide").status_code == 403
