"""A reader's own: pages she keeps, corrections she suggested and their answers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from education.actions.readers import save_page, suggest_correction, unsave_page
from education.forms.readers import CorrectionForm
from education.models import Article, Programme
from education.queries.mine import answer_behind, given_pages, my_corrections, saved_pages
from education.queries.programmes import programme_by_slug
from education.queries.reading import live_article
from members.asking import actor_of, sent, signed_in_actor
from members.limits import count_try, patient
from notifications.letters import absolute
from po_platform.access.actor import SignedIn
from po_platform.access.declare import by_code, public_with_own, signed_in
from po_platform.kit.engines import not_for_engines


@signed_in(health=True)
@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """Pages she keeps, and those she was given."""
    actor = signed_in_actor(request)
    context = {"pages": saved_pages(actor=actor), "given": given_pages(actor=actor)}
    return render(request, "education/saved.html", context)


@signed_in(health=True)
@require_POST
def save(request: HttpRequest, slug: str) -> HttpResponse:
    """Kept, or not any more: the button says which."""
    article = live_article(slug)
    if request.POST.get("keep") == "no":
        unsave_page(actor=signed_in_actor(request), article=article)
        messages.success(request, _("Taken off your list."))
    else:
        save_page(actor=signed_in_actor(request), article=article)
        messages.success(request, _("Kept. You find it under “Pages you keep”."))
    return redirect("education:page", slug)


@public_with_own
@patient
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, slug: str) -> HttpResponse:
    """Says that something is wrong or unclear; members get an answer."""
    article = live_article(slug)
    title = article.live.title if article.live else slug
    return _correct(request, article, title, reverse("education:page", args=[slug]))


@public_with_own
@patient
@require_http_methods(["GET", "HEAD", "POST"])
def correct_programme(request: HttpRequest, slug: str) -> HttpResponse:
    """The same about a programme, as it can be begun now."""
    programme = programme_by_slug(slug)
    return _correct(
        request, programme, programme.title, reverse("education:programme", args=[slug])
    )


def _correct(
    request: HttpRequest, about: Article | Programme, title: str, back: str
) -> HttpResponse:
    actor = actor_of(request)
    form = CorrectionForm(sent(request))
    if request.method == "POST" and form.is_valid():
        count_try(request, "suggest_correction")
        secret = suggest_correction(actor=actor, about=about, text=form.cleaned_data["text"])
        if isinstance(actor, SignedIn) and actor.subject_id:
            messages.success(request, _("Thank you. You find the answer here."))
            return redirect("education:asked")
        messages.success(request, _("Thank you. The editors read it."))
        return redirect("education:answer_by_link", secret)
    context = {"form": form, "title": title, "language": about.language, "back": back}
    status = 422 if form.is_bound else 200
    return render(request, "education/correct.html", context, status=status)


@signed_in(health=True)
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What she suggested, and the answers."""
    found = my_corrections(actor=signed_in_actor(request))
    return render(request, "education/asked.html", {"corrections": found})


@by_code
@not_for_engines
@never_cache
@patient
@require_safe
def answer_by_link(request: HttpRequest, secret: str) -> HttpResponse:
    """What a visitor wrote, and the answer once it is there; whoever has the link reads it."""
    tried = count_try(request, "try_invitation")
    found = answer_behind(secret)
    if found is None:
        return render(request, "education/answer_over.html", status=410)
    tried.rollback()
    context = {"found": found, "link": absolute(request.path)}
    return render(request, "education/answer.html", context)
