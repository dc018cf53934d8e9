"""Ten minutes for whoever hands out cards, with an account or without."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from education.actions.card_course import finish_course
from education.card_course import PARTS, VERSION, explained
from education.forms.card_course import CourseForm
from education.programme_rules import may_make_cards
from education.queries.card_course import course_done
from members.asking import actor_of, sent
from po_platform.access.declare import public

COURSE = "card_course"  # in the session: the version somebody without an account has gone through


@public
@require_http_methods(["GET", "HEAD", "POST"])
def card_course(request: HttpRequest) -> HttpResponse:
    """The text and five questions; then each answer explained, and it counts."""
    actor = actor_of(request)
    is_clinician = bool(may_make_cards(actor))
    form = CourseForm(sent(request))
    context = {"parts": PARTS, "form": form, "is_clinician": is_clinician}
    if form.is_valid():
        if is_clinician:
            finish_course(actor=actor)
        else:
            request.session[COURSE] = VERSION
        context["explained"] = explained(form.cleaned_data)
        return render(request, "education/cards/course_done.html", context)
    context["done"] = course_done(actor=actor)
    status = 422 if form.is_bound else 200
    return render(request, "education/cards/course.html", context, status=status)


def course_read(request: HttpRequest) -> int | None:
    """The version gone through in this session, or with an account, if it still counts."""
    if request.session.get(COURSE) == VERSION or course_done(actor=actor_of(request)):
        return VERSION
    return None
