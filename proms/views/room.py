"""A tablet in a waiting room: one sitting by a code, big type, and nothing of it left afterwards."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.asking import actor_of, sent
from members.context import Preferences
from members.limits import count_try, patient
from po_platform.access.actor import Bearer, SignedIn, acting_as
from po_platform.access.declare import by_code
from proms.actions.responses import OtherAnswers
from proms.actions.room_codes import forget_sitting, open_sitting
from proms.doctor_forms import RoomCodeForm
from proms.link_flow import RoomFlow
from proms.queries.reply_codes import opened_by
from proms.room_codes import as_typed, code_hash
from proms.rules import may_answer
from proms.views.answering import show_page
from proms.views.sending import checked, problems_of_sending

SITTING = "room.sitting"  # in the session: what is stored of its secret, when seen, language
SENT = "room.sent"  # in the session, for a minute after sending: that it is sent, and not whose
SAID_FOR = 60  # seconds: whoever presses twice is told the same twice
IDLE = 10 * 60  # seconds without a page, then we ask whether somebody is still there
WAITS = 60  # seconds for an answer to that


@dataclass(frozen=True, slots=True)
class _Sitting:
    bearer: Bearer
    hashed: bytes
    language: str


def _kept(request: HttpRequest) -> _Sitting | None:
    """The sitting open on this tablet; None, too, when nobody came back to it in time."""
    kept = request.session.get(SITTING)
    if not kept:
        return None
    hashed, seen, language = bytes.fromhex(kept[0]), int(kept[1]), str(kept[2])
    bearer = opened_by(hashed)
    if bearer is None or time.time() - seen > IDLE + WAITS:
        return None
    return _Sitting(bearer, hashed, language or get_language() or "en")


def _note(request: HttpRequest, hashed: bytes, language: str) -> None:
    request.session[SITTING] = [hashed.hex(), int(time.time()), language]
    request.session.set_expiry(0)  # with the browser


def _forget(request: HttpRequest) -> bool:
    """Answers not sent, the code, and what the tablet knew of it; whether there was a sitting."""
    kept = request.session.get(SITTING)
    if not kept:
        return False
    if forget_sitting(bytes.fromhex(kept[0])):
        _keep_sent(request)
    else:
        request.session.flush()
    return True


def _ended(request: HttpRequest) -> HttpResponse:
    """Everything is forgotten, and what is said is what became of it."""
    gone = _forget(request)
    if request.session.get(SENT):
        return redirect("proms:room_thanks")
    return _clean(_show(request, "over", {"gone": gone}))


def _keep_sent(request: HttpRequest) -> None:
    """The same session, for a request that is on its way with it, and nothing else in it."""
    request.session.clear()
    request.session[SENT] = True
    request.session.set_expiry(SAID_FOR)


def _clean(response: HttpResponse) -> HttpResponse:
    """The last page of a sitting: no cookie stays, and nothing to go back to."""
    response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")
    return _unkept(response)


def _unkept(response: HttpResponse, after: int = 0, then: str = "") -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    if then and response.status_code == 200:
        response.headers["Refresh"] = f"{after}; url={reverse(then)}"
    return response


def _show(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None
) -> HttpResponse:
    shown = {**(context or {}), "preferences": _large()}
    return render(request, f"proms/room/{template}.html", shown)


def _large() -> Preferences:
    return Preferences(text_size="larger", language=get_language() or "en")


@by_code
@patient
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest) -> HttpResponse:
    """Type the code. On a screen where somebody is signed in nothing opens: it is handed over."""
    if isinstance(actor_of(request), SignedIn):
        return _unkept(_show(request, "signed_in"))
    if _kept(request) is not None:
        return redirect("proms:room_still")
    _forget(request)
    form = RoomCodeForm(sent(request))
    if form.is_valid():
        typed = as_typed(form.cleaned_data["code"])
        tried = count_try(request, "try_room_code")
        bearer = opened_by(code_hash(typed)) if typed else None
        if bearer is not None:
            tried.rollback()
            try:
                with acting_as(bearer):
                    hashed, language = open_sitting(bearer=bearer)
            except Http404:
                bearer = None
            else:
                request.session.flush()
                _note(request, hashed, language)
                return redirect("proms:room_form")
        form.add_error("code", _("Check the code: it is not known, was used, or is over"))
    response = _show(request, "door", {"form": form})
    response.status_code = 422 if form.is_bound else 200
    return _unkept(response)


def _with_form(request: HttpRequest, then: Callable[[RoomFlow], HttpResponse]) -> HttpResponse:
    """The form of the sitting, in the language it was made for.

    One question a page, always: what is answered is kept before anybody could be called idle.
    """
    sitting = _kept(request)
    if sitting is None:
        return _ended(request)
    _note(request, sitting.hashed, sitting.language)
    with acting_as(sitting.bearer), override(sitting.language):
        flow = RoomFlow.opened(sitting.bearer, lock=request.method == "POST").take_up()
        if may_answer(sitting.bearer, flow.assignment):
            return _unkept(then(flow), IDLE, "proms:room_still")
    return _ended(request)


@by_code
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """What it is and how long it takes."""

    def show(flow: RoomFlow) -> HttpResponse:
        context = {
            "flow": flow,
            "assignment": flow.assignment,
            "texts": flow.form.texts,
            "title": flow.form.texts.title or flow.assignment.instrument.name,
            "count": flow.assignment.version.item_count,
            "next_url": flow.resume() if flow.has_answers else flow.address(flow.first()),
        }
        return _show(request, "form", context)

    return _with_form(request, show)


@by_code
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, number: int) -> HttpResponse:
    """One question, saved at once, for as long as the sitting is open."""
    return _with_form(
        request,
        lambda flow: show_page(
            request, flow, flow.page(number), "proms/room/question.html", preferences=_large()
        ),
    )


@by_code
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Everything once more; then one button, and the tablet knows nothing any more."""
    return _with_form(request, lambda flow: _check(request, flow))


def _check(request: HttpRequest, flow: RoomFlow) -> HttpResponse:
    problems: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            problems = problems_of_sending(request, flow)
        except OtherAnswers:
            return redirect("proms:room_over")
        if not problems:
            _keep_sent(request)
            return redirect("proms:room_thanks")
    return _show(request, "check", {**checked(flow), "flow": flow, "problems": problems})


@by_code
@require_http_methods(["GET", "HEAD", "POST"])
def still(request: HttpRequest) -> HttpResponse:
    """Nobody touched the tablet for a while: go on, or everything is forgotten in a minute."""
    sitting = _kept(request)
    if sitting is None:
        return redirect("proms:room_over")
    with override(sitting.language):
        if request.method == "POST":
            _note(request, sitting.hashed, sitting.language)
            with acting_as(sitting.bearer):
                flow = RoomFlow.opened(sitting.bearer).take_up()
                return redirect(flow.resume() if flow.has_answers else flow.begin_url)
        return _unkept(_show(request, "still"), WAITS, "proms:room_over")


@by_code
@require_http_methods(["GET", "HEAD", "POST"])
def over(request: HttpRequest) -> HttpResponse:
    """Leaving, or nobody came back: what was not sent is gone."""
    return _ended(request)


@by_code
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Sent. Whose answers they were is not known here any more."""
    response = _clean(_show(request, "thanks"))
    if request.session.get(SENT):
        response.delete_cookie(settings.SESSION_COOKIE_NAME, samesite="Lax")
    return response
