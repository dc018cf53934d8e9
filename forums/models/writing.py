"""What somebody has begun to write, hers alone, and how she stands here as a writer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models import Person
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds

from .messages import TakesFrom
from .posts import Post


class Draft(models.Model):
    """Begun and not sent: one for each place, "board:7", "topic:42" or "post:99" (a change).

    `signed`: as whom a moderator writes it (forums/authors.py), '' for everybody else.
    `kept_from_engines`: as of Topic.

    In the vault, as it is nobody's but hers; by person, as moderators without health rows write too.
    """

    holds = Holds(
        "health", "person", "90 days after the last word", True, "delete", after="saved_at", days=90
    )

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.CharField(max_length=40)
    title = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True)
    note = models.CharField(max_length=80, blank=True)
    quoted = models.CharField(max_length=500, blank=True)
    audience = models.CharField(max_length=10, blank=True)
    answers_no = models.PositiveIntegerField(null=True)
    signed = models.CharField(max_length=5, blank=True, default="", db_default="")
    kept_from_engines = models.BooleanField(default=False, db_default=False)
    saved_at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "place"], name="forums_draft_place")
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class MailedPost(models.Model):
    """What came with a post by e-mail and was not shown: quotations, a signature, names of files.

    Hers alone, in the vault: a signature is her address and telephone number.
    """

    holds = Holds(
        "health", "person", "90 days after it came", True, "delete", after="came_at", days=90
    )

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    post = models.OneToOneField(Post, on_delete=models.PROTECT, related_name="+")
    cut = models.TextField(blank=True)
    left_out = models.JSONField(default=list)
    came_at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    def __str__(self) -> str:
        return f"mail {self.pk}"


class Writer(models.Model):
    """How many posts of somebody came out, and whether her words stay when she is erased.

    `by_mail`: whether our mails can be answered; `mail_series`: addresses of an older one are void.
    `takes_from`: whose messages she takes. `words_by_mail`: e-mails about talk hold what was written,
    where a board allows it. `opens_notes`: posts with a content note stand open for her.
    """

    holds = Holds("account", "person", "until erased", export=True, erase="delete")

    class ByMail(models.TextChoices):
        NOT_ASKED = "", _("Not asked yet")
        ASKED = "asked", _("Asked")
        YES = "yes", _("Yes")
        NO = "no", _("No")

    person = models.OneToOneField(
        Person, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    published = models.PositiveIntegerField(default=0)
    words_stay = models.BooleanField(default=False)
    by_mail = models.CharField(max_length=5, choices=ByMail, blank=True)
    takes_from = models.CharField(max_length=7, choices=TakesFrom, blank=True, db_default="")
    mail_series = models.PositiveIntegerField(default=0)
    words_by_mail = models.BooleanField(default=False, db_default=False)
    opens_notes = models.BooleanField(default=False, db_default=False)

    def __str__(self) -> str:
        return f"writer {self.person_id}"
