"""Coming back to what one wrote in an older forum; a moderator vouches; old addresses lead on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from forums.actions import claiming, profile_words
from forums.former_forms import OldAddressForm, OldNameForm, VouchForm
from forums.queries import former as queries
from forums.queries import pictures
from forums.queries import profile_words as words
from members.asking import actor_of, sent, signed_in_actor
from members.attempts import attempt, status_of
from members.next_page import with_next
from po_platform.access.actor import Hat, SignedIn
from po_platform.access.declare import only, public, signed_in


@signed_in(health=True)
def former(request: HttpRequest) -> HttpResponse:
    """Asks for the old address; shows what a moderator offered and what is hers already."""
    actor = signed_in_actor(request)
    form = OldAddressForm(sent(request))
    if form.is_bound and form.is_valid():
        address = form.cleaned_data["address"]
        if attempt(form, lambda: claiming.ask_to_claim(actor=actor, address=address)):
            messages.success(
                request,
                _("If somebody wrote with this address, an e-mail is on its way to it."),
            )
            return redirect("forums:former")
    theirs = pictures.my_former_pictures(actor=actor)
    context = {
        "form": form,
        "offers": queries.offered(actor=actor),
        "mine": queries.my_former(actor=actor),
        "pictures": theirs,
        "picture": bool(theirs) and pictures.has_picture(actor=actor),
        "refused": pictures.why_not_now(actor=actor) if theirs else "",
        "has_profiles": words.has_profiles(),
    }
    return render(request, "forums/former.html", context, status=status_of(form))


@signed_in()
def claim(request: HttpRequest, token: str) -> HttpResponse:
    """The link from the old mailbox: asks once more, and gives the posts back."""
    actor = signed_in_actor(request)
    found = queries.claimable(actor=actor, token=token)
    if not found:
        return render(request, "forums/claim_unknown.html", status=404)
    if request.method == "POST":
        given = claiming.claim(actor=actor, token=token)
        messages.success(request, _given(given))
        return redirect("forums:former")
    return render(request, "forums/claim.html", {"found": found})


@signed_in()
@require_POST
def answer(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Yes, that was me; or no."""
    mine = request.POST.get("mine") == "yes"
    given = claiming.answer_offer(actor=signed_in_actor(request), ref=ref, mine=mine)
    messages.success(request, _given(given) if mine else _("Thank you. Nothing has changed."))
    return redirect("forums:former")


@signed_in()
def word(request: HttpRequest) -> HttpResponse:
    """A word for her profile of the former forum; the ones she has."""
    actor = signed_in_actor(request)
    is_open = words.has_profiles()
    form = OldNameForm(sent(request) if is_open else None)
    if form.is_bound and form.is_valid():
        name = form.cleaned_data["name"]
        if attempt(form, lambda: profile_words.ask_for_word(actor=actor, name=name)):
            return redirect("forums:profile_word")
    context = {"form": form, "mine": words.my_words(actor=actor), "open": is_open}
    return render(request, "forums/profile_word.html", context, status=status_of(form))


@signed_in()
@require_POST
def word_stands(request: HttpRequest, ref: UUID) -> HttpResponse:
    """She put it there."""
    profile_words.say_it_stands(actor=signed_in_actor(request), ref=ref)
    messages.success(
        request, _("Thank you. A moderator will look. Leave the word there until then.")
    )
    return redirect("forums:profile_word")


@only(Hat.MODERATOR)
@require_POST
def word_looked(request: HttpRequest, ref: UUID) -> HttpResponse:
    """What a moderator saw in the old profile."""
    actor, seen = signed_in_actor(request), request.POST.get("seen", "")
    if seen == "no":
        profile_words.say_not_found(actor=actor, ref=ref)
        messages.success(request, _("Done. The member reads that you looked and did not find it."))
        return redirect("forums:vouch")
    try:
        author = UUID(seen)
    except ValueError:
        raise Http404 from None
    profile_words.confirm_word(actor=actor, ref=ref, author=author)
    messages.success(request, _("Done. The member finds it under “Talk”, and says yes or no."))
    return redirect("forums:vouch")


@only(Hat.MODERATOR)
def vouch(request: HttpRequest) -> HttpResponse:
    """An old account by its exact name, and the member it belongs to."""
    actor = signed_in_actor(request)
    name = request.GET.get("name", "")[:80]
    found = queries.named(actor=actor, name=name)
    choices = [(str(one.row.ref), one.name) for one in found]
    form = VouchForm(sent(request) if found else None, found=choices)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        if attempt(
            form,
            lambda: claiming.offer(actor=actor, ref=UUID(given["who"]), person=given["member"]),
        ):
            messages.success(
                request, _("Done. The member finds it under “Talk”, and says yes or no.")
            )
            return redirect("forums:vouch")
    placed = words.words_to_look_at(actor=actor)
    context = {"name": name, "found": found, "form": form, "placed": placed}
    return render(request, "forums/office/vouch.html", context, status=status_of(form))


@public
@require_safe
def discourse_topic(request: HttpRequest, topic: int, slug: str = "", no: int = 0) -> HttpResponse:
    """/t/warm-hands/12/3 of a Discourse that was taken over."""
    post = f"t{topic}/{no}" if no else ""
    return _onward(request, topic=f"t{topic}", post=post)


@public
@require_safe
def phpbb_topic(request: HttpRequest) -> HttpResponse:
    """/viewtopic.php?t=12 or ?p=345 of a phpBB that was taken over."""
    topic, post = request.GET.get("t", ""), request.GET.get("p", "")
    return _onward(request, topic=f"t{topic}" if topic else "", post=f"p{post}" if post else "")


@public
@require_safe
def discourse_board(request: HttpRequest, board: int, slug: str, above: str = "") -> HttpResponse:
    """/c/living/daily-life/7 of a Discourse that was taken over."""
    return _onward(request, board=f"c{board}")


@public
@require_safe
def phpbb_board(request: HttpRequest) -> HttpResponse:
    """/viewforum.php?f=3 of a phpBB that was taken over."""
    number = request.GET.get("f", "")
    return _onward(request, board=f"f{number}" if number else "")


@public
@require_safe
def phpbb_start(request: HttpRequest) -> HttpResponse:
    """/index.php of a phpBB that was taken over: all boards."""
    if not queries.had_a_former():
        raise Http404
    return redirect("forums:boards")


@public
@require_safe
def phpbb_file(request: HttpRequest) -> HttpResponse:
    """/download/file.php?id=12 of a phpBB that was taken over: the post that holds it."""
    number = request.GET.get("id", "")
    return _onward(request, topic="", post=f"a{number}" if number else "")


def _onward(
    request: HttpRequest, *, topic: str = "", post: str = "", board: str = ""
) -> HttpResponse:
    """To where it stands today, for who may read that; a visitor learns nothing but where to sign in."""
    if not isinstance(actor_of(request), SignedIn):
        return redirect(with_next("members:sign_in", request.get_full_path()))
    url = queries.new_address(topic=topic[:40], post=post[:40], board=board[:40])
    if not url:
        raise Http404
    return HttpResponseRedirect(url)


def _given(posts: int) -> str:
    words = ngettext("%(n)s post is yours again.", "%(n)s posts are yours again.", posts)
    return words % {"n": posts}
