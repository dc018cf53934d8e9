"""Releases: made, looked at, fetched with a fresh proof, ended and certified."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from files.progress import looking_again
from files.sending import handed_out
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only
from po_platform.access.refusals import demand
from registry.actions import releases as actions
from registry.actions.archives import archive_of
from registry.actions.results import publish_results, report_results
from registry.forms.releases import (
    BuildForm,
    CertificateForm,
    DeletedForm,
    RecipientForm,
    ResultsForm,
)
from registry.models import Fetched, Recipient, Release
from registry.queries.releases import (
    GONE_OUT,
    holders,
    job_of,
    names_to_delete,
    recipient_of,
    release_of,
)
from registry.queries.requests import curates, request_of
from registry.release_consent import all_agree
from registry.request_change import as_approved
from registry.request_rules import (
    is_over,
    may_ask_for_archive,
    may_build,
    may_certify,
    may_confirm,
    may_fetch,
    may_free,
    may_open_archive,
    may_report,
    may_screen,
    may_settle_archive,
)
from registry.views.requests import SIDES, WRITE


@only(*SIDES, health=True)
@require_safe
def release(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What is in a release, how far it is, who fetched it, and what the reader can do."""
    actor = signed_in_actor(request)
    row = request_of(actor=actor, ref=ref)
    found = row.releases.exclude(state=Release.State.FAILED).first()
    failed = row.releases.filter(state=Release.State.FAILED).order_by("-pk").first()
    managing, mine = curates(actor=actor, row=row), row.asked_by == actor.account_id
    job = job_of(found) if found is not None and found.state == Release.State.BUILDING else None
    context: dict[str, Any] = {
        "row": row,
        "release": found,
        "failed": failed if found is None else None,
        "job": job,
        "stuck": job is not None and not job.is_open,
        "may_stop": job is not None
        and job.is_open
        and bool(may_screen(actor, row, curates=managing)),
        "mine": mine,
        "may_build": bool(may_build(actor, row, curates=managing)),
        "build": BuildForm(
            initial={"formats": failed.formats, "origins": failed.origins} if failed else {}
        ),
    }
    if found is not None:
        found.request = row
        if mine and found.state not in GONE_OUT:
            context["release"] = found = None
    if found is not None:
        link = Recipient.objects.filter(release=found, account_id=actor.account_id).first()
        context |= {
            "may_free": bool(may_free(actor, found, curates=managing)),
            "may_screen": bool(may_screen(actor, row, curates=managing)),
            "fetched": _fetched(found) if not mine else [],
            "deletions": found.deletions.filter(confirmed_at=None).count(),
            "link": link if link and link.until > timezone.now() else None,
            "link_over": link is not None and link.until <= timezone.now(),
            "my_link": link,
            "to_delete": len(names_to_delete(link)) if link else 0,
            "holders": _how_far(found) if not mine else [],
            **_sealed(actor, found, curates=managing),
        }
    return looking_again(render(request, "registry/requests/release.html", context), job)


def _fetched(release: Release) -> list[tuple[Fetched, str]]:
    """Each fetching, and the code its copy is marked with."""
    codes = {one.account_id: one.code for one in release.recipients.all()}
    return [(one, codes.get(one.by_account, "")) for one in release.fetched.order_by("-pk")[:50]]


def _how_far(release: Release) -> list[tuple[str, Recipient, int]]:
    """(name, recipient, lines still to confirm) of everybody who has a copy."""
    names = dict(release.fetched.values_list("by_account", "by_name"))
    asker = release.request.asker
    return [
        (names.get(one.account_id) or asker, one, len(names_to_delete(one)))
        for one in holders(release)
    ]


def _sealed(actor: SignedIn, release: Release, *, curates: bool) -> dict[str, Any]:
    """What there is to say and do about a sealed copy."""
    kept = archive_of(release)
    return {
        "kept": kept,
        "may_certify": bool(may_certify(actor, release, kept)),
        "destroy_now": kept is not None and bool(kept.fetched_at) and not all_agree(release),
        "kept_open": kept is not None and kept.is_open,
        "may_seal": bool(may_ask_for_archive(actor, release, kept)),
        "may_settle": bool(may_settle_archive(actor, release, kept, curates=curates)),
        "may_open": bool(may_open_archive(actor, release, kept, curates=curates)),
    }


def _post(request: HttpRequest, ref: UUID, action: Callable[..., object], said: str) -> Any:
    action(actor=signed_in_actor(request), ref=ref)
    messages.success(request, said)
    return redirect("registry:release", ref)


@only(Hat.CURATOR, health=True)
@require_POST
def build(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Begins to make it."""
    form = BuildForm(request.POST)
    said = _("The release is being made. Somebody else looks at it before it goes out.")
    chosen = form.cleaned_data if form.is_valid() else {"formats": (), "origins": False}
    make = partial(actions.build_release, **chosen)
    return _post(request, ref, make, said)  # type: ignore[no-any-return]


@only(Hat.CURATOR, Hat.COMMITTEE, health=True)
@require_POST
def free(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Sets it free, or has it written again when somebody in it does not agree any more."""
    found = actions.free_release(actor=signed_in_actor(request), ref=ref)
    if found.state == Release.State.ACTIVE:
        said = _("The release can be fetched now. Whoever asked was told.")
        messages.success(request, said)
    else:
        said = _(
            "Somebody took back what she agreed to since it was made. It is being written again"
            " without her. Come back in a few minutes and look once more."
        )
        messages.warning(request, said)
    return redirect("registry:release", ref)


@only(Hat.CURATOR, health=True)
@require_POST
def throw_away(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Not like this."""
    said = _("Thrown away. Nobody had it.")
    return _post(request, ref, actions.throw_away, said)  # type: ignore[no-any-return]


@only(Hat.CURATOR, health=True)
@require_POST
def cancel(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Stops what is being made."""
    said = _("Stopped. Nothing of it is left.")
    return _post(request, ref, actions.cancel_release, said)  # type: ignore[no-any-return]


@only(Hat.CURATOR, health=True)
@require_POST
def stop(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Ends it before its day, or has it written anew first; see release_consent."""
    if actions.stop_release(actor=signed_in_actor(request), ref=ref):
        messages.success(request, _("Ended. Whoever has the data was asked to destroy them."))
    else:
        messages.warning(request, _not_yet())
    return redirect("registry:release", ref)


@only(Hat.CURATOR)
@require_POST
def publish(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Results a curator has read, for everybody."""
    publish_results(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("Everybody can read the results now."))
    return redirect("registry:data_request", ref)


@only(Hat.RESEARCHER, health=True, fresh=True)
@require_safe
def fetch(request: HttpRequest, ref: UUID) -> HttpResponseBase:
    """The file of one recipient, on record."""
    copy = actions.fetch_release(actor=signed_in_actor(request), ref=ref)
    if copy is None:
        messages.warning(
            request,
            _(
                "Somebody took back what she agreed to, so you cannot fetch the data as they were."
                " They are being written again without her. Come back in a few minutes."
            ),
        )
        return redirect("registry:my_release", ref)
    return handed_out(copy, request)


@only(Hat.RESEARCHER, health=True)
@require_safe
def my_release(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The data as one recipient has them: her link, their end, and whom to take out of her copies."""
    actor = signed_in_actor(request)
    mine = recipient_of(actor=actor, ref=ref)
    found = mine.release
    in_time = mine.until > timezone.now()
    context = {
        "link": mine,
        "release": found,
        "over": is_over(found),
        "row": as_approved(found.request),
        "may_fetch": bool(may_fetch(actor, found, invited=True, in_time=in_time)),
        "asked": found.request.asked_by == actor.account_id,
        "names": names_to_delete(mine),
    }
    return render(request, "registry/requests/my_release.html", context)


def _not_yet() -> str:
    return _(
        "Somebody took back what she agreed to. The copy that will be sealed is being written anew"
        " without her. Try again in a few minutes."
    )


def _page(
    request: HttpRequest, ref: UUID, form: forms.Form, take: Callable[[], object], **context: Any
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and attempt(form, take) and not form.errors:
        messages.success(request, _("Done."))
        return redirect(context.pop("after", "registry:release"), ref)
    status = status_of(form)
    return render(request, "registry/requests/step.html", {"form": form, **context}, status=status)


@only(Hat.RESEARCHER, health=True)
@require_http_methods(WRITE)
def destroyed(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The certificate: every copy is gone."""
    actor = signed_in_actor(request)
    row = request_of(actor=actor, ref=ref)
    found = release_of(row)
    demand(may_certify(actor, found, archive_of(found)))
    form = CertificateForm(sent(request))

    def take() -> None:
        words = form.cleaned_data["words"]
        if not actions.certify_destruction(actor=actor, ref=ref, words=words):
            form.add_error(None, _not_yet())  # what she wrote stays for the next try

    label = _("The data are destroyed")
    return _page(request, ref, form, take, row=row, label=label, final=True)


@only(Hat.RESEARCHER, health=True)
@require_http_methods(WRITE)
def deletions(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Pseudonyms a recipient takes out of her copies, and that it was done."""
    actor = signed_in_actor(request)
    mine = recipient_of(actor=actor, ref=ref)
    demand(may_confirm(actor, mine.release))
    form = DeletedForm(sent(request))
    return _page(
        request, ref, form, lambda: actions.confirm_deletions(actor=actor, ref=ref),
        row=mine.release.request, label=_("They are out"), final=False,
        names=names_to_delete(mine), after="registry:my_release", back=mine,
    )  # fmt: skip


@only(Hat.CURATOR)
@require_http_methods(WRITE)
def recipient(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Somebody else of the same study, or a new link."""
    actor = signed_in_actor(request)
    row = request_of(actor=actor, ref=ref)
    demand(may_screen(actor, row, curates=curates(actor=actor, row=row)))
    form = RecipientForm(sent(request))

    def take() -> None:
        actions.invite_recipient(actor=actor, ref=ref, address=form.cleaned_data["address"])

    return _page(request, ref, form, take, row=row, label=_("Give a link"), final=False)


@only(Hat.RESEARCHER)
@require_http_methods(WRITE)
def results(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What came out, in plain words."""
    actor = signed_in_actor(request)
    row = request_of(actor=actor, ref=ref)
    demand(may_report(actor, row))
    form = ResultsForm(sent(request), initial={"results": row.results})

    def take() -> object:
        return report_results(actor=actor, ref=ref, results=form.cleaned_data["results"])

    return _page(
        request, ref, form, take, row=row, label=_("Send the results"), final=False,
        after="registry:data_request",
    )  # fmt: skip


@only(*SIDES)
@require_safe
def certificate(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What was destroyed, when and by whom; to be printed."""
    row = request_of(actor=signed_in_actor(request), ref=ref)
    context = {"row": as_approved(row), "release": release_of(row)}
    return render(request, "registry/requests/certificate.html", context)
