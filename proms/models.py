"""Instruments with their licence, scale specs, assignments, sent responses and their scores."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds
from questionnaires.models import Questionnaire, Translation, Version

from .models_of_check_ins import CheckIn
from .models_of_clinics import ClinicGuidance, ClinicScales, PatientNumber, ScaleChoice
from .models_of_diary import DiaryEntry, DiaryMeasure
from .models_of_norms import NormTable
from .models_of_schedules import Enrolment, ReasonGiven, Schedule, ScheduleStep
from .models_of_scoring import Rescoring
from .models_of_visits import OwnList, Visit

__all__ = [
    "Assignment",
    "CheckIn",
    "ClinicGuidance",
    "ClinicScales",
    "DiaryEntry",
    "DiaryMeasure",
    "Enrolment",
    "Instrument",
    "LanguageLicence",
    "LicenceEvidence",
    "LicenceTerms",
    "NormTable",
    "OwnList",
    "PatientNumber",
    "ReasonGiven",
    "Rescoring",
    "Response",
    "Round",
    "ScaleChoice",
    "ScaleSpec",
    "Schedule",
    "ScheduleStep",
    "Score",
    "Visit",
]


class Papers(models.Manager["LicenceEvidence"]):
    """Without the bytes, until somebody asks for them."""

    def get_queryset(self) -> models.QuerySet[LicenceEvidence]:
        return super().get_queryset().defer("content")


class LicenceEvidence(models.Model):
    """The letter or agreement that shows a licence, as it was put in; kept when another replaces it."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=60)  # found in the content, not believed
    content = models.BinaryField()
    put_in_at = models.DateTimeField(db_default=Now())

    objects = Papers()

    class Meta:
        base_manager_name = "objects"

    def __str__(self) -> str:
        return f"evidence {self.pk}"


class LicenceTerms(models.Model):
    """One answer to the licence question: who holds the rights, what is allowed, until when."""

    class Licence(models.TextChoices):
        UNANSWERED = "unanswered", _("Not answered yet")
        FREE = "free", _("Free to use")
        GRANTED = "granted", _("We have a licence")
        REFUSED = "refused", _("We may not use it")

    class Wording(models.TextChoices):
        OFFICIAL = "official", _("the official wording of its holder")
        VALIDATED = "validated", _("a translation that was tested and published")
        DRAFT = "draft", _("a draft or a translation of our own")

    licence = models.CharField(max_length=12, choices=Licence, default=Licence.UNANSWERED)
    # whose words people read; "": nobody said so yet
    wording = models.CharField(
        max_length=12, choices=Wording, blank=True, db_default="", default=""
    )
    holder = models.CharField(max_length=200, blank=True)
    terms = models.CharField(max_length=500, blank=True)
    allowed_use = models.CharField(max_length=500, blank=True)
    licence_ends_on = models.DateField(null=True, blank=True)
    evidence = models.ForeignKey(
        LicenceEvidence, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True


class Instrument(LicenceTerms):
    """A questionnaire used to measure something; its terms go for every language without its own."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=200)
    titles = models.JSONField(default=dict)  # language → title, as the file gives it
    questionnaire = models.OneToOneField(
        Questionnaire, on_delete=models.PROTECT, related_name="instrument"
    )
    attribution = models.TextField(blank=True)  # printed wherever the wording is
    drawn = models.JSONField(default=list)  # scales drawn although their spec puts them aside
    minutes = models.PositiveSmallIntegerField(default=5)
    open_to_members = models.BooleanField(default=False)  # a member may start it herself
    keyed_twice = models.BooleanField(default=False, db_default=False)  # its paper, by two people

    def __str__(self) -> str:
        return self.slug

    @property
    def name(self) -> str:
        """The title in the reader's language, else as it came."""
        return str(self.titles.get((get_language() or "")[:2]) or self.title)


class LanguageLicence(LicenceTerms):
    """The licence question answered for the wording in one language."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="language_licences"
    )
    language = models.CharField(max_length=12)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instrument", "language"], name="licence_once")
        ]

    def __str__(self) -> str:
        return f"{self.language} of instrument {self.instrument_id}"


class ScaleSpec(models.Model):
    """How answers become scores: one declarative spec, fitted to the questionnaire's items."""

    holds = Holds("content", "", "for ever", export=False, erase="keep")

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="specs")
    version = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    spec = models.TextField()  # canonical JSON text: decimals stay as written
    attachment = models.JSONField(default=dict)  # spec item → linkId, option code → spec code
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["instrument", "sha256"], name="scale_spec_once")
        ]

    def __str__(self) -> str:
        return f"spec {self.version} of instrument {self.instrument_id}"


class Round(models.Model):
    """One questionnaire for every active member; the job goes from person to person and notes how far."""

    holds = Holds("operational", "", "for ever", export=False, erase="keep")

    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=60, unique=True)  # the same day is the same round
    asked_by_account = models.BigIntegerField(null=True)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField(db_default=Now())
    reached = models.BigIntegerField(default=0)  # the last person id the job came to
    lists = models.PositiveIntegerField(default=0)  # how many lists it stands on
    done_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"round {self.key}"


class Assignment(models.Model):
    """One questionnaire on one person's list, from when to when. Too late is open and closed."""

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        KEYED = "keyed", _("Came in on paper, is being checked")
        DONE = "done", _("Answered")
        WITHDRAWN = "withdrawn", _("Taken off the list")

    class AskedBy(models.TextChoices):
        ORGANISATION = "organisation", _("the organisation")
        CLINICIAN = "clinician", _("a clinician")
        SELF = "self", _("the person herself")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField()
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    opens_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(null=True)
    overdue_at = models.DateTimeField(null=True)  # None: never, it closes when it is due
    closes_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    state_since = models.DateTimeField(db_default=Now())
    asked_by = models.CharField(max_length=20, choices=AskedBy)
    asked_by_account = models.BigIntegerField(null=True)
    round_key = models.CharField(max_length=60, blank=True)
    # accounts of the desk that keyed its sheet, in their order, where it is keyed twice
    keyed_by = models.JSONField(default=list, db_default=[])
    sheet_on = models.DateField(null=True)  # the day on a sheet that waits to be keyed again
    # what was sent to it is kept to herself, so nobody else finds that it was asked
    withheld = models.BooleanField(default=False, db_default=False)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "state", "due_at"], name="proms_assignment_list")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subject_id", "round_key"],
                condition=~models.Q(round_key=""),
                name="assignment_once_per_round",
            ),
            models.UniqueConstraint(
                fields=["subject_id", "instrument"],
                # what comes by a plan of her own is not taken up, and once per window anyway
                condition=models.Q(state="open", asked_by="self", round_key=""),
                name="assignment_taken_up_once",
            ),
        ]

    def __str__(self) -> str:
        return f"assignment {self.pk}"

    def timing(self, now: datetime | None = None) -> str:
        """Where its moments stand, whatever became of it: open, then due, overdue, closed."""
        now = now or timezone.now()
        moments = {"closed": self.closes_at, "overdue": self.overdue_at, "due": self.due_at}
        return next((name for name, at in moments.items() if at and at <= now), "open")

    @property
    def is_overdue(self) -> bool:
        """Whether it still waits although it is overdue."""
        return self.state == self.State.OPEN and self.timing() == "overdue"


class Response(models.Model):
    """Answers as sent; a correction is a new row. Taking back and who reads touch a row."""

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    class Way(models.TextChoices):
        SCREEN = "screen", _("on this website")
        PHONE = "phone", _("by telephone")
        PAPER = "paper", _("on paper")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject_id = models.UUIDField()
    client_ref = models.UUIDField()
    assignment = models.ForeignKey(
        Assignment, null=True, on_delete=models.PROTECT, related_name="responses"
    )
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    translation = models.ForeignKey(Translation, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    missing = models.JSONField(default=dict)
    started_at = models.DateTimeField(null=True)
    # the moment they speak of: when they were sent, or the day that stands on the sheet
    authored_at = models.DateTimeField(db_default=Now())
    came_at = models.DateTimeField(db_default=Now())  # when they reached us; rights go by it
    given_by = models.CharField(max_length=12, default="self")
    given_by_account = models.BigIntegerField(null=True)
    private = models.BooleanField(
        default=False, db_default=False
    )  # from her legal proxies; others never ask
    withheld = models.BooleanField(default=False, db_default=False)  # from everybody but herself
    way = models.CharField(max_length=8, choices=Way, default=Way.SCREEN)
    # by how many people its sheet was keyed, where it is keyed twice; else 0
    keyed = models.PositiveSmallIntegerField(default=0, db_default=0)
    n_asked = models.PositiveIntegerField(default=0)
    n_answered = models.PositiveIntegerField(default=0)
    amended_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["subject_id", "-authored_at"], name="proms_response_newest"),
            models.Index(
                fields=["subject_id"],
                condition=models.Q(withheld=True),
                name="proms_response_withheld",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subject_id", "client_ref"], name="response_once")
        ]

    def __str__(self) -> str:
        return f"response {self.pk}"

    @property
    def came_later(self) -> bool:
        """Whether they speak of a day before the one on which they reached us."""
        return timezone.localdate(self.came_at) != timezone.localdate(self.authored_at)


class Score(models.Model):
    """One scale of one response under one spec; scoring again adds rows."""

    holds = Holds("health", "subject_id", "until erased", True, "delete", read_audit=True)

    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="scores")
    subject_id = models.UUIDField()
    spec = models.ForeignKey(ScaleSpec, on_delete=models.PROTECT, related_name="+")
    scale = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=12, decimal_places=4, null=True)
    state = models.CharField(max_length=14)
    n_answered = models.PositiveIntegerField()
    n_items = models.PositiveIntegerField()
    authored_at = models.DateTimeField()

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["subject_id", "authored_at"],
                include=["scale", "value", "state", "spec", "response"],
                name="proms_score_course",
            )
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["response", "spec", "scale"], name="score_once")
        ]

    def __str__(self) -> str:
        return f"{self.scale} of response {self.response_id}"
