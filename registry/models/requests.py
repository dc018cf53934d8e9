"""Requests for data: what is asked, every step on record, and how the committee voted."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from po_platform.kit.holds import Holds
from registry.request_flow import WHO, Move, State
from registry.request_words import FORMER

from .catalogue import Dataset, Registry
from .cohorts import Cohort

ON_RECORD = Holds("operational", "", "for ever: who asked for data, and who decided", False, "keep")


class ReleaseRules(models.Model):
    """How one registry shows counts and decides about requests."""

    holds = Holds("setting", "", "for ever", export=False, erase="keep")

    registry = models.OneToOneField(
        Registry, on_delete=models.PROTECT, related_name="release_rules"
    )
    threshold = models.PositiveSmallIntegerField(default=10)  # fewer people are never shown
    group = models.PositiveSmallIntegerField(default=5)  # alike people in a release, at least
    quorum = models.PositiveSmallIntegerField(default=3)
    vote_days = models.PositiveSmallIntegerField(default=14)
    answer_days = models.PositiveSmallIntegerField(default=60)
    link_days = models.PositiveSmallIntegerField(default=14)
    most_told = models.PositiveIntegerField(
        default=400
    )  # different numbers; see registry/queries/counts.py
    asked_a_year = models.PositiveSmallIntegerField(default=2)  # studies one member is asked to

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(threshold__gte=5, threshold__lte=20), name="registry_threshold_held"
            ),
            models.CheckConstraint(
                condition=Q(group__gte=2, group__lte=20), name="registry_group_held"
            ),
            models.CheckConstraint(
                condition=Q(quorum__gte=2, quorum__lte=20), name="registry_never_one_alone"
            ),
            models.CheckConstraint(
                condition=Q(asked_a_year__gte=1, asked_a_year__lte=12),
                name="registry_asked_seldom",
            ),
        ]

    def __str__(self) -> str:
        return f"rules of registry {self.registry_id}"


class DataRequest(models.Model):
    """One request of a researcher for data of one dataset; who asks is an account and a name.

    `variables`: names of questions. `kept_apart`: those among them somebody could be known by.
    """

    holds = ON_RECORD

    class Purpose(models.TextChoices):
        """Terms of the Data Use Ontology (EBISPOT/DUO, duo.csv)."""

        DISEASE = "DUO:0000007", _("Research on this illness only")
        HEALTH = "DUO:0000006", _("Research on health and illness")
        GENERAL = "DUO:0000042", _("Research of any kind")

    class Dates(models.TextChoices):
        SHIFTED = "shifted", _("Moved by a secret number of days, the same for all of one person")
        MONTH = "month", _("Only the month and year")
        YEAR = "year", _("Only the year")
        EXACT = "exact", _("As they are")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="requests")
    asked_by = models.BigIntegerField(db_index=True)
    asker = models.CharField(max_length=200)
    institution = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    question = models.TextField()
    gain = models.TextField()
    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.DISEASE)
    commercial = models.BooleanField(default=False)
    funding = models.CharField(max_length=300)
    ethics = models.CharField(max_length=200, blank=True)
    months = models.PositiveSmallIntegerField(default=12)
    cohort_words = models.TextField(blank=True)
    invitation = models.TextField(blank=True)  # what members would be written; '' for no study
    cohort = models.ForeignKey(Cohort, null=True, on_delete=models.PROTECT, related_name="+")
    variables = models.JSONField(default=list)
    kept_apart = models.JSONField(default=list)
    dates = models.CharField(max_length=7, choices=Dates, default=Dates.SHIFTED)
    state = models.CharField(max_length=10, default=State.DRAFT)
    state_at = models.DateTimeField(db_default=Now())
    made_at = models.DateTimeField(db_default=Now())
    screened_by = models.BigIntegerField(null=True)
    review_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=1)  # of votes; a question back begins another
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    contract_seen_by = models.BigIntegerField(null=True)
    results = models.TextField(blank=True)  # in plain words, for everybody
    results_at = models.DateTimeField(null=True)
    results_seen_by = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="registry_request_not_decided_alone",
            ),
            models.CheckConstraint(
                condition=Q(screened_by__isnull=True) | ~Q(screened_by=F("asked_by")),
                name="registry_request_not_screened_alone",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "-id"], name="registry_request_state")]

    def __str__(self) -> str:
        return f"request {self.pk}"


class RequestStep(models.Model):
    """One step of a request, with the words that went with it; these rows only grow."""

    holds = ON_RECORD

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="steps")
    move = models.CharField(max_length=16)
    state = models.CharField(max_length=10)
    words = models.TextField(blank=True)
    by_account = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes: ClassVar = [models.Index(fields=["request", "id"], name="registry_step_of")]

    def __str__(self) -> str:
        return f"step {self.pk}"

    @property
    def who(self) -> str:
        """Who took it; only as what, once her name is erased."""
        return self.by_name or str(FORMER[WHO[Move(self.move)]])


class Amendment(models.Model):
    """A change somebody asks for after the yes: what was approved, and what should be instead.

    `before` and `after` as registry.request_change.terms_of; `after` is there once it was decided.
    Of a request one is open at a time, and what a decided one says never changes.
    """

    holds = ON_RECORD

    class Outcome(models.TextChoices):
        OPEN = "open", _("still open")
        APPROVED = "approved", _("approved")
        NOT_APPROVED = "refused", _("not approved")
        DROPPED = "dropped", _("left as it was")

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="amendments")
    stood = models.CharField(max_length=10)  # where the request goes back to without a yes
    why = models.TextField()
    before = models.JSONField()
    after = models.JSONField(null=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)
    at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(outcome="open"),
                name="registry_one_change_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"amendment {self.pk}"


class RequestPaper(models.Model):
    """A paper that belongs to a request: of an ethics committee, or the signed contract."""

    holds = ON_RECORD

    class Kind(models.TextChoices):
        ETHICS = "ethics", _("What the ethics committee said")
        CONTRACT = "contract", _("The signed contract")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=60)
    content = models.BinaryField()
    by_account = models.BigIntegerField()
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"paper {self.pk}"


class Vote(models.Model):
    """What one seat of the committee says; whoever is not neutral or away leaves it to a deputy."""

    holds = ON_RECORD

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        ABSTAIN = "abstain", _("I abstain")
        CONFLICT = "conflict", _("I am not neutral here")
        AWAY = "away", _("I cannot take part")

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="votes")
    round = models.PositiveSmallIntegerField(default=1)
    account = models.BigIntegerField()
    name = models.CharField(max_length=120)
    instead_of = models.BigIntegerField(null=True)  # whose seat a deputy fills
    answer = models.CharField(max_length=8, choices=Answer)
    words = models.TextField(blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request", "round", "account"], name="registry_vote_once"
            ),
            models.UniqueConstraint(
                fields=["request", "round", "instead_of"],
                condition=Q(instead_of__isnull=False),
                name="registry_one_deputy_a_seat",
            ),
        ]

    def __str__(self) -> str:
        return f"vote {self.pk}"

    @property
    def who(self) -> str:
        """Who voted; only as what, once her name is erased."""
        return self.name or str(FORMER["committee"])


class Deputy(models.Model):
    """Somebody of the committee who votes only where another cannot."""

    holds = Holds("account", "account", "until erased", export=True, erase="delete")

    account = models.OneToOneField(
        "members.Account", on_delete=models.PROTECT, related_name="registry_deputy"
    )
    stands_in_for = models.ForeignKey(
        "members.Account", on_delete=models.PROTECT, related_name="registry_deputies"
    )
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(account=F("stands_in_for")), name="registry_deputy_is_another"
            )
        ]

    def __str__(self) -> str:
        return f"deputy {self.pk}"
