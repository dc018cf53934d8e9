"""Ruth's rows with canaries in them, and the addresses of her things: what must never leak."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.utils import timezone

from audit.actions import record_read
from files.actions.storing import store_file
from files.models import StoredFile
from members.actions.calls import WantsCall, ask_for_call
from members.actions.identity import correct_identity
from members.identity import Known
from members.models import (
    CallRequest,
    Clinic,
    ClinicMembership,
    Condition,
    Decision,
    Grant,
    Group,
    GroupContact,
    GroupLead,
    GroupMembership,
    JoinRequest,
    MemberCondition,
    Person,
    RoleHolding,
    Ticket,
)
from po_platform.access.actor import Hat, SignedIn, acting_as
from po_platform.kit.crypto import secret_hash
from proms.actions.reply_codes import make_reply_code
from proms.models import Assignment, Response
from questionnaires.actions import save_draft
from tests.access import world_forums
from tests.personas import Persona, World
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers

# Nobody but Ruth and, where she shares it, Dr Nasser may ever receive one of these.
NAME, PHONE, ADDRESS = "Canary Ruthmarie", "01632 960 555", "Canary Lane 7"
SENT, DRAFTED, TICKET = "canary-sent-words", "canary-draft-words", "canary-ticket-note"
DECIDED, FILED = "canary-decision-words", "canary-file-words"
ASKED, ILL_SINCE = "canary-words-to-leads", "November 1911"  # a month nobody else names
TALKED = (world_forums.SAID, world_forums.TITLE)
ALL = (
    NAME, PHONE, ADDRESS, SENT, DRAFTED, TICKET, DECIDED, FILED, ASKED, ILL_SINCE, *TALKED,
    world_forums.BEGUN,
)  # fmt: skip
# What Ruth shares with Dr Nasser: her name, and what she sent.
SHARED = (NAME, SENT)
CODE = "CANARYCODE0000000000"
call_code = ""  # with which Ruth's wish to be called is looked at


def give_grant(giver: Persona, to: Persona, *scope: str) -> Grant:
    """A living grant, with the decision it needs."""
    with acting_as(giver.actor()):
        decision = Decision.objects.create(
            subject_id=giver.subject,
            purpose="care",
            answer="yes",
            rendered=DECIDED,
            rendered_sha256="0" * 64,
            language="en",
        )
        return Grant.objects.create(
            subject_id=giver.subject,
            purpose="care",
            grantee_kind="account",
            grantee_id=to.account.pk,
            scope=list(scope),
            decision=decision,
        )


def keep_file(owner: SignedIn) -> None:
    """Something she may fetch after a fresh proof."""
    assert owner.subject_id
    with NamedTemporaryFile() as source:
        source.write(FILED.encode())
        source.flush()
        store_file(
            actor=owner, subject_id=owner.subject_id, source=Path(source.name),
            kind="tests.file", name="letter.txt",
        )  # fmt: skip


def furnish(world: World) -> None:
    """Ruth has a name, answers sent, answers begun, a share, an open code; somebody looked."""
    ruth = world.ruth.actor()
    with acting_as(ruth):
        known = Known(real_name=NAME, address=ADDRESS, phone=PHONE, birth_date=date(1954, 3, 1))
        correct_identity(actor=ruth, person_id=ruth.person_id, known=known)
    give_grant(world.ruth, world.nasser, "proms", "identity")
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7, SENT))
    begun = on_her_list(world.ruth, weekly)
    with acting_as(ruth):
        about = f"proms.assignment:{begun.pk}"
        save_draft(
            actor=ruth, about=about, version=begun.version, answers={"q8": DRAFTED}, missing={}
        )
        Ticket.objects.create(
            secret_hash=secret_hash(CODE),
            about="care",
            subject_id=ruth.subject_id,
            note=TICKET,
            expires_at=timezone.now() + timedelta(days=1),
        )
        keep_file(ruth)
    with acting_as(ruth):
        wish = WantsCall(NAME, PHONE, "questionnaire", "any", "en")
        global call_code
        call_code = ask_for_call(actor=ruth, wish=wish) or ""
        make_reply_code(actor=ruth, ref=begun.ref, language="en")
    nasser = world.nasser.actor()
    with acting_as(nasser):
        record_read(actor=nasser, subject=world.ruth.subject, what="proms.summary")
    _groups(world)
    world_forums.talk(world)
    applicant = Person.objects.create(display_name="New Joiner", state="applied")
    JoinRequest.objects.create(person=applicant, words="hello")


def _groups(world: World) -> None:
    """A group Ruth asked to join, led by Gerd without a second factor; and what she has."""
    illness = Condition.objects.create(name={"en": "Stiff joints"})
    group = Group.objects.create(
        kind="condition", name={"en": "Stiff joints"}, by_request=True, condition=illness
    )
    GroupLead.objects.create(group=group, person=world.gerd.person)
    GroupContact.objects.create(
        group=group, public_name="Somebody", phone="01632 960 700", agreed_on="2026-01-01",
        agreed_how="phone",
    )  # fmt: skip
    with acting_as(world.ruth.actor()):
        mine = {"subject_id": world.ruth.subject}
        GroupMembership.objects.create(**mine, group=group, named=True, words=ASKED)
        MemberCondition.objects.create(
            **mine, condition=illness, status="confirmed", since="1911-11"
        )


def arguments(world: World) -> dict[str, dict[str, str]]:
    """Route name → Ruth's objects for its placeholders."""
    actor = world.ruth.actor()
    with acting_as(actor):
        begun = Assignment.objects.visible_to(actor).filter(state="open").latest("pk")
        sent = Response.objects.visible_to(actor).select_related("instrument").latest("pk")
        done = Assignment.objects.visible_to(actor).get(state="done")
        grant = str(Grant.objects.visible_to(actor).latest("pk").pk)
        decision = str(Decision.objects.visible_to(actor).latest("pk").pk)
        file = str(StoredFile.objects.visible_to(actor).latest("pk").ref)
        tickets = Ticket.objects.visible_to(actor)
        ticket = str(tickets.filter(about="care").latest("pk").pk)
        form = {"ticket_id": str(tickets.get(about="answer").pk), "number": "1"}
        call = {"ref": str(CallRequest.objects.visible_to(actor).get().ref)}
    answering = {"ref": str(begun.ref), "number": "1"}
    mine = {"ref": str(sent.ref)}
    patient = {"subject": str(world.ruth.subject), "ref": str(sent.ref)}
    slug = {"slug": sent.instrument.slug}
    person = {
        "ref": str(world.ruth.person.ref),
        "holding_id": str(RoleHolding.objects.get(account=world.ruth.account, role=Hat.MEMBER).pk),
    }
    clinic = {
        "clinic_id": str(Clinic.objects.get().pk),
        "membership_id": str(ClinicMembership.objects.get().pk),
    }
    request = {"request_id": str(JoinRequest.objects.get().pk)}
    groups: dict[str, tuple[str, ...]] = {
        "answer": (
            "proms:answer",
            "proms:answer_all",
            "proms:question",
            "proms:check",
            "proms:take_off",
            "proms:api_assignment",
            "proms:api_send",
        ),
        "mine": (
            "proms:response",
            "proms:response_fhir",
            "proms:response_csv",
            "proms:api_response",
            "proms:api_fhir",
        ),
        "patient": (
            "proms:summary",
            "proms:summary_text",
            "proms:patient_numbers",
            "proms:ask_patient",
            "proms:patient_response",
            "proms:patient_response_fhir",
            "proms:api_scores",
        ),
    }
    found = {
        **dict.fromkeys(groups["answer"], answering),
        **dict.fromkeys(groups["mine"], mine),
        **dict.fromkeys(groups["patient"], patient),
        "proms:sent": {"ref": str(done.ref)},
        "proms:take_back": {"ref": str(done.ref)},
        "members:decision": {"decision_id": decision},
        "members:take_back_code": {"ticket_id": ticket},
        "members:joiner": request,
        "members:call_wish": {"code": call_code},
        "proms:by_telephone": answering,
        "files:file": {"ref": file},
    }
    for name in ("end_sharing", "share_less", "share_more"):
        found[f"members:{name}"] = {"grant_id": grant}
    for name in (
        "instrument", "licence", "scoring", "preview", "ask_all", "instrument_fhir", "start"
    ):  # fmt: skip
        found[f"proms:{name}"] = slug
    for name in (
        "person", "person_state", "give_role", "end_role", "person_identity", "sign_in_help",
        "person_address", "person_card", "person_sign_out", "resume_mail", "office_factor",
    ):  # fmt: skip
        found[f"members:{name}"] = person
    for name in ("call", "take_call", "put_back_call", "undo_call"):
        found[f"members:{name}"] = call
    for name in ("form", "all", "question", "check"):
        found[f"proms:desk_{name}"] = form
    with acting_as(actor):
        said = str(MemberCondition.objects.visible_to(actor).get().ref)
    for name in (
        "group", "join_group", "leave_group", "come_back", "group_people", "step_down",
        "office_group", "change_group", "close_group", "name_lead", "end_lead", "name_contact",
        "end_contact",
    ):  # fmt: skip
        found[f"members:{name}"] = {
            "ref": str(Group.objects.get(by_request=True).ref),
            "lead_id": str(GroupLead.objects.get().pk),
            "contact_id": str(GroupContact.objects.get().pk),
        }
    found |= world_forums.arguments(world)
    for name in ("correct_condition", "take_off_condition", "put_back_condition"):
        found[f"members:{name}"] = {"ref": said}
    found["members:office_condition"] = {"condition_id": str(Condition.objects.get().pk)}
    for name in ("office_clinic", "change_clinic", "leave_clinic"):
        found[f"members:{name}"] = clinic
    return found
