"""Words guides have at hand, and who looks after the guides."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from education.guide_wording import unknown_places
from members.forms.in_languages import InLanguages, Text

LONGEST = 3000


class WordingForm(InLanguages):
    """A title for yourself, and the words in each language."""

    in_languages = {
        "text": Text(
            _("The words"), LONGEST,
            _("{name} becomes the name of the person, {step} the title of the step where she is."),
            lines=6,
        )
    }  # fmt: skip
    title = forms.CharField(
        label=_("What are they for?"), max_length=80,
        help_text=_("Only guides see this title. For example: After a long quiet time."),
        error_messages={"required": _("Write what they are for")},
    )  # fmt: skip
    for_all = forms.BooleanField(label=_("All guides have these words at hand"), required=False)

    def __init__(self, *args: Any, leads: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not leads:
            del self.fields["for_all"]

    def order(self) -> list[str]:
        return ["title", *(name for name in self.fields if name.startswith("text_")), "for_all"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        written = [name for name in self.fields if name.startswith("text_") and found.get(name)]
        if not written and not self.errors:
            self.add_error("text_en", _now("Write the words in one language at least"))
        for name in written:
            unknown = unknown_places(found[name])
            if unknown:
                words = _now("Nobody fills %(place)s in. Use {name} or {step}.")
                self.add_error(name, words % {"place": unknown[0]})
        return found
