"""What is chosen and typed about pictures of people."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class PictureForm(forms.Form):
    """A picture for beside one's posts."""

    file = forms.FileField(
        label=_("A picture"),
        allow_empty_file=True,
        error_messages={"required": _("Choose a picture")},
        help_text=_("JPEG, PNG or WebP, up to 15 MB. What is in the middle stays."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )


class TakeOffForm(forms.Form):
    """Why a picture is taken off."""

    why = forms.CharField(
        label=_("Why?"),
        max_length=500,
        error_messages={"required": _("Write a reason")},
        help_text=_("The member reads it."),
        widget=forms.Textarea({"rows": 4}),
    )
