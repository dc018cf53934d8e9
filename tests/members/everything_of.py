"""One row of every kind about a person, each with a mark in it that no other person's row has."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db.models import Model
from django.utils import timezone

from audit.models import Read
from education.models import (
    Article,
    BuddyOffer,
    BuddyPair,
    CallTry,
    ColumnAuthor,
    Contributor,
    Correction,
    CourseDone,
    DoctorPage,
    EntryName,
    GroupPlace,
    Guide,
    GuideAssignment,
    GuideCall,
    GuideHandOver,
    GuideMessage,
    GuideWish,
    GuideWording,
    IfThenPlan,
    Later,
    MayCall,
    Measuring,
    PanelReading,
    PanelThanks,
    Programme,
    ProgrammeCard,
    ProgrammeGroup,
    ProgrammeVersion,
    ReadingWish,
    Revision,
    SavedPage,
    SessionQuestion,
    StepExample,
    StepState,
    TopicSupport,
)
from education.models import (
    Enrolment as OnTheWay,
)
from education.queries.guide_calls import seal as guide_number
from files.actions.storing import store_file
from files.models import Job, StoredFile
from files.places import KEPT, new_place
from forums.models import (
    Badge,
    Board,
    BoardReader,
    Correspondent,
    DraftFile,
    FoldedWords,
    FormerAuthor,
    FormerPicture,
    Ignored,
    MailedPost,
    Message,
    MovedPost,
    Named,
    OldWords,
    OwnPicture,
    Post,
    PostFile,
    PostVersion,
    PostWords,
    ProfileWord,
    ReadFirst,
    Topic,
    TopicReader,
    Writer,
)
from forums.models import (
    Draft as TalkDraft,
)
from members.actions.identity import correct_identity
from members.actions.last_wish import say_last_wish
from members.call_secrets import seal_for_call
from members.identity import Known
from members.models import (
    Account,
    AgeSaid,
    ApiToken,
    Attendance,
    BoardMember,
    Brought,
    CallRequest,
    Clinic,
    ClinicMembership,
    CodeCard,
    ComingOfAge,
    Condition,
    DeathTold,
    Decision,
    Ending,
    EraseRequest,
    Event,
    FoundText,
    Grant,
    Group,
    GroupContact,
    GroupLead,
    GroupMembership,
    Identity,
    JoinInvitation,
    JoinRequest,
    LastWish,
    LetterBatch,
    ListedPerson,
    LostFactorRequest,
    MemberCondition,
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
from members.proof_secrets import reader_mark, seal_reader
from members.proxy_secrets import Said, seal_said
from members.queries.last_wish import Wished
from moderation.call_numbers import seal_number
from moderation.models import (
    Avoided,
    CallNumber,
    Case,
    CaseEvent,
    DecisionSeen,
    DeskWish,
    DutyFeed,
    FollowUp,
    Passed,
    PlaceKeeper,
    PrivateWord,
    Report,
    Reveal,
    Rule,
    RulesAgreed,
    RulesCall,
    SafetyContact,
    Sealed,
    SealOpening,
    Shift,
    Silence,
    Training,
    TrainingRead,
)
from moderation.models import Decision as CaseDecision
from moderation.originals import Original, seal_words
from notifications.models import KeptMail, MailOptOut, Outbox
from po_platform.access.actor import Purpose, acting_as
from proms.actions.visits import When, note_visit, write_own_list
from proms.models import (
    Assignment,
    DiaryEntry,
    DiaryMeasure,
    Enrolment,
    Instrument,
    OwnList,
    PatientNumber,
    ReasonGiven,
    Response,
    ScaleChoice,
    Schedule,
    Score,
    Visit,
)
from questionnaires.models import Draft, Questionnaire, Translation, Version
from registry.models import (
    Accepted,
    Alike,
    AlikeMark,
    ConsentSheet,
    Dataset,
    Deputy,
    Entry,
    Form,
    Joined,
    PaperConsent,
    Participation,
    Query,
    Recipient,
    Registry,
    ReleaseRow,
    ReleaseSubject,
    Right,
    StudyInvitation,
    Subject,
    UseAsked,
)
from tests.database import become
from tests.members.taking_part import takes_part, writes_column
from tests.personas import Persona
from tests.proms.diaries import keep_diary
from tests.proms.path import on_her_list, send, some_answers
from tests.registry.uses_of import plant_uses

SOON = timedelta(days=30)


@dataclass(frozen=True)
class Planting:
    """Whose rows, and what marks them; `account`, `person`, `subject` are her ids."""

    persona: Persona
    mark: str
    instrument: Instrument
    folder: Path

    @property
    def account(self) -> Account:
        return self.persona.account

    @property
    def person(self) -> Person:
        return self.persona.person

    def secret(self) -> bytes:
        """Like a hash of a code: 32 bytes that must never leave."""
        return (self.mark.encode() + uuid4().hex.encode())[:32]


@contextmanager
def as_owner() -> Iterator[None]:
    """Rows nobody writes by hand: the owner's policies let them in."""
    become("owner")
    try:
        yield
    finally:
        become("app")


def protected(model: Any) -> Any:
    """All rows the running role may see."""
    manager = model._default_manager
    return (
        manager.for_purpose(Purpose.OPERATE) if hasattr(manager, "for_purpose") else manager.all()
    )


def plant(here: Planting) -> dict[str, list[Any]]:
    """label → primary keys of her rows, for every kind of row there is about a person."""
    with acting_as(here.persona.actor()):
        _written_by_herself(here)
    with as_owner():
        for write in (
            _about_signing_in,
            _about_the_office,
            _about_sharing,
            _about_mail,
            _about_groups,
            _about_registries,
            _about_pages,
            _about_programmes,
            _about_talking,
            _about_cases,
        ):
            write(here)
        return {model._meta.label: pks for model, pks in _found(here).items()}


def _written_by_herself(here: Planting) -> None:
    actor, mark = here.persona.actor(), here.mark
    assert actor.subject_id
    known = Known(f"Name {mark}", f"Street {mark}", f"+49 {mark}", date(1954, 3, 1))
    correct_identity(actor=actor, person_id=actor.person_id, known=known)
    send(here.persona, on_her_list(here.persona, here.instrument), some_answers(7, f"sent {mark}"))
    schedule = Schedule.objects.create(
        meant_for="self", anchor="day", due_days=1, overdue_days=1, closes_days=1
    )
    Enrolment.objects.create(
        subject_id=actor.subject_id, schedule=schedule, anchor_on=year_of(mark).date()
    )
    ReasonGiven.objects.create(
        subject_id=actor.subject_id, schedule=schedule, why="hospital", until=year_of(mark).date()
    )
    visit = note_visit(actor=actor, when=When(date(2026, 11, 23), with_whom=f"visit {mark}"))
    write_own_list(actor=actor, about="questions", lines=[f"own words {mark}"], visit_ref=visit.ref)
    keep_diary(actor, mark)
    say_last_wish(actor=actor, wished=Wished("erase", f"wished {mark}", f"copy {mark}"))
    ref = uuid4()
    CallRequest.objects.bulk_create(
        [
            CallRequest(
                ref=ref, person=here.person, secret_hash=here.secret(), language="en",
                name=seal_for_call(ref, "name", f"call {mark}"), number="",
                promised_on=date(2026, 11, 23),
            )
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    source = here.folder / f"{mark}.txt"
    source.write_text(f"file {mark}")
    store_file(
        actor=actor, subject_id=actor.subject_id, kind="tests", name=f"{mark}.txt", source=source
    )
    Job.objects.create(subject_id=actor.subject_id, kind=f"job {mark}", state=Job.State.DONE)
    Draft.objects.create(
        subject_id=actor.subject_id,
        about="tests",
        version=on_her_list(here.persona, here.instrument).version,
        answers={"q8": f"draft {mark}"},
    )


def _about_signing_in(here: Planting) -> None:
    account, mark = here.account, here.mark
    Person.objects.filter(pk=here.person.pk).update(display_name=f"Shown {mark}")
    address = EmailAddress.objects.create(user=account, email=f"other-{mark}@example.org")
    EmailConfirmation.objects.create(email_address=address, key=f"key-{mark}")
    Authenticator.objects.create(user=account, type="totp", data={"secret": f"totp {mark}"})
    ApiToken.objects.create(
        account=account, name=f"token {mark}", secret_hash=here.secret(), scopes=["read"],
        expires_at=timezone.now() + SOON,
    )  # fmt: skip
    # Nothing to write a word into: the year is the mark.
    CodeCard.objects.create(
        account=account,
        marks=["0" * 64],
        sure="seen",
        made_at=year_of(mark),
        ended_at=timezone.now(),
    )
    SignedInSession.objects.create(
        account=account, key_hash=here.secret(), browser=f"browser {mark}"
    )
    store = SessionStore()
    store.update({SESSION_KEY: str(account.pk), "kept": mark})
    store.create()
    carried = SessionStore()  # what she was writing when she was signed out for being idle
    carried.update({"typed": {"whose": account.pk, "page": f"/page/{mark}", "sealed": "-"}})
    carried.create()
    waiting = SessionStore()  # somebody began to sign in with her address
    waiting.update({"mail_code.sign_in": {"address": account.email.upper()}})
    waiting.create()
    SetupCode.objects.create(
        account=account, secret_hash=here.secret(), expires_at=timezone.now() + SOON
    )


def _about_the_office(here: Planting) -> None:
    account, person, mark = here.account, here.person, here.mark
    RoleHolding.objects.filter(account=account).update(reason=f"role {mark}")
    clinic = Clinic.objects.create(name=f"clinic {mark[::-1]}")  # a clinic is nobody's data
    ClinicMembership.objects.create(clinic=clinic, account=account)
    _arranged_by_clinicians(here, clinic)
    LostFactorRequest.objects.create(account=account, asked_by=1, reason=f"lost {mark}")
    PostedLetter.objects.create(
        batch=LetterBatch.objects.create(letters=1, file_ref=uuid4()),
        person=person,
        number=1,
        rows=[1],
        again_at=timezone.now(),
        again_why=f"letter {mark}",
    )
    OfficeReason.objects.create(person=person, verb="tests", reason=f"office {mark}")
    JoinRequest.objects.create(person=person, words=f"join {mark}")
    JoinInvitation.objects.create(
        secret_hash=here.secret(), email=f"old-{mark}@example.org", used_by=account,
        expires_at=timezone.now() + SOON,
    )  # fmt: skip
    JoinInvitation.objects.create(
        secret_hash=here.secret(), email=account.email, expires_at=timezone.now() + SOON
    )
    # Nothing to write a word into: the year is the mark.
    EraseRequest.objects.create(person=person, due_at=year_of(mark), stopped_at=timezone.now())
    OfficeErasure.objects.create(
        person=person, prepared_by=0, prepared_at=year_of(mark), withdrawn_at=timezone.now()
    )
    ListedPerson.objects.create(person=person, key=f"line {mark}", key_mark=f"mark of {mark[::-1]}")
    ref = uuid4()
    Proxy.objects.create(
        ref=ref, asker=person, ground="parent", shown="desk", state="refused",
        said=seal_said(ref, Said(f"child {mark}", None)),
    )  # fmt: skip
    ComingOfAge.objects.create(person=person, on=year_of(mark).date())
    AgeSaid.objects.create(person=person, said="adult", at=year_of(mark))
    # Nothing to write a word into that opens: the year is the mark.
    DeathTold.objects.create(
        subject_id=here.persona.subject, told_by=0, told_at=year_of(mark),
        outcome="alive", settled_at=timezone.now(),
    )  # fmt: skip
    Ending.objects.create(
        person=person, kind="left", was="active", at=timezone.now(), due_at=year_of(mark),
        reversed_at=timezone.now(), told_by=f"told {mark}",
    )  # fmt: skip
    asked = RightsRequest.objects.create(
        person=person, kind="access", way="letter", language="en", extended_why=f"longer {mark}",
        came_on=date(2026, 1, 5), due_on=date(2026, 4, 5),
    )  # fmt: skip
    FoundText.objects.create(
        request=asked,
        person=person,
        source="posts",
        object_ref="1",
        sealed=f"found {mark}",
        black=f"black {mark}",
    )


def _arranged_by_clinicians(here: Planting, clinic: Clinic) -> None:
    subject, mark = here.persona.subject, here.mark
    PatientNumber.objects.create(
        subject_id=subject, clinic=clinic, mark="kept-by-the-clinic", noted_at=year_of(mark)
    )
    ScaleChoice.objects.create(
        subject_id=subject, account_id=here.account.pk, scale=f"scale {mark}", place="first"
    )


def year_of(mark: str) -> datetime:
    """A moment only one mark has."""
    return datetime(2100 + sum(mark.encode()) % 800, 5, 17, tzinfo=UTC)


def _about_sharing(here: Planting) -> None:
    subject, mark = here.persona.subject, here.mark
    decision = Decision.objects.create(
        subject_id=subject, purpose="care", answer="yes", rendered=f"decided {mark}",
        rendered_sha256="0" * 64, language="en",
    )  # fmt: skip
    Grant.objects.create(
        subject_id=subject, purpose="care", grantee_kind="nobody", scope=[f"scope {mark}"],
        decision=decision,
    )  # fmt: skip
    Ticket.objects.create(
        secret_hash=here.secret(), about="care", subject_id=subject, note=f"ticket {mark}",
        expires_at=timezone.now() + SOON,
    )  # fmt: skip
    Read.objects.create(
        subject_id=subject, actor_kind="account", reader_name=f"looked {mark}", what="members.name"
    )


def _about_mail(here: Planting) -> None:
    Outbox.objects.create(kind=f"mail {here.mark}", person_id=here.person.pk)
    Outbox.objects.create(kind=f"service {here.mark}", account_id=here.account.pk, service=True)
    MailOptOut.objects.create(person_id=here.person.pk, group=f"group {here.mark}")
    KeptMail.objects.create(
        to=here.account.email, subject="s", text=f"kept {here.mark}", message_id="m"
    )
    ref = uuid4()
    ProofReader.objects.create(
        ref=ref, sealed=seal_reader(ref, here.account.email), language="en",
        mark=reader_mark(here.account.email),
    )  # fmt: skip


def _comes(here: Planting, group: Group, title: str) -> None:
    """What an event is called is nobody's data."""
    soon = timezone.now() + timedelta(days=3)
    event = Event.objects.create(
        group=group, title=f"event {title}", language="en", starts_at=soon, over_at=soon,
        place="Here", readers="members", signup=True,
    )  # fmt: skip
    Attendance.objects.create(subject_id=here.persona.subject, event=event, over_at=soon)


def _about_groups(here: Planting) -> None:
    subject, person, mark = here.persona.subject, here.person, here.mark
    # What groups and illnesses are called is nobody's data.
    group = Group.objects.create(kind="local", name={"en": f"group {mark[::-1]}"})
    condition = Condition.objects.create(name={"en": f"illness {mark[::-1]}"})
    GroupLead.objects.create(group=group, person=person)
    GroupContact.objects.create(
        group=group, person=person, public_name=f"contact {mark}", phone="1",
        agreed_on=timezone.localdate(), agreed_how="phone",
    )  # fmt: skip
    BoardMember.objects.create(
        person=person,
        public_name=f"board {mark}",
        agreed_on=timezone.localdate(),
        agreed_how="phone",
    )
    GroupMembership.objects.create(subject_id=subject, group=group, words=f"asked {mark}")
    _comes(here, group, mark[::-1])
    MemberCondition.objects.create(
        subject_id=subject, condition=condition, status="confirmed", since="2019"
    )
    Standing.objects.create(subject_id=subject, where="relative", said_at=year_of(mark))
    Brought.objects.create(
        subject_id=subject,
        house=f"house {mark}",
        site="https://elsewhere.example",
        mark=mark,
        parts={"scores": [{"questionnaire": f"elsewhere {mark}", "value": 4}]},
        untaken_at=None,
    )


def _about_registries(here: Planting) -> None:
    subject, mark = here.persona.subject, here.mark
    # A registry and its forms are nobody's data.
    questionnaire = Questionnaire.objects.create(slug=f"q-{mark[::-1]}", title="Q")
    asked = {"items": [{"link_id": "walk", "type": "text"}]}
    version = Version.objects.create(questionnaire=questionnaire, number=1, definition=asked)
    Translation.objects.create(version=version, language="en", texts={}, sha256=mark[::-1])
    registry = Registry.objects.create(slug=f"r-{mark[::-1]}", title=f"registry {mark[::-1]}")
    dataset = Dataset.objects.create(
        registry=registry, slug=f"d-{mark[::-1]}", title="D", questionnaire=questionnaire
    )
    form = Form.objects.create(dataset=dataset, name="visit", position=0)
    Right.objects.create(registry=registry, account=here.account)
    record = Subject.objects.create(subject_id=subject, registry=registry, number=f"number {mark}")
    entry = Entry.objects.create(
        subject_id=subject, record=record, registry=registry, form=form, version=version,
        answers={"walk": f"entered {mark}"}, source="curator",
    )  # fmt: skip
    sheet = ConsentSheet.objects.create(registry=registry, version=1)
    Participation.objects.create(
        subject_id=subject, registry=registry, record=record, sheet=sheet, since=year_of(mark)
    )
    Query.objects.create(
        subject_id=subject, registry=registry, record=record, form=form, entry=entry,
        link_id="walk", to="member", words=f"wondered {mark}",
    )  # fmt: skip
    Accepted.objects.create(
        subject_id=subject, registry=registry, record=record, form=form, entry=entry,
        kind="beyond", link_id="walk", values_sha="0", reason=f"accepted {mark}",
    )  # fmt: skip
    other = Subject.objects.create(registry=registry, number=f"other {mark}", same_as=record)
    pair = Alike.objects.create(
        registry=registry, first=record, second=other, subject_id=subject,
        other_id=other.subject_id, why=["name"], strength=1, state="joined",
    )  # fmt: skip
    Joined.objects.create(
        registry=registry, pair=pair, kept=record, gone=other, subject_id=subject,
        other_id=other.subject_id, number=other.number,
    )  # fmt: skip
    AlikeMark.objects.create(
        subject_id=subject, registry=registry, record=record, origin="person", kind="name",
        mark=mark,
    )  # fmt: skip
    PaperConsent.objects.create(
        subject_id=subject, registry=registry, sheet=sheet, language="en", seed=f"seed {mark}",
        code_hash=f"hash {mark}".encode(), said={"reuse": {"past": f"ticked {mark}"}}, state="keyed",
    )  # fmt: skip
    plant_uses(dataset, form, subject, here.account, mark, year_of(mark))


def _about_pages(here: Planting) -> None:
    subject, mark = here.persona.subject, here.mark
    # What a page is called is nobody's data.
    article = Article.objects.create(
        slug=f"page-{mark[::-1]}".lower(), language="en", kind="topic", stage="days"
    )
    text = Revision.objects.create(article=article, number=1, title=f"page {mark[::-1]}")
    article.live = text
    article.save()
    SavedPage.objects.create(subject_id=subject, article=article, saved_at=year_of(mark))
    Correction.objects.create(
        subject_id=subject, article=article, revision=text, text=f"correction {mark}"
    )
    Contributor.objects.create(
        account=here.account, public_name=f"writer {mark}", no_interests=True
    )
    takes_part(subject, text, mark, year_of(mark))
    writes_column(here.account.pk, mark)


def _about_programmes(here: Planting) -> None:
    """On her way with a guide; and as a guide and a clinician herself."""
    subject, mark, account = here.persona.subject, here.mark, here.account
    programme = Programme.objects.create(slug=f"way-{mark[::-1]}".lower(), language="en")
    version = ProgrammeVersion.objects.create(programme=programme, number=1, title="A way")
    way = OnTheWay.objects.create(
        subject_id=subject, programme=programme, version=version, goal=f"goal {mark}"
    )
    its = {"subject_id": subject, "enrolment": way}
    StepState.objects.create(step="one", words=f"step words {mark}", **its)
    StepExample.objects.create(
        subject_id=subject, programme=programme, step="one", asked="?", words=f"example {mark}"
    )
    BuddyOffer.objects.create(
        subject_id=subject, programme=programme, words=f"buddy {mark}", boundaries=1
    )
    BuddyPair.objects.create(
        subject_id=subject, buddy_subject=uuid4(), programme=programme, boundaries=1,
        asked_at=year_of(mark),
    )  # fmt: skip
    GuideWish.objects.create(wished_at=year_of(mark), **its)
    IfThenPlan.objects.create(if_text=f"plan {mark}", then_text="rest", **its)
    DoctorPage.objects.create(to_say=f"to say {mark}", agreed_at=year_of(mark), **its)
    Measuring.objects.create(moment="start", due_on=year_of(mark).date(), **its)
    Later.objects.create(subject_id=subject, programme=programme, remind_on=year_of(mark).date())
    grant = protected(Grant).filter(subject_id=subject).first()
    along = GuideAssignment.objects.create(
        guide_account=account.pk, grant=grant, from_at=year_of(mark), **its
    )
    GuideHandOver.objects.create(
        assignment=along, by_account=0, to_account=0, note=f"hand-over {mark}", **its
    )
    call = GuideCall.objects.create(made_at=year_of(mark), next_on=year_of(mark).date(), **its)
    CallTry.objects.create(
        subject_id=subject, call=call, by_account=0, came="nobody", note=f"dialled {mark}"
    )
    ref = uuid4()
    MayCall.objects.create(
        ref=ref, number=guide_number(ref, "01632 960118"), agreed_at=year_of(mark), **its
    )
    CourseDone.objects.create(account=account, version=1, done_at=year_of(mark))
    group = ProgrammeGroup.objects.create(
        programme=programme, guide_account=0, title="Together", size=8, place="Town hall",
        opens_at=timezone.now(), over_at=timezone.now() + SOON,
    )  # fmt: skip
    GroupPlace.objects.create(subject_id=subject, group=group, called=f"called {mark}")
    GuideWording.objects.create(account=account, title=f"words at hand {mark}")
    GuideMessage.objects.create(
        by_guide=False, by_account=account.pk, text=f"message {mark}", **its
    )
    Guide.objects.create(account=account, public_name=f"guide {mark}")
    ProgrammeCard.objects.create(
        account=account, programme=programme, code_hash=here.secret(), may_be_used=1,
        printed_name=f"card {mark}", expires_at=timezone.now() + SOON,
    )  # fmt: skip


def _about_talking(here: Planting) -> None:
    """A topic only she wrote in, and one of somebody else's where both did."""
    person, mark = here.person, here.mark
    board = Board.objects.create(title={"en": "Daily life"})
    other = Person.objects.create(display_name=f"Ignored {mark[::-1]}")
    shown = {"shown_at": timezone.now(), "last_post_at": timezone.now(), "audience": "members"}
    own = Topic.objects.create(
        board=board, title=f"topic {mark}", starter=person, last_poster=person, posts=1, **shown
    )
    others = Topic.objects.create(
        board=board, title="A stranger asks", starter=other, last_poster=person, posts=2, **shown
    )
    baked = {"baked": 1, "state": "published", "published_at": timezone.now()}
    for topic, no in ((own, 1), (others, 1)):
        post = Post.objects.create(
            topic=topic, no=no, author=person, client_ref=uuid4(), text=f"post {mark}",
            html=f"<p>post {mark}</p>", **baked,
        )  # fmt: skip
        PostVersion.objects.create(post=post, number=1, text=f"before {mark}")
        PostFile.objects.create(post=post, shows=f"seen {mark}", **_a_file())
    theirs = Post.objects.create(
        topic=others, no=2, author=other, client_ref=uuid4(), text="I see", html="<p>I see</p>",
        answers=post, quoted=f"post {mark}", **baked,
    )  # fmt: skip
    MovedPost.objects.create(topic=others, no=3, post=post)
    Named.objects.create(post=theirs, person=person, words=f"named {mark}")
    # Nothing to write a word into: the year is the mark.
    TopicReader.objects.create(person=person, topic=own, last_no=1, seen_at=year_of(mark))
    TopicReader.objects.create(person=other, topic=own, last_no=1)
    BoardReader.objects.create(person=person, board=board, read_until=year_of(mark))
    Ignored.objects.create(person=person, ignored=other)
    FoldedWords.objects.create(person=person, lines=f"folded {mark}")
    OldWords.objects.create(
        person=person, mark=mark, text=f"elsewhere once {mark}", written_at=year_of(mark)
    )
    Correspondent.objects.create(person=person, other=other, allowed=True)
    Message.objects.create(person=person, reader=other, text=f"message {mark}", client_ref=uuid4())
    Message.objects.create(person=other, reader=person, text="answered", client_ref=uuid4())
    Writer.objects.create(person=person, published=year_of(mark).year)
    TalkDraft.objects.create(person=person, place="board:1", text=f"begun {mark}")
    DraftFile.objects.create(person=person, at="board:1", shows=f"not sent {mark}", **_a_file())
    former = FormerAuthor.objects.create(
        source=f"old-{mark}", mark=uuid4().hex, person=person, claimed_at=year_of(mark)
    )
    FormerPicture.objects.create(
        author=former, place=new_place(KEPT), size=1, brought_at=year_of(mark)
    )
    OwnPicture.objects.create(person=person, place=new_place(KEPT), size=1, why=f"off {mark}")
    ProfileWord.objects.create(
        person=person, name_mark="", sealed_name="", word="K7QM2XWD9TRB", asked_at=year_of(mark)
    )
    MailedPost.objects.create(person=person, post=post, cut=f"mailed {mark}")
    ReadFirst.objects.create(
        person=person, why=f"read first {mark}", by=other.pk, until_at=timezone.now()
    )
    Badge.objects.create(person=person, kind="peer", since=year_of(mark))


def _a_file() -> dict[str, Any]:
    return {
        "name": "letter.pdf", "content_type": "application/pdf", "size": 1,
        "place": new_place(KEPT),
    }  # fmt: skip


def _about_cases(here: Planting) -> None:
    person, mark = here.person, here.mark
    cases = {"kind": "post", "lane": "normal", "rank": 3, "thing_version": 1, "state": "decided"}
    about = Case.objects.create(
        person=person, thing=uuid4(), opened_at=year_of(mark), decided_at=timezone.now(), **cases
    )
    other = Case.objects.create(thing=uuid4(), **cases)
    Report.objects.create(
        case=other, person=person, reason="rude", version=1, text=f"reported {mark}"
    )
    Report.objects.create(case=about, reason="rude", version=1, text="somebody else said so")
    CaseDecision.objects.create(
        case=about, person=person, kind="post", thing=about.thing, before="published",
        after="folded", judged=1, made=2, why=f"folded because {mark}", source="report", by=0,
    )  # fmt: skip
    CaseEvent.objects.create(case=about, person=person, kind="read", by=0)
    Silence.objects.create(
        person=person, case=about.ref, kind="post", thing=about.thing, by=0, days=1,
        rule=Rule.objects.get_or_create(number=1, version=1, defaults={"title": {"en": "Kind"}})[0],
        why=f"kept from writing {mark}", from_at=year_of(mark), until_at=year_of(mark),
    )  # fmt: skip
    sealed = Sealed(
        person=person, kind="post", thing=about.thing, purge_after=timezone.now() + SOON
    )
    sealed.words = seal_words(sealed.ref, Original(f"sealed {mark}"))
    sealed.save()
    SealOpening.objects.create(sealed=sealed, person=person, by=0, purpose="an objection")
    Reveal.objects.create(
        case=about, person=person, by=0, why=f"feared for {mark}", told_at=timezone.now()
    )
    call = RulesCall.objects.first() or RulesCall.objects.create(said={"en": "New"})
    RulesAgreed.objects.create(person=person, call=call, at=year_of(mark))
    DecisionSeen.objects.create(person=person, decision=uuid4(), at=year_of(mark))
    PrivateWord.objects.create(
        case=about, thread=about.ref, kind="post", thing=about.thing, person=person,
        from_team=True, by=0, text=f"in private {mark}",
    )  # fmt: skip
    Shift.objects.create(
        person=person, starts_at=timezone.now(), ends_at=timezone.now() + SOON, note=f"hours {mark}"
    )
    FollowUp.objects.create(case=about, person=person, due_at=year_of(mark))
    SafetyContact.objects.create(
        person=person,
        step="lead" if SafetyContact.objects.exists() else "board",
        since=year_of(mark),
    )
    # Nothing to write a word into: the year is the mark.
    Passed.objects.create(person=person, case=other, at=year_of(mark))
    training = Training.objects.first() or Training.objects.create(number=1)
    TrainingRead.objects.create(person=person, training=training, at=year_of(mark))
    DutyFeed.objects.create(person=person, secret_hash=uuid4().bytes, made_at=year_of(mark))
    number = seal_number(person.pk, f"number {mark}")
    CallNumber.objects.create(person=person, number=number, since=year_of(mark))
    DeskWish.objects.create(person=person, since=year_of(mark))
    PlaceKeeper.objects.create(person=person, place=uuid4(), since=year_of(mark))
    Avoided.objects.create(person=person, kind=f"kind-{mark}", since=year_of(mark))


def _found(here: Planting) -> dict[type[Model], list[Any]]:
    """Her rows as they stand, found by ids and not by the code under test."""
    account, person, subject = here.account.pk, here.person.pk, here.persona.subject
    by_subject: list[Any] = [
        Read, Job, StoredFile, Decision, Grant, Grant.pgh_event_model, Ticket,  # type: ignore[attr-defined]
        Assignment, Response, Score, Visit, OwnList, ReasonGiven, Enrolment, Draft, DiaryMeasure, DiaryEntry, PatientNumber, ScaleChoice, GroupMembership, MemberCondition, Standing,
        Brought, Attendance, DeathTold,
        Subject, Entry, Entry.pgh_event_model,  # type: ignore[attr-defined]
        ReleaseSubject, ReleaseRow, StudyInvitation, UseAsked, Participation, Query, Accepted,
        Alike, AlikeMark, Joined, PaperConsent,
        SavedPage, Correction, TopicSupport, ReadingWish, PanelReading, SessionQuestion,
        OnTheWay, StepState, StepExample, IfThenPlan, Measuring, DoctorPage, Later, GuideWish, GuideAssignment, GuideMessage,
        GuideHandOver, MayCall, GuideCall, CallTry, GroupPlace, BuddyOffer, BuddyPair,
    ]  # fmt: skip
    by_person: list[Any] = [
        Identity, PersonKey, SubjectLink, CallRequest, EraseRequest, JoinRequest, OfficeReason, PostedLetter,
        OfficeErasure,
        MailOptOut, GroupContact, GroupLead, BoardMember, Ending, LastWish, ListedPerson,
        RightsRequest, FoundText, ComingOfAge, AgeSaid,
        TalkDraft, DraftFile, MailedPost, FormerAuthor, TopicReader, BoardReader, Ignored, Writer,
        Message, Correspondent, Named, FoldedWords, OldWords, ProfileWord, ReadFirst, Badge, OwnPicture,
        Case, Report, CaseDecision, CaseEvent, PrivateWord, Sealed, SealOpening, Silence, Reveal, RulesAgreed, DecisionSeen, Shift, Passed, FollowUp, SafetyContact,
        Avoided, CallNumber, DeskWish, DutyFeed, PlaceKeeper, TrainingRead,
    ]  # fmt: skip
    by_account: list[Any] = [
        ApiToken, ClinicMembership, CodeCard, LostFactorRequest, RoleHolding, SetupCode, SignedInSession,
        Right, Contributor, ColumnAuthor, Recipient, Deputy, Guide, GuideWording, CourseDone, ProgrammeCard,
        RoleHolding.pgh_event_model,  # type: ignore[attr-defined]
    ]  # fmt: skip
    found: dict[type[Model], list[Any]] = {}
    wanted: list[tuple[Any, dict[str, Any]]] = [
        *((model, {"subject_id": subject}) for model in by_subject),
        *((model, {"person_id": person}) for model in by_person),
        *((model, {"account_id": account}) for model in by_account),
        (EmailAddress, {"user_id": account}),
        (EmailConfirmation, {"key": f"key-{here.mark}"}),
        (Authenticator, {"user_id": account}),
        (PanelThanks, {"name": f"thanks {here.mark}"}),
        (EntryName, {"name": f"asked {here.mark}"}),
        (Person, {"pk": person}),
        (Account, {"pk": account}),
        (JoinInvitation, {"email__in": [f"old-{here.mark}@example.org", here.account.email]}),
        (KeptMail, {"to": here.account.email}),
        (ProofReader, {"mark": reader_mark(here.account.email)}),
        (Outbox, {"kind__in": [f"mail {here.mark}", f"service {here.mark}"]}),
        (Session, {"pk__in": _sessions(here)}),
        (Proxy, {"asker_id": person}),
        (Post, {"author_id": person}),
        (PostVersion, {"post__author_id": person}),
        (MovedPost, {"post__author_id": person}),
        (PostFile, {"post__author_id": person}),
        (FormerPicture, {"author__person_id": person}),
        (PostWords, {"post__author_id": person}),
        (Topic, {"starter_id": person}),
    ]
    for model, where in wanted:
        found[model] = list(protected(model).filter(**where).values_list("pk", flat=True))
    return found


def _sessions(here: Planting) -> list[str]:
    hers = (here.mark, here.account.email.upper())
    return [
        session.session_key
        for session in Session.objects.all()
        if any(word in str(session.get_decoded()) for word in hers)
    ]


def signs_of(here: Planting) -> dict[str, str]:
    """What IN_THE_FILE is filled in with."""
    with as_owner():
        sent = protected(Response).get(subject_id=here.persona.subject)
        return {
            "mark": here.mark,
            "backwards": here.mark[::-1],
            "address": here.account.email,
            "year": year_of(here.mark).date().isoformat(),
            "year_alone": str(year_of(here.mark).year),
            "asked": str(protected(Assignment).get(pk=sent.assignment_id).ref),
            "sent": str(sent.ref),
        }


# In which file of the ZIP a row of each kind stands, and by what it is known there.
IN_THE_FILE: dict[str, tuple[str, str]] = {
    "account.EmailAddress": ("addresses", "other-{mark}@example.org"),
    "audit.Read": ("looks", "looked {mark}"),
    "files.Job": ("jobs", "job {mark}"),
    "files.StoredFile": ("files", "{mark}.txt"),
    "forums.Badge": ("beside_my_name", "{year}"),
    "forums.BoardReader": ("boards_followed", "{year}"),
    "forums.Draft": ("posts_not_sent", "begun {mark}"),
    "forums.DraftFile": ("files_not_sent", "not sent {mark}"),
    "forums.PostFile": ("post_files", "seen {mark}"),
    "forums.FormerAuthor": ("former_accounts", "old-{mark}"),
    "forums.FormerPicture": ("former_pictures", "{year}"),
    "forums.Ignored": ("ignored", "Ignored {backwards}"),
    "forums.Correspondent": ("correspondents", "Ignored {backwards}"),
    "forums.Message": ("messages", "message {mark}"),
    "forums.FoldedWords": ("folded_words", "folded {mark}"),
    "forums.Named": ("named_in_posts", "named {mark}"),
    "forums.OldWords": ("brought_posts", "elsewhere once {mark}"),
    "forums.MailedPost": ("posts_by_email", "mailed {mark}"),
    "forums.OwnPicture": ("own_picture", "off {mark}"),
    "forums.Post": ("posts", "post {mark}"),
    "forums.PostVersion": ("posts_before", "before {mark}"),
    "forums.ProfileWord": ("words_in_profiles", "{year}"),
    "forums.ReadFirst": ("posts_read_first", "read first {mark}"),
    "forums.Topic": ("topics_begun", "topic {mark}"),
    "forums.TopicReader": ("topics_read", "{year}"),
    "forums.Writer": ("writing", "{year_alone}"),
    "members.Account": ("account", "{address}"),
    "members.AgeSaid": ("age_said", "{year}"),
    "members.ApiToken": ("tokens", "token {mark}"),
    "members.CallRequest": ("calls", "call {mark}"),
    "members.ComingOfAge": ("coming_of_age", "{year}"),
    "members.Proxy": ("asked_as_proxy", "child {mark}"),
    "members.CodeCard": ("code_cards", "{year}"),
    "members.ClinicMembership": ("clinics", "clinic {backwards}"),
    "members.Decision": ("decisions", "decided {mark}"),
    "members.Ending": ("endings", "{year}"),
    "members.EraseRequest": ("erase_requests", "{year}"),
    "members.OfficeErasure": ("erasings_prepared", "{year}"),
    "members.Grant": ("sharing", "scope {mark}"),
    "members.GrantEvent": ("sharing_before", "scope {mark}"),
    "members.GroupContact": ("group_contacts", "contact {mark}"),
    "members.Attendance": ("events", "event {backwards}"),
    "members.BoardMember": ("board", "board {mark}"),
    "members.GroupLead": ("groups_led", "group {backwards}"),
    "education.SavedPage": ("pages_kept", "{year}"),
    "education.TopicSupport": ("topics", "{year}"),
    "education.ReadingWish": ("reading_wishes", "{year}"),
    "education.PanelReading": ("drafts_read", "{year}"),
    "education.PanelThanks": ("drafts_read", "thanks {mark}"),
    "education.SessionQuestion": ("expert_questions", "question {mark}"),
    "education.EntryName": ("expert_questions", "asked {mark}"),
    "education.Correction": ("corrections", "correction {mark}"),
    "education.ColumnAuthor": ("columns", "voice {mark}"),
    "education.Contributor": ("contributor", "writer {mark}"),
    "education.Enrolment": ("programmes", "goal {mark}"),
    "education.StepState": ("programme_steps", "step words {mark}"),
    "education.StepExample": ("programme_examples", "example {mark}"),
    "education.BuddyOffer": ("buddy_offers", "buddy {mark}"),
    "education.BuddyPair": ("buddies", "{year}"),
    "education.IfThenPlan": ("plans", "plan {mark}"),
    "education.DoctorPage": ("pages_for_doctors", "to say {mark}"),
    "education.Measuring": ("programmes_measured", "{year}"),
    "education.Later": ("programmes_later", "{year}"),
    "education.GuideWish": ("guide_wishes", "{year}"),
    "education.GuideAssignment": ("guides", "{year}"),
    "education.GuideMessage": ("guide_messages", "message {mark}"),
    "education.GuideHandOver": ("guide_hand_overs", "hand-over {mark}"),
    "education.GuideCall": ("guide_calls", "{year}"),
    "education.CallTry": ("guide_call_tries", "dialled {mark}"),
    "education.MayCall": ("guide_may_call", "{year}"),
    "education.CourseDone": ("card_courses", "{year}"),
    "education.GroupPlace": ("programme_groups", "called {mark}"),
    "education.GuideWording": ("guide_wordings", "words at hand {mark}"),
    "education.Guide": ("guide_page", "guide {mark}"),
    "education.ProgrammeCard": ("programme_cards", "card {mark}"),
    "members.GroupMembership": ("groups", "asked {mark}"),
    "members.Identity": ("identity", "Street {mark}"),
    "members.JoinRequest": ("join_request", "join {mark}"),
    "members.DeathTold": ("deaths_told", "{year}"),
    "members.Brought": ("brought_along", "elsewhere {mark}"),
    "members.ListedPerson": ("listed", "line {mark}"),
    "members.LastWish": ("last_wish", "wished {mark}"),
    "members.LostFactorRequest": ("lost_factors", "lost {mark}"),
    "members.MemberCondition": ("diagnoses", "illness {backwards}"),
    "members.OfficeReason": ("office", "office {mark}"),
    "members.Person": ("person", "Shown {mark}"),
    "members.PostedLetter": ("letters", "letter {mark}"),
    "members.RightsRequest": ("requests", "longer {mark}"),
    "members.RoleHolding": ("tasks", "role {mark}"),
    "members.RoleHoldingEvent": ("tasks_before", "role {mark}"),
    "members.SignedInSession": ("sessions", "browser {mark}"),
    "members.Standing": ("standing", "{year}"),
    "members.Ticket": ("codes", "ticket {mark}"),
    "moderation.Avoided": ("not_given", "kind-{mark}"),
    "moderation.CallNumber": ("call_number", "number {mark}"),
    "moderation.Case": ("moderation_cases", "{year}"),
    "moderation.Decision": ("decisions_about_posts", "folded because {mark}"),
    "moderation.DecisionSeen": ("decisions_seen", "{year}"),
    "moderation.DeskWish": ("moderators_desk", "{year}"),
    "moderation.DutyFeed": ("calendar_address", "{year}"),
    "moderation.Passed": ("passed_cases", "{year}"),
    "moderation.PlaceKeeper": ("moderates_places", "{year}"),
    "moderation.PrivateWord": ("words_with_moderators", "in private {mark}"),
    "moderation.Report": ("told_moderators", "reported {mark}"),
    "moderation.Reveal": ("opened_in_danger", "feared for {mark}"),
    "moderation.RulesAgreed": ("rules_agreed", "{year}"),
    "moderation.SafetyContact": ("called_for_help", "{year}"),
    "moderation.Sealed": ("sealed_words", "sealed {mark}"),
    "moderation.Shift": ("shifts", "hours {mark}"),
    "moderation.TrainingRead": ("confirmed_as_moderator", "{year}"),
    "moderation.Silence": ("not_writing", "kept from writing {mark}"),
    "notifications.MailOptOut": ("mails_stopped", "group {mark}"),
    "notifications.Outbox": ("mails", "service {mark}"),
    "proms.Assignment": ("questions_asked", "{asked}"),
    "proms.Enrolment": ("schedules", "{year}"),
    "proms.DiaryMeasure": ("diary_measures", "measure {mark}"),
    "proms.DiaryEntry": ("diary", "kept {mark}"),
    "proms.ReasonGiven": ("reasons", "{year}"),
    "proms.OwnList": ("own_words", "own words {mark}"),
    "proms.PatientNumber": ("clinic_numbers", "{year}"),
    "proms.ScaleChoice": ("summary_arranged", "scale {mark}"),
    "proms.Visit": ("visits", "visit {mark}"),
    "proms.Response": ("answers_sent", "sent {mark}"),
    "proms.Score": ("scores", "{sent}"),
    "registry.Entry": ("registry_entries", "entered {mark}"),
    "registry.EntryEvent": ("registry_entries_before", "entered {mark}"),
    "registry.Deputy": ("registry_deputies", "{year}"),
    "registry.Recipient": ("registry_recipients", "for {backwards}"),
    "registry.ReleaseSubject": ("registry_uses", "use {backwards}"),
    "registry.StudyInvitation": ("registry_studies", "{year}"),
    "registry.UseAsked": ("registry_uses_asked", "{year}"),
    "registry.Participation": ("registry_participations", "{year}"),
    "registry.Accepted": ("registry_accepted", "accepted {mark}"),
    "registry.Joined": ("registry_joined", "other {mark}"),
    "registry.PaperConsent": ("registry_papers", "ticked {mark}"),
    "registry.Query": ("registry_queries", "wondered {mark}"),
    "registry.Right": ("registry_rights", "registry {backwards}"),
    "registry.Subject": ("registry_records", "number {mark}"),
    "questionnaires.Draft": ("drafts", "draft {mark}"),
}
