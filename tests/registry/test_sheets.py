"""What joining asks, as its curator writes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from members.models import ConsentText
from registry.consent import Sheet
from registry.models import ConsentSheet
from tests.personas import World
from tests.registry.world import Walks, give_right, make_walks

pytestmark = pytest.mark.django_db
HERE = "/registry/walks/consent"


@pytest.fixture
def walks(world: World) -> Walks:
    return make_walks(world)


@pytest.fixture
def client(walks: Walks, sign_in: Any) -> Client:
    return sign_in(walks.curator)  # type: ignore[no-any-return]  # a fixture of conftest


def draft() -> Sheet:
    return Sheet.of(ConsentSheet.objects.latest("pk").content)


def test_a_consent_is_begun_from_our_words_changed_and_published(
    walks: Walks, client: Client
) -> None:
    assert "Nobody can join yet." in client.get(HERE).content.decode()
    client.post(f"{HERE}/begin")
    client.post(f"{HERE}/begin")
    assert ConsentSheet.objects.count() == 1
    client.post(f"{HERE}/texts", {"title_en": "Take part", "short_en": "Short.", "more_en": ""})
    question = {"words_en": "May we?", "kind": "data", "duo": ["DUO:0000042"]}
    client.post(f"{HERE}/questions/new", question)
    assert client.post(f"{HERE}/questions/new", {"kind": "data"}).status_code == 422
    client.post(f"{HERE}/questions/companies", {"drop": "1"})
    client.post(f"{HERE}/checks/3", {"drop": "1"})
    assert [one.code for one in draft().questions] == [
        "reuse",
        "contact",
        "sample",
        "biobank",
        "q1",
    ]
    assert draft().question("q1").duo == ("DUO:0000042",)  # type: ignore[union-attr]
    assert len(draft().checks) == 2 and draft().title == {"en": "Take part"}
    page = client.post(f"{HERE}/publish", follow=True).content.decode()
    assert "Members can read it and join now." in page
    text = ConsentText.objects.get(purpose=f"registry:{walks.registry.pk}:takes_part")
    assert (text.language, text.title) == ("en", "Take part") and "May we?" in text.body
    assert client.get(f"{HERE}/texts").status_code == 404
    client.post(f"{HERE}/begin")
    assert ConsentSheet.objects.latest("pk").version == 2 and draft().question("q1")
    client.post(f"{HERE}/questions/new", question)
    assert draft().questions[-1].code == "q2"


def test_what_cannot_be_understood_is_not_published(walks: Walks, client: Client) -> None:
    client.post(f"{HERE}/begin")
    for _number in range(2):
        client.post(f"{HERE}/checks/1", {"drop": "1"})
    assert "whether the text was understood" in client.get(HERE).content.decode()
    assert client.post(f"{HERE}/publish").status_code == 403
    right = {"words_en": "Q", "right_en": "R", "wrong_en": "W", "why_en": "Y"}
    assert client.post(f"{HERE}/checks/3", right).status_code == 404
    assert client.post(f"{HERE}/checks/2", {"words_en": "Q"}).status_code == 422
    client.post(f"{HERE}/checks/2", right)
    assert client.post(f"{HERE}/publish").status_code == 302


def test_only_who_looks_after_a_registry_writes_its_consent(
    walks: Walks, world: World, client: Client, sign_in: Any
) -> None:
    client.post(f"{HERE}/begin")
    reader = sign_in(world.administrator)
    assert reader.get(HERE).status_code == 403
    give_right(walks, world.nasser, enters=True)
    assert sign_in(world.nasser).post(f"{HERE}/publish").status_code == 403
    assert client.get(f"{HERE}/questions/none").status_code == 404


def test_what_a_published_question_permits_never_changes(walks: Walks, client: Client) -> None:
    client.post(f"{HERE}/begin")
    asked = f"{HERE}/questions/reuse"
    assert client.post(asked, {"words_en": "May we?", "kind": "data"}).status_code == 302
    client.post(f"{HERE}/publish")
    client.post(f"{HERE}/begin")
    wider = {"words_en": "May we still?", "kind": "data", "duo": ["DUO:0000004"]}
    refused = client.post(asked, wider)
    assert refused.status_code == 422
    assert "asked before" in refused.content.decode()
    assert client.post(asked, {"words_en": "May we still?", "kind": "plain"}).status_code == 422
    assert client.post(asked, {"words_en": "May we still?", "kind": "data"}).status_code == 302
    sheet = ConsentSheet.objects.latest("pk")
    sheet.content["questions"][0]["duo"] = ["DUO:0000004"]
    sheet.save()
    assert "asked before" in client.get(HERE).content.decode()
    assert client.post(f"{HERE}/publish").status_code == 403
    client.post(f"{HERE}/questions/new", wider)
    client.post(asked, {"drop": "1"})
    assert client.post(f"{HERE}/publish").status_code == 302
