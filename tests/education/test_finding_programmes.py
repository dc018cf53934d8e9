"""Programmes and lessons stand in the one search page, beside pages and posts."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from education.actions.programme_writing import change_programme, open_programme_draft
from education.actions.stopping import lift_stop, stop_programme
from education.models import Programme
from education.queries.finding_programmes import PROGRAMMES
from po_platform.access.actor import acting_as
from po_platform.demo.programmes import seed_lessons
from tests.education.path import declared, published
from tests.education.programme_path import SLUG, shipped
from tests.personas import World

pytestmark = pytest.mark.django_db


def found(words: str, language: str = "en") -> str:
    visitor = Client(headers={"accept-language": language})
    answer = visitor.get(f"/search?q={quote(words)}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_member_who_types_small_steps_or_tired_finds_the_programme(world: World) -> None:
    shipped(world)
    for words in ("small steps", "tired", "TIRED"):
        page = found(words)
        assert f'href="/programmes/{SLUG}"' in page, words
        assert "Programmes and lessons" in page
    assert f'href="/programmes/{SLUG}"' not in found("fertiliser")


def test_a_lesson_is_found_by_the_name_of_a_step(world: World) -> None:
    declared(world.editor, world.reviewer)
    seed_lessons(world.editor.actor(), world.reviewer.actor())
    assert "/programmes/signing-in" in found("passkey")


def test_it_stands_beside_a_page_of_the_same_words(world: World) -> None:
    shipped(world)
    article = published(world, title="Tired in the morning")
    page = found("tired")
    assert f'href="/learn/{article.slug}"' in page
    assert f'href="/programmes/{SLUG}"' in page


def test_the_readers_language_comes_first_and_another_one_is_named(world: World) -> None:
    shipped(world)
    german = Programme.objects.get(language="de")
    page = found("müde", "de")
    assert f'href="/programmes/{german.slug}"' in page
    other = found("müde", "en")
    assert f'href="/programmes/{german.slug}"' in other
    assert "Deutsch" in other


def test_a_draft_and_its_words_are_found_by_nobody(world: World) -> None:
    programme = shipped(world)
    with acting_as(world.editor.actor()) as actor:
        open_programme_draft(actor=actor, ref=programme.ref)
        change_programme(actor=actor, ref=programme.ref, lead="About zebras.")
    assert "/programmes/" not in found("zebras").partition("<main")[2]
    Programme.objects.create(slug="only-begun", title="Zebras", language="en")
    assert "only-begun" not in found("zebras")


def test_what_was_stopped_is_left_out_until_the_stop_is_lifted(world: World) -> None:
    programme = shipped(world)
    with acting_as(world.editor.actor()) as actor:
        stop_programme(actor=actor, ref=programme.ref, words="Wait.")
    assert f'href="/programmes/{SLUG}"' not in found("tired")
    with acting_as(world.reviewer.actor()) as actor:
        lift_stop(actor=actor, ref=programme.ref)
    assert f'href="/programmes/{SLUG}"' in found("tired")


def test_the_index_is_made_anew_and_uses_its_index_table(world: World) -> None:
    shipped(world)
    Programme.objects.update(search=None)
    assert f'href="/programmes/{SLUG}"' not in found("tired")
    assert PROGRAMMES.index_again() == Programme.objects.exclude(live=None).count()
    assert f'href="/programmes/{SLUG}"' in found("tired")
    assert "tire" in " ".join(PROGRAMMES.stems())


def test_the_vectors_a_host_gets_with_the_update_are_those_of_the_code(world: World) -> None:
    from importlib import import_module

    shipped(world)
    before = dict(Programme.objects.exclude(live=None).values_list("slug", "search"))
    assert before
    with connection.cursor() as cursor:
        cursor.execute("update education_programme set search = null")
        cursor.execute(import_module("education.migrations.0023_programmes_found").FOUND)
    after = dict(Programme.objects.exclude(live=None).values_list("slug", "search"))
    assert {slug: sorted(str(one).split()) for slug, one in after.items()} == {
        slug: sorted(str(one).split()) for slug, one in before.items()
    }


def test_more_programmes_cost_no_more_queries(world: World, sign_in: Any) -> None:
    shipped(world)
    ruth = sign_in(world.ruth)

    def count() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert ruth.get("/search?q=tired").status_code == 200
        return len(counted)

    count()
    before = count()
    live = Programme.objects.get(slug=SLUG).live
    assert live is not None
    for number in range(3):
        row = Programme.objects.create(slug=f"tired-{number}", title="Tired", language="en")
        live.pk, live.programme, live.title = None, row, "Tired again"
        live.save()
        row.live = live
        row.save()
    PROGRAMMES.index_again()
    assert count() == before
