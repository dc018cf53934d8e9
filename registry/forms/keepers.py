"""Who works in a registry, and what she may do there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.hats import HAT_LABELS
from po_platform.access.actor import Hat
from registry.forms.sites import right_site_field
from registry.levels import GENERAL, SAME, WORDS, OfForm
from registry.models import Form, Right, Site
from registry.templatetags.registry_words import form_words


class NameForm(forms.Form):
    """Somebody who is curator or clinician already."""

    account = forms.TypedChoiceField(
        label=_("Who?"),
        help_text=_("Curators and clinicians of the organisation. The office gives these roles."),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose somebody")},
    )

    mark_optional = False

    def __init__(
        self,
        *args: Any,
        people: list[tuple[int, str, Hat]],
        sites: Sequence[Site] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {one.name: one for one in sites}
        if sites:
            self.fields["site"] = right_site_field(sites, forms.RadioSelect)
        self.fields["account"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (account, f"{name} ({HAT_LABELS[hat]})") for account, name, hat in people
        ]

    def site(self) -> Site | None:
        """For which she works; None: for all."""
        return self.sites.get(self.cleaned_data.get("site", ""))


class RightsForm(forms.Form):
    """What she may do with every form, and where that differs."""

    mark_optional = False

    level = forms.ChoiceField(label=_("In the whole registry"), choices=list(WORDS.items()))
    manages = forms.BooleanField(
        label=_("Looks after the registry"),
        help_text=_("Datasets, files, what joining asks, and the rights of others."),
        required=False,
    )
    export = forms.ChoiceField(label=_("Takes out"), choices=Right.Export.choices)

    def __init__(
        self, *args: Any, forms_of: list[Form], sites: Sequence[Site] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.forms_of = forms_of
        self.sites = {one.name: one for one in sites}
        if sites:
            self.fields["site"] = right_site_field(sites)
        for form in forms_of:
            self.fields[level_name(form.pk)] = forms.ChoiceField(
                label=_("May do"),
                choices=[(GENERAL, _("As in the whole registry")), *WORDS.items()],
                required=False,
            )
            self.fields[files_name(form.pk)] = forms.ChoiceField(
                label=_("Takes out"),
                choices=[(SAME, _("As in the whole registry")), *Right.Export.choices],
                initial=SAME,
                error_messages={"required": _("Choose what may be taken out")},
            )

    def clean(self) -> dict[str, Any]:
        """Whoever looks after the registry works for all of it."""
        given = super().clean() or {}
        if given.get("manages") and given.get("site") in self.sites:
            words = _("Who looks after a registry works for all its sites")
            self.add_error("site", words)
        return given

    def site(self) -> Site | None:
        """For which she works; None: for all."""
        return self.sites.get(self.cleaned_data.get("site", ""))

    @property
    def whole(self) -> list[forms.BoundField]:
        """What counts everywhere."""
        names = ("level", *(["site"] if self.sites else []), "manages", "export")
        return [self[name] for name in names]

    @property
    def single(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """(dataset and form, what she may do, what she takes out) of every form."""
        return [
            (
                f"{form.dataset.title}: {form_words(form)}",
                self[level_name(form.pk)],
                self[files_name(form.pk)],
            )
            for form in self.forms_of
        ]

    def by_form(self) -> dict[int, OfForm]:
        """What is said of every form."""
        given = self.cleaned_data
        return {
            form.pk: OfForm(given[level_name(form.pk)], given[files_name(form.pk)])
            for form in self.forms_of
        }


def level_name(form: int) -> str:
    """The field for what she may do with a form."""
    return f"form-{form}"


def files_name(form: int) -> str:
    """The field for what she takes out of it."""
    return f"files-{form}"
