"""The member's way through the pages: read, answer one by one, understand, sign, change, leave."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from members.models import Decision, Grant
from po_platform.access.actor import acting_as
from registry.models import Participation
from registry.queries.participation import my_participation
from tests.personas import World
from tests.registry.joining import join, next_version, open_to_members
from tests.registry.world import Walks, make_walks

pytestmark = pytest.mark.django_db
HERE = "/registries/walks"
SAID = {
    "reuse-past": "yes", "reuse-future": "ask", "companies-past": "no", "companies-future": "no",
    "contact-whole": "yes", "sample-whole": "no", "biobank-whole": "no",
}  # fmt: skip
UNDERSTOOD = {"check-0": "right", "check-1": "right", "check-2": "right"}


@pytest.fixture
def walks(world: World) -> Walks:
    return open_to_members(world)


@pytest.fixture
def ruth(world: World, sign_in: Any) -> Client:
    return sign_in(world.ruth)  # type: ignore[no-any-return]  # a fixture of conftest


def state(walks: Walks, world: World) -> Participation | None:
    with acting_as(world.ruth.actor()) as actor:
        return my_participation(actor=actor, registry=walks.registry)


def test_one_question_after_the_other_then_the_signature(
    walks: Walks, world: World, ruth: Client
) -> None:
    assert "Walks" in ruth.get("/registries").content.decode()
    assert "What you are asked" in ruth.get(HERE).content.decode()
    sent: dict[str, str] = {}
    page = ruth.get(f"{HERE}/join")
    while page.context["step"] != "checks":
        step = page.context["step"]
        sent |= {name: word for name, word in SAID.items() if name.startswith(f"{step}-")}
        page = ruth.post(f"{HERE}/join", {**sent, "step": step})
        assert page.status_code == 200
    wrong = ruth.post(f"{HERE}/join", {**sent, **UNDERSTOOD, "check-1": "wrong", "step": "checks"})
    assert wrong.status_code == 422
    assert "never carries your name. And only what you allow goes out. Choose again." in (
        wrong.content.decode()
    )
    sign = ruth.post(f"{HERE}/join", {**sent, **UNDERSTOOD, "step": "checks"})
    assert "What I give from now on: ask me each time." in sign.content.decode()
    assert state(walks, world) is None
    signed = {**sent, **UNDERSTOOD, "step": "sign", "shown": sign.context["shown"]}
    done = ruth.post(f"{HERE}/join", signed, follow=True)
    assert done.redirect_chain == [(f"{HERE}/consent", 302)]
    mine = state(walks, world)
    assert mine is not None and mine.record.number in done.content.decode()
    assert ruth.get(f"{HERE}/join").status_code == 302
    assert "You take part since" in ruth.get("/registries").content.decode()


def test_nothing_is_signed_that_was_not_shown_or_not_answered(
    walks: Walks, world: World, ruth: Client
) -> None:
    whole = {**SAID, **UNDERSTOOD, "step": "sign"}
    shown = ruth.post(f"{HERE}/join", whole).context["shown"]
    other = {**whole, "contact-whole": "no", "shown": shown}
    assert "I sign and join" in ruth.post(f"{HERE}/join", other).content.decode()
    for name in ("reuse-future", "check-2"):
        left_out = {key: word for key, word in whole.items() if key != name}
        page = ruth.post(f"{HERE}/join", {**left_out, "shown": shown})
        assert page.context["step"] == ("checks" if name == "check-2" else "reuse")
    nonsense = ruth.post(f"{HERE}/join", {**whole, "contact-whole": "ask", "shown": shown})
    assert nonsense.status_code == 422
    back = ruth.post(f"{HERE}/join", {**whole, "back": "1", "shown": shown})
    assert back.context["step"] == "checks"
    assert state(walks, world) is None


def test_an_answer_is_changed_and_the_registry_left_with_one_press_each(
    walks: Walks, world: World, ruth: Client
) -> None:
    join(walks, world.ruth)
    assert ruth.get(f"{HERE}/consent/contact").status_code == 200
    assert ruth.post(f"{HERE}/consent/contact", {}).status_code == 422
    page = ruth.post(f"{HERE}/consent/contact", {"contact-whole": "no"}, follow=True)
    assert "It holds from now on." in page.content.decode()
    assert "What stays" in ruth.get(f"{HERE}/leave").content.decode()
    assert ruth.post(f"{HERE}/leave", {}).status_code == 422
    left = ruth.post(f"{HERE}/leave", {"end": "leave"}, follow=True).content.decode()
    assert "You left this registry" in left and "Join again" in left
    assert ruth.get(f"{HERE}/leave").status_code == 302
    assert ruth.get(f"{HERE}/consent/contact").status_code == 403
    assert "Nothing of this holds any more." in ruth.get(f"{HERE}/consent").content.decode()


def test_what_is_not_there_or_not_hers_is_not_found(
    walks: Walks, world: World, ruth: Client, sign_in: Any
) -> None:
    for path in ("consent", "consent/contact", "leave"):
        assert ruth.get(f"{HERE}/{path}").status_code == 404
    join(walks, world.ruth)
    assert ruth.get(f"{HERE}/consent/money").status_code == 404
    assert sign_in(world.gerd).get(f"{HERE}/consent").status_code == 404
    assert sign_in(world.nasser).get(f"{HERE}/join").status_code == 403
    assert ruth.get("/registries/none").status_code == 404


def test_without_published_words_nobody_joins(world: World, ruth: Client) -> None:
    make_walks(world)
    assert "There is no registry yet" in ruth.get("/registries").content.decode()
    assert ruth.get(f"{HERE}/join").status_code == 404


@pytest.mark.parametrize(
    ("past", "future"), [("yes", "no"), ("no", "yes"), ("ask", "yes"), ("yes", "yes")]
)
def test_what_is_left_as_it_was_under_a_newer_text_goes_on_speaking_of_its_day(
    walks: Walks, world: World, ruth: Client, past: str, future: str
) -> None:
    reuse = {"past": past, "future": future}
    join(walks, world.ruth, {"reuse": reuse, "contact": {"whole": "yes"}})
    _a_month_ago(world)
    before = _grants(walks, world)
    next_version(walks)
    page = ruth.get(f"{HERE}/join")
    assert "If you leave it as it is, it goes on speaking of that day." in page.content.decode()
    assert page.context["form"].initial["reuse-past"] == past
    sent = {name: word for name, word in page.context["form"].initial.items() if word}
    sent |= {**UNDERSTOOD, "contact-whole": "no", "biobank-whole": "yes"}
    sent |= {f"companies-{part}": "no" for part in ("past", "future")}
    sign = ruth.post(f"{HERE}/join", {**sent, "step": "sign"})
    assert "This is my answer of" in sign.content.decode()
    ruth.post(f"{HERE}/join", {**sent, "step": "sign", "shown": sign.context["shown"]})
    mine = state(walks, world)
    assert mine is not None and mine.sheet.version == 2
    after = _grants(walks, world)
    assert after["reuse"] == before["reuse"]
    assert "contact" not in after and after["biobank"].starts_at > before["reuse"].starts_at
    with acting_as(world.ruth.actor()) as actor:
        kept = Decision.objects.visible_to(actor).filter(purpose__endswith=":reuse").latest("pk")
    assert kept.text is not None
    assert (kept.answer, kept.text.version) == ("yes", 2)
    assert "This is my answer of" in kept.rendered
    assert "Your answer of" in ruth.get(f"{HERE}/consent").content.decode()


def test_another_answer_under_a_newer_text_speaks_of_the_day_it_is_given(
    walks: Walks, world: World, ruth: Client
) -> None:
    join(walks, world.ruth, {"reuse": {"past": "yes", "future": "no"}})
    _a_month_ago(world)
    next_version(walks)
    sent = {**SAID, **UNDERSTOOD, "reuse-future": "yes", "step": "sign"}
    sign = ruth.post(f"{HERE}/join", sent)
    assert "This is my answer of" not in sign.content.decode()
    ruth.post(f"{HERE}/join", {**sent, "shown": sign.context["shown"]})
    found = _grants(walks, world)["reuse"]
    assert found.scope == ["past", "future"]
    assert found.starts_at > timezone.now() - timedelta(minutes=10)


def _grants(walks: Walks, world: World) -> dict[str, Grant]:
    """Question → what she allows now."""
    with acting_as(world.ruth.actor()) as actor:
        mine = Grant.objects.visible_to(actor).filter(ended_by=None)
        return {one.purpose.rpartition(":")[2]: one for one in mine}


def _a_month_ago(world: World) -> None:
    with acting_as(world.ruth.actor()) as actor:
        mine = Grant.objects.visible_to(actor)
        assert mine.update(starts_at=timezone.now() - timedelta(days=30))
