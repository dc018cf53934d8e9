"""The five questions about cards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from education.card_course import QUESTIONS


class CourseForm(forms.Form):
    """Each has to be answered; none has to be right."""

    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in QUESTIONS:
            self.fields[one.id] = forms.ChoiceField(
                label=str(one.text), choices=one.options, widget=forms.RadioSelect,
                error_messages={"required": _("Choose the answer you would give")},
            )  # fmt: skip
