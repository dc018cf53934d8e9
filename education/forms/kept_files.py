"""A file in the form of a section: chosen, replaced or taken off."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from education.kept_files import NotKept, Upload, upload_from
from education.shown import kept_file


class KeepsFile(forms.Form):
    """The part of a section's form that is about its file. `kept_for`: the kind of section."""

    kept_for: ClassVar[str]

    upload = forms.FileField(
        required=False, error_messages={"empty": _("Choose a file with content")}
    )
    away = forms.BooleanField(label=_("Take this file off"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.there = kept_file(self.initial)
        if self.there is None:
            del self.fields["away"]
        else:
            self.fields["away"].help_text = _("Kept here now: %(name)s (%(kind)s, %(size)s).") % {
                "name": self.there.name, "kind": self.there.kind, "size": self.there.size_words,
            }  # fmt: skip

    def clean_upload(self) -> Upload | None:
        file = self.cleaned_data["upload"]
        if not file:
            return None
        try:
            return upload_from(file, self.kept_for)
        except NotKept as refused:
            raise ValidationError(str(refused), code="kind") from None

    def keeps_one(self, given: dict[str, Any]) -> bool:
        """Whether the section has a file once this is saved."""
        return bool(given.get("upload") or (self.there and not given.get("away")))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.kept_for == "download" and given.get("url") and self.keeps_one(given):
            self.add_error(
                "url", _now("Give either an address or a file, so that readers find one thing")
            )
        return given
