"""A release: begun by one, set free by another, fetched by its recipients, ended and certified."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from files.actions.storing import expire_file
from files.models import Job, StoredFile
from members.models import RoleHolding
from members.rights_texts import months_after
from po_platform.access.actor import Hat, Purpose, SignedIn, System, acting_as
from po_platform.access.refusals import Denied, demand
from po_platform.kit.broker import publish
from registry.actions.requests import take_step
from registry.models import (
    DataRequest,
    Deletion,
    Fetched,
    Recipient,
    Release,
    ReleaseRow,
    ReleaseSubject,
)
from registry.pseudonyms import new_key
from registry.queries.releases import job_of, release_of
from registry.queries.requests import curates, request_of, rules_of
from registry.release_freeze import sealed_key
from registry.release_work import KIND
from registry.request_flow import Move
from registry.request_rules import may_build, may_certify, may_fetch, may_free, may_screen
from registry.uses import use_of

State = Release.State


def as_release(release: Release) -> System:
    """The software at work on one release: its job, its file and who is in it."""
    return System(Purpose.EXPORT, subject_id=release.ref)


def build_release(*, actor: SignedIn, ref: UUID) -> Release:
    """Begins it; one that got stuck is given up for the new one."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        demand(may_build(actor, row, curates=curates(actor=actor, row=row)))
        for earlier in row.releases.exclude(state=State.FAILED):
            job = job_of(earlier)
            if job is None or job.state not in (Job.State.FAILED, Job.State.CANCELLED):
                demand(Denied(_("The release is being made already.")))
            _give_up(earlier)
        made = uuid4()
        release = Release.objects.create(
            ref=made, request=row, built_by=actor.account_id, use=use_of(row),
            sealed_key=sealed_key(made, new_key()),
        )  # fmt: skip
        with acting_as(as_release(release)):
            job = Job.objects.create(subject_id=release.ref, kind=KIND)
        record(actor=actor, verb="registry.release.begun", thing=release)
        transaction.on_commit(lambda: publish("files.run_job", job.pk))
    return release


def free_release(*, actor: SignedIn, ref: UUID) -> Release:
    """The second look: from now on whoever asked can fetch it."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        release = release_of(row, lock=True)
        demand(may_free(actor, release, curates=curates(actor=actor, row=row)))
        today = timezone.localdate()
        release.state, release.freed_by = State.ACTIVE, actor.account_id
        release.freed_at = timezone.now()
        release.expires_on = months_after(today, row.months)
        release.save()
        ends = timezone.now() + timedelta(days=(release.expires_on - today).days + 1)
        with acting_as(as_release(release)) as system:
            StoredFile.objects.visible_to(system).filter(
                ref=release.file_ref or release.ref
            ).update(expires_at=ends)
        _invite(row, release, row.asked_by)
        record(actor=actor, verb="registry.release.freed", thing=release)
        take_step(actor=actor, row=row, move=Move.HAND_OUT)
    return release


def throw_away(*, actor: SignedIn, ref: UUID) -> None:
    """Not like this: the release goes before anybody had it."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        release = release_of(row, lock=True)
        demand(may_screen(actor, row, curates=curates(actor=actor, row=row)))
        if release.state != State.BUILT:
            demand(Denied(_("This release does not wait for a second look.")))
        _give_up(release)
        record(actor=actor, verb="registry.release.thrown_away", thing=release)


def invite_recipient(*, actor: SignedIn, ref: UUID, address: str) -> None:
    """Another researcher of the same request, or a new link for one; each fetches for herself."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        release = release_of(row, lock=True)
        demand(may_screen(actor, row, curates=curates(actor=actor, row=row)))
        if release.state != State.ACTIVE:
            demand(Denied(_("This release cannot be fetched.")))
        living = RoleHolding.objects.filter(role=Hat.RESEARCHER, starts_at__lte=Now())
        found = living.exclude(ends_at__lte=Now()).filter(account__email__iexact=address).first()
        if found is None:
            demand(Denied(_("No researcher of ours has this address.")))
            return
        _invite(row, release, found.account_id)
        record(actor=actor, verb="registry.release.recipient_named", thing=release)


def fetch_release(*, actor: SignedIn, ref: UUID) -> StoredFile:
    """The file, and a line that it went out. The address speaks of the recipient."""
    with transaction.atomic():
        mine = Recipient.objects.filter(ref=ref, account_id=actor.account_id)
        recipient = mine.select_related("release").first()
        if recipient is None:
            raise Http404
        release = recipient.release
        in_time = recipient.until > timezone.now()
        demand(may_fetch(actor, release, invited=True, in_time=in_time))
        with acting_as(as_release(release)) as system:
            file = (
                StoredFile.objects.visible_to(system)
                .filter(ref=release.file_ref or release.ref)
                .first()
            )
        if file is None or file.sha256 != release.sha256:
            raise Http404
        Fetched.objects.create(
            release=release, by_account=actor.account_id, by_name=actor.display_name,
            sha256=file.sha256,
        )  # fmt: skip
        record(actor=actor, verb="registry.release.fetched", thing=release)
    return file


def confirm_deletions(*, actor: SignedIn, ref: UUID) -> int:
    """Whoever asked says that the people on the list are out of all copies."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        release = release_of(row, lock=True)
        demand(may_certify(actor, release))
        done = Deletion.objects.filter(release=release, confirmed_at=None).update(
            confirmed_at=Now(), confirmed_by=actor.account_id
        )
        record(actor=actor, verb="registry.release.deletions_confirmed", thing=release, count=done)
    return done


def certify_destruction(*, actor: SignedIn, ref: UUID, words: str) -> Release:
    """Whoever asked says that every copy is destroyed; ours and the key go with it at the latest."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        release = release_of(row, lock=True)
        demand(may_certify(actor, release))
        if release.state == State.ACTIVE:
            end_release(release)
        release.state, release.certificate = State.DESTROYED, words
        release.certified_by, release.certified_at = actor.account_id, timezone.now()
        release.save()
        Deletion.objects.filter(release=release, confirmed_at=None).update(
            confirmed_at=Now(), confirmed_by=actor.account_id
        )
        record(actor=actor, verb="registry.release.certified", thing=release)
        take_step(actor=actor, row=row, move=Move.CLOSE)
    return release


def stop_release(*, actor: SignedIn, ref: UUID) -> None:
    """Ended before its day: nobody can fetch it, and holders are asked to destroy it."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        release = release_of(row, lock=True)
        demand(may_screen(actor, row, curates=curates(actor=actor, row=row)))
        if release.state != State.ACTIVE:
            demand(Denied(_("This release has ended already.")))
        end_release(release)
        record(actor=actor, verb="registry.release.stopped", thing=release)


def end_release(release: Release) -> None:
    """Our file, the key and every pseudonym go; that somebody was in it stays, for her to see."""
    _forget(release)
    release.state, release.closed_at = State.EXPIRED, timezone.now()
    release.save()


def _give_up(release: Release) -> None:
    _forget(release)
    with acting_as(as_release(release)) as system:
        ReleaseRow.objects.visible_to(system).filter(release=release).delete()
    release.state = State.FAILED
    release.save()


def _forget(release: Release) -> None:
    with acting_as(as_release(release)) as system:
        file = (
            StoredFile.objects.visible_to(system)
            .filter(ref=release.file_ref or release.ref)
            .first()
        )
        if file is not None:
            expire_file(actor=system, ref=file.ref)
        people = ReleaseSubject.objects.visible_to(system).filter(release=release)
        people.update(pseudonym="")
    Deletion.objects.filter(release=release).update(pseudonym="")
    release.sealed_key, release.pseudonyms = "", []


def _invite(row: DataRequest, release: Release, account: int) -> None:
    days = rules_of(row.dataset.registry_id).link_days
    Recipient.objects.update_or_create(
        release=release, account_id=account,
        defaults={"until": timezone.now() + timedelta(days=days)},
    )  # fmt: skip
