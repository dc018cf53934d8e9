"""What somebody decided is kept word for word, and the words asked about never change."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.utils import InternalError
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Event
from members.actions.consent import record_decision
from members.actions.consent_texts import WordsChanged, ensure_texts
from members.lengths import Length, end_of, ends_later, lengths_beside, months_after
from members.models import ConsentText, Decision
from members.purposes import CARE, ConsentPurpose, purpose_of, register_purpose
from members.queries.consent import NoText, text_in
from members.share_codes import ALPHABET, as_typed, code_from, in_groups
from members.wording import render
from po_platform.access.actor import Anonymous, Purpose, System, acting_as
from tests.members.sharing_steps import GIVEN, confirm_in_browser, hidden_fields, make_code, share
from tests.personas import Persona, World


def decide(persona: Persona, rendered: str = "Übermut – I’d rather not.") -> Decision:
    actor = persona.actor()
    with acting_as(actor):
        return record_decision(
            actor=actor, purpose="care", answer="no", text=None, rendered=rendered, language="en"
        )


# ---------- Evidence ----------


@pytest.mark.django_db
def test_a_decision_keeps_its_words_and_their_fingerprint(world: World) -> None:
    decision = decide(world.ruth)
    assert decision.rendered_sha256 == sha256("Übermut – I’d rather not.".encode()).hexdigest()
    assert (decision.account_id, decision.hat, decision.way) == (
        world.ruth.account.pk,
        "member",
        "screen",
    )
    event = Event.objects.get(verb="members.decision.recorded")
    assert "Übermut" not in str(event.detail)
    assert str(world.ruth.subject) not in event.subject_mark


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [Anonymous(), System(Purpose.OPERATE)])
def test_nobody_decides_without_being_somebody(world: World, actor: Any) -> None:
    with acting_as(actor), pytest.raises(PermissionDenied):
        record_decision(
            actor=actor, purpose="care", answer="yes", text=None, rendered="x", language="en"
        )


@pytest.mark.django_db
def test_the_history_shows_the_exact_words(world: World, sign_in: Any) -> None:
    share(world.ruth, world.nasser)
    ruth = sign_in(world.ruth)
    page = ruth.get("/me/allowed").content.decode()
    assert "Sharing with Dr Nasser" in page
    actor = world.ruth.actor()
    with acting_as(actor):
        decision = Decision.objects.visible_to(actor).get()
    shown = ruth.get(f"/me/allowed/{decision.pk}").content.decode()
    assert "I can end it on any day, with one click and without a reason." in shown
    assert decision.rendered_sha256 in shown
    assert "Version 1" in shown


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["gerd", "nasser", "administrator"])
def test_a_decision_of_another_is_no_page(world: World, sign_in: Any, who: str) -> None:
    decision = decide(world.ruth)
    assert sign_in(world.ruth).get(f"/me/allowed/{decision.pk}").status_code == 200
    assert sign_in(world.people[who]).get(f"/me/allowed/{decision.pk}").status_code == 404


@pytest.mark.django_db
def test_a_long_history_goes_on_by_key(world: World, sign_in: Any) -> None:
    for number in range(23):
        decide(world.ruth, rendered=f"Number {number}.\n\nx")
    ruth = sign_in(world.ruth)
    page = ruth.get("/me/allowed").content.decode()
    assert "Number 22." in page
    assert "Number 2." not in page
    key = page.split("?before=")[1].split('"')[0]
    assert "Number 2." in ruth.get(f"/me/allowed?before={key}").content.decode()


@pytest.mark.django_db
def test_hostile_words_are_shown_as_text(world: World, sign_in: Any) -> None:
    page = sign_in(world.ruth).post(
        "/sharing/invite", GIVEN | {"meant_for": "<script>alert(1)</script> ${who} $until"}
    )
    text = page.content.decode()
    assert "<script>alert(1)" not in text
    assert "${who} $until may see" in text


# ---------- Texts ----------


@pytest.mark.django_db
def test_our_texts_are_published_once_in_both_languages(world: World) -> None:
    assert ensure_texts() == 6
    assert ensure_texts() == 0
    assert text_in("care", "de").title == "Teilen mit $who"
    assert text_in("care.by_law", "de").title == "Teilen für $child mit $who"
    assert text_in("care", "xx").language == "en"


@pytest.mark.django_db
def test_a_published_text_never_changes(world: World) -> None:
    ensure_texts()
    for change in (
        lambda: ConsentText.objects.update(body="Something else"),
        lambda: ConsentText.objects.all().delete(),
    ):
        with pytest.raises(InternalError, match="never changes"), transaction.atomic():
            change()


@pytest.mark.django_db
def test_words_changed_under_the_same_version_are_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure_texts()
    words = {"title": "Other", "body": "Words"}
    text = {"purpose": "care", "version": 1, "languages": {"en": words}}
    monkeypatch.setattr("members.actions.consent_texts._shipped", lambda: [text])
    with pytest.raises(WordsChanged, match="new version"):
        ensure_texts()
    monkeypatch.setattr("members.actions.consent_texts._shipped", lambda: [text | {"version": 2}])
    assert ensure_texts() == 1
    assert text_in("care", "en").title == "Other"


@pytest.mark.django_db
def test_a_newer_version_counts_also_where_a_language_is_missing(world: World) -> None:
    ensure_texts()
    ConsentText.objects.create(
        purpose="care",
        version=2,
        language="en",
        title="Newer",
        body="Newer",
        published_at=datetime.now(UTC),
    )
    assert text_in("care", "de").title == "Newer"


@pytest.mark.django_db
def test_an_unpublished_text_is_never_asked(world: World) -> None:
    ConsentText.objects.create(purpose="x", version=1, language="en", title="t", body="b")
    with pytest.raises(NoText):
        text_in("x", "en")


@pytest.mark.django_db
def test_every_gap_of_our_texts_is_filled(world: World) -> None:
    ensure_texts()
    for text in ConsentText.objects.all():
        for until in (Length.VISIT, Length.OPEN, None):
            words = render(text, who="Dr N", what=["a", "b"], clinic=True, until=until)
            assert "$" not in words.words
            assert words.language == text.language


@pytest.mark.django_db
def test_the_evidence_is_in_the_language_of_the_page(world: World, sign_in: Any) -> None:
    world.ruth.account.language = "de"
    world.ruth.account.save(update_fields=["language"])
    ruth = sign_in(world.ruth)
    page = ruth.post("/sharing/invite", GIVEN).content.decode()
    assert "Teilen mit Dr Nasser" in page
    ruth.post("/sharing/confirm", hidden_fields(page))
    actor = world.ruth.actor()
    with acting_as(actor):
        assert Decision.objects.visible_to(actor).get().language == "de"


@pytest.mark.django_db
def test_a_page_in_another_language_meanwhile_asks_again(world: World, sign_in: Any) -> None:
    ruth = sign_in(world.ruth)
    sent = confirm_in_browser(ruth).wsgi_request.POST.dict()
    ruth.post("/language", {"language": "de"})
    world.ruth.account.refresh_from_db()
    assert world.ruth.account.language == "de"
    assert ruth.post("/sharing/confirm", sent).context["words"].language == "de"


# ---------- Purposes ----------


def test_a_purpose_is_registered_once() -> None:
    assert purpose_of("care") is CARE
    with pytest.raises(ValueError, match="already"):
        register_purpose(ConsentPurpose("care", "", (), frozenset(), ""))


def test_what_always_goes_along_is_part_of_every_scope() -> None:
    assert CARE.full_scope([]) == ["identity"]
    assert CARE.full_scope(["proms", "drafts"]) == ["proms", "identity"]
    assert [str(label) for label in CARE.labels(["gone"])] == ["gone"]


# ---------- Codes and lengths: pure ----------


@given(st.binary(min_size=8, max_size=40))
def test_every_code_is_read_back_however_it_is_typed(digest: bytes) -> None:
    code = code_from(digest)
    assert len(code) == 12
    assert set(code) <= set(ALPHABET)
    for typed in (code.lower(), in_groups(code), code.replace("1", "l").replace("0", "o")):
        assert as_typed(typed) == code


@given(st.binary(min_size=8, max_size=8), st.binary(min_size=8, max_size=8))
def test_different_beginnings_give_different_codes(one: bytes, other: bytes) -> None:
    same = int.from_bytes(one, "big") >> 4 == int.from_bytes(other, "big") >> 4
    assert (code_from(one) == code_from(other)) is same


@pytest.mark.parametrize("typed", ["", "0" * 11, "0" * 13, "UUUUUUUUUUUU", "Ⅻ" * 12, "０" * 12])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert as_typed(typed) is None


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ((2026, 11, 30), 3, (2027, 2, 28)),
        ((2027, 11, 30), 3, (2028, 2, 29)),
        ((2026, 1, 31), 12, (2027, 1, 31)),
        ((2026, 10, 1), 3, (2027, 1, 1)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_one(
    start: tuple[int, int, int], months: int, end: tuple[int, int, int]
) -> None:
    assert months_after(datetime(*start, tzinfo=UTC), months) == datetime(*end, tzinfo=UTC)


@given(st.datetimes(timezones=st.just(UTC)).filter(lambda at: 1900 < at.year < 2900))
def test_shorter_and_longer_never_meet(now: datetime) -> None:
    for old in (None, *(end_of(one, now) for one in Length)):
        longer = lengths_beside(old, now, longer=True)
        shorter = lengths_beside(old, now, longer=False)
        assert not set(longer) & set(shorter)
        assert all(ends_later(end_of(one, now), old) for one in longer)
        assert all(ends_later(old, end_of(one, now)) for one in shorter)


@pytest.mark.django_db
def test_one_action_leaves_one_row_in_the_record(world: World) -> None:
    make_code(world.ruth)
    assert Event.objects.filter(verb__startswith="members.").count() == 1
