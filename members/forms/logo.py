"""The organisation's logo: read at once, so that what cannot be used is said at its field."""

from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from members.logo import MOST_BYTES, Logo, NotALogo, logo_from


class LogoForm(forms.Form):
    """`cleaned_data["logo"]` is a Logo."""

    logo = forms.FileField(
        label=_("Picture"),
        error_messages={"required": _("Choose a picture file")},
        help_text=_(
            "PNG, JPEG or WebP, at most 5 megabytes. Best on white or without a background."
        ),
        widget=forms.FileInput({"accept": "image/png,image/jpeg,image/webp"}),
    )

    def clean_logo(self) -> Logo:
        file: UploadedFile[bytes] = self.cleaned_data["logo"]
        if file.size is None or file.size > MOST_BYTES:
            raise forms.ValidationError(_now("Choose a smaller file: at most 5 megabytes"))
        try:
            return logo_from(file)  # type: ignore[arg-type]  # an uploaded file reads like one
        except NotALogo as error:
            raise forms.ValidationError(
                _now("Choose a picture in PNG, JPEG or WebP. A drawing (SVG) can be saved as PNG")
            ) from error
