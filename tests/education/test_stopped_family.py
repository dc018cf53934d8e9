"""What was stopped in one language does not come out in another, or elsewhere, as if nothing were."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from education.actions.programme_publishing import publish_programme
from education.actions.programme_writing import take_in_programme, tell_again
from education.actions.stopping import lift_stop, stop_programme
from education.models import Programme, ProgrammeVersion
from po_platform.access.actor import acting_as
from tests.education.path import declared, next_check, soon
from tests.education.programme_path import shipped, short
from tests.education.test_programme_files import brought, file_of, small, taken_along
from tests.education.test_stopping import (
    WORDS,
    page,
    stopped,
    wait_for_somebody_behind_a_lock,
)
from tests.personas import World

pytestmark = pytest.mark.django_db
WISH = {"language": "de", "title": "Ein kurzes"}


def test_a_text_that_was_stopped_is_not_told_in_another_language(
    world: World, sign_in: Any
) -> None:
    programme, editor = short(world), sign_in(world.editor)
    stopped(world, programme)
    address = f"/write/programmes/{programme.ref}/language"
    refused = editor.post(address, WISH)
    assert refused.status_code == 403
    assert "This text was stopped." in refused.content.decode()
    assert Programme.objects.count() == 1
    with acting_as(world.reviewer.actor()) as actor:
        lift_stop(actor=actor, ref=programme.ref)
    assert editor.post(address, WISH).status_code == 302


def drafted_in_german(world: World) -> tuple[Programme, ProgrammeVersion]:
    programme = short(world)
    declared(world.editor, world.reviewer)
    assert programme.live is not None
    programme.live.modules[0]["steps"][0]["examples"] = ["An example."]
    programme.live.save()
    with acting_as(world.editor.actor()) as actor:
        german = tell_again(actor=actor, ref=programme.ref, **WISH)
    return programme, german.versions.get()


def test_a_draft_in_another_language_begun_before_the_stop_says_what_was_corrected(
    world: World, sign_in: Any
) -> None:
    programme, draft = drafted_in_german(world)
    reviewer = sign_in(world.reviewer)
    desk = f"/write/programmes/{draft.programme.ref}"
    assert WORDS not in page(reviewer, f"{desk}/publish")
    stopped(world, programme)
    for where in (desk, f"{desk}/publish"):
        shown = page(reviewer, where)
        assert WORDS in shown
        assert f'/write/programmes/{programme.ref}"' in shown
    wish = {"mark": draft.mark, "what_changed": "", **next_check()}
    refused = reviewer.post(f"{desk}/publish", wish)
    assert refused.status_code == 403
    assert "Say what was corrected." in refused.content.decode()
    draft.refresh_from_db()
    assert draft.state == ProgrammeVersion.State.DRAFT
    assert reviewer.post(f"{desk}/publish", wish | {"what_changed": "Less."}).status_code == 302


def test_the_first_one_put_right_does_not_put_an_older_draft_right(world: World) -> None:
    programme, draft = drafted_in_german(world)
    stopped(world, programme)
    corrected = ProgrammeVersion.objects.create(
        programme=programme, number=2, state="published", title="A short one"
    )
    Programme.objects.filter(pk=programme.pk).update(live=corrected)
    ref = draft.programme.ref
    with acting_as(world.reviewer.actor()) as actor:
        with pytest.raises(PermissionDenied, match="Say what was corrected"):
            publish_programme(
                actor=actor, ref=ref, mark=draft.mark, what_changed="", review_by=soon()
            )
        publish_programme(
            actor=actor, ref=ref, mark=draft.mark, what_changed="Less.", review_by=soon()
        )


def test_a_draft_begun_after_all_was_put_right_needs_no_word(world: World) -> None:
    programme, draft = drafted_in_german(world)
    stopped(world, programme)
    with acting_as(world.reviewer.actor()) as actor:
        lift_stop(actor=actor, ref=programme.ref)
        ref = draft.programme.ref
        publish_programme(actor=actor, ref=ref, mark=draft.mark, what_changed="", review_by=soon())


def test_what_is_stopped_goes_out_with_why_and_lies_under_it_elsewhere(
    world: World, sign_in: Any
) -> None:
    programme = shipped(world)
    assert not any("stopped" in one for one in taken_along(world)["programmes"])
    with acting_as(world.editor.actor()) as actor:
        stop_programme(actor=actor, ref=programme.ref, words=WORDS)
    english, german = taken_along(world)["programmes"]
    assert english["stopped"] == {"words": WORDS, "language": "en"}
    assert "stopped" not in german
    read = {
        "id": "one",
        "kind": "read",
        "title": "R",
        "text": "T",
        "ask": "And?",
        "examples": ["A"],
    }
    plan = {"id": "two", "kind": "plan", "title": "P", "text": "One small step."}
    modules = [{"id": "part", "title": "A part", "steps": [read, plan]}]
    editor, there = sign_in(world.editor), small(modules=modules, stopped=english["stopped"])
    report = brought(editor, file_of(there))
    assert f"was stopped where this file comes from: {WORDS}" in report
    draft = ProgrammeVersion.objects.get(programme__slug="small")
    reviewer = sign_in(world.reviewer)
    desk = f"/write/programmes/{draft.programme.ref}/publish"
    assert WORDS in page(reviewer, desk)
    assert (
        reviewer.post(desk, {"mark": draft.mark, "what_changed": "", **next_check()}).status_code
        == 403
    )
    assert (
        reviewer.post(
            desk, {"mark": draft.mark, "what_changed": "Less.", **next_check()}
        ).status_code
        == 302
    )


@pytest.mark.parametrize(
    "said", ["yes", {"words": ""}, {"words": "x", "language": "xx"}, {"words": "x" * 601}]
)
def test_a_stop_we_cannot_show_keeps_the_programme_out(world: World, said: Any) -> None:
    with acting_as(world.editor.actor()) as actor, pytest.raises(ValueError, match="stopped"):
        take_in_programme(actor=actor, value=small(stopped=said))
    assert not Programme.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_tell_it_in_one_language_at_the_same_moment_make_one(world: World) -> None:
    english = shipped(world)
    german = Programme.objects.get(language="de")

    def also_tells() -> str:
        try:
            with acting_as(world.editor.actor()) as actor:
                tell_again(actor=actor, ref=german.ref, language="fr", title="Petits pas")
        except PermissionDenied as refused:
            return str(refused)
        finally:
            connections.close_all()
        return "told"

    with ThreadPoolExecutor(1) as pool:
        with acting_as(world.editor.actor()) as actor:
            tell_again(actor=actor, ref=english.ref, language="fr", title="Petits pas")
            second = pool.submit(also_tells)
            wait_for_somebody_behind_a_lock()
        assert "is there in this language already" in second.result(60)
    assert Programme.objects.filter(language="fr").count() == 1
