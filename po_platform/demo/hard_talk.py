"""What moderators did lately in the demo, and two members who write to each other."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import uuid5

from forums.actions.messages import choose_takes_from, send_message
from forums.actions.writing import Words, reply
from forums.models import Post, TakesFrom, Topic
from members.models import Person
from moderation.actions.deciding import decide_case
from moderation.actions.opening import look_at
from moderation.actions.reporting import appeal_decision
from moderation.actions.silencing import keep_from_writing
from moderation.models import Decision
from po_platform.access.actor import SignedIn, acting_as

from .talk import PLACE

NUMBER = "01632 960 224"
WITH_NUMBER = f"If anybody would like to talk about the leaflet: {NUMBER}, evenings."
HARSH = "Whoever believes that is a fool. Stay at home and do not bother us."
OBJECTION = "It is my own number, and I gave it on purpose."
LETTER = "You told somebody to stay away. Take three days, and come back kindly."
WRITTEN = (
    ("henrik", "gardener", "Did the sheepskin gloves last the winter?"),
    ("gardener", "henrik", "They did. I can bring you the pattern on Thursday."),
    ("henrik", "gardener", "Please do. I bring the cake."),
)


def seed_hard_talk(people: Mapping[str, SignedIn], team: SignedIn, topic: Topic) -> None:
    """A piece covered with an objection that waits, something sealed, a silence, messages."""
    covered = _decided(team, _said(people["henrik"], topic, WITH_NUMBER), "covered", 3, NUMBER)
    with acting_as(people["henrik"]) as author:
        appeal_decision(actor=author, ref=covered.ref, text=OBJECTION)
    removed = _decided(team, _said(people["tomasz"], topic, HARSH), "removed", 1)
    with acting_as(team):
        keep_from_writing(actor=team, case=removed.case.ref, days=3, why=LETTER, rule=1)
    _written(people)


def _said(who: SignedIn, topic: Topic, text: str) -> Post:
    with acting_as(who):
        return reply(actor=who, topic=topic.ref, words=Words(text, uuid5(PLACE, text)))


def _decided(team: SignedIn, post: Post, after: str, rule: int, piece: str = "") -> Decision:
    with acting_as(team):
        case = look_at(actor=team, kind="post", ref=post.ref)
        return decide_case(
            actor=team, ref=case.ref, version=case.version, thing_version=post.version,
            after=after, why="Please read this rule again.", rule=rule, piece=piece,
        )  # fmt: skip


def _written(people: Mapping[str, SignedIn]) -> None:
    for key in ("henrik", "gardener"):
        with acting_as(people[key]) as member:
            choose_takes_from(actor=member, takes=TakesFrom.ALL)
    for writer, reader, text in WRITTEN:
        to = Person.objects.get(pk=people[reader].person_id).ref
        with acting_as(people[writer]) as member:
            send_message(actor=member, to=to, text=text, client_ref=uuid5(PLACE, text))
