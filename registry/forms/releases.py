"""The shape of what is written around releases and their results."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.forms.data_out import installed, not_installed
from registry.forms.requests import LONG
from registry.release_typed import OFFERED


class BuildForm(forms.Form):
    """In which formats besides CSV."""

    formats = forms.MultipleChoiceField(
        label=_("In which formats, besides CSV?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    origins = forms.BooleanField(
        label=_("Say where each answer comes from"),
        help_text=_(
            "In columns of their own. Whoever sets the release free sees that they are there."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["formats"].choices = installed(OFFERED)  # type: ignore[attr-defined]  # a MultipleChoiceField
        self.fields["formats"].help_text = not_installed(OFFERED)


class CertificateForm(forms.Form):
    """How every copy was destroyed."""

    words = forms.CharField(
        label=_("How did you destroy the data?"),
        help_text=_("Where copies were, how they were deleted, and by whom."),
        max_length=2000,
        widget=LONG,
        error_messages={"required": _("Write how you destroyed the data")},
    )
    sure = forms.BooleanField(
        label=_("No copy is left, not in backups either"),
        error_messages={"required": _("Tick this when no copy is left")},
    )


class DeletedForm(forms.Form):
    """The people on the list are out of all copies."""

    sure = forms.BooleanField(
        label=_("I took everybody on this list out of all copies"),
        error_messages={"required": _("Tick this when they are out")},
    )


class RecipientForm(forms.Form):
    """Another researcher of ours."""

    address = forms.EmailField(
        label=_("E-mail address of a researcher"),
        help_text=_(
            "Somebody who signs in here as a researcher. The same address gets a new link."
        ),
        error_messages={"required": _("Write an e-mail address")},
    )


class ResultsForm(forms.Form):
    """What came out, for members."""

    results = forms.CharField(
        label=_("What came out?"),
        help_text=_("In plain words, for members. Also when nothing was found."),
        max_length=4000,
        widget=LONG,
        error_messages={"required": _("Write what came out")},
    )
