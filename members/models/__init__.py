"""Who signs in, whom data is about, what they decided, and the organisation they belong to."""

from .access_tokens import ApiToken, Ticket
from .accounts import Account
from .care import Clinic, ClinicMembership
from .consent import ConsentText, Decision, Grant
from .joining import JoinInvitation, JoinRequest, LostFactorRequest
from .organisation import Organisation
from .people import Identity, Person, PersonKey, RoleHolding, SubjectLink, Tombstone

__all__ = [
    "Account",
    "ApiToken",
    "Clinic",
    "ClinicMembership",
    "ConsentText",
    "Decision",
    "Grant",
    "Identity",
    "JoinInvitation",
    "JoinRequest",
    "LostFactorRequest",
    "Organisation",
    "Person",
    "PersonKey",
    "RoleHolding",
    "SubjectLink",
    "Ticket",
    "Tombstone",
]
