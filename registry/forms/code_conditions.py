"""One condition about a question that is answered with codes of a list, searched on the same page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questionnaires.definition import Item
from questionnaires.shapes import Finder, Part, field_id
from registry.code_fields import choices, look_name, pick_name
from registry.cohort import MOST_CODES
from registry.cohort_words import NO_ENTRY
from registry.queries.codes import codes_named, lists_asked
from registry.queries.terms import Hit, find_terms

CODES = "codes"
NAMED = (
    ("any", gettext_lazy("One of these codes")),
    ("none", gettext_lazy("Another answer than these")),
    ("never_any", gettext_lazy("No entry has one of these codes")),
)
ANSWERED = (
    ("answered", gettext_lazy("Any answer")),
    ("never_answered", gettext_lazy("No entry has an answer")),
)


@dataclass(frozen=True, slots=True)
class Searched:
    """The field a search is for, as questionnaires/_finder.html names it."""

    name: str
    link_id: str
    key: str
    text: str


class CodeConditionForm(forms.Form):
    """Codes are typed, one a line, or searched for and ticked; a search alone asks for nothing else."""

    mark_optional = False

    op = forms.ChoiceField(
        label=gettext_lazy("What has to be so?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what has to be so")},
    )
    codes = forms.CharField(
        label=gettext_lazy("Which codes?"),
        help_text=gettext_lazy("One a line. Codes below these in the list do not count with them."),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, data: QueryDict | None = None, *, item: Item) -> None:
        self.item, self.lists = item, lists_asked(item)
        self.hits: list[Hit] | None = None
        self.looked = data.get(look_name(CODES), "")[:500] if data is not None else ""
        self.picked = [one for one in data.getlist(pick_name(CODES)) if one] if data else []
        if data is not None and "find" in data:
            self.hits = find_terms(lists=self.lists, typed=self.looked)
            known, _unknown = codes_named(item, self.picked[:MOST_CODES])
            lines = dict.fromkeys([*data.get(CODES, "").splitlines(), *known])
            super().__init__(initial={"op": data.get("op", ""), CODES: "\n".join(lines).strip()})
        else:
            super().__init__(data)
        op = self.fields["op"]
        op.help_text = NO_ENTRY
        op.choices = [*(NAMED if self.lists else ()), *ANSWERED]  # type: ignore[attr-defined]  # a ChoiceField
        if not self.lists:
            del self.fields[CODES]

    def clean(self) -> dict[str, Any]:
        """Names become codes; what no list knows is searched for."""
        found = super().clean() or {}
        if CODES not in found or found.get("op") not in dict(NAMED):
            return found
        typed = [*found[CODES].splitlines(), *self.picked]
        typed = list(dict.fromkeys(line.strip() for line in typed if line.strip()))
        if not typed or len(typed) > MOST_CODES:
            words = _("Name up to %(most)d codes, or search for them") % {"most": MOST_CODES}
            self.add_error(CODES, words)
            return found
        codes, unknown = codes_named(self.item, typed)
        if unknown:
            self.hits = find_terms(lists=self.lists, typed=unknown[0])
            words = _("“%(text)s” is no name or code of the list. Choose one, or take it out")
            self.add_error(CODES, words % {"text": unknown[0][:60]})
        found[CODES] = codes
        return found

    def values(self) -> list[str]:
        """The codes; none where any answer will do."""
        asked = self.cleaned_data["op"] in dict(NAMED)
        return list(self.cleaned_data.get(CODES) or []) if asked else []

    @property
    def question(self) -> Searched:
        """What the search is for."""
        return Searched(CODES, CODES, self[CODES].auto_id, str(self.fields[CODES].label))

    @property
    def finder(self) -> Finder | None:
        """The search below the codes; none where no list is here."""
        if not self.lists:
            return None
        look = look_name(CODES)
        return Finder(
            url=reverse("registry:terms"),
            lists=",".join(self.lists),
            found=choices(CODES, self.hits or (), many=True, picked=self.picked),
            nothing=self.hits is not None and not self.hits,
            look=Part(look, field_id(look), _("Search by name or code"), self.looked),
        )
