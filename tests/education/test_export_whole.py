"""Leaving this software takes everything along: what is left out is named here, with its reason."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.utils import timezone

from audit.inventory import holds_of
from education.actions.drafts import open_draft
from education.models import (
    Article,
    ChecklistAnswer,
    ExpertSession,
    KeptFile,
    OutsideReader,
    PanelCall,
    Programme,
    ProgrammeStop,
    ProjectRecord,
    Remark,
    Revision,
    SelfAudit,
    SessionEntry,
    SessionExpert,
    Source,
    Term,
    Topic,
    Urgent,
    Vote,
)
from education.models import TestReading as Reading
from education.queries.export import everything
from files.places import keep_bytes
from po_platform.access.actor import acting_as
from tests.education.path import published
from tests.education.programme_path import shipped
from tests.personas import World

pytestmark = pytest.mark.django_db
# What stands in the file, and a word of each table that shows it: planted below.
TAKEN = {
    "article": "living-with-fatigue", "revision": "Ten minutes are not lost.", "source": "canary-source",
    "citation": "canary-source", "term": "canary-term", "picture": "pictures",
    "reviewstep": "medical", "checklistanswer": "canary-checked", "testreading": "canary-tested",
    "urgent": "canary-warned", "vote": "canary", "outsidereader": "canary-answered",
    "remark": "canary-remark", "panelcall": "wanted", "topic": "canary-topic",
    "expertsession": "canary-session", "sessionexpert": "canary-expert",
    "sessionentry": "canary-entry", "programme": "small-steps-when-tired",
    "programmeversion": "canary-corrected", "programmestop": "canary-stopped",
    "projectrecord": "canary-project", "selfaudit": "canary-audit",
    "column": "texts_of_columns", "keptfile": "canary-file.pdf",
}  # fmt: skip
LEFT_OUT = {
    "cardorder": "what a practice ordered to its address; it goes with the order",
    "programmegroup": "meetings of people who are on their way together, over when they end",
    "houserules": "how the next house checks is its own to say",
    "entryname": "a member may take her name off at any time; a file would keep it",
    "panelthanks": "the same: names of readers who may still take them off",
    "supervisionmonth": "a working list of guides, kept two years",
    "supervisionquestion": "a working list of guides, kept two years",
}


def of_the_house() -> set[str]:
    """Tables that are nobody's own: what a house would take along."""
    classes = ("content", "operational", "setting")
    return {
        model._meta.model_name or ""
        for model in apps.get_app_config("education").get_models()
        if holds_of(model).data_class in classes
    }


def test_every_table_of_the_house_is_taken_along_or_named_with_a_reason() -> None:
    assert not set(TAKEN) & set(LEFT_OUT)
    assert of_the_house() == set(TAKEN) | set(LEFT_OUT)


def planted(world: World) -> Article:
    """A row with a word of its own in each of them."""
    article, now = published(world), timezone.now()
    live = article.live
    assert live is not None
    file = KeptFile.objects.create(
        name="canary-file.pdf", content_type="application/pdf", size=9, sha256="0" * 64,
        place=keep_bytes(b"%PDF-1.4\n"),
    )  # fmt: skip
    live.body = [
        *live.body,
        {"id": "f1", "kind": "download", "kept": str(file.ref), "kept_name": "x", "kept_size": 9},
    ]
    live.save()
    Source.objects.update(title="canary-source", link="gone")
    Term.objects.create(language="en", word="canary-term", short="x")
    ChecklistAnswer.objects.create(
        revision=live, name="pemat", version=1, items=[], answers={}, note="canary-checked"
    )
    Reading.objects.create(
        revision=live, reader="canary-tested", understood=True, on=timezone.localdate()
    )
    Urgent.objects.create(
        article=article, kind="warn", words="canary-warned", review_until=timezone.localdate(),
        settled_at=now, outcome="canary-found",
    )  # fmt: skip
    Vote.objects.create(revision=live, helped=True, on=timezone.localdate())
    panel = PanelCall.objects.create(revision=live, wanted=3)
    OutsideReader.objects.create(
        revision=live, task="lay", called="secret-called", asked_by=77_777_777, panel=panel,
        expires_at=now + timedelta(days=1), answered_at=now,
        answers=[{"id": "about", "question": "?", "answer": "canary-answered"}],
    )  # fmt: skip
    OutsideReader.objects.create(
        revision=live, task="lay", called="secret-open", expires_at=now + timedelta(days=1)
    )
    Remark.objects.create(
        article=article, revision=live, text="canary-remark", by_account=77_777_777
    )
    Topic.objects.create(title="canary-topic", language="en", state="open", answered_by=77_777_777)
    Topic.objects.create(title="secret-new", language="en", state="new")
    for slug, announced in (("canary-session", now), ("secret-session", None)):
        session = ExpertSession.objects.create(
            slug=slug, language="en", title=slug, about="x", rules="x", stage="days",
            opens_at=now, closes_at=now, announced_at=announced, made_by=77_777_777,
        )  # fmt: skip
        expert = SessionExpert.objects.create(
            session=session, public_name=slug.replace("session", "expert"), role="x",
            no_interests=True, secret_hash=slug.encode(),
        )  # fmt: skip
        for words, at in ((slug.replace("session", "entry"), now), ("secret-entry", None)):
            SessionEntry.objects.create(
                session=session, expert=expert, words=words, published_at=at
            )
    ProjectRecord.objects.create(article=article, with_whom="canary-project")
    SelfAudit.objects.create(year=2026, version=1, items=[], answers={"canary-audit": {}})
    return article


def whole(world: World, *, history: bool = True) -> dict[str, Any]:
    with acting_as(world.editor.actor()) as actor:
        found: dict[str, Any] = everything(actor=actor, history=history)
    return found


def test_a_word_of_each_table_stands_in_the_file_and_nothing_that_leads_to_a_person(
    world: World,
) -> None:
    planted(world)
    programme = shipped(world)
    assert programme.live is not None
    version = type(programme.live).objects.filter(pk=programme.live.pk)
    version.update(what_changed="canary-corrected", published_by=world.reviewer.account.pk)
    ProgrammeStop.objects.create(
        programme=programme, words="canary-stopped", language="en", lifted_at=timezone.now()
    )
    text = json.dumps(whole(world), default=str)
    missing = {name: word for name, word in TAKEN.items() if word not in text}
    assert not missing
    assert "canary-found" in text
    assert world.reviewer.name in text
    for secret in ("secret-", "77777777", str(world.ruth.subject), world.editor.account.email):
        assert secret not in text, secret


def test_what_was_read_and_remarked_stands_with_its_text(world: World) -> None:
    article = planted(world)
    with acting_as(world.editor.actor()) as actor:
        open_draft(actor=actor, ref=article.ref)
    page = next(one for one in whole(world)["articles"] if one["slug"] == article.slug)
    assert [one["text"] for one in page["remarks"]] == ["canary-remark"]
    first, draft = page["texts"]
    assert [one["answers"][0]["answer"] for one in first["lay_readings"]] == ["canary-answered"]
    assert first["panel"]["wanted"] == 3
    assert (draft["lay_readings"], draft["panel"]) == ([], None)
    assert page["warnings"][0]["outcome"] == "canary-found"


def test_without_history_the_file_holds_what_is_live_alone(world: World) -> None:
    article = planted(world)
    found = whole(world, history=False)
    page = next(one for one in found["articles"] if one["slug"] == article.slug)
    assert not {"texts", "warnings", "remarks"} & set(page)
    assert "programme_versions" not in found


def test_tables_of_members_are_none_of_the_house() -> None:
    """Taken along by each person herself; a new table has to say which it is."""
    own: set[type[Model]] = {
        model for model in apps.get_app_config("education").get_models()
        if holds_of(model).data_class in ("health", "account", "identity")
    }  # fmt: skip
    assert own and not {model._meta.model_name for model in own} & set(TAKEN)
    assert Revision not in own
    assert Programme not in own
