"""The shape of a link to a clinic's own guidance."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from proms.actions.guidance import Written
from proms.queries.arrangement import Choosable

ONLY_HTTPS = _("Write an address that begins with https://")


class GuidanceForm(forms.Form):
    """Title, address, what it is about, which version, and who answers for it."""

    title = forms.CharField(
        label=_("Title"), max_length=120, error_messages={"required": _("Write the title")}
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.URLInput({"autocomplete": "off"}),
        validators=[URLValidator(schemes=["https"], message=ONLY_HTTPS)],
        help_text=_("It begins with https:// and is the same for every person."),
        error_messages={"required": ONLY_HTTPS},
    )
    about = forms.ChoiceField(
        label=_("Which scale or questionnaire is it about?"),
        error_messages={"required": _("Choose what it is about")},
    )
    version = forms.CharField(
        label=_("Version or date"),
        max_length=80,
        help_text=_("As it stands on the paper, for example “Version 3, March 2026”."),
        error_messages={"required": _("Write the version or the date")},
    )
    responsible = forms.CharField(
        label=_("Who answers for it?"),
        max_length=120,
        help_text=_("A person or a body of your clinic."),
        error_messages={"required": _("Write who answers for it")},
    )

    def __init__(self, *args: Any, scales: Sequence[Choosable], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for one in scales:
            whole = (
                one.key.split(".", 1)[0],
                _now("%(measure)s, all of it") % {"measure": one.measure},
            )
            groups.setdefault(one.measure, [whole]).append((one.key, one.label))
        choices: list[Any] = [("", _("Choose one")), *groups.items()]
        self.fields["about"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"])
        if "@" in urlsplit(url).netloc:  # a name in front of the place hides where it leads
            raise forms.ValidationError(ONLY_HTTPS)
        return url

    def written(self) -> Written:
        """What was filled in."""
        return Written(**{name: self.cleaned_data[name] for name in self.fields})
