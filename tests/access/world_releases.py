"""A request whose release has Ruth in it: what only she may learn, and the addresses of its things."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.db import connection
from django.utils import timezone

from files.actions.storing import store_file
from po_platform.access.actor import Purpose, System, acting_as
from registry.actions.studies import say_yes
from registry.consent import purpose_of
from registry.models import (
    DataRequest,
    Dataset,
    Recipient,
    Release,
    ReleaseRow,
    ReleaseSubject,
    RequestPaper,
    Study,
    StudyInvitation,
    UseAsked,
    UseAsking,
)
from registry.queries.studies import contact_purposes
from registry.release_end import as_release
from tests.personas import World
from tests.registry.asking import WORDS

NAMED, COPIED = "CANARYNAMED0", "canary-copied-words"  # under which she is in it, and of what
REACHED = "canary-how-to-reach-her"
ALL = (NAMED, COPIED, REACHED)


def furnish(world: World) -> None:
    """Made, set free, with a copy that was not cleared away yet."""
    dataset = Dataset.objects.get(slug="walk")
    row = DataRequest.objects.create(
        dataset=dataset, asked_by=world.researcher.account.pk, state="released",
        variables=["minutes"], review_at=timezone.now(), **WORDS,
    )  # fmt: skip
    RequestPaper.objects.create(
        request=row, kind="ethics", name="vote.pdf", content_type="application/pdf",
        content=b"%PDF-1.7", by_account=row.asked_by,
    )  # fmt: skip
    release = Release.objects.create(
        request=row, built_by=world.curator.account.pk, state="active",
        freed_at=timezone.now(), as_of=timezone.now(), n_people=1,
        expires_on=timezone.localdate() + timedelta(days=90),
    )  # fmt: skip
    Recipient.objects.create(
        release=release, account=world.researcher.account,
        until=timezone.now() + timedelta(days=9),
    )  # fmt: skip
    with acting_as(as_release(release)) as system:
        ReleaseSubject.objects.create(
            release=release, subject_id=world.ruth.subject, pseudonym=NAMED
        )
        ReleaseRow.objects.create(
            release=release, subject_id=world.ruth.subject, form=dataset.forms.get(name="visit"),
            answers={"minutes": COPIED},
        )  # fmt: skip
        with NamedTemporaryFile() as source:
            source.write(b"pseudonym,minutes\n")
            source.flush()
            file = store_file(
                actor=system, subject_id=release.ref, source=Path(source.name),
                kind="registry.release", name="release.txt",
            )  # fmt: skip
    release.file_ref, release.sha256 = file.ref, file.sha256
    release.save()
    _ask_to_a_study(world, dataset)


def _ask_to_a_study(world: World, dataset: Dataset) -> None:
    """She said yes to a study of a researcher nobody is here; only she reads what she wrote."""
    row = DataRequest.objects.create(dataset=dataset, asked_by=0, state="ready", **WORDS)
    study = Study.objects.create(
        request=row, begun_by=0, ends_on=timezone.localdate() + timedelta(days=90),
        contact=contact_purposes(dataset.registry),
    )  # fmt: skip
    with acting_as(System(Purpose.ASSIGN)), connection.cursor() as cursor:
        cursor.execute("select * from invite_to_study(%s, %s, 2)", [study.pk, [world.ruth.subject]])
    about = UseAsking.objects.create(
        request=row, round=1, begun_by=0, ends_on=study.ends_on,
        use=purpose_of(dataset.registry_id, "reuse"),
    )  # fmt: skip
    with acting_as(System(Purpose.ASSIGN)), connection.cursor() as cursor:
        cursor.execute("select * from ask_about_use(%s, 2)", [about.pk])
    with acting_as(world.ruth.actor()) as actor:
        asked = StudyInvitation.objects.visible_to(actor).get()
        say_yes(actor=actor, ref=asked.ref, name="Ruth", reach=REACHED)  # type: ignore[arg-type]  # she is signed in


def arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → the request’s objects for its placeholders."""
    row = DataRequest.objects.get(asked_by=world.researcher.account.pk)
    with acting_as(world.ruth.actor()) as actor:
        asked = {"ref": str(StudyInvitation.objects.visible_to(actor).get().ref)}
        about = {"ref": str(UseAsked.objects.visible_to(actor).get().ref)}
    found = {
        "ref": str(row.ref),
        "kind": "contract",
        "move": "withdraw",
        "paper": str(row.papers.get().ref),
    }
    link = {"ref": str(Recipient.objects.get().ref)}
    names = (
        "data_request", "request_words", "request_variables", "request_people", "bring_paper",
        "request_paper", "artificial", "request_pack", "request_step", "request_vote",
        "request_decide", "release", "build_release", "free_release", "throw_away", "cancel_release",
        "stop_release", "recipient", "destroyed", "ask_for_archive", "settle_archive", "open_archive", "fetch_archive", "certificate", "results",
        "publish_results", "count_request", "study", "stop_study", "use_asking",
    )  # fmt: skip
    return {
        **{f"registry:{name}": found for name in names},
        **dict.fromkeys(
            ("registry:fetch_release", "registry:my_release", "registry:deletions"), link
        ),
        "registry:my_study": asked,
        "registry:my_use": about,
        "registry:release_rules": {"registry": "walks"},
        "registry:more_numbers": {"registry": "walks"},
        "registry:description": {"registry": "walks"},
    }
