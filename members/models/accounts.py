"""Who signs in: an account with its preferences; an address is not its key."""

from __future__ import annotations

import secrets
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds


def new_handle() -> str:
    """The random name nobody types; accounts are told apart by it."""
    return secrets.token_hex(12)


class AccountManager(BaseUserManager["Account"]):
    """Creates accounts by address; the handle is made, never asked for."""

    def create_user(self, *, email: str = "", **fields: Any) -> Account:
        account = self.model(email=self.normalize_email(email), **fields)
        account.set_unusable_password()
        account.save()
        return account


class Account(AbstractBaseUser):
    """Signs in and prefers things. The address stays readable: sign-in has to find it."""

    holds = Holds("account", "self", "until erased", export=True, erase="delete")

    class TextSize(models.TextChoices):
        NORMAL = "", _("Normal")
        LARGE = "large", _("Large")
        LARGER = "larger", _("Very large")

    class Contrast(models.TextChoices):
        DEVICE = "", _("As my device says")
        HIGH = "high", _("High contrast")

    class Theme(models.TextChoices):
        DEVICE = "", _("As my device says")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class MailFrequency(models.TextChoices):
        AT_ONCE = "at_once", _("At once")
        DAILY = "daily", _("Once a day, in one e-mail")
        WEEKLY = "weekly", _("Once a week, in one e-mail")
        NEVER = "never", _("No e-mails except about signing in")

    handle = models.CharField(max_length=32, unique=True, default=new_handle)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    language = models.CharField(max_length=8, choices=settings.LANGUAGES, default="en")
    time_zone = models.CharField(max_length=64, default="Europe/Berlin")
    text_size = models.CharField(max_length=8, choices=TextSize, blank=True)
    contrast = models.CharField(max_length=8, choices=Contrast, blank=True)
    theme = models.CharField(max_length=8, choices=Theme, blank=True)
    calm_motion = models.BooleanField(default=False)
    mail_frequency = models.CharField(
        max_length=8, choices=MailFrequency, default=MailFrequency.AT_ONCE
    )
    digest_hour = models.PositiveSmallIntegerField(default=8)  # of the summary, on her clock
    digest_weekday = models.PositiveSmallIntegerField(default=0, db_default=0)  # 0: Monday
    no_mail_until = models.DateField(null=True, blank=True)  # quiet weeks; the day it goes on
    answer_weekday = models.PositiveSmallIntegerField(null=True, blank=True)  # 0 is Monday
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    mail_paused_at = models.DateTimeField(null=True)  # the mailbox bounced; a person looks

    pin = models.CharField(max_length=128, blank=True)  # see members/pins.py
    pin_set_at = models.DateTimeField(null=True)
    card_wanted_at = models.DateTimeField(null=True)  # she ordered a code card

    objects = AccountManager()

    USERNAME_FIELD = "handle"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        indexes: ClassVar = [
            models.Index(Lower("email"), name="members_account_address"),
            # The few of many thousands for whom the office has something to do.
            models.Index(
                fields=["mail_paused_at"],
                condition=models.Q(mail_paused_at__isnull=False),
                name="members_account_paused",
            ),
            models.Index(
                fields=["card_wanted_at"],
                condition=models.Q(card_wanted_at__isnull=False),
                name="members_account_card",
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.pk}"  # never the address: this text reaches logs
