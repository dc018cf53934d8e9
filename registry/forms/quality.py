"""A quality rule in words and as REDCap writes logic; and why something odd is right."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionnaires.operands import questions_in
from questionnaires.redcap.grammar import Unreadable, elsewhere, read_operand


class RuleForm(forms.Form):
    """`known`: the fields of the dataset."""

    title = forms.CharField(
        label=gettext_lazy("What is odd, in plain words"),
        help_text=gettext_lazy("For example: the diagnosis is before the first signs."),
        max_length=200,
        error_messages={"required": gettext_lazy("Write what is odd")},
    )
    logic = forms.CharField(
        label=gettext_lazy("When it is so, as REDCap writes logic"),
        help_text=gettext_lazy("For example: [diagnosed] <> '' and [diagnosed] < [first_signs]"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3, "class": "house"}),
        error_messages={"required": gettext_lazy("Write when it is so")},
    )

    def __init__(self, *args: Any, known: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

    def clean_logic(self) -> str:
        logic = str(self.cleaned_data["logic"]).strip()
        try:
            names = questions_in(read_operand(logic))
        except Unreadable as error:
            raise forms.ValidationError(str(error.message)) from error
        for name in names:
            if elsewhere(name):
                raise forms.ValidationError(
                    _("It looks at another visit or repeat, %(name)s, which is not done here.")
                    % {"name": name}
                )
            if name not in self.known:
                raise forms.ValidationError(_("There is no field %(name)s.") % {"name": name})
        if not names:
            raise forms.ValidationError(_("Name at least one field, in square brackets."))
        return logic


class AcceptForm(forms.Form):
    """Why it is right as it is."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it right?"),
        help_text=gettext_lazy("The person it is about can read this."),
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": gettext_lazy("Write why it is right")},
    )
