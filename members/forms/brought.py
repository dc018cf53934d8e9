"""The file somebody brings along."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class BringForm(forms.Form):
    """A ZIP of My data of another portal."""

    file = forms.FileField(
        label=_("Your file from the other portal"),
        error_messages={"required": _("Choose a file")},
        help_text=_(
            "The ZIP you got there under “My data”, at most 20 megabytes. Do not unpack it."
        ),
        widget=forms.FileInput({"accept": ".zip,application/zip"}),
    )
