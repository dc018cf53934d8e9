"""The shape of a site, and of the choice of one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.models import Site

NONE = ""
ALL = "-"  # no name of a site, see registry.actions.sites.TAKEN


class SiteForm(forms.Form):
    """A site: what it is called, and where it is."""

    title = forms.CharField(
        label=_("What is the site called?"),
        help_text=_("For example a hospital, a town or a group. Members can read it."),
        max_length=200,
        error_messages={"required": _("Write what the site is called")},
    )
    country = forms.CharField(label=_("Country"), max_length=60, required=False)


class MoveForm(forms.Form):
    """At which site a record is kept."""

    site = forms.ChoiceField(
        label=_("At which site?"),
        required=False,
        widget=forms.RadioSelect,
    )
    mark_optional = False

    def __init__(self, *args: Any, sites: Sequence[Site], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sites = {one.name: one for one in sites}
        self.fields["site"].choices = site_choices(sites, _("At no site"))  # type: ignore[attr-defined]  # a ChoiceField

    def chosen(self) -> Site | None:
        """None: at no site."""
        return self.sites.get(self.cleaned_data["site"])


def site_choices(sites: Sequence[Site], nothing: Any) -> list[tuple[str, Any]]:
    """`nothing`: the words for none of them, which come first."""
    return [(NONE, nothing), *_named(sites)]


def _named(sites: Sequence[Site]) -> list[tuple[str, str]]:
    return [(one.name, one.words) for one in sites]


def right_site_field(
    sites: Sequence[Site], widget: type[forms.Widget] = forms.Select
) -> forms.ChoiceField:
    """For which site somebody works; that it is for all is said, never left open."""
    return forms.ChoiceField(
        label=_("For which site?"),
        help_text=_(
            "Who works for one site sees and enters only the records kept there. Records kept at"
            " no site are seen by those who work for all sites."
        ),
        choices=[(ALL, _("For all sites")), *_named(sites)],
        widget=widget,
        error_messages={"required": _("Choose a site, or all of them")},
    )
