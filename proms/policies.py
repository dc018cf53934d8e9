"""Answers and scores: the person herself, and those she shares questionnaires with."""

from django.db.models import Exists, Q, Subquery

from members.models import ClinicMembership, Ticket
from members.policies import by_purpose, granted, own
from po_platform.access.actor import Actor, Bearer, Purpose, SignedIn, Tick
from po_platform.access.policy import Policy, Reader, register

from .models import (
    Assignment,
    DiaryEntry,
    DiaryMeasure,
    Enrolment,
    OwnList,
    PatientNumber,
    ReasonGiven,
    Response,
    ScaleChoice,
    Score,
    Visit,
)

SCOPE = "proms"
BY_LAW = "by_law"  # in a code: the account of who made it for a child


def by_reply_code(path: str) -> Reader:
    """What belongs to the one assignment a reply code names; `path`: to its id."""

    def rows(actor: Actor) -> Q | None:
        if isinstance(actor, Bearer) and actor.about == "answer" and actor.object_ref.isdecimal():
            return Q(**{path: int(actor.object_ref), "subject_id": actor.subject_id})
        return None

    return rows


def by_visit_code(actor: Actor) -> Q | None:
    """What stands on the one page a code for a visit opens."""
    if isinstance(actor, Bearer) and actor.about == "visit":
        return Q(subject_id=actor.subject_id)
    return None


def by_visit_code_but_private(path: str) -> Reader:
    """The same; without what is private, where a proxy made the code. `path`: to the response."""

    def rows(actor: Actor) -> Q | None:
        found = by_visit_code(actor)
        if found is None or not isinstance(actor, Bearer):
            return None
        return found & (Q(**{f"{path}private": False}) | ~_by_law(actor))

    return rows


def _by_law(actor: Bearer) -> Q:
    """Whether who acts for a child by law made this code."""
    return Q(Exists(Ticket.objects.filter(pk=actor.ticket_id, detail__has_key=BY_LAW)))


def words_by_visit_code(actor: Actor) -> Q | None:
    """Own words on that page; where a proxy made the code, only what proxies wrote."""
    found = by_visit_code(actor)
    if found is None or not isinstance(actor, Bearer):
        return None
    return found & (Q(by_law_account__isnull=False) | ~_by_law(actor))


def the_visit_itself(actor: Actor) -> Q | None:
    """The one visit a code was made for."""
    if isinstance(actor, Bearer) and actor.about == "visit" and actor.object_ref.isdecimal():
        return Q(pk=int(actor.object_ref), subject_id=actor.subject_id)
    return None


def unless_kept(reader: Reader, path: str = "", *, but_herself: bool = False) -> Reader:
    """What `reader` opens, without what its person keeps to herself. `path`: to the response.

    `but_herself`: `reader` opens her own rows, which nothing closes to her, only to who acts for her.
    """

    def rows(actor: Actor) -> Q | None:
        found = reader(actor)
        herself = but_herself and isinstance(actor, SignedIn) and actor.helping is None
        if found is None or herself:
            return found
        return found & Q(**{f"{path}withheld": False})

    return rows


def where_shared(actor: Actor) -> Q | None:
    """What of a diary its person shows to those who see her answers."""
    found = granted(SCOPE)(actor)
    return None if found is None else found & Q(shared=True)


def where_agreed(path: Reader) -> Reader:
    """Of what `path` opens, the reasons their person agreed to show."""

    def rows(actor: Actor) -> Q | None:
        found = path(actor)
        return None if found is None else found & Q(shown=True)

    return rows


def chosen_by_herself(actor: Actor) -> Q | None:
    """What a clinician chose for her own pages about somebody who shares with her."""
    found = granted(SCOPE)(actor)
    if found is None or not isinstance(actor, SignedIn):
        return None
    return found & Q(account_id=actor.account_id)


def of_my_clinics(actor: Actor) -> Q | None:
    """What belongs to clinics the actor works at, about somebody who shares with her."""
    found = granted(SCOPE)(actor)
    if found is None or not isinstance(actor, SignedIn):
        return None
    here = ClinicMembership.objects.filter(account_id=actor.account_id, left_at__isnull=True)
    return found & Q(clinic_id__in=Subquery(here.values("clinic_id")))


def filled_in(actor: Actor) -> Q | None:
    """What somebody who acts for its person sent herself."""
    if isinstance(actor, SignedIn) and actor.helping and actor.helps_with(Tick.ANSWER):
        return Q(subject_id=actor.subject_id, given_by_account=actor.account_id)
    return None


def own_but_private(path: str) -> Reader:
    """Her own; for whoever acts by law without what she keeps private. `path`: to the response."""
    hers = own(helpers=(Tick.SUMMARY,))

    def rows(actor: Actor) -> Q | None:
        found = hers(actor)
        if found is None or not (
            isinstance(actor, SignedIn) and actor.helping and actor.helping.by_law
        ):
            return found
        return found & (
            Q(**{f"{path}private": False}) | Q(**{f"{path}given_by_account": actor.account_id})
        )

    return rows


register(
    Policy(
        Assignment,
        {
            "own": unless_kept(own(helpers=(Tick.ANSWER, Tick.SUMMARY)), but_herself=True),
            "granted": unless_kept(granted(SCOPE)),
            "ticket": unless_kept(by_reply_code("pk")),
            "visit": unless_kept(by_visit_code),
            "job": by_purpose(Purpose.ASSIGN, Purpose.REMIND, Purpose.EXPORT),
        },
    )
)
for model, path in ((Response, "assignment_id"), (Score, "response__assignment_id")):
    to_response = "" if model is Response else "response__"
    grounds: dict[str, Reader] = {
        "own": unless_kept(own_but_private(to_response), to_response, but_herself=True),
        "granted": unless_kept(granted(SCOPE, many=True), to_response),
        "ticket": unless_kept(by_reply_code(path), to_response),
        "visit": unless_kept(by_visit_code_but_private(to_response), to_response),
        "job": by_purpose(Purpose.EXPORT, Purpose.SCORE),
    }
    if model is Response:
        grounds["filled in"] = unless_kept(filled_in)
    register(Policy(model, grounds))
register(
    Policy(
        Visit,
        {
            "own": own(by_law=True),
            "granted": granted(SCOPE),
            "visit": the_visit_itself,
            "job": by_purpose(Purpose.ASSIGN, Purpose.EXPORT),
        },
    )
)
register(
    Policy(
        OwnList,
        {
            "own": own(by_law=True),
            "granted": granted(SCOPE),
            "visit": words_by_visit_code,
            "export": by_purpose(Purpose.EXPORT),
        },
    )
)
register(
    Policy(
        Enrolment,
        {
            "own": own(by_law=True),
            "granted": granted(SCOPE),
            "job": by_purpose(Purpose.ASSIGN, Purpose.EXPORT),
        },
    )
)
register(
    Policy(
        ReasonGiven,
        {
            "own": own(by_law=True),
            "granted": where_agreed(granted(SCOPE)),
            "visit": where_agreed(by_visit_code),
            "job": by_purpose(Purpose.ASSIGN, Purpose.EXPORT),
        },
    )
)
for kept in (DiaryMeasure, DiaryEntry):
    register(
        Policy(
            kept,
            {
                "own": own(),
                "granted": where_shared,
                "export": by_purpose(Purpose.EXPORT),
            },
        )
    )
register(
    Policy(
        ScaleChoice,
        {
            "own": own(),
            "granted": chosen_by_herself,
            "export": by_purpose(Purpose.EXPORT),
        },
    )
)
register(
    Policy(
        PatientNumber,
        {
            "own": own(),
            "granted": of_my_clinics,
            "export": by_purpose(Purpose.EXPORT),
        },
    )
)
