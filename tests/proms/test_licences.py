"""The licence register: an answer for all languages or one, the paper behind it, and what it stops."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from audit.models import Event
from po_platform.access.actor import acting_as
from proms.actions.assignments import start_for_myself
from proms.actions.licences import answer_licence
from proms.models import Instrument, LanguageLicence, LicenceEvidence
from proms.queries.codebook import book_versions, codebook
from proms.queries.instruments import usable_instruments
from proms.shipped import shipped_specs
from tests.personas import World
from tests.proms.path import on_her_list, put_in, put_weekly_in_use, send, text_of, use
from tests.proms.wordless import form_for

pytestmark = pytest.mark.django_db
GIVEN = {"licence": "granted", "holder": "A university", "terms": "Letter of 3 May"}
PDF = b"%PDF-1.7 a letter"


@pytest.fixture
def curator(world: World, sign_in: Any) -> Client:
    return sign_in(world.curator)  # type: ignore[no-any-return]


@pytest.fixture
def weekly(world: World) -> Instrument:
    return put_weekly_in_use(world)


def answer(world: World, instrument: Instrument, language: str, licence: str, **more: Any) -> None:
    actor = world.curator.actor()
    given = {"holder": "us", "terms": "", "ends_on": None, **more}
    with acting_as(actor):
        answer_licence(
            actor=actor, instrument=instrument, licence=licence, language=language, **given
        )


def asked_in(world: World, client: Client, instrument: Instrument, language: str) -> str:
    """The first question as a reader of this language sees it."""
    world.ruth.account.language = language
    world.ruth.account.save()
    assignment = on_her_list(world.ruth, instrument)
    return text_of(client.get(f"/answer/{assignment.ref}/all"))


def test_the_register_keeps_use_end_and_paper(curator: Client, weekly: Instrument) -> None:
    here = f"/instruments/{weekly.slug}"
    paper = SimpleUploadedFile("letter <1>.pdf", PDF)
    ends = {"ends_on_day": "31", "ends_on_month": "12", "ends_on_year": "2099"}
    sent = {**GIVEN, **ends, "allowed_use": "On screen and on paper", "paper": paper}
    assert curator.post(f"{here}/licence", sent).status_code == 302
    page = curator.get(here)
    told = text_of(page)
    assert "We have a licence, A university – Letter of 3 May – On screen and on paper" in told
    assert "until 31 December 2099" in told
    kept = LicenceEvidence.objects.get()
    saved = curator.get(f"{here}/paper/{kept.ref}")
    assert (saved.content, saved["Content-Type"]) == (PDF, "application/pdf")
    assert saved["Content-Disposition"].startswith("attachment")
    assert curator.post(f"{here}/licence", {**GIVEN, "holder": "Another"}).status_code == 302
    weekly.refresh_from_db()
    assert weekly.evidence == kept, "the paper stays until another one is given"


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"MZ a program", "Choose a PDF, PNG or JPEG file"), (b"PK\x03\x04", "Choose a PDF")],
)
def test_what_is_no_paper_is_not_kept(
    curator: Client, weekly: Instrument, content: bytes, told: str
) -> None:
    sent = {**GIVEN, "paper": SimpleUploadedFile("letter.pdf", content)}
    assert told in text_of(curator.post(f"/instruments/{weekly.slug}/licence", sent))
    assert not LicenceEvidence.objects.exists()


def test_another_instruments_paper_is_not_found(
    world: World, curator: Client, weekly: Instrument, sign_in: Any
) -> None:
    curator.post(
        f"/instruments/{weekly.slug}/licence",
        {**GIVEN, "paper": SimpleUploadedFile("letter.pdf", PDF)},
    )
    ref = LicenceEvidence.objects.get().ref
    other = put_in(world, form_for(shipped_specs()["peg"]), "peg")
    assert curator.get(f"/instruments/{other.slug}/paper/{ref}").status_code == 404
    assert sign_in(world.ruth).get(f"/instruments/{weekly.slug}/paper/{ref}").status_code == 403


def test_wording_that_may_not_be_shown_is_shown_in_another_language(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    member = sign_in(world.ruth)
    assert "Wie stark waren" in asked_in(world, member, weekly, "de")
    answer(world, weekly, "de", "refused")
    assert "Wie stark waren" not in asked_in(world, member, weekly, "de")
    answer(world, weekly, "de", "granted", ends_on=timezone.localdate() - timedelta(days=1))
    assert "Wie stark waren" not in asked_in(world, member, weekly, "de")
    answer(world, weekly, "de", "free")
    assert "Wie stark waren" in asked_in(world, member, weekly, "de")


def test_without_any_language_left_it_is_on_no_list(
    world: World, sign_in: Any, weekly: Instrument
) -> None:
    assert weekly in usable_instruments()
    answer(world, weekly, "de", "refused")
    assert weekly in usable_instruments()
    answer(world, weekly, "en", "unanswered")
    assert weekly not in usable_instruments()
    actor = world.ruth.actor()
    with acting_as(actor), pytest.raises(PermissionDenied, match="None of its languages"):
        start_for_myself(actor=actor, instrument=weekly)
    assert weekly.name not in text_of(sign_in(world.ruth).get("/my-answers"))
    here = text_of(sign_in(world.curator).get(f"/instruments/{weekly.slug}"))
    assert "None of its languages may be used." in here
    assert "Put it on every active member’s list" not in here


def test_a_language_answers_for_itself_and_can_follow_again(
    curator: Client, weekly: Instrument
) -> None:
    here = f"/instruments/{weekly.slug}"
    assert "As above." in text_of(curator.get(here))
    assert curator.get(f"{here}/licence/fr").status_code == 404
    curator.post(f"{here}/licence/de", {**GIVEN, "licence": "refused"})
    told = text_of(curator.get(here))
    assert "Wording in German We may not use it, A university – Letter of 3 May." in told
    assert "It is not shown to anybody." in told
    weekly.refresh_from_db()
    assert weekly.licence == "free"
    assert curator.post(f"{here}/licence/de", {"follow": "1"}).status_code == 302
    assert not LanguageLicence.objects.exists()
    verbs = [*Event.objects.order_by("pk").values_list("verb", flat=True)]
    assert verbs[-2:] == ["proms.licence.answered", "proms.licence.followed"]


def test_only_curators_answer(world: World, weekly: Instrument) -> None:
    actor = world.ruth.actor()
    with acting_as(actor), pytest.raises(PermissionDenied):
        answer_licence(
            actor=actor, instrument=weekly, licence="free", holder="", terms="", ends_on=None
        )


# ---------- The copyright line ----------


def test_the_copyright_line_stands_wherever_the_wording_is(
    world: World, curator: Client, sign_in: Any
) -> None:
    owned = {**form_for(shipped_specs()["peg"]), "copyright": "(c) Somebody 1999"}
    peg = use(world, put_in(world, owned, "peg"))
    member, sent = sign_in(world.ruth), on_her_list(world.ruth, peg)
    begun = on_her_list(world.ruth, peg)
    pages = [member.get(f"/answer/{begun.ref}{end}") for end in ("", "/1", "/all", "/check")]
    response = send(world.ruth, sent, dict.fromkeys(("q1", "q2", "q3"), "4"))
    pages.append(member.get(f"/my-answers/{response.ref}"))
    pages += [curator.get(f"/instruments/peg/{end}") for end in ("look", "scoring/peg")]
    assert {page.status_code for page in pages} == {200}
    without = [page.request["PATH_INFO"] for page in pages if "Somebody 1999" not in text_of(page)]
    assert without == []


def test_the_copyright_line_is_in_the_language_of_the_wording(
    world: World, weekly: Instrument, sign_in: Any
) -> None:
    begun = on_her_list(world.ruth, weekly)
    lines = {"en": "Worded by this project.", "de": "Von diesem Projekt formuliert."}
    for language, other in (("de", "en"), ("en", "de")):
        world.ruth.account.language = language
        world.ruth.account.save()
        member = sign_in(world.ruth)
        for page in (f"/answer/{begun.ref}{end}" for end in ("", "/1", "/all", "/check")):
            words = text_of(member.get(page))
            assert lines[language] in words, page
            assert lines[other] not in words, page


# ---------- What is drawn ----------


def test_an_index_is_drawn_only_where_the_curator_chose_it(
    world: World, curator: Client, sign_in: Any
) -> None:
    eq = use(world, put_in(world, form_for(shipped_specs()["eq-5d-5l"]), "eq-5d-5l"))
    here = f"/instruments/{eq.slug}"
    profile = dict.fromkeys(("MO", "SC", "UA", "PD", "AD"), "2")
    send(world.ruth, on_her_list(world.ruth, eq), {**profile, "VAS": 70})
    member = sign_in(world.ruth)
    before = text_of(member.get("/my-answers"))
    assert "Health today, from 0 to 100" in before
    assert "Index, Germany" not in before
    assert "Choose the lines" in text_of(curator.get(here))
    assert curator.post(f"{here}/lines", {"scales": ["index_Nowhere"]}).status_code == 200
    assert curator.post(f"{here}/lines", {"scales": ["index_Germany"]}).status_code == 302
    after = text_of(member.get("/my-answers"))
    assert "Index, Germany" in after
    assert "Index, France" not in after


# ---------- The list by command ----------


def test_instruments_are_listed_with_items_scales_and_licence(world: World) -> None:
    gad = use(world, put_in(world, form_for(shipped_specs()["gad-7"]), "gad-7"))
    answer(world, gad, "de", "refused", holder="Somebody")
    out = StringIO()
    call_command("instruments", stdout=out)
    listed = {one["slug"]: one for one in json.loads(out.getvalue())}
    assert set(listed) == set(shipped_specs())
    assert listed["gad-7"]["licence"] == "free"
    assert listed["gad-7"]["instruments"][0]["languages"]["de"]["licence"] == "refused"
    assert listed["phq-9"]["licence"] == "unanswered"
    assert listed["phq-9"]["items"] == [f"q{n}" for n in range(1, 10)]
    assert listed["phq-9"]["scales"] == ["total"]
    assert listed["phq-9"]["answers"]["q1"][:4] == [0, 1, 2, 3]
    assert listed["eq-5d-5l"]["answers"]["VAS"] == {"min": 0, "max": 100}


def test_whose_wording_it_is_is_said_by_language_and_told(world: World, sign_in: Any) -> None:
    weekly = put_weekly_in_use(world)
    curator, here = sign_in(world.curator), f"/instruments/{weekly.slug}"
    assert "Whose wording is it?" in text_of(curator.get(f"{here}/licence/de"))
    curator.post(f"{here}/licence/de", {**GIVEN, "wording": "draft"})
    curator.post(f"{here}/licence", {**GIVEN, "wording": "official"})
    told = text_of(curator.get(here))
    assert "the official wording of its holder" in told
    assert "a draft or a translation of our own" in told
    assert "There is a problem" in text_of(
        curator.post(f"{here}/licence", {**GIVEN, "wording": "whatever"})
    )
    (book,) = json.loads(curator.get("/codebook/codebook.json").content)
    assert (book["words_in"], book["wording"]) == ("en", "official")
    with override("de"):
        book = codebook(weekly, "de", book_versions(weekly)[0])
    assert (book["words_in"], book["wording"]) == ("de", "draft")
