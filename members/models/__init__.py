"""Who signs in, whom data is about, what they decided, and the organisation they belong to."""

from .access_tokens import ApiToken, Ticket
from .accounts import Account
from .cards import CodeCard
from .care import Clinic, ClinicMembership
from .consent import ConsentText, Decision, Grant
from .erasing import EraseRequest
from .first_run import SetupCode
from .joining import JoinInvitation, JoinRequest, LostFactorRequest
from .office import OfficeReason
from .organisation import Organisation, OrganisationLogo
from .people import Identity, Person, PersonKey, RoleHolding, SubjectLink, Tombstone
from .sessions import SignedInSession

__all__ = [
    "Account",
    "ApiToken",
    "Clinic",
    "ClinicMembership",
    "CodeCard",
    "ConsentText",
    "Decision",
    "EraseRequest",
    "Grant",
    "Identity",
    "JoinInvitation",
    "JoinRequest",
    "LostFactorRequest",
    "OfficeReason",
    "Organisation",
    "OrganisationLogo",
    "Person",
    "PersonKey",
    "RoleHolding",
    "SetupCode",
    "SignedInSession",
    "SubjectLink",
    "Ticket",
    "Tombstone",
]
