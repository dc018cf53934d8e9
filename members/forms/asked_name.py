"""A name others will see is asked back once, where it could tell too much or mislead."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from members.name_looks import Look, look_of

KEEPS = "keeps_name"


class AsksAboutName(forms.Form):
    """With a `display_name`. What she ticks names what it keeps: another name is asked about anew.

    `hers`: whether the name is of whoever types it. `real_name`, where the form asks for it, is
    compared; nothing is looked up, and nothing is sent anywhere.
    """

    hers: ClassVar[bool] = True

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        name = str(self.cleaned_data.get("display_name") or "")
        look = look_of(name, real_name=str(self.cleaned_data.get("real_name") or ""))
        if look is not None:
            self._ask(name, look)
        return given

    def _ask(self, name: str, look: Look) -> None:
        tick = forms.CheckboxInput({"value": name})
        self.fields[KEEPS] = forms.BooleanField(
            label=_("Keep this name"), required=False, widget=tick
        )
        order = [one for one in self.fields if one != KEEPS]
        self.order_fields([*order[: order.index("display_name") + 1], KEEPS])
        if self.data.get(self.add_prefix(KEEPS)) != name:
            self.add_error("display_name", _question(look, hers=self.hers))


def _question(look: Look, *, hers: bool) -> Any:
    if look is Look.TEAM:
        return _("This looks like a name of our team. Keep it?")
    if look is Look.CLINICIAN:
        return _("This looks like the name of a health professional. Keep it?")
    if hers:
        return _("This looks like your full name, and others see it. Keep it?")
    return _("This looks like a full name, and others see it. Keep it?")
