"""A sealed copy instead of destruction: asked for, agreed to by others, opened for a while on record."""

from __future__ import annotations

from datetime import date, timedelta
from typing import IO
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from members.rights_texts import months_after
from po_platform.access.actor import SignedIn
from po_platform.access.refusals import Denied, demand
from po_platform.kit.spoken import plain_day
from registry import request_notices as notices
from registry.models import Archive, DataRequest, Fetched, Release
from registry.queries.releases import release_of
from registry.queries.requests import curates, request_of
from registry.release_archive import opened
from registry.release_consent import all_agree
from registry.request_rules import may_ask_for_archive, may_open_archive, may_settle_archive

LONGEST = 180  # months
OPEN_FOR = timedelta(days=7)


def archive_of(release: Release) -> Archive | None:
    """What was asked for, whatever became of it."""
    return Archive.objects.filter(release=release).first()


def ask_for_archive(*, actor: SignedIn, ref: UUID, keeper: str, why: str, until: date) -> Archive:
    """Who answers for it, until when, and why; nothing is sealed before others agreed."""
    with transaction.atomic():
        _row, release = _locked(actor, ref)
        demand(may_ask_for_archive(actor, release, archive_of(release)))
        today = timezone.localdate()
        if not (release.expires_on or today) < until <= months_after(today, LONGEST):
            demand(Denied(_("Choose a day after the end of the use, within 15 years.")))
        found = Archive.objects.create(
            release=release, keeper=keeper, why=why, until=until, asked_by=actor.account_id
        )
        record(actor=actor, verb="registry.archive.asked", thing=found)
        notices.tell_desk(release, "archive")
    return found


def settle_archive(*, actor: SignedIn, ref: UUID, agree: bool) -> None:
    """A yes: at the end our copy is sealed instead of destroyed. A no: it is destroyed as agreed."""
    with transaction.atomic():
        row, release = _locked(actor, ref)
        found = archive_of(release)
        demand(may_settle_archive(actor, release, found, curates=curates(actor=actor, row=row)))
        assert found is not None  # noqa: S101  # the rule says so
        record(
            actor=actor, verb=f"registry.archive.{'agreed' if agree else 'declined'}", thing=found
        )
        if agree:
            found.agreed_by, found.agreed_at = actor.account_id, timezone.now()
            found.save(update_fields=["agreed_by", "agreed_at"])
        else:
            found.delete()
        notices.tell_asker(row, f"archive:{release.pk}:{agree}:{timezone.now().isoformat()}")


def open_archive(*, actor: SignedIn, ref: UUID, why: str) -> Archive:
    """For a week whoever asked can fetch what was sealed; why stays on record."""
    with transaction.atomic():
        row, release = _locked(actor, ref)
        found = archive_of(release)
        demand(may_open_archive(actor, release, found, curates=curates(actor=actor, row=row)))
        assert found is not None  # noqa: S101  # the rule says so
        _demand_all_agree(release)
        found.opened_by, found.opened_why = actor.account_id, why
        found.open_until = timezone.now() + OPEN_FOR
        found.save(update_fields=["opened_by", "opened_why", "open_until"])
        record(actor=actor, verb="registry.archive.opened", thing=found)
        notices.tell_asker(row, f"archive:open:{found.open_until.isoformat()}")
    return found


def fetch_archive(*, actor: SignedIn, ref: UUID) -> IO[bytes]:
    """The data as they were sealed, for whoever asked, while they are open. Raises Http404."""
    with transaction.atomic():
        row, release = _locked(actor, ref)
        found = archive_of(release)
        if row.asked_by != actor.account_id or found is None:
            raise Http404
        data = opened(release, found)
        if data is None:
            raise Http404
        _demand_all_agree(release)
        Fetched.objects.create(
            release=release, by_account=actor.account_id, by_name=actor.display_name,
            sha256=release.sha256,
        )  # fmt: skip
        found.fetched_at = timezone.now()
        found.save(update_fields=["fetched_at"])
        record(actor=actor, verb="registry.archive.fetched", thing=found)
    return data


def certify_fetched(*, actor: SignedIn, release: Release, kept: Archive, words: str) -> None:
    """What was fetched of a sealed copy is destroyed again; what was certified before stays as it was.

    `release` is locked and the rule was asked.
    """
    kept.fetched_at = None
    kept.save(update_fields=["fetched_at"])
    again = f"{plain_day(timezone.localdate())}: {words}"
    release.certificate = "\n\n".join(filter(None, (release.certificate, again)))
    release.save(update_fields=["certificate"])
    record(actor=actor, verb="registry.release.certified", thing=release)


def _demand_all_agree(release: Release) -> None:
    """What is sealed cannot be written anew, so one who took her yes back keeps it closed."""
    if not all_agree(release):
        words = _(
            "Somebody whose data are in the sealed copy does not agree any more. It stays closed"
            " until it goes."
        )
        demand(Denied(words))


def _locked(actor: SignedIn, ref: UUID) -> tuple[DataRequest, Release]:
    row = request_of(actor=actor, ref=ref, lock=True)
    return row, release_of(row, lock=True)
