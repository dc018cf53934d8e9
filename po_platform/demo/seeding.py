"""Fills an empty installation with the invented organisation: people by the real actions, two
years of answers by COPY with the real scorer. Runs as the database's owner, in the demo only."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from audit.models import Read
from members.actions.age import say_age
from members.actions.calls import WantsCall, ask_for_call
from members.actions.cards import order_card
from members.actions.consent_texts import ensure_texts
from members.actions.identity import correct_identity
from members.facts import begin_account, link_person
from members.identity import Known
from members.models import (
    Account,
    AgeSaid,
    CallRequest,
    Clinic,
    ClinicMembership,
    Decision,
    Grant,
    Organisation,
    Person,
    RoleHolding,
)
from po_platform.access.actor import NOBODY, Anonymous, Hat, Purpose, SignedIn, System, acting_as
from proms.actions.assignments import start_for_myself
from proms.actions.instruments import import_instrument, put_in_use
from proms.actions.licences import answer_licence
from proms.intended_purpose import mark
from proms.models import Instrument
from proms.shipped import check_in_questionnaires

from .areas import seed_areas
from .beside_answers import seed_beside_answers
from .bulk import write_courses
from .cases import seed_cases
from .data_requests import seed_requests
from .endings import seed_endings
from .events import seed_events
from .groups import join_newly, seed_groups
from .health_pages import seed_pages
from .helpers import seed_helpers
from .involving import seed_involving
from .paper import seed_paper
from .people import FIGURES, made_up_names
from .programmes import seed_programmes
from .proxies import seed_proxies
from .publishing import seed_publishing
from .registry import seed_registry
from .rights import seed_rights
from .search_words import seed_search_words
from .talk import VOICES, seed_talk
from .visits import seed_visits

MEMBERS = 300
CHUNK = 25
SEED = 20_261_121  # the same organisation every time
YEARS = timedelta(days=730)
SHARED_TEXT = (
    "I share the answers to my questionnaires, their scores, my name and my year of birth with"
    " the clinic of Dr Nasser, until I end it."
)


@dataclass(frozen=True)
class Seeded:
    """Somebody who now exists."""

    person: Person
    actor: SignedIn


@transaction.atomic
def seed_first() -> None:
    """Everything the first minute of a visitor needs: organisation, figures, their courses."""
    _organisation()
    ensure_texts()
    random = Random(SEED)
    figures = {f.key: _make(f.name, f.hats, f.language, f.key) for f in FIGURES}
    clinic = Clinic.objects.create(name="Harrowmere Rheumatology", phone="01632 960 220")
    ClinicMembership.objects.create(clinic=clinic, account_id=figures["nasser"].actor.account_id)
    instruments = _check_ins(figures["mirela"].actor)
    ruth = figures["ruth"].actor
    for actor, known in (
        (
            ruth,
            Known("Ruth Ellison", "4 Linden Row, Harrowmere", "01632 960 331", date(1954, 3, 1)),
        ),
        (figures["gerd"].actor, Known("Gerd Abelmann", "17 Mill Lane, Harrowmere")),  # gets letters
    ):
        with acting_as(actor):
            correct_identity(actor=actor, person_id=actor.person_id, known=known)
    shared = _share_with_clinic(ruth, clinic)
    answering = [figures["ruth"], figures["gerd"]]
    for one, language in zip(answering, ("en", "de"), strict=True):
        write_courses([one.actor], instruments["weekly-check-in"], random, language)
    for one in answering:
        with acting_as(one.actor):
            start_for_myself(actor=one.actor, instrument=instruments["weekly-check-in"])
    seed_areas(figures["mirela"].actor)
    seed_visits(
        ruth,
        figures["gerd"].actor,
        figures["nasser"].actor,
        instruments["weekly-check-in"],
        instruments["daily-life"],
    )
    seed_beside_answers(ruth, figures["nasser"].actor, clinic, instruments["weekly-check-in"])
    seed_groups(ruth, figures["gerd"].actor, figures["dervla"].person)
    seed_events(ruth, figures["gerd"].actor)
    seed_helpers(ruth, figures["gerd"].actor, figures["lotte"].actor)
    marta = _make("Marta Novotny", (Hat.PROXY,), "en", "marta").actor
    parents = (figures["pavel"].actor, marta)
    office = (figures["anneke"].actor, figures["joel"].actor)
    seed_proxies(parents, figures["dervla"].actor, office)
    voices = {key: _make(name, (Hat.MEMBER,), tongue, key) for key, name, tongue in VOICES}
    for one in (*figures.values(), *voices.values()):  # those a visitor can be write messages
        with acting_as(one.actor):
            say_age(actor=one.actor, answer=AgeSaid.Said.ADULT)
    talking = {key: one.actor for key, one in {**figures, **voices}.items()}
    seed_talk(talking)
    second = _make("Sinéad Moran", (Hat.MODERATOR,), "en", "sinead")
    seed_cases(talking, team=second.actor, second=talking["dervla"])
    _looks(shared, figures["nasser"].actor)
    joining = ("ruth", "gerd", "anneke", "dervla", *(key for key, _name, _tongue in VOICES))
    keepers = figures["mirela"].actor, figures["nasser"].actor
    seed_registry(*keepers, [talking[key] for key in joining])
    seed_pages(figures["ines"].actor, figures["haruka"].actor, figures["joel"].actor, reader=ruth)
    seed_search_words(figures["ines"].actor)
    seed_involving(ruth, talking["dervla"], figures["ines"].actor)
    gerd = figures["gerd"].actor
    seed_programmes(
        ruth, gerd, (talking["dervla"], next(iter(voices.values())).actor), guide=figures["tomas"].actor,
        clinician=figures["nasser"].actor, writer=figures["ines"].actor,
        doctor=figures["haruka"].actor,
    )  # fmt: skip
    _calls(gerd)
    seed_paper(figures["anneke"].actor, instruments["weekly-check-in"])
    seed_endings()
    seed_rights(office, ruth)
    seed_publishing()
    _requests(figures)
    with acting_as(gerd):  # something for the office to print
        order_card(actor=gerd)


def _requests(figures: dict[str, Seeded]) -> None:
    """A registry with enough people to be counted, and who decides about its data."""
    names = made_up_names(14, Random(SEED + 9))
    members = [_make(name, (Hat.MEMBER,), "en", f"registry{n}") for n, name in enumerate(names)]
    noor = _make("Noor Haddad", (Hat.CURATOR,), "en", "noor").actor
    others = [
        _make(name, (Hat.COMMITTEE,), "en", key).actor
        for key, name in (("bastian", "Bastian Roth"), ("chipo", "Chipo Moyo"))
    ]
    seed_requests(
        [figures["ruth"].actor, *(one.actor for one in members)],
        (figures["mirela"].actor, noor),
        (figures["solveig"].actor, *others),
        figures["oyelaran"].actor,
    )


def seed_rest() -> None:
    """The other members with two years of answers each; pages answer meanwhile."""
    random = Random(SEED + 1)
    clinic = Clinic.objects.get(name="Harrowmere Rheumatology")
    weekly = Instrument.objects.get(slug="weekly-check-in")
    names = made_up_names(MEMBERS - len(FIGURES), random)
    for start in range(0, len(names), CHUNK):
        with transaction.atomic():
            # One generator per chunk: a second run goes on where the first was stopped.
            _members(names, start, clinic, weekly, Random(SEED + 2 + start))


def _members(
    names: list[str], start: int, clinic: Clinic, weekly: Instrument, random: Random
) -> None:
    """One chunk of members with their years; a chunk that is there already is left alone."""
    if Account.objects.filter(email=f"member{start}@demo.invalid").exists():
        return
    people = [
        _make(name, (Hat.MEMBER,), random.choice(("en", "de")), f"member{number}")
        for number, name in enumerate(names[start : start + CHUNK], start)
    ]
    for one in people[:4]:
        with acting_as(one.actor):
            known = Known(
                one.person.display_name, birth_date=date(random.randint(1935, 1999), 6, 1)
            )
            correct_identity(actor=one.actor, person_id=one.actor.person_id, known=known)
        _share_with_clinic(one.actor, clinic)
    write_courses([one.actor for one in people], weekly, random)
    join_newly([one.actor for one in people[::4]])


def _organisation() -> None:
    Organisation.objects.create(
        purpose_accepted=mark(),
        purpose_accepted_on=timezone.localdate(),
        name="Morning Hands",
        tagline={
            "en": "People living with inflammatory arthritis",
            "de": "Menschen mit entzündlichem Rheuma",
        },
        phone="01632 960 118",
        hours={
            "en": "Monday to Friday, 9 in the morning to 4 in the afternoon. "
            "Anneke or Joel will answer.",
            "de": "Montag bis Freitag, 9 bis 16 Uhr. Anneke oder Joel nimmt ab.",
        },
        emergency={
            "en": "In an emergency call 999.",
            "de": "Im Notfall rufen Sie 112 an.",
        },
        imprint={
            "en": "Morning Hands is invented, for this demo only.",
            "de": "Morning Hands ist erfunden, nur für diese Vorführung.",
        },
        privacy={
            "en": "This demo keeps everything on your machine. Nothing leaves it.",
            "de": "Diese Vorführung behält alles auf Ihrem Rechner. Nichts verlässt ihn.",
        },
        rules={
            "en": "Be kind. What members tell stays here. Advice comes from doctors.",
            "de": "Seien Sie freundlich. Was Mitglieder erzählen, bleibt hier. "
            "Rat geben Ärztinnen und Ärzte.",
        },
        joining=Organisation.Joining.APPROVED,
    )


def _make(name: str, hats: tuple[Hat, ...], language: str, key: str) -> Seeded:
    account = Account.objects.create_user(email=f"{key}@demo.invalid", language=language)
    since = timezone.now() - YEARS
    person = Person.objects.create(account=account, display_name=name, joined_on=since.date())
    if Hat.MEMBER in hats:
        link_person(person.pk)
    RoleHolding.objects.bulk_create(
        RoleHolding(account=account, role=hat, reason="demo", starts_at=since) for hat in hats
    )
    with acting_as(Anonymous()):
        actor = begin_account(account.pk, hat=hats[0], strong=True, fresh=True)
    assert isinstance(actor, SignedIn)
    return Seeded(person, actor)


def _check_ins(curator: SignedIn) -> dict[str, Instrument]:
    found = {}
    for slug, form in check_in_questionnaires().items():
        with acting_as(curator):
            raw = json.dumps(form).encode()
            _intake, instrument = import_instrument(actor=curator, raw=raw, slug=slug)
            assert instrument is not None
            answer_licence(
                actor=curator,
                instrument=instrument,
                licence=Instrument.Licence.FREE,
                holder="Morning Hands",
                terms="Our own",
                ends_on=None,
            )
            instrument.refresh_from_db()
            put_in_use(actor=curator, instrument=instrument, open_to_members=True)
            instrument.refresh_from_db()
        found[slug] = instrument
    return found


def _share_with_clinic(giver: SignedIn, clinic: Clinic) -> Grant:
    assert giver.subject_id is not None
    since = timezone.now() - timedelta(days=270)
    with acting_as(giver):
        decision = Decision.objects.create(
            subject_id=giver.subject_id,
            purpose="care",
            answer=Decision.Answer.YES,
            rendered=SHARED_TEXT,
            rendered_sha256="0" * 64,
            language="en",
            at=since,
            account_id=giver.account_id,
        )
        return Grant.objects.create(
            subject_id=giver.subject_id,
            purpose="care",
            grantee_kind=Grant.Grantee.CLINIC,
            grantee_id=clinic.pk,
            scope=["proms", "identity"],
            starts_at=since,
            decision=decision,
        )


def _looks(grant: Grant, reader: SignedIn) -> None:
    now = timezone.now()
    Read.objects.bulk_create(
        Read(
            subject_id=grant.subject_id,
            grant_id=grant.pk,
            at=now - timedelta(days=days),
            actor_kind="account",
            account_id=reader.account_id,
            hat=Hat.CLINICIAN,
            reader_name=reader.display_name,
            what="proms.summary",
        )
        for days in (171, 94, 51)
    )


def _calls(member: SignedIn) -> None:
    """Two people who wait for a call: a member, and somebody who is none."""
    with acting_as(member):
        about = CallRequest.About.QUESTIONNAIRE
        ask_for_call(
            actor=member, wish=WantsCall("Gerd Abelmann", "01632 960 414", about, "morning", "de")
        )
    with acting_as(NOBODY):
        about = CallRequest.About.SIGNING_IN
        ask_for_call(
            actor=NOBODY, wish=WantsCall("Edda Falkenried", "01632 960 507", about, "any", "en")
        )


def is_empty() -> bool:
    """Whether nothing was seeded or set up here yet."""
    with acting_as(System(Purpose.SEED)):
        return not Organisation.objects.exists()
