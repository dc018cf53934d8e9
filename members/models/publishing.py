"""What the organisation tells everybody: its public pages, its board, news, and circulars."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds

from .groups import Group
from .people import Person


class SitePage(models.Model):
    """One public page as it is read now. Texts per language: {"en": …, "de": …}."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    slug = models.SlugField(max_length=60, unique=True)
    title = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=50)  # smaller stands higher in the foot
    in_menu = models.BooleanField(default=False)  # for visitors
    shown = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.slug


class SitePageVersion(models.Model):
    """A public page as it once was; only added to."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    page = models.ForeignKey(SitePage, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    made_at = models.DateTimeField(db_default=Now())
    made_by = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "number"], name="site_page_version_once")
        ]

    def __str__(self) -> str:
        return f"version {self.number} of page {self.page_id}"


class BoardMember(models.Model):
    """Somebody of the board, with the name and task she agreed to show, and when.

    `person` is empty for somebody without an account.
    """

    holds = Holds(
        "account",
        "person",
        "30 days after the end",
        export=True,
        erase="delete",
        after="ended_at",
        days=30,
    )

    class How(models.TextChoices):
        PHONE = "phone", _("by telephone")
        LETTER = "letter", _("by letter or e-mail")
        IN_PERSON = "in_person", _("face to face")

    person = models.ForeignKey(Person, null=True, on_delete=models.CASCADE, related_name="+")
    public_name = models.CharField(max_length=80)
    task = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=50)
    agreed_on = models.DateField()
    agreed_how = models.CharField(max_length=10, choices=How)
    added_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"board member {self.pk}"


class Circular(models.Model):
    """Written once, sent to each one's own way. Who got it stands in the outbox, sealed.

    `group` and `language` say to whom; both empty: to all active members. `reached`: the person
    up to whom notices are made. `looked_by`: a second person of the office read this very text.
    """

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    class State(models.TextChoices):
        DRAFT = "draft", _("Being written")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        TAKEN_BACK = "taken_back", _("Taken back")

    class InMail(models.TextChoices):
        WHOLE = "whole", _("The whole text")
        LINK = "link", _("Only that there is news, with a link to read it after signing in")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12, blank=True)
    in_mail = models.CharField(max_length=5, choices=InMail, default=InMail.WHOLE)
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    looked_by = models.BigIntegerField(null=True)
    sent_by = models.BigIntegerField(null=True)
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reached = models.BigIntegerField(default=0)
    notices = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["-begun_at", "-id"],
                condition=Q(begun_at__isnull=False),
                name="members_circular_begun",
            )
        ]

    def __str__(self) -> str:
        return f"circular {self.pk}"


class NewsItem(models.Model):
    """Something everybody may read; being written until `published_at`, off the page again later."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.JSONField(default=dict)
    text = models.JSONField(default=dict)
    circular = models.OneToOneField(Circular, null=True, on_delete=models.PROTECT)
    made_by = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    published_at = models.DateTimeField(null=True)
    corrected_at = models.DateTimeField(null=True)
    taken_off_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(published_at__isnull=False, taken_off_at__isnull=True),
                name="members_news_published",
            )
        ]

    def __str__(self) -> str:
        return f"news {self.pk}"
