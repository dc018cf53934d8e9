"""A task of the office about one person: one form, one button, one way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from members.attempts import attempt, status_of
from members.models import Person


@dataclass(frozen=True, slots=True)
class Task:
    """The words of a task. `label` is the button's verb, `said` what stands there afterwards."""

    title: str
    label: str
    said: str = ""
    lead: str = ""


def task_page(
    request: HttpRequest, who: Person, form: forms.Form, task: Task, **more: Any
) -> HttpResponse:
    """The page with its form, as often as it has to be put right."""
    context = {
        "who": who,
        "form": form,
        "title": task.title,
        "label": task.label,
        "lead": task.lead,
        **more,
    }
    return render(request, "members/office/task.html", context, status=status_of(form))


def do_task(
    request: HttpRequest,
    who: Person,
    form: forms.Form,
    task: Task,
    do: Callable[[dict[str, Any]], object],
    **more: Any,
) -> HttpResponse:
    """The page; when the form is good, `do` with what was filled in, and back to the person."""
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: do(form.cleaned_data))
    ):
        messages.success(request, task.said)
        return redirect("members:person", who.ref)
    return task_page(request, who, form, task, **more)
