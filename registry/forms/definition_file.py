"""The file of a registry's definition, read whole before anything is made; never an exception."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from po_platform.kit.waiting_file import MOST
from questionnaires.fhir.report import Notebook, Report
from registry.actions.datasets import OF_ADDRESSES
from registry.actions.sites import TAKEN
from registry.definition_file import FORMAT, VERSION, RegistryPlan, SitePlan
from registry.forms.datasets import RegistryForm
from registry.forms.file_datasets import dataset_in
from registry.forms.file_parts import Part, Unreadable, read_json
from registry.forms.file_sheets import sheet_in
from registry.forms.sites import SiteForm
from registry.queries.definition_file import slug_taken
from registry.rules import may_use_slug

MOST_BYTES = 20_000_000
MOST_DATASETS, MOST_SITES = 50, 500
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
SITE = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True)
class Read:
    """What a file became. Without a plan it was refused, and the report says why.

    `slug_problem`: whether another short name would do.
    """

    report: Report
    plan: RegistryPlan | None = None
    slug: str = ""
    slug_problem: bool = False

    def to_json(self) -> dict[str, Any]:
        """The report as one JSON object."""
        told = self.report.to_json()
        datasets = self.plan.datasets if self.plan else ()
        return {
            "status": told["status"],
            "registry": self.slug,
            "datasets": len(datasets),
            "forms": sum(len(one.forms) for one in datasets),
            "notes": told["notes"],
            "errors": told["errors"],
        }


def read_definition(raw: bytes, *, slug: str = "") -> Read:
    """`slug`: under which short name it is made here, else that of the file."""
    book = Notebook()
    if len(raw) > MOST_BYTES:
        book.refuse("", _("The file is larger than 20 MB, so it was not read."))
        return Read(book.report())
    try:
        whole = _whole(read_json(raw, book), book)
    except Unreadable:
        return Read(book.report())
    told = whole.part("registry") or Part({}, "registry", book)
    called = slug or told.text("slug", needed=True)
    told.known.add("slug")
    problem = _unfit(called)
    if problem:
        book.refuse("registry.slug", problem)
    plan = RegistryPlan(called, _title(told), _sites(whole), sheet_in(whole), _datasets(whole))
    told.end()
    whole.end()
    report = book.report()
    return Read(report, None if report.errors else plan, called[:80], bool(problem))


def _whole(value: Any, book: Notebook) -> Part:
    held = value if isinstance(value, dict) else {}
    if held.get("format") != FORMAT:
        words = _("This is not the definition of a registry, as a portal writes it to a file.")
        book.refuse("format", words)
        raise Unreadable
    version = held.get("version")
    if type(version) is not int or version < 1:
        book.refuse("version", _("A whole number belongs here."))
        raise Unreadable
    if version > VERSION:
        words = _("A newer portal wrote this file. Bring this portal up to date first.")
        book.refuse("version", words)
        raise Unreadable
    whole = Part(held, "", book)
    whole.known |= {"format", "version"}
    return whole


def _unfit(slug: str) -> str:
    """Why this short name cannot be used; '' when it can, or when none was given."""
    if not slug:
        return ""
    if not SLUG.fullmatch(slug) or slug in OF_ADDRESSES:
        return str(_("Write a short name of small letters, digits, “-” and “_”."))
    return str(getattr(may_use_slug(taken=slug_taken(slug)), "reason", ""))


def _title(told: Part) -> str:
    form = RegistryForm({"title": told.text("title")})
    return str(form.cleaned_data["title"]) if told.refuse_by(form) else ""


def _sites(whole: Part) -> list[SitePlan]:
    found: dict[str, SitePlan] = {}
    for part in whole.parts("sites", MOST_SITES):
        name = part.text("name", needed=True)
        form = SiteForm({"title": part.text("title"), "country": part.text("country")})
        part.end()
        if name in found or name in TAKEN or not SITE.fullmatch(name):
            part.book.refuse(part.place("name"), wrong_name(again=name in found))
        elif part.refuse_by(form):
            given = form.cleaned_data
            found[name] = SitePlan(name, given["title"], given["country"])
    return list(found.values())


def _datasets(whole: Part) -> list[Any]:
    read = [dataset_in(part) for part in whole.parts("datasets", MOST_DATASETS)]
    return [one for one in read if one is not None]


def wrong_name(*, again: bool) -> Any:
    """What to do about a name."""
    if again:
        return _("Another one has this name already. Choose another name.")
    return _("Write a name of letters, digits, “-” and “_”, and another one than “new” or “-”.")


class DefinitionFileForm(forms.Form):
    """A file, and another short name for what it makes."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A file that ends in .json, up to 5 MB, as a portal writes it."),
        error_messages={"required": _("Choose a file"), "empty": _("Choose a file with content")},
    )
    slug = forms.CharField(
        label=_("Another short name"),
        help_text=_(
            "It stands in addresses. Leave it empty to take the one in the file, if it is free here."
        ),
        max_length=80,
        required=False,
    )

    def clean_file(self) -> Any:
        """One that can wait until it was looked at."""
        file = self.cleaned_data["file"]
        if file.size > MOST:
            raise forms.ValidationError(_("Choose a file of up to 5 MB"))
        return file
