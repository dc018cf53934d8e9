"""The page for a doctor: its member chooses and reads it first; a doctor opens it by a code."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions import doctor_page as actions
from education.doctor_page import read_page
from education.forms.doctor_page import PageCodeForm, PagePartsForm
from education.models import DoctorPage
from education.page_codes import code_hash
from education.queries import doctor_page as queries
from education.queries.programmes import own_card
from education.queries.ways import my_walk
from members.asking import sent, signed_in_actor
from members.limits import count_try, patient
from members.share_codes import as_typed, in_groups
from notifications.letters import absolute
from po_platform.access.actor import Bearer, Hat, acting_as
from po_platform.access.declare import by_code, only, signed_in
from po_platform.kit.qr import picture_of

WRITE = ("GET", "HEAD", "POST")
OPENED = "programme_page.opened"  # in the session: what is stored of the code, until when
STAYS = timedelta(hours=1)
AT_FIRST = (DoctorPage.Part.STEPS, DoctorPage.Part.GOAL, DoctorPage.Part.PLAN)


@signed_in(health=True)
@require_http_methods(WRITE)
def choose(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What may stand on it. Kept, the page itself follows."""
    actor = signed_in_actor(request)
    walk, row = my_walk(actor=actor, ref=ref), queries.my_page(actor=actor, ref=ref)
    known = {"parts": row.parts, "to_say": row.to_say} if row else {"parts": AT_FIRST}
    form = PagePartsForm(sent(request), initial=known)
    if form.is_valid():
        actions.choose_page(actor=actor, ref=ref, **form.cleaned_data)
        return redirect("education:for_doctor", ref)
    context = {"form": form, "walk": walk}
    status = 422 if form.is_bound else 200
    return render(request, "education/doctor/choose.html", context, status=status)


@signed_in(health=True)
@require_safe
def for_doctor(request: HttpRequest, ref: UUID) -> HttpResponse:
    """This is what your doctor will see: to print, or to open with a code."""
    actor = signed_in_actor(request)
    walk, row = my_walk(actor=actor, ref=ref), queries.my_page(actor=actor, ref=ref)
    if row is None:
        return redirect("education:choose_for_doctor", ref)
    code = queries.my_page_code(actor=actor, row=row)
    # With a code out there she reads what it opens, and not what would stand there today.
    page = read_page(row.content) if code and row.content else None
    page = page or queries.page_now(actor=actor, walk=walk, row=row)
    closed = code is not None and queries.keeps_a_number(row=row)
    context = {"walk": walk, "page": page, "code": code, "closed": closed}
    return render(request, "education/doctor/mine.html", context)


@signed_in(health=True)
@require_http_methods(WRITE)
def page_code(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Made after the page was read; then large, and as a picture, as often as she likes."""
    actor = signed_in_actor(request)
    walk, row = my_walk(actor=actor, ref=ref), queries.my_page(actor=actor, ref=ref)
    if row is None:
        return redirect("education:choose_for_doctor", ref)
    if request.method == "POST":
        try:
            actions.make_page_code(actor=actor, ref=ref, mark=request.POST.get("mark", ""))
        except PermissionDenied as refused:
            messages.warning(request, str(refused))
            return redirect("education:for_doctor", ref)
        return redirect("education:page_code", ref)
    code = queries.my_page_code(actor=actor, row=row)
    if code is None:
        return redirect("education:for_doctor", ref)
    width, path = picture_of(absolute(f"{reverse('education:doctor')}?code={code.code}"))
    context = {
        "walk": walk,
        "code": code,
        "closed": queries.keeps_a_number(row=row),
        "words": in_groups(code.code),
        "address": absolute(reverse("education:doctor")),
        "width": width,
        "path": path,
    }
    return render(request, "education/doctor/code.html", context)


@signed_in(health=True)
@require_POST
def take_back(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One press, and it opens nothing any more."""
    actions.take_back_page(actor=signed_in_actor(request), ref=ref)
    messages.success(request, _("The code is taken back. It opens nothing any more."))
    return redirect("education:for_doctor", ref)


# ---------- The doctor's side ----------


@by_code
@patient
@require_http_methods(WRITE)
def doctor(request: HttpRequest) -> HttpResponse:
    """Type the code or come by its picture. Only the button opens; looking uses nothing up."""
    form = PageCodeForm(sent(request), initial={"code": request.GET.get("code", "")[:40]})
    if form.is_valid():
        typed = as_typed(form.cleaned_data["code"])
        tried = count_try(request, "try_programme_page")
        bearer = queries.holder_of(code_hash(typed)) if typed else None
        if bearer is not None and typed is not None:
            tried.rollback()
            return _opened(request, bearer, code_hash(typed))
        form.add_error("code", _("Check the code: it is not known, was taken back, or is over"))
    status = 422 if form.is_bound else 200
    return render(request, "education/doctor/enter.html", {"form": form}, status=status)


def _opened(request: HttpRequest, bearer: Bearer, hashed: bytes) -> HttpResponse:
    try:
        with acting_as(bearer):
            actions.open_page(bearer=bearer)
    except PermissionDenied as refused:
        return render(request, "education/doctor/closed.html", {"reason": str(refused)}, status=403)
    except Http404:
        return _over(request)
    request.session[OPENED] = [hashed.hex(), (timezone.now() + STAYS).isoformat()]
    return redirect("education:doctor_reads")


@by_code
@require_safe
def doctor_reads(request: HttpRequest) -> HttpResponse:
    """The one page, as its member read it before; open here for an hour, while the code lives."""
    kept = request.session.get(OPENED)
    if not kept or datetime.fromisoformat(kept[1]) <= timezone.now():
        return _over(request)
    bearer = queries.holder_of(bytes.fromhex(kept[0]))
    if bearer is None:
        return _over(request)
    with acting_as(bearer):
        page = queries.page_behind()
    if page is None:
        return _over(request)
    return render(request, "education/doctor/reads.html", {"page": page})


def _over(request: HttpRequest) -> HttpResponse:
    reason = _("This page is closed here. Enter the code again to open it.")
    return render(request, "education/doctor/closed.html", {"reason": reason}, status=410)


@only(Hat.CLINICIAN)
@require_safe
def follow_up(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A sheet for the visit after a card: what to ask in two minutes. It knows nobody."""
    found = own_card(actor=signed_in_actor(request), ref=ref)
    context = {"card": found, "address": absolute(reverse("education:doctor"))}
    return render(request, "education/cards/follow_up.html", context)
