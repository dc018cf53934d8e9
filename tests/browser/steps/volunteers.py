"""What is done for whoever moderates: spared kinds, a kind word, a text to confirm, a note, hours."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from forums.actions.writing import Words, start_topic
from forums.models import Board, Post, PostFile
from moderation.actions.deciding import decide_case
from moderation.actions.places import name_keeper
from moderation.actions.reporting import report_thing
from moderation.models import Case, Shift, Theme
from po_platform.access.actor import Hat, acting_as
from tests.browser.pages import Site
from tests.personas import Persona, make_persona

from .coming_in import LONG_TEXT


def volunteering(site: Site) -> None:
    world = site.world
    office, team = site.client(world.administrator), site.client(world.moderator)
    ours = "/moderation/team"
    site.see(office.get(ours), "with nothing yet")
    site.see(office.post(ours, {}), "a theme to be put right")
    office.post(ours, {"title_en": LONG_TEXT[:60], "title_de": LONG_TEXT[:60]})
    site.see(office.post(f"{ours}/care", {"hard_cases": "0"}), "to be put right")
    office.post(f"{ours}/care", {"talk_to": LONG_TEXT[:120], "phone": "01 23", "hard_cases": "1"})
    site.see(office.post(f"{ours}/training", {"text_en": ""}), "to be put right")
    text = {"text_en": LONG_TEXT, "text_de": LONG_TEXT, "path": "/about/contact"}
    site.see(office.post(f"{ours}/training", text, follow=True), "with all of it")
    case, topic = _a_case(site)
    site.see(team.get("/moderation"), "to be read first")
    site.see(team.get(case), "to be read first")
    first = "/moderation/before-you-decide"
    site.see(team.get(first), "to be confirmed")
    site.see(team.post(first, {"number": "1"}, follow=True), "confirmed, after a hard case")
    site.see(team.get(first), "confirmed")
    _decided_with_a_note(site, case)
    site.see(site.client(world.gerd).get(topic), "with a note above a post")
    _spared(site)


def _a_case(site: Site) -> tuple[str, str]:
    """A post with a picture that is said to be against the law."""
    world = site.world
    board = Board.objects.create(title={"en": "Mornings"}, widest="everybody")
    with acting_as(world.ruth.actor()) as actor:
        post = start_topic(
            actor=actor, board=board.ref, title=LONG_TEXT[:80], audience="everybody",
            words=Words(LONG_TEXT, uuid4()),
        )  # fmt: skip
    PostFile.objects.create(post=post, name="a", shows=LONG_TEXT[:80], content_type="x", size=1)
    with acting_as(world.gerd.actor()) as actor:
        report_thing(actor=actor, kind="post", ref=post.ref, reason="illegal", text=LONG_TEXT)
    with acting_as(world.moderator.actor()) as actor:
        row = Case.objects.visible_to(actor).get(thing=post.ref)
    return f"/moderation/cases/{row.ref}", f"/talk/topics/{post.topic.ref}"


def _decided_with_a_note(site: Site, case: str) -> None:
    team = site.client(site.world.moderator)
    site.see(team.get(case), "with pictures folded")
    theme = Theme.objects.latest("pk")
    site.see(team.post(f"{case}/about", {"themes": [str(theme.pk)]}, follow=True), "with a theme")
    wrong = {"version": 1, "thing_version": 1, "after": "context", "rule": "1", "why": LONG_TEXT}
    site.see(team.post(case, wrong), "a note to be put right")
    with acting_as(site.world.moderator.actor()) as actor:
        decision = decide_case(
            actor=actor, ref=UUID(case.rpartition("/")[2]), version=1, thing_version=1,
            after="context", why=LONG_TEXT, rule=1, said=LONG_TEXT[:300], path="/about/contact",
            ground=LONG_TEXT[:200],
        )  # fmt: skip
    ruth = site.client(site.world.ruth)
    site.see(ruth.get(f"/me/decisions/{decision.ref}"), "a note above what she wrote")


def _spared(site: Site) -> None:
    team, now = site.client(site.world.moderator), timezone.now()
    with acting_as(site.world.gerd.actor()) as actor:
        post = Post.objects.filter(author=site.world.ruth.person, state="published").latest("pk")
        report_thing(actor=actor, kind="post", ref=post.ref, reason="rude", text=LONG_TEXT)
    Shift.objects.create(
        person=site.world.moderator.person, starts_at=now, ends_at=now + timedelta(hours=1)
    )
    mine = "/moderation/for-you"
    site.see(team.post(mine, {"kinds": ["no such kind"]}), "to be put right")
    site.see(team.post(mine, {"kinds": ["crisis", "rude"]}, follow=True), "saved")
    site.see(team.get("/moderation"), "with cases not shown")
    site.see(team.get("/moderation/rota"), "with a gap")
    _of_some_boards(site)
    site.see(team.post(f"{mine}/calendar", {"do": "make"}), "an address")
    site.see(team.get(mine), "with an address")


def _of_some_boards(site: Site) -> None:
    """Hours for one board only, as she finds them and as the whole team does."""
    world, now, made = site.world, timezone.now(), make_persona("Bea M.")
    board = Board.objects.latest("pk")
    with acting_as(world.administrator.actor()) as actor:
        name_keeper(actor=actor, person=made.person, places=[board.ref], reason="asked")
    bea = Persona(made.name, made.account, made.person, Hat.BOARD_MODERATOR, strong=True)
    Shift.objects.create(person=bea.person, starts_at=now, ends_at=now + timedelta(hours=1))
    site.see(site.client(bea).get("/moderation/rota"), "of some boards only")
    site.see(site.client(bea).get("/moderation/for-you"), "of some boards only")
    site.see(site.client(world.moderator).get("/moderation/rota"), "with hours for some boards")
