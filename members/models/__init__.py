"""Who signs in, whom data is about, what they decided, and the organisation they belong to."""

from .access_tokens import ApiToken, Ticket
from .accounts import Account
from .calls import CallPromise, CallRequest
from .cards import CodeCard
from .care import Clinic, ClinicMembership
from .conditions import Condition, MemberCondition, Standing
from .consent import ConsentText, Decision, Grant
from .ending import Ending, LastWish
from .erasing import EraseRequest
from .first_run import SetupCode
from .groups import Group, GroupContact, GroupLead, GroupMembership
from .joining import JoinInvitation, JoinRequest, LostFactorRequest
from .letters import LetterBatch, LetterHead, PostedLetter
from .lists import ForgottenLine, ListedPerson, ListPromise, MemberList, MemberListText
from .office import OfficeReason
from .organisation import Organisation, OrganisationLogo
from .people import Identity, Person, PersonKey, RoleHolding, SubjectLink, Tombstone
from .sessions import SignedInSession

__all__ = [
    "Account",
    "ApiToken",
    "CallPromise",
    "CallRequest",
    "Clinic",
    "ClinicMembership",
    "CodeCard",
    "Condition",
    "ConsentText",
    "Decision",
    "Ending",
    "EraseRequest",
    "ForgottenLine",
    "Grant",
    "Group",
    "GroupContact",
    "GroupLead",
    "GroupMembership",
    "Identity",
    "JoinInvitation",
    "JoinRequest",
    "LastWish",
    "LetterBatch",
    "LetterHead",
    "ListPromise",
    "ListedPerson",
    "LostFactorRequest",
    "MemberCondition",
    "MemberList",
    "MemberListText",
    "OfficeReason",
    "Organisation",
    "OrganisationLogo",
    "Person",
    "PersonKey",
    "PostedLetter",
    "RoleHolding",
    "SetupCode",
    "SignedInSession",
    "Standing",
    "SubjectLink",
    "Ticket",
    "Tombstone",
]
