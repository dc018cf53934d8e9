"""What readers send: a vote with one reason, a correction."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from education.models import Vote


class VoteForm(forms.Form):
    """Why a page did not help; one reason."""

    reason = forms.ChoiceField(
        label=_("What was it?"), choices=Vote.Reason.choices, widget=forms.RadioSelect
    )


class CorrectionForm(forms.Form):
    """What is wrong or unclear."""

    text = forms.CharField(
        label=_("What is wrong or unclear?"),
        max_length=4000,
        help_text=_(
            "Write about the page, not about your own illness. The editors read this,"
            " without your name."
        ),
        widget=forms.Textarea({"rows": 6}),
    )
