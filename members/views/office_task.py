"""A task of the office about one person: one form, one button, one way back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from members.models import Person


def task_page(
    request: HttpRequest,
    who: Person,
    form: forms.Form,
    title: str,
    label: str,
    *,
    lead: str = "",
    **more: Any,
) -> HttpResponse:
    """`label` is the button's verb. What a rule refused answers 403, with the reason at the form."""
    context = {"who": who, "form": form, "title": title, "label": label, "lead": lead, **more}
    refused = bool(form.is_bound and form.non_field_errors())
    return render(request, "members/office/task.html", context, status=403 if refused else 200)
