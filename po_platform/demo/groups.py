"""Three groups of the invented organisation, two people to call, and what Ruth says she has."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from members.actions.conditions import say_condition
from members.actions.first_weeks import say_where
from members.actions.groups import join_group
from members.actions.groups_office import (
    make_group,
    name_contact,
    name_lead,
    put_condition,
)
from members.models import Group, Person
from po_platform.access.actor import Purpose, SignedIn, System, acting_as

DIAGNOSES = (
    ("Rheumatoid arthritis", "Rheumatoide Arthritis"),
    ("Psoriatic arthritis", "Psoriasis-Arthritis"),
    ("Inflammatory arthritis, not yet named", "Entzündliches Rheuma, noch ohne Namen"),
)
NEWLY = "Newly diagnosed"


def seed_groups(ruth: SignedIn, gerd: SignedIn, dervla: Person) -> None:
    """By the real actions; nobody invented here has a real number."""
    office = System(Purpose.SEED)
    with acting_as(office):
        rheuma, *_others = [
            put_condition(
                actor=office,
                condition_id=None,
                name={"en": english, "de": german},
                code_system="",
                code="",
                kept=True,
            )
            for english, german in DIAGNOSES
        ]
        newly = _group(
            NEWLY,
            "Neu mit der Diagnose",
            "For the first year. We talk on the first Monday of the month, 7 in the evening, by"
            " telephone or picture.\n\nNobody has to say anything.",
            "Für das erste Jahr. Wir sprechen am ersten Montag im Monat um 19 Uhr, am Telefon oder"
            " mit Bild.\n\nNiemand muss etwas sagen.",
            kind=Group.Kind.CONDITION,
            condition_id=rheuma.pk,
            public=True,
        )
        local = _group(
            "Harrowmere and around",
            "Harrowmere und Umgebung",
            "We meet in the room above the library, every second Thursday at 3 in the afternoon."
            " There is a lift.",
            "Wir treffen uns im Raum über der Bücherei, jeden zweiten Donnerstag um 15 Uhr."
            " Es gibt einen Aufzug.",
            kind=Group.Kind.LOCAL,
            public=True,
        )
        young = _group(
            "Under 35",
            "Unter 35",
            "Work, love, children, travelling: what the others in the waiting room do not ask.",
            "Beruf, Liebe, Kinder, Reisen: wonach die anderen im Wartezimmer nicht fragen.",
            kind=Group.Kind.AGE,
            by_request=True,
        )
        name_lead(actor=office, ref=young.ref, person=dervla)
        agreed_on = timezone.localdate() - timedelta(days=90)
        name_contact(
            actor=office,
            ref=newly.ref,
            public_name="Dervla",
            phone="01632 960 441",
            hours={"en": "Mondays, 6 to 8 in the evening", "de": "montags, 18 bis 20 Uhr"},
            person=dervla,
            agreed_on=agreed_on,
            agreed_how="phone",
        )
        name_contact(
            actor=office,
            ref=local.ref,
            public_name="Hanno",
            phone="01632 960 452",
            hours={"en": "Wednesdays, 10 to 12", "de": "mittwochs, 10 bis 12 Uhr"},
            agreed_on=agreed_on,
            agreed_how="phone",
        )
    with acting_as(ruth):
        join_group(actor=ruth, ref=local.ref)
        say_where(actor=ruth, where="for_years")
        say_condition(actor=ruth, condition_id=rheuma.pk, status="confirmed", since="2019-03")
    with acting_as(gerd):
        words = "Ich bin 31 und seit einem Jahr dabei."
        join_group(actor=gerd, ref=young.ref, words=words, was_told=True)


def join_newly(people: list[SignedIn]) -> None:
    """Enough of them that the page says about how many there are."""
    newly = Group.objects.filter(name__en=NEWLY).first()
    for one in people if newly else []:
        assert newly is not None
        with acting_as(one):
            join_group(actor=one, ref=newly.ref)


def _group(name: str, german: str, text: str, german_text: str, **values: object) -> Group:
    office = System(Purpose.SEED)
    wanted = {"condition_id": None, "language": "", "public": False, "by_request": False, **values}
    return make_group(
        actor=office,
        name={"en": name, "de": german},
        text={"en": text, "de": german_text},
        **wanted,
    )
