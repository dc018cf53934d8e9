"""Who may see which rows about people: herself, whom she chose, and nobody else."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any

from django.db.models import Exists, F, Q, Subquery
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now

from audit.models import Read
from po_platform.access.actor import Actor, Bearer, Hat, Purpose, SignedIn, System, Tick
from po_platform.access.policy import Policy, Reader, register
from po_platform.access.protected import ProtectedQuerySet
from po_platform.kit.any_of import AnyOf

from .facts import people_behind
from .models import (
    AgeSaid,
    Attendance,
    Brought,
    CallRequest,
    ClinicMembership,
    ComingOfAge,
    DeathTold,
    Decision,
    Ending,
    FoundText,
    Grant,
    GroupMembership,
    Identity,
    LastWish,
    MemberCondition,
    MemberListText,
    PersonKey,
    Proxy,
    RightsRequest,
    Standing,
    SubjectLink,
    Ticket,
)
from .purposes import BY_TELEPHONE, CARE, FOR_OTHERS, HELPING, PROXY

BY_LAW_CODES = (CARE.slug, "visit")


def own(
    field: str = "subject_id", *, helpers: Collection[Tick] = (), by_law: bool = False
) -> Reader:
    """Rows about the acting person herself; `helpers`: with which of these also who acts for her.

    `by_law`: also for who decides by law for a child without an account.
    """

    def rows(actor: Actor) -> Q | None:
        if not isinstance(actor, SignedIn) or not actor.subject_id:
            return None
        if actor.helps_with(*helpers) or (by_law and actor.decides_by_law):
            return Q(**{field: actor.subject_id})
        return None

    return rows


def by_purpose(*purposes: Purpose, field: str = "subject_id") -> Reader:
    """Rows of the one subject the system acts about, for these purposes only."""

    def rows(actor: Actor) -> Q | None:
        if isinstance(actor, System) and actor.purpose in purposes and actor.subject_id:
            return Q(**{field: actor.subject_id})
        return None

    return rows


def living_grants_to(actor: SignedIn) -> ProtectedQuerySet[Grant]:
    """Grants in force now for this account or a clinic it belongs to."""
    return _living_grants(actor.account_id, actor.holds(Hat.CLINICIAN))


def _living_grants(account_id: int, is_clinician: bool) -> ProtectedQuerySet[Grant]:
    clinics = ClinicMembership.objects.filter(account_id=account_id, left_at__isnull=True)
    to_me = Q(grantee_kind=Grant.Grantee.ACCOUNT, grantee_id=account_id)
    to_my_clinic = Q(
        grantee_kind=Grant.Grantee.CLINIC, grantee_id__in=Subquery(clinics.values("clinic_id"))
    )
    living = Grant.objects.filter(
        to_me | to_my_clinic,
        Q(ends_at__isnull=True) | Q(ends_at__gt=Now()),
        starts_at__lte=Now(),
        ended_by__isnull=True,
        paused_at__isnull=True,
    ).exclude(purpose__in=HELPING)
    # Nobody reads as a clinician of whom she acts for by law, or ever did. Found once for all grants:
    # asked of each, it read all the others each time.
    acted_by_law = Grant.objects.filter(
        purpose=PROXY, grantee_kind=Grant.Grantee.ACCOUNT, grantee_id=account_id
    )
    living = living.exclude(subject_id__in=acted_by_law.values("subject_id"))
    # What is shared for care reaches nobody who is no clinician any more.
    return living if is_clinician else living.exclude(purpose=CARE.slug)


@lru_cache(maxsize=512)
def _select(account_id: int, is_clinician: bool, column: str, scope: str = "") -> tuple[str, Any]:
    """The same as a statement. Every table a clinician reads from asks it, so its words are put
    together once; what it answers comes from the database each time.
    """
    living = _living_grants(account_id, is_clinician)
    living = living.filter(scope__contains=[scope]) if scope else living
    sql, params = living.values(column).query.sql_with_params()
    return sql, params


def granted(scope: str, field: str = "subject_id", *, many: bool = False) -> Reader:
    """Rows of subjects who share this scope with the actor, second factor shown.

    `many`: where one subject has hundreds of rows; whoever shares is then found once for them all.
    """

    def rows(actor: Actor) -> Q | None:
        if not isinstance(actor, SignedIn) or not actor.strong or actor.helping:
            return None
        sql, params = _select(actor.account_id, actor.holds(Hat.CLINICIAN), "subject_id", scope)
        if many:
            return Q(AnyOf(F(field), RawSQL(f"array({sql})", params)))  # noqa: S611
        return Q(**{f"{field}__in": RawSQL(sql, params)})  # noqa: S611

    return rows


def _own_person(actor: Actor) -> Q | None:
    if isinstance(actor, SignedIn) and actor.helping is None:
        return Q(person_id=actor.person_id)
    return None


def _person_before_me(actor: Actor) -> Q | None:
    if isinstance(actor, SignedIn) and actor.looks_at and actor.holds(Hat.ADMINISTRATOR):
        return Q(person_id=actor.looks_at)
    return None


def _person_served(actor: Actor) -> Q | None:
    if isinstance(actor, System) and actor.purpose in (Purpose.DELIVER, Purpose.EXPORT):
        return Q(person_id=actor.person_id)
    return None


def _own_or_exported(actor: Actor) -> Q | None:
    if isinstance(actor, System) and actor.purpose is Purpose.EXPORT:
        return Q(person_id=actor.person_id)
    return _own_person(actor)


def _own_calls(actor: Actor) -> Q | None:
    if isinstance(actor, SignedIn) and actor.helps_with(Tick.ARRANGE):
        return Q(person_id=actor.about_person)
    return _own_or_exported(actor)


def _calls_of_the_desk(actor: Actor) -> Q | None:
    """What waits; and what she wrote down herself, so that she can undo it."""
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.DESK):
        return None
    return Q(state=CallRequest.State.WAITING) | Q(outcome_by=actor.account_id)


def _calls_of_the_office(actor: Actor) -> Q | None:
    if not isinstance(actor, SignedIn) or not actor.holds(Hat.ADMINISTRATOR):
        return None
    return Q(passed_on_at__isnull=False)


def _lists_of_the_office(actor: Actor) -> Q | None:
    held = isinstance(actor, SignedIn) and actor.holds(Hat.ADMINISTRATOR)
    return Q(pk__isnull=False) if held else None


_EVERY_ONE = Q(pk__isnull=False)  # an empty Q would vanish beside another one


def _endings_of_the_office(actor: Actor) -> Q | None:
    holds = isinstance(actor, SignedIn) and actor.holds(Hat.ADMINISTRATOR)
    return _EVERY_ONE if holds else None


def _endings_to_see_through(actor: Actor) -> Q | None:
    """Of the one person it was started for; without one, all, to find what is due."""
    if not isinstance(actor, System) or actor.purpose is not Purpose.END:
        return None
    return Q(person_id=actor.person_id) if actor.person_id else _EVERY_ONE


def _named_as(field: str) -> Reader:
    """Wishes to act by law, for whoever asked and for the child."""

    def rows(actor: Actor) -> Q | None:
        if isinstance(actor, SignedIn) and actor.helping is None:
            return Q(**{field: actor.person_id})
        if isinstance(actor, System) and actor.purpose is Purpose.EXPORT:
            return Q(**{field: actor.person_id})
        return None

    return rows


_asked_by_her, _about_her_as_child = _named_as("asker_id"), _named_as("child_id")


def _to_end_by_age(actor: Actor) -> Q | None:
    return _EVERY_ONE if isinstance(actor, System) and actor.purpose is Purpose.AGE else None


def _identity_granted(actor: Actor) -> Q | None:
    if not isinstance(actor, SignedIn) or not actor.strong or actor.helping:
        return None
    subjects = (
        living_grants_to(actor)
        .filter(scope__contains=["identity"])
        .visible_to(actor)
        .values_list("subject_id", flat=True)
    )
    return Q(person_id__in=list(people_behind(list(subjects)).values()))


def _grants_to_me(actor: Actor) -> Q | None:
    if not isinstance(actor, SignedIn) or not actor.strong or actor.helping:
        return None
    sql, params = _select(actor.account_id, actor.holds(Hat.CLINICIAN), "pk")
    return Q(pk__in=RawSQL(sql, params))  # noqa: S611


def _living_ticket(actor: Bearer) -> Q:
    return Q(
        pk=actor.ticket_id,
        subject_id=actor.subject_id,
        used_at__isnull=True,
        withdrawn_at__isnull=True,
        expires_at__gt=Now(),
    )


def _this_ticket(actor: Actor) -> Q | None:
    return _living_ticket(actor) if isinstance(actor, Bearer) else None


def _grant_of_this_ticket(actor: Actor) -> Q | None:
    if isinstance(actor, Bearer) and actor.about == CARE.slug and actor.object_ref:
        tickets = Ticket.objects.filter(_living_ticket(actor))
        return Q(Exists(tickets), decision_id=int(actor.object_ref), subject_id=actor.subject_id)
    return None


def _decided_for_her(actor: Actor) -> Q | None:
    """What a legal proxy decides for the child she acts for now, or a signed paper says."""
    if isinstance(actor, SignedIn) and actor.decides_by_law:
        registries = Q(purpose__startswith=FOR_OTHERS)
        return Q(subject_id=actor.subject_id) & (registries | Q(purpose=CARE.slug))
    if isinstance(actor, System) and actor.purpose is Purpose.PAPER and actor.subject_id:
        told = Q(purpose__startswith=FOR_OTHERS) | Q(purpose__in=BY_TELEPHONE)
        return Q(subject_id=actor.subject_id) & told
    return None


def _codes_for_her(actor: Actor) -> Q | None:
    """Codes for clinicians and for a visit of the child she acts for by law."""
    if isinstance(actor, SignedIn) and actor.decides_by_law:
        return Q(subject_id=actor.subject_id, about__in=BY_LAW_CODES)
    return None


def _my_looks(actor: Actor) -> Q | None:
    return Q(account_id=actor.account_id) if isinstance(actor, SignedIn) else None


register(
    Policy(
        CallRequest,
        {"own": _own_calls, "desk": _calls_of_the_desk, "office": _calls_of_the_office},
        hidden={"own": frozenset({"secret_hash", "number_mark"})},
    )
)
register(
    Policy(
        Decision,
        {"own": own(), "for_her": _decided_for_her, "export": by_purpose(Purpose.EXPORT)},
    )
)
register(
    Policy(
        Grant,
        {
            "own": own(),
            "for_her": _decided_for_her,
            "grantee": _grants_to_me,
            "ticket": _grant_of_this_ticket,
            "export": by_purpose(Purpose.EXPORT),
        },
    )
)
register(
    Policy(
        Ticket,
        {
            "own": own(),
            "for_her": _codes_for_her,
            "ticket": _this_ticket,
            "export": by_purpose(Purpose.EXPORT),
        },
        hidden={
            "own": frozenset({"secret_hash"}),
            "for_her": frozenset({"secret_hash"}),
            "export": frozenset({"secret_hash"}),
        },
    )
)
register(Policy(Read, {"own": own(), "mine": _my_looks, "export": by_purpose(Purpose.EXPORT)}))
_OPEN_PERSONS = {
    "own": _own_person,
    "granted": _identity_granted,
    "office": _person_before_me,
    "served": _person_served,
}
register(
    Policy(
        Ending,
        {
            "own": _own_or_exported,
            "office": _endings_of_the_office,
            "end": _endings_to_see_through,
        },
        hidden={"own": frozenset({"told_by", "back_hash"})},
    )
)
register(
    Policy(
        Proxy,
        {
            "asker": _asked_by_her,
            "child": _about_her_as_child,
            "office": _lists_of_the_office,
            "age": _to_end_by_age,
        },
        hidden={
            "child": frozenset({"said", "paper", "why_not"}),
            "age": frozenset({"said", "paper"}),
        },
    )
)
register(
    Policy(
        ComingOfAge,
        {"own": _own_or_exported, "office": _lists_of_the_office, "age": _to_end_by_age},
    )
)
register(Policy(AgeSaid, {"own": _own_or_exported}))
register(Policy(LastWish, {"own": _own_or_exported, "office": _person_before_me}))
register(Policy(Identity, _OPEN_PERSONS))
register(Policy(PersonKey, _OPEN_PERSONS))
register(Policy(MemberListText, {"office": _lists_of_the_office}))
register(Policy(RightsRequest, {"own": _own_or_exported, "office": _lists_of_the_office}))
register(Policy(FoundText, {"office": _lists_of_the_office}))
register(Policy(SubjectLink, {}))  # read by two functions of the vault, by nobody else
# Those who lead see display names through a door of the vault, never a row.
register(Policy(GroupMembership, {"own": own(), "export": by_purpose(Purpose.EXPORT)}))
register(Policy(Attendance, {"own": own(), "export": by_purpose(Purpose.EXPORT)}))
register(Policy(MemberCondition, {"own": own(), "export": by_purpose(Purpose.EXPORT)}))
register(Policy(Brought, {"own": own(), "export": by_purpose(Purpose.EXPORT)}))
register(
    Policy(
        DeathTold,
        {
            "own": own(),
            "office": _lists_of_the_office,
            "export": by_purpose(Purpose.EXPORT),
        },
    )
)
register(Policy(Standing, {"own": own(), "export": by_purpose(Purpose.EXPORT)}))
