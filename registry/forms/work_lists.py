"""Which records a curator works through now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from registry.forms.sites import site_choices
from registry.models import Event, Form, Site
from registry.queries.records import WorkList
from registry.queries.sites import AT_NONE, chosen
from registry.templatetags.registry_words import form_words


class WorkListForm(forms.Form):
    """Which records to work through: who has one form, who lacks another, whose visit is overdue.

    `listed`: the forms she sees; `visits`: those with days, and which of these forms stand there;
    `sites`: those she can choose from.
    """

    has = forms.ChoiceField(label=_("Who has this form"), required=False)
    lacks = forms.ChoiceField(
        label=_("Who lacks this form"),
        help_text=_("Without those who have left or died."),
        required=False,
    )
    overdue = forms.ChoiceField(
        label=_("Whose visit is overdue"),
        help_text=_(
            "Its last day has passed and a form is not filled in. Of those who joined themselves,"
            " without those who have left or died."
        ),
        required=False,
    )
    mark_optional = False

    def __init__(
        self,
        *args: Any,
        listed: list[Form],
        visits: Sequence[tuple[Event, tuple[int, ...]]] = (),
        sites: Sequence[Site] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sites = sites
        if sites:
            listed_sites = [*site_choices(sites, _("Any")), (AT_NONE, _("At no site"))]
            self.fields["site"] = forms.ChoiceField(
                label=_("Kept at which site"), choices=listed_sites, required=False
            )
        self.visits = {str(visit.pk): (visit, forms) for visit, forms in visits}
        if self.visits:
            titles = [(key, visit.title) for key, (visit, _forms) in self.visits.items()]
            self.fields["overdue"].choices = [("", _("Any")), *titles]  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["overdue"]
        choices = [("", _("Any")), *((str(one.pk), form_words(one)) for one in listed)]
        for name in ("has", "lacks"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def work(self) -> WorkList:
        """As it was chosen."""
        has, lacks = (self.cleaned_data[name] for name in ("has", "lacks"))
        visit, forms = self.visits.get(self.cleaned_data.get("overdue", ""), (None, ()))
        site = chosen(self.sites, self.cleaned_data.get("site", ""))
        return WorkList(
            int(has) if has else None, int(lacks) if lacks else None, visit, forms, site
        )
