"""Registries with their datasets, forms and visits, and who may do what with which form."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds
from questionnaires.models import Questionnaire


class Registry(models.Model):
    """A register of people with one purpose; an organisation may keep several.

    `sited`: whether it has sites; the database says so.
    """

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    made_at = models.DateTimeField(db_default=Now())
    sited = models.BooleanField(default=False, db_default=False, editable=False)

    def __str__(self) -> str:
        return self.slug


class Site(models.Model):
    """Where records of a registry are kept: a centre, a country, whoever looks after some of them.

    `name`: what files call it, as REDCap writes groups; it stays when the title changes.
    """

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    registry = models.ForeignKey(Registry, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    country = models.CharField(max_length=60, blank=True)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["registry", "name"], name="registry_site_once")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> str:
        """What people call it."""
        return f"{self.title} ({self.country})" if self.country else self.title


class Description(models.Model):
    """What everybody may read about a registry, once a curator lists it. `people`: about how many."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    registry = models.OneToOneField(Registry, on_delete=models.PROTECT, related_name="description")
    about = models.TextField()
    keywords = models.JSONField(default=list)
    orpha = models.JSONField(default=list)
    contact = models.CharField(max_length=200)
    people = models.PositiveIntegerField(null=True)
    listed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(people__isnull=True) | models.Q(people__gte=20),
                name="registry_description_of_many",
            )
        ]

    def __str__(self) -> str:
        return f"description of registry {self.registry_id}"


class Dataset(models.Model):
    """What one registry asks: forms, in versions that never change once in use."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    registry = models.ForeignKey(Registry, on_delete=models.PROTECT, related_name="datasets")
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    questionnaire = models.OneToOneField(
        Questionnaire, on_delete=models.PROTECT, related_name="dataset"
    )
    missing_codes = models.JSONField(default=dict)  # code → what it says, instead of an answer
    extra_columns = models.JSONField(default=list)  # of files, where this dataset uses them
    who = models.JSONField(default=dict)  # {"form", "names": questions, "born": question or ""}
    ages = models.JSONField(default=dict)  # {"form", "born": question}: ages may be used; or {}
    ages_from = models.BigIntegerField(
        null=True
    )  # entries after this id wait for theirs; null: none
    made_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.slug


class Form(models.Model):
    """One form of a dataset through all its versions."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="forms")
    name = models.CharField(max_length=100)
    position = models.PositiveIntegerField()
    repeats = models.BooleanField(default=False)  # filled in as often as something happens
    members_fill = models.BooleanField(default=False)  # whoever takes part fills it in herself
    again_after = models.PositiveSmallIntegerField(null=True)  # months, then members look again
    counted = models.JSONField(default=dict)  # column of an entry → the question that fills it
    titles = models.JSONField(default=dict)  # language → what it is called in the version in use
    # the rule whose scores answer it, in the version in use; then nobody types it in
    scores_of = models.CharField(max_length=80, blank=True, default="", db_default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dataset", "name"], name="registry_form_once")
        ]

    def __str__(self) -> str:
        return self.name


class Event(models.Model):
    """A visit or another occasion on which forms are filled in.

    `from_day` to `until_day`: when it is due, in days after somebody joined; both or none.
    """

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="events")
    name = models.CharField(max_length=100)  # unique in the dataset, as in files
    title = models.CharField(max_length=200)
    position = models.PositiveIntegerField()
    repeats = models.BooleanField(default=False)
    from_day = models.PositiveIntegerField(null=True)
    until_day = models.PositiveIntegerField(null=True)
    forms = models.ManyToManyField(Form, through="FormAtEvent", related_name="events")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dataset", "name"], name="registry_event_once"),
            models.CheckConstraint(
                condition=models.Q(from_day__isnull=True, until_day__isnull=True)
                | models.Q(from_day__lte=models.F("until_day")),
                name="registry_event_window",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FormAtEvent(models.Model):
    """Which forms belong to which visit."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    form = models.ForeignKey(Form, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "form"], name="registry_form_at_event_once")
        ]

    def __str__(self) -> str:
        return f"form {self.form_id} at event {self.event_id}"


class Right(models.Model):
    """What one account may do in one registry; a row that names a form counts for it alone.

    `site`: only for its records, the same on every row of hers in a registry; null: for all.
    `same_level`, `same_files`: that half of a row for one form goes along with the whole registry.
    """

    holds = Holds("account", "account", "until erased", export=True, erase="delete")

    class Export(models.TextChoices):
        NONE = "none", _("no files")
        DEIDENTIFIED = "deidentified", _("files without names, dates and free text")
        NO_IDENTIFIERS = "no_identifiers", _("files without names")
        FULL = "full", _("files with everything")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    registry = models.ForeignKey(Registry, on_delete=models.PROTECT, related_name="rights")
    form = models.ForeignKey(Form, null=True, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(
        "members.Account", on_delete=models.PROTECT, related_name="registry_rights"
    )
    site = models.ForeignKey(Site, null=True, on_delete=models.PROTECT, related_name="+")
    sees = models.BooleanField(default=True)
    enters = models.BooleanField(default=False)
    confirms = models.BooleanField(default=False)
    export = models.CharField(max_length=14, choices=Export, default=Export.NONE)
    same_level = models.BooleanField(default=False, db_default=False)
    same_files = models.BooleanField(default=False, db_default=False)
    manages = models.BooleanField(default=False)  # datasets, imports and the rights of others
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["registry", "account", "form"],
                name="registry_right_once",
                nulls_distinct=False,
            ),
            # Whoever looks after a registry looks after all of it.
            models.CheckConstraint(
                condition=models.Q(manages=False) | models.Q(site__isnull=True),
                name="registry_right_manages_all",
            ),
        ]

    def __str__(self) -> str:
        return f"right {self.ref}"
