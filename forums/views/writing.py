"""Writing: a new topic in two steps, an answer, a change; looked at, asked about, kept, sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from forums.actions import drafts
from forums.actions.by_mail import ask_once
from forums.actions.changing import change_post
from forums.actions.writing import Words, start_topic
from forums.actions.writing import reply as send_reply
from forums.asked_about import about_of, begun_about
from forums.authors import Signed, name_of
from forums.beside import Beside
from forums.beside_names import Naming
from forums.forms import (
    ChangeForm,
    DraftForm,
    PostForm,
    ReplyForm,
    TitleForm,
    TopicForm,
)
from forums.models import Post, Topic
from forums.queries.boards import board_page
from forums.queries.drafts import draft_of_answer, my_draft, place_of
from forums.queries.posts import my_post, post_with_number, words_to_quote
from forums.queries.team_texts import with_team_text
from forums.queries.topics import address, topic_page, topics_alike
from forums.rules import lets_engines_in, may_change, may_reply, may_start_topic, signs_for_team
from forums.sight import sight_of
from forums.while_writing import Typing
from forums.wording import hint_for
from members.asking import sent, signed_in_actor
from members.attempts import attempt, status_of
from members.next_page import with_next
from moderation.queries.silences import before_writing
from po_platform.access.declare import signed_in
from po_platform.access.refusals import demand
from po_platform.kit.forms_look import problems_of
from search.queries import alike

READS_AND_WRITES = ["GET", "HEAD", "POST"]


@signed_in(health=True, keeps_typed=True)
@require_http_methods(READS_AND_WRITES)
def begin(request: HttpRequest, ref: UUID) -> HttpResponse:
    """A new topic: first its title, then what others asked alike, and the text."""
    actor = signed_in_actor(request)
    sight = sight_of(actor)
    board = board_page(sight=sight, ref=ref)
    choices = sight.choices(board.row)
    demand(may_start_topic(sight, board.row, choices[0] if choices else ""))
    typing = Typing.of(
        request, actor, "board", ref, my_draft(actor=actor, place=place_of(board.row))
    )
    about = about_of(actor, request.GET.get("about", ""))
    begun = begun_about(about) if about is not None and not typing.was_kept else {}
    if typing.is_first_step:
        first = TitleForm(sent(request) if typing.act == "title" else None, initial=begun)
        if not (first.is_bound and first.is_valid()):
            # A title alone is kept only where nothing else lies.
            keeps = not (about or typing.act or typing.was_kept)
            asked = {"board": board, "form": first, "about": about}
            asked["draft_url"] = typing.draft_url if keeps else ""
            return render(request, "forums/begin.html", asked, status=status_of(first))
        typing.initial |= {**begun, "title": first.cleaned_data["title"]}
    signs = signs_for_team(actor, sight, board.row)
    hint = hint_for(
        actor.display_name,
        choices[0] if len(choices) == 1 else "",
        mailed=board.row.words_by_mail,
        signs=signs,
    )
    form = TopicForm(
        typing.data, initial=typing.initial, choices=choices, hint=hint, signs=signs,
        engines=lets_engines_in(board.row),
    )  # fmt: skip
    context: dict[str, Any] = {
        "title": _("A new topic"),
        "place": board.title,
        "back": reverse("forums:board", args=[ref]),
        "reminder": board.reminder,
        "label": _("Publish it"),
    }

    def save(given: dict[str, Any]) -> Post:
        return start_topic(
            actor=actor,
            board=ref,
            title=given["title"],
            audience=given["audience"],
            words=_words(given),
            kept_from_engines=given.get("kept_from_engines", False),
        )

    title = form.data.get("title") if form.is_bound else typing.initial.get("title")
    context["alike"] = topics_alike(sight=sight, title=str(title or ""))
    here = (get_language() or "en")[:2]
    context["pages"] = alike(actor=actor, title=str(title or ""), language=here, name="pages")
    names = Naming.of(sight, Topic(board=board.row, audience=board.row.widest))
    return _page(request, typing, form, context, save, names)


@signed_in(health=True, keeps_typed=True)
@require_http_methods(READS_AND_WRITES)
def reply(request: HttpRequest, ref: UUID) -> HttpResponse:
    """An answer to a topic, or to one post of it (?to=3)."""
    actor = signed_in_actor(request)
    sight = sight_of(actor)
    topic = topic_page(sight=sight, ref=ref)
    demand(may_reply(sight, topic.row))
    typing = Typing.of(
        request, actor, "topic", ref, draft_of_answer(actor=actor, topic=topic.row, ref=ref)
    )
    no = typing.number("answers_no", "to") if topic.row.ref == ref else None
    answered = post_with_number(sight=sight, topic=topic, no=no) if no else None
    if answered is not None:
        typing.initial.setdefault("answers_no", answered.no)
        typing.initial.setdefault("quoted", words_to_quote(answered))
    begun, number = str(typing.initial.get("text", "")), request.GET.get("text", "")
    asked_by = answered.author_id if answered else None
    typing.initial["text"] = with_team_text(actor, number, begun, reader=asked_by)
    mailed, signs = topic.row.board.words_by_mail, signs_for_team(actor, sight, topic.row.board)
    hint = hint_for(actor.display_name, topic.row.audience, mailed=mailed, signs=signs)
    form = ReplyForm(typing.data, initial=typing.initial, answered=answered, hint=hint, signs=signs)
    context = {
        "title": _("Your answer"),
        "place": topic.row.name,
        "back": address(ref, answered.no if answered and answered.no else 1),
        "answered": answered,
        "answered_name": name_of(answered) if answered and not answered.unnamed else "",
        "reminder": topic.board.reminder,
        "label": _("Send my answer"),
    }
    return _page(
        request, typing, form, context,
        lambda given: send_reply(actor=actor, topic=ref, words=_words(given)),
        Naming.of(sight, topic.row),
    )  # fmt: skip


@signed_in(health=True, keeps_typed=True)
@require_http_methods(READS_AND_WRITES)
def change(request: HttpRequest, ref: UUID) -> HttpResponse:
    """Other words for one's own post."""
    actor = signed_in_actor(request)
    sight = sight_of(actor)
    row = my_post(sight=sight, ref=ref)
    demand(may_change(sight, row, timezone.now()))
    typing = Typing.of(request, actor, "post", ref, my_draft(actor=actor, place=place_of(row)))
    first = {"text": row.text, "note": row.note, "version": row.version, **typing.initial}
    form = ChangeForm(
        typing.data,
        initial=first,
        hint=_("The former words stay in its history, for you and the moderators."),
    )
    context = {
        "title": _("Change what you wrote"),
        "place": row.topic.name,
        "back": reverse("forums:post", args=[ref]),
        "label": _("Save the change"),
    }
    return _page(
        request, typing, form, context,
        lambda given: change_post(
            actor=actor, ref=ref, version=given["version"], text=given["text"], note=given["note"]
        ),
        Naming.of(sight, row.topic, list(row.named.select_related("person"))),
    )  # fmt: skip


@signed_in(health=True)
@require_POST
def keep_draft(request: HttpRequest, kind: str, ref: UUID) -> HttpResponse:
    """What the page sends by itself while somebody writes."""
    form = DraftForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    drafts.save_draft(actor=signed_in_actor(request), kind=kind, ref=ref, **form.cleaned_data)
    return HttpResponse(status=204)


def _page(
    request: HttpRequest,
    typing: Typing,
    form: PostForm,
    context: dict[str, Any],
    save: Callable[[dict[str, Any]], Post],
    names: Naming,
) -> HttpResponse:
    """Looks, asks, keeps or sends; what was typed is never lost."""
    context |= {"form": form, "draft_url": typing.draft_url, "was_kept": typing.was_kept}
    before = before_writing(actor=typing.actor, team=sight_of(typing.actor).moderates)
    context |= {"before": before, "here": typing.here, "to_name": names.choices, "most": names.most}
    beside = Beside(typing)
    if not form.is_bound:
        return render(request, "forums/write.html", context | beside.context())
    if typing.act == "name":
        if name := names.typed(request.POST.get("person", "")):
            typing.keep(name=name)
            return redirect(typing.here)
        typing.act = "preview"  # nobody was chosen
    typing.keep()
    if beside.put() and typing.act == "attach":
        return redirect(typing.here)
    if typing.act.startswith("off:"):
        beside.take_off(typing.act.removeprefix("off:"))
        return redirect(typing.here)
    context |= beside.context()
    if beside.refused:
        context["problems"] = problems_of(beside.form)
        if typing.act == "attach":
            form.errors.clear()  # what she writes is not asked about yet
        return render(request, "forums/write.html", context, status=422)
    if typing.act == "keep":
        messages.success(request, _("Kept. You find it under “What you began”."))
        return redirect("forums:drafts")
    if form.is_valid():
        shows = [row.shows for row in context.get("files", ())]
        context |= typing.looked_at(form.cleaned_data, shows, bakes=names.bakes)
        if not context["looking"]:
            made: list[Post] = []
            if attempt(form, lambda: made.append(save(form.cleaned_data))):
                return _done(request, typing, made[0])
    return render(request, "forums/write.html", context, status=status_of(form))


def _done(request: HttpRequest, typing: Typing, post: Post) -> HttpResponse:
    onward = reverse("forums:post", args=[post.ref])
    if post.state == Post.State.PUBLISHED and post.no is not None:
        messages.success(
            request,
            _("It is there now. Members can read it and answer.")
            if post.kept_close
            else _("It is there now. E-mails about it go out in five minutes."),
        )
        onward = address(post.topic.ref, post.no)
    if typing.kind == "topic" and ask_once(actor=typing.actor):
        return HttpResponseRedirect(with_next("forums:by_mail", onward))
    return HttpResponseRedirect(onward)


def _words(given: dict[str, Any]) -> Words:
    return Words(
        text=given["text"],
        client_ref=given["client_ref"] or uuid4(),
        note=given["note"],
        answers_no=given.get("answers_no"),
        quoted=given.get("quoted", ""),
        with_files=True,
        signed=given.get("signed") or Signed.NAMED,
    )
