"""Cases, the reports behind them, and the log of each.

All of it stands in the vault: that somebody is worried about a member, or what was reported of her,
is health data. `person` is whoever the row is about, and never an account.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5, Now
from django.utils.translation import gettext_lazy as _

from members.models import Person
from po_platform.access.protected import ProtectedManager
from po_platform.kit.holds import Holds


class Lane(models.TextChoices):
    """The way a case goes."""

    CRISIS = "crisis", _("Someone may be in danger")
    LEGAL = "legal", _("Said to be against the law")
    APPEAL = "appeal", _("An objection to a decision")
    NORMAL = "normal", _("To be looked at")


class Triage(models.TextChoices):
    """What a moderator reads in words somebody is worried about."""

    NOW = "now", _("Danger now")
    THOUGHTS = "thoughts", _("Thoughts of not wanting to live")
    DESPAIR = "despair", _("Exhaustion or despair")
    OTHER = "other", _("About somebody else")
    GRIEF = "grief", _("Grief")
    NOBODY = "nobody", _("Nobody is in danger, a false alarm")


class Case(models.Model):
    """One thing that is to be looked at; one open case for each thing and lane.

    `person`: whoever wrote it. `because`: codes of why it waits, '' for reports alone. `version`
    grows with every decision; `thing_version` is the newest one somebody asked us to look at.
    `called`: how many steps of the chain were called; `call_next_at`: when the next one is, None
    when somebody has said what she reads in it (lane "crisis" alone). Whoever tells us again, or writes
    such words again, begins the calls anew.
    `themes`: ids of what moderators say it is about.
    `answer_waits`: its author wrote to the team, and nobody said yet that she read it.
    `place`: where it stands, for whoever moderates some places only; None for what is the whole
    team's alone. The database keeps it with the thing (forums/migrations/0014).
    Members never read or write here: `open_case` and `word_waits` do it for them.
    """

    holds = Holds("health", "person", "3 years after the decision and the last word about it", True,
                  "delete", after="decided_at", days=1095)  # fmt: skip

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        RETURNED = "returned", _("Waits for its author")
        DECIDED = "decided", _("Decided")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.SlugField(max_length=20, db_index=False)
    thing = models.UUIDField()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    lane = models.CharField(max_length=8, choices=Lane)
    rank = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    because = models.JSONField(default=list)
    themes = ArrayField(models.BigIntegerField(), default=list, db_default=[])
    version = models.PositiveIntegerField(default=1)
    thing_version = models.PositiveIntegerField()
    opened_at = models.DateTimeField(db_default=Now())
    decided_at = models.DateTimeField(null=True)
    triage = models.CharField(max_length=8, choices=Triage, blank=True)
    called = models.PositiveSmallIntegerField(default=0)
    call_next_at = models.DateTimeField(null=True)
    claimed_by = models.BigIntegerField(null=True)  # a person's id
    claimed_until = models.DateTimeField(null=True)
    answer_waits = models.BooleanField(default=False, db_default=False)
    place = models.UUIDField(null=True, editable=False)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "thing", "lane"],
                condition=~Q(state="decided"),
                name="moderation_case_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["rank", "opened_at", "id"],
                condition=Q(state="open"),
                name="moderation_case_queue",
            ),
            models.Index(
                fields=["call_next_at"],
                condition=Q(call_next_at__isnull=False),
                name="moderation_case_call",
            ),
            models.Index(fields=["kind", "thing"], name="moderation_case_thing"),
            models.Index(
                fields=["id"], condition=Q(answer_waits=True), name="moderation_case_answer"
            ),
            models.Index(
                fields=["place"], condition=Q(place__isnull=False), name="moderation_case_place"
            ),
            models.Index(
                fields=["-decided_at", "-id"],
                condition=Q(state="decided"),
                name="moderation_case_done",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"

    @property
    def number(self) -> str:
        """How people name it: "2026-118"."""
        return f"{self.opened_at.year}-{self.pk}"


class Report(models.Model):
    """Somebody told us; one person about one thing as often as she has other words for it. `person`:
    who, None for a guest, whose name and address lie in `guest`, sealed.

    `version`: of the thing, as she read it. `answer`: the outcome as she is told it. `appeals`: the
    decision its author objects to, once.
    """

    holds = Holds(
        "health",
        "person",
        "3 years",
        True,
        "delete",
        after="at",
        days=1095,
        sealed={
            "guest": "moderation_report|guest|{ref}",
        },
    )

    class Reason(models.TextChoices):
        RUDE = "rude", _("It hurts or attacks somebody")
        PRIVATE = "private", _("It shows something private, or names somebody")
        WRONG = "wrong", _("It could harm somebody’s health")
        ADVERT = "advert", _("It sells or advertises something")
        OTHER = "other", _("Something else is not right")
        WORRIED = "worried", _("I am worried about this person")
        ILLEGAL = "illegal", _("I think it is against the law")
        APPEAL = "appeal", _("An objection to a decision")
        TEAM = "team", _("It attacks a moderator")
        POSES = "poses", _("It pretends to be a health professional, or one of our team")
        MAILED = "mailed", _("An answer by e-mail that could not come out")

    class Answer(models.TextChoices):
        NONE = "", _("We are looking at it.")
        CHANGED = "changed", _("We did something about it. Thank you.")
        STAYS = "stays", _("We looked at it, and it stays as it is. Thank you.")
        SEEN = (
            "seen",
            _("We saw it, and somebody of our team looks after it. Thank you for telling us."),
        )
        LOOKED = "looked", _("We looked at it. Thank you for telling us.")
        BEFORE = (
            "before",
            _("Somebody decided about this before. It reads as it did then, so it stays as it is."),
        )

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    guest = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    reason = models.CharField(max_length=8, choices=Reason)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField()
    at = models.DateTimeField(db_default=Now())
    appeals = models.OneToOneField(
        "Decision", null=True, on_delete=models.PROTECT, related_name="appeal"
    )
    answer = models.CharField(max_length=8, choices=Answer, blank=True)
    answered_at = models.DateTimeField(null=True)

    objects = ProtectedManager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                "case", "person", "reason", MD5("text"), name="moderation_report_once"
            )
        ]

    def __str__(self) -> str:
        return f"report {self.pk}"

    @property
    def number(self) -> str:
        """How people name it: "R-2026-118"."""
        return f"R-{self.at.year}-{self.pk}"


class CaseEvent(models.Model):
    """One line of a case's log, which only grows. `by`: a person's id, None for the software.

    `text` of HEARD: which list of words of danger was in use (DANGER_LIST).
    """

    holds = Holds("health", "person", "3 years", False, "delete", after="at", days=1095)

    class Kind(models.TextChoices):
        READ = "read", _("read it")
        LEFT = "left", _("left it to the others")
        NOTE = "note", _("wrote a note")
        WORD = "word", _("wrote to its author")
        ANSWER = "answer", _("read the author’s answer")
        DECIDED = "decided", _("decided")
        UNDID = "undid", _("undid a decision")
        CALLED = "called", _("The next person was called")
        LOOKS = "looks", _("is looking at it, and nobody else is called for an hour")
        TRIAGED = "triaged", _("said what to do next")
        THEMES = "themes", _("said what it is about")
        GONE = "gone", _("Its author took it back for good")
        FOLLOWED = "followed", _("looked in again")
        RAISED = "raised", _("asked whoever leads on safety to look")
        OPENED = "opened", _("opened name and address")
        REVIEWED = "reviewed", _("said whether opening them was right")
        HEARD = "heard", _("Words of danger were found, by list number")

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    person = models.ForeignKey(
        Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    by = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(db_default=Now())

    objects = ProtectedManager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["by", "-at"], name="moderation_event_by"),
        ]

    def __str__(self) -> str:
        return f"event {self.pk} of case {self.case_id}"
