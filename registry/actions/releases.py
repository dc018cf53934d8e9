"""A release: begun by one, set free by another, fetched by its recipients, ended and certified."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models.functions import Now
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actions import record
from files import places
from files.actions.jobs import cancel_job
from files.models import Job
from members.models import RoleHolding
from members.rights_texts import months_after
from po_platform.access.actor import Hat, SignedIn, acting_as
from po_platform.access.refusals import Denied, Verdict, demand
from po_platform.kit.broker import publish
from registry import request_notices as notices
from registry.actions.archives import archive_of, certify_fetched
from registry.actions.requests import take_step
from registry.cohort import may_leave
from registry.models import DataRequest, Deletion, Fetched, Recipient, Release
from registry.pseudonyms import new_key
from registry.queries.releases import (
    MAKING,
    holders,
    job_of,
    lines_for,
    recipient_of,
    release_of,
)
from registry.queries.requests import curates, request_of, rules_of
from registry.release_archive import agreed_archive
from registry.release_consent import begin_again, end_with_copy, names_gone
from registry.release_copy import Copy, copy_for
from registry.release_end import as_release, file_of, give_up, keep_file
from registry.release_freeze import sealed_key
from registry.request_flow import Move
from registry.request_rules import (
    is_over,
    may_build,
    may_certify,
    may_choose,
    may_confirm,
    may_fetch,
    may_free,
    may_go_out,
    may_screen,
)
from registry.request_shown import Shown
from registry.uses import uses_of

State = Release.State


def build_release(
    *, actor: SignedIn, ref: UUID, formats: Sequence[str] = (), origins: bool = False
) -> Release:
    """Begins it; one that got stuck is given up for the new one. `formats`: besides CSV.

    `origins`: it says where each answer comes from.
    """
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        demand(may_build(actor, row, curates=curates(actor=actor, row=row)))
        shown = Shown(row)
        demand(may_go_out(shown.named(), may_leave(shown.layout)))
        demand(may_choose(shown.chosen_by_told()))
        for earlier in row.releases.exclude(state=State.FAILED):
            job = job_of(earlier)
            if job is None or job.state not in (Job.State.FAILED, Job.State.CANCELLED):
                demand(Denied(_("The release is being made already.")))
            give_up(earlier)
        made = uuid4()
        release = Release.objects.create(
            ref=made, request=row, built_by=actor.account_id, use=uses_of(row),
            sealed_key=sealed_key(made, new_key()), formats=[*formats], origins=origins,
        )  # fmt: skip
        with acting_as(as_release(release)):
            job = Job.objects.create(subject_id=release.ref, kind=MAKING)
        record(actor=actor, verb="registry.release.begun", thing=release)
        transaction.on_commit(lambda: publish("files.run_job", job.pk))
    return release


def cancel_release(*, actor: SignedIn, ref: UUID) -> None:
    """While it is being made: nothing of it stays, and another one can be begun."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        release = release_of(row, lock=True)
        demand(may_screen(actor, row, curates=curates(actor=actor, row=row)))
        if release.state != State.BUILDING:
            demand(Denied(_("This release is made already.")))
        job = job_of(release)
        if job is not None and job.is_open:
            with acting_as(as_release(release)) as system:
                cancel_job(actor=system, ref=job.ref)
        give_up(release, _("Somebody stopped it while it was being made."))
        record(actor=actor, verb="registry.release.cancelled", thing=release)


def free_release(*, actor: SignedIn, ref: UUID) -> Release:
    """The second look: from now on whoever asked can fetch it.

    When somebody in it does not agree any more, it is written anew without her instead, and waits
    for another look.
    """
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        release = release_of(row, lock=True)
        demand(may_free(actor, release, curates=curates(actor=actor, row=row)))
        if _somebody_left(actor, release):
            return release
        today = timezone.localdate()
        release.state, release.freed_by = State.ACTIVE, actor.account_id
        release.freed_at = timezone.now()
        release.expires_on = months_after(today, row.months)
        release.save()
        keep_file(release)
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
        give_up(release)
        record(actor=actor, verb="registry.release.thrown_away", thing=release)


def invite_recipient(*, actor: SignedIn, ref: UUID, address: str) -> None:
    """Another researcher of the same request, or a new link for one; each fetches for herself."""
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        release = release_of(row, lock=True)
        demand(may_screen(actor, row, curates=curates(actor=actor, row=row)))
        if release.state != State.ACTIVE or is_over(release):
            demand(Denied(_("This release cannot be fetched.")))
        living = RoleHolding.objects.filter(role=Hat.RESEARCHER, starts_at__lte=Now())
        found = living.exclude(ends_at__lte=Now()).filter(account__email__iexact=address).first()
        if found is None:
            demand(Denied(_("No researcher of ours has this address.")))
            return
        made = _invite(row, release, found.account_id)
        made.release = release
        notices.tell_recipient(made, notices.NEWS, f"link:{made.pk}:{made.until.isoformat()}")
        record(actor=actor, verb="registry.release.recipient_named", thing=release)


def fetch_release(*, actor: SignedIn, ref: UUID) -> Copy | None:
    """The file, and a line that it went out. The address speaks of the recipient.

    None when somebody in it does not agree any more: it is being written anew without her. Her
    copy is made before anything is held: others fetch meanwhile, and all is asked once more.
    """
    recipient = recipient_of(actor=actor, ref=ref)
    demand(_may_fetch_now(actor, recipient, recipient.release))
    file = file_of(recipient.release)
    if file is None:
        raise Http404
    copy = copy_for(recipient, file)
    try:
        went_out = _hand_out(actor, recipient, copy)
    except BaseException:
        places.remove(copy.place)
        raise
    if not went_out:
        places.remove(copy.place)
    return copy if went_out else None


def _hand_out(actor: SignedIn, recipient: Recipient, copy: Copy) -> bool:
    with transaction.atomic():
        whole = Release.objects.select_related("request__dataset__registry")
        release = whole.select_for_update(of=("self",)).get(pk=recipient.release_id)
        demand(_may_fetch_now(actor, recipient, release))
        if _somebody_left(actor, release):
            notices.tell_desk(release, f"again:{len(release.pseudonyms)}")
            return False
        file = file_of(release)
        if file is None or file.sha256 != release.sha256:
            raise Http404
        if file.sha256 != copy.of:  # written anew while it was copied
            return False
        Fetched.objects.create(
            release=release, by_account=actor.account_id, by_name=actor.display_name,
            sha256=copy.sha256,
        )  # fmt: skip
        record(actor=actor, verb="registry.release.fetched", thing=release)
    return True


def _may_fetch_now(actor: SignedIn, recipient: Recipient, release: Release) -> Verdict:
    return may_fetch(actor, release, invited=True, in_time=recipient.until > timezone.now())


def confirm_deletions(*, actor: SignedIn, ref: UUID) -> int:
    """A recipient says that the people on her list are out of her copies. The address is hers.

    A line is done with once everybody who has a copy said so; how many lines she confirmed.
    """
    with transaction.atomic():
        mine = recipient_of(actor=actor, ref=ref)
        release = Release.objects.select_for_update(of=("self",)).get(pk=mine.release_id)
        demand(may_confirm(actor, release))
        listed = list(lines_for(mine))
        if listed:
            mine.deleted_upto, mine.deleted_at = listed[-1].pk, timezone.now()
            mine.save(update_fields=["deleted_upto", "deleted_at"])
        everybody = min((one.deleted_upto for one in holders(release)), default=0)
        Deletion.objects.filter(release=release, confirmed_at=None, pk__lte=everybody).update(
            confirmed_at=Now(), confirmed_by=actor.account_id
        )
        count = len(listed)
        record(actor=actor, verb="registry.release.deletions_confirmed", thing=release, count=count)
    return count


def certify_destruction(*, actor: SignedIn, ref: UUID, words: str) -> bool:
    """Whoever asked says that every copy is destroyed; ours and the key go with it at the latest.

    False: not yet, see release_consent.end_with_copy.
    """
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        release = release_of(row, lock=True)
        kept = archive_of(release)
        demand(may_certify(actor, release, kept))
        if kept is not None and kept.fetched_at is not None:
            certify_fetched(actor=actor, release=release, kept=kept, words=words)
            return True
        if release.state == State.ACTIVE and not end_with_copy(release):
            return False
        sealed = agreed_archive(release)
        release.state = State.ARCHIVED if sealed and sealed.sealed_key else State.DESTROYED
        release.certificate = words
        release.certified_by, release.certified_at = actor.account_id, timezone.now()
        release.save()
        Deletion.objects.filter(release=release, confirmed_at=None).update(
            confirmed_at=Now(), confirmed_by=actor.account_id
        )
        record(actor=actor, verb="registry.release.certified", thing=release)
        take_step(actor=actor, row=row, move=Move.CLOSE)
    return True


def stop_release(*, actor: SignedIn, ref: UUID) -> bool:
    """Ended before its day: nobody can fetch it, and holders are asked to destroy it.

    False: not yet, see release_consent.end_with_copy.
    """
    with transaction.atomic():
        row = request_of(actor=actor, ref=ref, lock=True)
        release = release_of(row, lock=True)
        demand(may_screen(actor, row, curates=curates(actor=actor, row=row)))
        if release.state != State.ACTIVE:
            demand(Denied(_("This release has ended already.")))
        if not end_with_copy(release):
            return False
        record(actor=actor, verb="registry.release.stopped", thing=release)
        notices.tell_holders(release, notices.ENDS, "ended")
    return True


def _somebody_left(actor: SignedIn, release: Release) -> bool:
    """Asked with the consent of this moment; then our copy is written anew."""
    gone = names_gone(release)
    if gone and begin_again(release):
        record(actor=actor, verb="registry.release.held_back", thing=release, count=len(gone))
    return bool(gone)


def _invite(row: DataRequest, release: Release, account: int) -> Recipient:
    days = rules_of(row.dataset.registry_id).link_days
    made, _new = Recipient.objects.update_or_create(
        release=release, account_id=account,
        defaults={"until": timezone.now() + timedelta(days=days)},
    )  # fmt: skip
    return made
