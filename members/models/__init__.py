"""Who signs in, whom data is about, what they decided, and the organisation they belong to."""

from .access_tokens import ApiToken, Ticket
from .accounts import Account
from .age import AgeSaid
from .brought import Brought
from .calls import CallPromise, CallRequest
from .cards import CodeCard
from .care import Clinic, ClinicMembership
from .conditions import Condition, MemberCondition, Standing
from .consent import ConsentText, Decision, Grant
from .ending import Ending, LastWish
from .erasing import EraseRequest, OfficeErasure
from .events import Attendance, Event
from .first_run import SetupCode
from .groups import Group, GroupContact, GroupLead, GroupMembership
from .joining import JoinInvitation, JoinRequest, LostFactorRequest
from .letters import LetterBatch, LetterHead, PostedLetter
from .lists import ForgottenLine, ListedPerson, ListPromise, MemberList, MemberListText
from .office import OfficeReason
from .organisation import Organisation, OrganisationLogo
from .people import Identity, Person, PersonKey, RoleHolding, SubjectLink, Tombstone
from .proof import ProofReader
from .proxies import ComingOfAge, Proxy
from .publishing import BoardMember, Circular, NewsItem, SitePage, SitePageVersion
from .rights import FoundText, RightsRequest
from .sessions import SignedInSession
from .set_up import HandOverNote, SetUpMark
from .tidings import DeathTold

__all__ = [
    "Account",
    "AgeSaid",
    "ApiToken",
    "Attendance",
    "BoardMember",
    "Brought",
    "CallPromise",
    "CallRequest",
    "Circular",
    "Clinic",
    "ClinicMembership",
    "CodeCard",
    "ComingOfAge",
    "Condition",
    "ConsentText",
    "DeathTold",
    "Decision",
    "Ending",
    "EraseRequest",
    "Event",
    "ForgottenLine",
    "FoundText",
    "Grant",
    "Group",
    "GroupContact",
    "GroupLead",
    "GroupMembership",
    "HandOverNote",
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
    "NewsItem",
    "OfficeErasure",
    "OfficeReason",
    "Organisation",
    "OrganisationLogo",
    "Person",
    "PersonKey",
    "PostedLetter",
    "ProofReader",
    "Proxy",
    "RightsRequest",
    "RoleHolding",
    "SetUpMark",
    "SetupCode",
    "SignedInSession",
    "SitePage",
    "SitePageVersion",
    "Standing",
    "SubjectLink",
    "Ticket",
    "Tombstone",
]
