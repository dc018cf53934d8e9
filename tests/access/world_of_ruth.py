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
from members.actions.last_wish import say_last_wish
from members.actions.list_out import ask_for_list, gather_lists
from members.actions.member_list import put_list
from members.actions.states import change_state
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
    MemberList,
    Person,
    RoleHolding,
    Ticket,
)
from members.queries.last_wish import Wished
from po_platform.access.actor import Hat, SignedIn, acting_as
from po_platform.kit.crypto import secret_hash
from po_platform.kit.table_file import read_table
from proms.actions.licences import Paper, answer_licence
from proms.actions.reply_codes import make_reply_code
from proms.models import Assignment, Instrument, LicenceEvidence, Response
from questionnaires.actions import save_draft
from tests.access import (
    world_education,
    world_events,
    world_experts,
    world_forums,
    world_involving,
    world_letters,
    world_moderation,
    world_programmes,
    world_proms,
    world_publishing,
    world_releases,
    world_rights,
    world_search,
    world_set_up,
)
from tests.access.world_education import KEPT_PAGE, WROTE
from tests.access.world_letters import LETTER
from tests.access.world_members import furnish_help, help_arguments
from tests.access.world_proxies import CHILD, furnish_proxies, proxy_arguments
from tests.access.world_registry import (
    ALIKE,
    ENTERED,
    FOUND_RIGHT,
    KNOWN_AS,
    SCANNED,
    TOGETHER,
    WONDERED,
    furnish_registry,
    registry_arguments,
)
from tests.personas import Persona, World
from tests.proms.path import on_her_list, put_weekly_in_use, send, some_answers

# Nobody but Ruth and, where she shares it, Dr Nasser may ever receive one of these.
NAME, PHONE, ADDRESS = "Canary Ruthmarie", "01632 960 555", "Canary Lane 7"
SENT, DRAFTED, TICKET = "canary-sent-words", "canary-draft-words", "canary-ticket-note"
DECIDED, FILED = "canary-decision-words", "canary-file-words"
ASKED, ILL_SINCE = "canary-words-to-leads", "November 1911"  # a month nobody else names
WISHED = "canary-last-wish"
TALKED = (world_forums.SAID, world_forums.TITLE, world_forums.FIRST, *world_moderation.ALL)
ALL = (
    NAME, PHONE, ADDRESS, SENT, DRAFTED, TICKET, DECIDED, FILED, ASKED, ILL_SINCE, WISHED, LETTER,
    ENTERED, KNOWN_AS, WONDERED, FOUND_RIGHT, ALIKE, TOGETHER, SCANNED, KEPT_PAGE, WROTE, *TALKED, world_forums.BEGUN,
    world_forums.CUT, world_forums.CALLED, world_forums.MESSAGE, world_forums.ELSEWHERE, world_forums.FOLDED,
    world_rights.ANSWERED, world_rights.OUTSIDER, world_rights.TOLD, CHILD, world_proms.FOR_THE_DOCTOR, world_proms.KEPT,
    *world_programmes.ALL, *world_involving.ALL, *world_experts.ALL,
    *world_releases.ALL,
    world_set_up.BROUGHT, world_events.COMES_TO, world_moderation.SEALED,
)  # fmt: skip
# What Ruth shares with Dr Nasser: her name, and what she sent.
SHARED = (NAME, SENT, world_proms.FOR_THE_DOCTOR)
# What the office takes to the printer, and what it answers.
PRINTED = (LETTER, world_rights.ANSWERED, world_rights.OUTSIDER, CHILD, SCANNED)
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


def keep_lists(world: World) -> None:
    """A member list that waits to be read in, with Ruth's line in it, and one that went out."""
    with acting_as(world.administrator.actor()) as office:
        table = read_table(b"id,name\n7,Somebody Listed\n")
        put_list(actor=office, table=table, name="list.csv", language="en")
        ask_for_list(actor=office, reason="Labels", language="en")
    gather_lists()


def furnish(world: World) -> None:
    """Ruth has a name, answers sent, answers begun, a share, an open code; somebody looked."""
    ruth = world.ruth.actor()
    with acting_as(ruth):
        known = Known(real_name=NAME, address=ADDRESS, phone=PHONE, birth_date=date(1954, 3, 1))
        correct_identity(actor=ruth, person_id=ruth.person_id, known=known)
    keep_lists(world)
    give_grant(world.ruth, world.nasser, "proms", "identity")
    weekly = put_weekly_in_use(world)
    send(world.ruth, on_her_list(world.ruth, weekly), some_answers(7, SENT))
    begun = on_her_list(world.ruth, weekly)
    _licence(world)
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
    world_letters.furnish(world)
    world_proms.furnish(world)
    with acting_as(ruth):
        say_last_wish(actor=ruth, wished=Wished("keep", WISHED, WISHED))
    _gone(world)
    furnish_help(world)
    furnish_proxies(world)
    furnish_registry(world)
    world_releases.furnish(world)
    world_education.furnish(world)
    world_forums.talk(world)
    world_events.furnish(world)
    world_publishing.furnish(world)
    world_rights.furnish(world)
    world_set_up.furnish(world)
    world_moderation.furnish(world)
    applicant = Person.objects.create(display_name="New Joiner", state="applied")
    JoinRequest.objects.create(person=applicant, words="hello")


def _gone(world: World) -> None:
    """Somebody whose death was written down, for the pages about that."""
    gone = Person.objects.create(display_name="Gone Before")
    with acting_as(world.administrator.actor()) as office:
        change_state(actor=office, person_id=gone.pk, state="deceased", reason="A letter")


def _licence(world: World) -> None:
    """The check-in's licence has a paper behind it."""
    weekly, curator = Instrument.objects.get(), world.curator.actor()
    with acting_as(curator):
        answer_licence(
            actor=curator, instrument=weekly, licence="free", holder="us", terms="", ends_on=None,
            paper=Paper("letter.pdf", "application/pdf", b"%PDF-1.7"),
        )  # fmt: skip


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
        grant = str(Grant.objects.visible_to(actor).filter(purpose="care").latest("pk").pk)
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
            "proms:who_reads",
            "proms:keep_to_myself",
            "proms:response_csv",
            "proms:how_computed",
            "proms:api_response",
            "proms:api_fhir",
        ),
        "patient": (
            "proms:summary",
            "proms:summary_text",
            "proms:patient_numbers",
            "proms:ask_patient",
            "proms:patient_response",
            "proms:patient_how",
            "proms:patient_response_fhir",
            "proms:api_scores",
        ),
    }
    found = {
        **dict.fromkeys(groups["answer"], answering),
        **dict.fromkeys(groups["mine"], mine),
        **dict.fromkeys(groups["patient"], patient),
        **registry_arguments(world),
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
        "instrument", "licence", "scoring", "preview", "ask_all", "instrument_fhir", "start",
        "drawn", "value_sets", "score_again", "norm_tables",
    ):  # fmt: skip
        found[f"proms:{name}"] = slug
    found["proms:language_licence"] = {**slug, "language": "de"}
    found["proms:evidence"] = {**slug, "ref": str(LicenceEvidence.objects.get().ref)}
    found["proms:api_licence_paper"] = found["proms:evidence"]
    found["proms:fit"] = {**slug, "spec": "weekly-check-in"}
    for name in (
        "person", "person_state", "person_left", "person_died", "give_role", "end_role", "person_identity", "sign_in_help",
        "person_address", "person_name", "person_card", "person_sign_out", "resume_mail", "office_factor",
    ):  # fmt: skip
        found[f"members:{name}"] = person
    for name in (
        "person_list_number", "list_settled", "take_in_listed", "person_erasing", "erasing_letter",
    ):  # fmt: skip
        found[f"members:{name}"] = person
    for name, way in (("look_at_list", "in"), ("match_list", "in"), ("list_out", "out")):
        found[f"members:{name}"] = {"ref": str(MemberList.objects.get(way=way).ref)}
    gone = {"ref": str(Person.objects.get(display_name="Gone Before").ref)}
    for name in ("person_ending", "take_back_ending", "family_letter"):
        found[f"members:{name}"] = gone
    found["members:come_back"] = {"code": "nobodys"}
    for name in ("call", "take_call", "put_back_call", "undo_call"):
        found[f"members:{name}"] = call
    for name in ("ask_on_call", "plans_on_call", "page_on_call"):
        found[f"proms:{name}"] = call
    for name in ("form", "all", "question", "check", "compare"):
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
    found |= world_events.arguments(world)
    found |= world_forums.arguments(world) | world_moderation.arguments(world)
    for name in ("correct_condition", "take_off_condition", "put_back_condition"):
        found[f"members:{name}"] = {"ref": said}
    found |= world_education.arguments(world)
    on_call = {**call, "way": found["education:way"]["ref"], "slug": "small-steps-when-tired"}
    for name in ("ways", "begin", "guide", "sheets", "steps"):
        found[f"education:{name}_on_call"] = on_call
    found["members:office_condition"] = {"condition_id": str(Condition.objects.get().pk)}
    found |= world_letters.arguments(world)
    found |= world_publishing.arguments(world)
    found |= world_rights.arguments(world)
    found |= world_set_up.arguments(world)
    found |= world_proms.arguments(world)
    found |= world_releases.arguments(world)
    found |= world_search.arguments()
    for name in ("office_clinic", "change_clinic", "leave_clinic"):
        found[f"members:{name}"] = clinic
    return found | help_arguments(world) | proxy_arguments(world)
