"""Open cases, objections and a rota with a gap, for the moderators of the demo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import uuid5

from django.utils import timezone

from forums.actions.writing import Words, reply
from forums.models import Post, Topic
from moderation.actions.deciding import decide_case
from moderation.actions.duty import leave_note, name_contact, take_shift
from moderation.actions.opening import look_at
from moderation.actions.reporting import appeal_decision, report_thing
from moderation.actions.team import add_theme, say_care
from moderation.actions.words import answer_team, write_word
from moderation.models import Case, HelpLine, Lane
from po_platform.access.actor import SignedIn, acting_as

from .hard_talk import seed_hard_talk
from .talk import PLACE

ADVERT = "My cousin sells capsules that took all my swelling away. Write to me, I get you a price."
NAMED = "The doctor in the second room told me it was all in my head. Never go to her."
WORRYING = "Four nights without sleep. I do not see how to go on like this until spring."
ASKED = "We read what you wrote and think of you. Would you like one of us to call you tomorrow?"
WROTE_BACK = "Yes, in the afternoon. Thank you for asking."
CURT = "Nobody needs to hear this again. Use the search, it is not that hard."


def seed_cases(people: Mapping[str, SignedIn], team: SignedIn, second: SignedIn) -> None:
    """`team` took the first decision, `second` finds what waits; both moderate."""
    topics = [post.topic for post in _first_posts()]
    said = {
        text: _say(people[who], topics[number], text)
        for number, (who, text) in enumerate(
            (("tomasz", ADVERT), ("henrik", NAMED), ("mina", WORRYING), ("gardener", CURT))
        )
    }
    _tell(people["ruth"], said[ADVERT], "advert", "")
    _tell(people["henrik"], said[ADVERT], "wrong", "Capsules are no treatment.")
    _tell(people["mina"], said[NAMED], "private", "Everybody here knows which practice that is.")
    _tell(people["gardener"], said[WORRYING], "worried", "She never writes like this.")
    with acting_as(team):
        case = look_at(actor=team, kind="post", ref=said[CURT].ref)
        decision = decide_case(
            actor=team, ref=case.ref, version=case.version, thing_version=said[CURT].version,
            after="folded", why="Somebody new asked. That sounds as if they were not welcome.",
            rule=1,
        )  # fmt: skip
        name_contact(actor=team, step="lead", person_id=second.person_id)
    with acting_as(people["gardener"]) as author:
        text = "I was tired and short. I did not mean to send anybody away."
        appeal_decision(actor=author, ref=decision.ref, text=text)
    _where_to_turn(team)
    _in_private(people["mina"], team, said[WORRYING])
    seed_hard_talk(people, team, topics[0])
    _rota(team, second)
    _care(second)


def _care(lead: SignedIn) -> None:
    """What the organisation does for its moderators."""
    with acting_as(lead):
        say_care(actor=lead, talk_to="Hanna Brandl", phone="", hard_cases=3)
        for en, de in (("Death of a child", "Tod eines Kindes"), ("Violence", "Gewalt")):
            add_theme(actor=lead, title={"en": en, "de": de})


def _where_to_turn(team: SignedIn) -> None:
    """Invented places with numbers nobody has: those kept free for stories and films."""
    today = timezone.localdate()
    for days, kind, audience, name, language, phone, hours, about in (
        (20, "talk", "all", "The Night Window (invented)", "en", "01632 960 201", "day and night",
         "Somebody listens, whatever it is about."),
        (190, "advice", "all", "Money and Illness Advice (invented)", "en", "01632 960 202",
         "Tuesday, 10 to 12", "What one can apply for when work gets too much."),
        (20, "talk", "young", "Ask the Tree House (invented)", "en", "01632 960 203",
         "every day, 2 to 8", "People of your age and grown-ups who know what to do."),
        (20, "talk", "all", "Das Nachtfenster (erfunden)", "de", "030 23125 201", "Tag und Nacht",
         "Jemand hört zu, worum es auch geht."),
        (20, "talk", "young", "Baumhaus am Telefon (erfunden)", "de", "030 23125 203",
         "täglich 14 bis 20 Uhr", "Menschen in deinem Alter und Erwachsene, die Rat wissen."),
        (20, "doctor", "all", "Praxis nach acht (erfunden)", "de", "030 23125 202", "abends und nachts",
         "Ärztinnen und Ärzte außerhalb der Sprechzeiten."),
    ):  # fmt: skip
        HelpLine.objects.get_or_create(
            name=name,
            defaults={
                "kind": kind, "audience": audience, "language": language, "phone": phone,
                "hours": hours, "about": about, "owner": team.person_id, "checked_on": today - timedelta(days=days),
            },
        )  # fmt: skip


def _in_private(mina: SignedIn, team: SignedIn, post: Post) -> None:
    """The team asked her; nobody has read her answer yet."""
    with acting_as(team):
        case = Case.objects.visible_to(team).get(thing=post.ref, lane=Lane.CRISIS)
        write_word(actor=team, ref=case.ref, text=ASKED, client_ref=uuid5(PLACE, ASKED))
    with acting_as(mina):
        answer_team(
            actor=mina, thread=case.ref, text=WROTE_BACK, client_ref=uuid5(PLACE, WROTE_BACK)
        )


def _first_posts() -> list[Post]:
    rows = Post.objects.filter(
        no=1, topic__audience="members", topic__locked=False, topic__board__starters="members"
    )
    return list(rows.select_related("topic").order_by("pk")[:4])


def _say(who: SignedIn, topic: Topic, text: str) -> Post:
    with acting_as(who):
        return reply(actor=who, topic=topic.ref, words=Words(text, uuid5(PLACE, text)))


def _tell(who: SignedIn, post: Post, reason: str, text: str) -> None:
    with acting_as(who):
        report_thing(actor=who, kind="post", ref=post.ref, reason=reason, text=text)


def _rota(team: SignedIn, second: SignedIn) -> None:
    """Somebody is there today until ten in the evening; tomorrow afternoon nobody is."""
    today = timezone.localdate()
    for who, day, begins, ends in (
        (team, 0, 0, 12), (second, 0, 12, 23), (team, 1, 8, 13), (second, 1, 17, 22),
    ):  # fmt: skip
        starts, stops = (
            timezone.make_aware(datetime.combine(today + timedelta(days=day), time(hour)))
            for hour in (begins, ends)
        )
        if stops <= timezone.now():
            continue
        with acting_as(who):
            shift = take_shift(actor=who, starts_at=starts, ends_at=stops)
            if who is second and day == 0:
                note = "Quiet so far. The capsule seller is back. Be gentle with whoever is new."
                leave_note(actor=who, number=shift.pk, note=note)
