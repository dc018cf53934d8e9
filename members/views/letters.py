"""Letters in the office: who waits, one press for a batch, what was printed and what came back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from files.progress import looking_again
from files.sending import handed_out
from members.actions.letters import (
    fetch_letters,
    letter_returned,
    mark_posted,
    print_letter_again,
    start_letters,
)
from members.asking import signed_in_actor
from members.forms.office import ReasonForm
from members.models import PostedLetter
from members.queries import letters as queries
from members.views.office_task import Task, do_task
from po_platform.access.actor import Hat
from po_platform.access.declare import only


@only(Hat.ADMINISTRATOR, health=True)
def letters(request: HttpRequest) -> HttpResponse:
    """Who waits for a letter, and the batches so far; one press prints."""
    actor = signed_in_actor(request)
    if request.method == "POST":
        start_letters(actor=actor)
        return redirect("members:letters")
    job = queries.letter_job(actor=actor)
    waiting = queries.waiting_for_letters(actor=actor)
    context = {
        "waiting": waiting,
        "most": queries.MOST,
        "job": job,
        "head": queries.letter_head(),
        "stopped": queries.without_letters(actor=actor)[: queries.SHOWN],
        "batches": queries.batches(actor=actor),
    }
    return looking_again(render(request, "members/office/letters.html", context), job)


@only(Hat.ADMINISTRATOR, health=True)
@require_safe
def batch(request: HttpRequest, ref: UUID) -> HttpResponse:
    """One batch: its PDF, and its letters in their order."""
    actor = signed_in_actor(request)
    found = queries.batch_by_ref(actor=actor, ref=ref)
    context = {"batch": found, "letters": queries.letters_of(actor=actor, batch=found.row)}
    return render(request, "members/office/letter_batch.html", context)


@only(Hat.ADMINISTRATOR, fresh=True, health=True)
@require_safe
def batch_file(request: HttpRequest, ref: UUID) -> HttpResponseBase:
    """The PDF, to be saved and printed."""
    return handed_out(fetch_letters(actor=signed_in_actor(request), ref=ref))


@only(Hat.ADMINISTRATOR, health=True)
@require_POST
def posted(request: HttpRequest, ref: UUID) -> HttpResponse:
    """The batch is in the post; or not, after all."""
    done = "undo" not in request.POST
    mark_posted(actor=signed_in_actor(request), ref=ref, posted=done)
    said = _("Written down: these letters are in the post.") if done else _("Taken back.")
    messages.success(request, said)
    return redirect("members:letter_batch", ref)


@only(Hat.ADMINISTRATOR, health=True)
@require_POST
def returned(request: HttpRequest, letter_id: int) -> HttpResponse:
    """A letter came back; or it did not, after all."""
    back = "undo" not in request.POST
    letter = letter_returned(actor=signed_in_actor(request), letter_id=letter_id, returned=back)
    if back:
        name = letter.person.display_name
        said = _("Written down. No letters go to %(name)s until the address is put right.")
        messages.success(request, said % {"name": name})
        return redirect("members:person_post", letter.person.ref)
    messages.success(request, _("Taken back."))
    return redirect("members:letter_batch", letter.batch.ref)


@only(Hat.ADMINISTRATOR, health=True)
def again(request: HttpRequest, letter_id: int) -> HttpResponse:
    """One letter once more, with a reason."""
    actor = signed_in_actor(request)
    letter: PostedLetter = queries.letter_by_id(actor=actor, letter_id=letter_id)
    task = Task(
        _("Print the letter again"),
        _("Print it again"),
        _("It is printed with the next batch."),
        _(
            "For a letter the printer spoiled, say. It is printed with the next batch, if what it"
            " says is still right then."
        ),
    )
    return do_task(
        request,
        letter.person,
        ReasonForm(request.POST or None),
        task,
        lambda given: print_letter_again(actor=actor, letter_id=letter.pk, reason=given["reason"]),
    )
