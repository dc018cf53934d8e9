"""Why a programme is stopped, and in which other languages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class StopForm(forms.Form):
    """A few words, and the same in other languages, all chosen beforehand."""

    words = forms.CharField(
        label=_("What do people have to know?"), max_length=600,
        widget=forms.Textarea({"rows": 4, "class": "people"}),
        help_text=_("Which step, what to leave, whom to ask. It stands on top of each page of it."),
        error_messages={"required": _("Write what people have to know")},
    )  # fmt: skip
    also = forms.TypedMultipleChoiceField(
        label=_("Stop it in these languages too"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    def __init__(self, *args: Any, others: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not others:
            del self.fields["also"]
            return
        self.fields["also"].choices = others  # type: ignore[attr-defined]  # a ChoiceField
        self.initial["also"] = [ref for ref, _title in others]

    def refs(self) -> list[str]:
        """Of the other languages chosen."""
        return list(self.cleaned_data.get("also", ()))
