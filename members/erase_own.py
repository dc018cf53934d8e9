"""What this app erases: who she is, how she signs in, what she decided, and the key to all that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from files.actions.sweeping import remove_files
from files.models import StoredFile
from po_platform.access.actor import Purpose
from po_platform.access.typed import is_whose

from .erase_parts import Eraser, Heap, Whom
from .models import (
    Account,
    AgeSaid,
    ApiToken,
    Attendance,
    BoardMember,
    Brought,
    CallRequest,
    ClinicMembership,
    CodeCard,
    ComingOfAge,
    DeathTold,
    Decision,
    Ending,
    EraseRequest,
    ForgottenLine,
    FoundText,
    Grant,
    GroupContact,
    GroupLead,
    GroupMembership,
    Identity,
    JoinInvitation,
    JoinRequest,
    LastWish,
    ListedPerson,
    LostFactorRequest,
    MemberCondition,
    MemberList,
    MemberListText,
    OfficeErasure,
    OfficeReason,
    Person,
    PersonKey,
    PostedLetter,
    ProofReader,
    Proxy,
    RightsRequest,
    RoleHolding,
    SetupCode,
    SignedInSession,
    Standing,
    SubjectLink,
    Ticket,
)
from .proof_secrets import reader_mark

Rows = Callable[[Whom], QuerySet[Any]]


def _of_subject(model: Any) -> Rows:
    return lambda whom: model.objects.for_purpose(Purpose.ERASE).filter(subject_id=whom.subject_id)


def _of_person(model: Any) -> Rows:
    return lambda whom: model.objects.filter(person_id=whom.person_id)


def _sealed(model: Any) -> Rows:
    return lambda whom: model.objects.for_purpose(Purpose.ERASE).filter(person_id=whom.person_id)


def _of_account(model: Any, column: str = "account_id") -> Rows:
    return lambda whom: model.objects.filter(**{column: whom.account_id})


def _history(model: Any, column: str, value: Callable[[Whom], Any]) -> Rows:
    return lambda whom: model.pgh_event_model.objects.filter(**{column: value(whom)})


def _sessions(whom: Whom) -> QuerySet[Session]:
    """Signed in as her, signed out with her words kept, or a sign-in with her address never finished.

    Where somebody else uses the mailbox too, such a beginning may be the other's and is left.
    """
    address = "" if _lives_with_another(whom) else whom.address
    mine = [
        session.session_key
        for session in Session.objects.iterator(chunk_size=2000)
        if _is_hers(session.get_decoded(), whom.account_id, address)
    ]
    return Session.objects.filter(session_key__in=mine)


def _is_hers(held: dict[str, Any], account_id: int | None, address: str) -> bool:
    if is_whose(held, account_id):
        return True
    account = held.get(SESSION_KEY)
    if account is not None:
        return bool(account == str(account_id))
    return bool(address) and address.casefold() in str(held).casefold()


def _lives_with_another(whom: Whom) -> bool:
    others = Account.objects.filter(email__iexact=whom.address).exclude(pk=whom.account_id)
    return bool(whom.address) and others.exists()


def _by_law(whom: Whom) -> QuerySet[Proxy]:
    rows = Proxy.objects.for_purpose(Purpose.ERASE)
    return rows.filter(Q(asker_id=whom.person_id) | Q(child_id=whom.person_id))


def _invitations(whom: Whom) -> QuerySet[JoinInvitation]:
    """The one she came with, and open ones to her address, unless somebody else lives there."""
    hers = Q(used_by_id=whom.account_id) | Q(person_id=whom.person_id)
    if whom.address and not _lives_with_another(whom):
        hers |= Q(email__iexact=whom.address)
    return JoinInvitation.objects.filter(hers)


def _gets_check_numbers(whom: Whom) -> QuerySet[ProofReader]:
    """Her address among those the log's check numbers go to, unless somebody else lives there."""
    if not whom.address or _lives_with_another(whom):
        return ProofReader.objects.none()
    return ProofReader.objects.filter(mark=reader_mark(whom.address))


def _end_shares_with_her(whom: Whom) -> None:
    """So that nobody believes she still looks."""
    with_her = Grant.objects.for_purpose(Purpose.ERASE).filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=Now()),
        grantee_kind=Grant.Grantee.ACCOUNT,
        grantee_id=whom.account_id,
        ended_by__isnull=True,
    )
    with_her.update(ends_at=Now())


def _let_go_of_her(whom: Whom) -> None:
    """Where others' rows name her. Of her line in the association's list a mark stays behind, so
    that the next list does not bring her back."""
    _end_shares_with_her(whom)
    _remove_printed(whom)
    _let_requests_go(whom)
    _empty_lists()
    marks = ListedPerson.objects.filter(person_id=whom.person_id).values_list("key_mark", flat=True)
    ForgottenLine.objects.bulk_create(
        [ForgottenLine(key_mark=mark) for mark in marks], ignore_conflicts=True
    )


def _let_requests_go(whom: Whom) -> None:
    """That somebody asked stays in the register; who it was, and every word, goes.

    This is the answer to what asked for it, and nothing else can be answered any more.
    """
    hers = RightsRequest.objects.for_purpose(Purpose.ERASE).filter(person_id=whom.person_id)
    waiting = hers.filter(closed_at__isnull=True)
    Kind, State, Outcome = RightsRequest.Kind, RightsRequest.State, RightsRequest.Outcome
    waiting.filter(kind=Kind.ERASURE).update(
        state=State.SENT, outcome=Outcome.DONE, closed_at=Now()
    )
    waiting.update(state=State.WITHDRAWN, closed_at=Now())
    packs = hers.filter(pack_ref__isnull=False).values("pack_ref")
    remove_files(StoredFile.objects.for_purpose(Purpose.ERASE).filter(ref__in=packs))
    hers.exclude(alone_why="").update(alone_why="-")  # that there was no second person, stays
    hers.update(
        person=None, letter="", extended_why="", sent_back_why="", pack_ref=None,
        looked_for="", counted={},
    )  # fmt: skip


def _empty_lists() -> None:
    """Tables with names that lie here for a few days, sealed, so that nobody can look whether hers
    is among them. One that is being read in knows her by her mark, and is emptied at its end."""
    rests = MemberList.objects.exclude(way=MemberList.Way.IN, state=MemberList.State.RUNNING)
    texts = MemberListText.objects.for_purpose(Purpose.ERASE).exclude(sealed="")
    texts.filter(list_ref__in=rests.values("ref")).update(sealed="")
    begun = (MemberList.State.NEW, MemberList.State.RUNNING)
    rests.filter(state__in=begun).update(state=MemberList.State.STOPPED, ended_at=Now())


def _remove_printed(whom: Whom) -> None:
    """The PDFs a letter to her stands in; what they said to others can be printed again."""
    batches = PostedLetter.objects.filter(person_id=whom.person_id).values("batch__file_ref")
    remove_files(StoredFile.objects.for_purpose(Purpose.ERASE).filter(ref__in=batches))


OWN = Eraser(
    heaps=(
        Heap(
            lambda whom: Person.objects.filter(pk=whom.person_id),
            _("Your membership and the name others see"),
            counted=False,
        ),
        Heap(_sealed(Identity), _("Your name, address, telephone and birth date"), counted=False),
        Heap(_sealed(PersonKey), _("The key that opens them"), counted=False),
        Heap(_sealed(SubjectLink)),
        Heap(
            lambda whom: Account.objects.filter(pk=whom.account_id),
            _("Your account, with your e-mail address and preferences"),
            counted=False,
        ),
        Heap(lambda whom: EmailConfirmation.objects.filter(email_address__user_id=whom.account_id)),
        Heap(_of_account(EmailAddress, "user_id")),
        Heap(_sessions),
        Heap(_of_account(SignedInSession), _("Devices where you are signed in")),
        Heap(_of_account(Authenticator, "user_id"), _("Second factors and devices to sign in")),
        Heap(_of_account(CodeCard), _("Your code cards")),
        Heap(_of_account(ApiToken), _("Tokens for programs")),
        Heap(_of_account(LostFactorRequest)),
        Heap(_of_account(SetupCode)),
        Heap(_history(RoleHolding, "account_id", lambda whom: whom.account_id)),
        Heap(_of_account(RoleHolding), _("Your tasks here")),
        Heap(_of_account(ClinicMembership), _("Clinics you work at")),
        Heap(_invitations),
        Heap(_gets_check_numbers),
        Heap(_of_person(GroupLead), _("Groups you lead")),
        Heap(_of_person(GroupContact), _("Your name and number on pages of groups")),
        Heap(_of_person(BoardMember), _("Your name on the page of the board")),
        Heap(_of_subject(GroupMembership), _("Groups you are or were in")),
        Heap(_of_subject(Attendance), _("Events you said you come to")),
        Heap(_of_subject(MemberCondition), _("What you told us about diagnoses")),
        Heap(_of_subject(Brought), _("What you brought along from another portal")),
        Heap(_of_subject(DeathTold)),
        Heap(_of_subject(Standing), _("Where you said you stand"), counted=False),
        Heap(_of_person(OfficeReason), _("What the office wrote down about you")),
        Heap(_of_person(JoinRequest)),
        Heap(_of_person(EraseRequest)),
        Heap(_of_person(OfficeErasure)),
        Heap(_of_person(ListedPerson), _("Your line in the association’s list")),
        Heap(_of_person(PostedLetter), _("Which letters we printed for you, and when")),
        Heap(_sealed(Ending)),
        Heap(_sealed(FoundText)),
        # Settled before: what is left of a request names nobody (_let_requests_go).
        Heap(_sealed(RightsRequest), _("Requests about your data, with every word of them")),
        Heap(_by_law, _("Who acts or acted for you by law, and for whom you do")),
        Heap(_sealed(ComingOfAge)),
        Heap(_sealed(AgeSaid)),
        Heap(_sealed(LastWish), _("What you wish for after your death"), counted=False),
        Heap(_sealed(CallRequest), _("Calls you asked for")),
        Heap(_of_subject(Ticket), _("Codes you made for others")),
        Heap(_history(Grant, "subject_id", lambda whom: whom.subject_id)),
        Heap(_of_subject(Grant), _("What you shared with doctors and clinics")),
        Heap(_of_subject(Decision), _("What you decided, word for word")),
    ),
    before=_let_go_of_her,
    stays=(
        _(
            "The record of what was done on this portal, so that we can prove we did what you"
            " asked. In place of you it has numbers and marks that lead to nobody any more."
        ),
        _("What a doctor, a clinic or anybody else has copied or printed. Ask them yourself."),
    ),
)
