"""Who moderates some boards reads, decides and arranges there, and finds nothing of anywhere else."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from forums.actions.arranging import arrange_topic, keep_topic, split_topic
from forums.actions.deciding import decide_post
from forums.models import Board, Post
from members.member_number import member_number
from members.models import RoleHolding
from moderation.actions.crisis import call_next
from moderation.actions.deciding import undo_decision
from moderation.actions.opening import look_at
from moderation.actions.places import end_keeper, name_keeper
from moderation.actions.training import confirm_training, write_training
from moderation.actions.words import write_word
from moderation.models import (
    Case,
    CaseEvent,
    Decision,
    FollowUp,
    PlaceKeeper,
    PrivateWord,
    Report,
    Sealed,
)
from po_platform.access.actor import Hat, acting_as
from tests.forums.talking import a_board, a_group_board, answer, begin
from tests.moderation.cases import decided, the_case, told
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db


def keeper(world: World, *boards: Board, name: str = "Bea M.") -> Persona:
    """Somebody who signs in, named by the office for these boards."""
    made = make_persona(name, role=Hat.MEMBER)
    with acting_as(world.administrator.actor()) as actor:
        name_keeper(
            actor=actor, person=made.person, places=[row.ref for row in boards], reason="asked"
        )
    return Persona(made.name, made.account, made.person, Hat.BOARD_MODERATOR, strong=True)


def two_cases(world: World) -> tuple[Post, Post, Board, Board]:
    """One on her board, one on another; both reported."""
    here, there = a_board("Knees"), a_board("Wrists")
    one, other = begin(world.ruth, here, "words here"), begin(world.ruth, there, "words there")
    told(world.gerd, one)
    told(world.gerd, other, text="canary-other-board")
    return one, other, here, there


def test_the_office_names_her_for_boards_and_ends_it_with_one_press(
    world: World, sign_in: Any
) -> None:
    here, there = a_board("Knees"), a_board("Wrists")
    client = sign_in(world.administrator)
    sent = {
        "member": member_number(world.gerd.person.pk),
        "boards": [str(here.ref), str(there.ref)],
        "reason": "knows knees",
    }
    page = client.post("/office/boards/moderators", sent, follow=True).content.decode()
    assert world.gerd.name in page and "End all of them" in page
    assert Hat.BOARD_MODERATOR in world.gerd.actor().roles
    end = f"/office/boards/moderators/{world.gerd.person.ref}/end"
    client.post(end, {"board": str(here.ref)})
    assert PlaceKeeper.objects.get().place == there.ref
    assert Hat.BOARD_MODERATOR in world.gerd.actor().roles
    client.post(end)
    assert not PlaceKeeper.objects.exists()
    assert Hat.BOARD_MODERATOR not in world.gerd.actor().roles
    assert client.post(end).status_code == 404
    verbs = set(Event.objects.values_list("verb", flat=True))
    assert {"moderation.keeper.named", "moderation.keeper.ended"} <= verbs


def test_nobody_but_the_office_names_and_not_for_no_board(world: World, sign_in: Any) -> None:
    board = a_board()
    client = sign_in(world.administrator)
    sent = {"member": member_number(world.gerd.person.pk), "reason": "because"}
    refused = client.post("/office/boards/moderators", sent)
    assert refused.status_code == 403 and b"Choose at least one board" in refused.content
    for who in (world.moderator, world.ruth, keeper(world, board)):
        assert sign_in(who).get("/office/boards/moderators").status_code == 403
        with acting_as(who.actor()) as actor, pytest.raises(PermissionDenied):
            name_keeper(actor=actor, person=world.gerd.person, places=[board.ref], reason="mine")
        with acting_as(who.actor()) as actor, pytest.raises(PermissionDenied):
            end_keeper(actor=actor, person=world.gerd.person.ref, place=None, reason="mine")
    everywhere = pytest.raises(PermissionDenied, match="every board already")
    with acting_as(world.administrator.actor()) as actor, everywhere:
        name_keeper(actor=actor, person=world.moderator.person, places=[board.ref], reason="also")
    roles = client.get(f"/office/people/{world.gerd.person.ref}/roles")
    assert b"board_moderator" not in roles.content  # without boards the role is not given


def test_her_queue_holds_her_boards_alone(world: World, sign_in: Any) -> None:
    one, other, here, _there = two_cases(world)
    bea = keeper(world, here)
    client = sign_in(bea)
    mine, theirs = the_case(world, thing=one.ref), the_case(world, thing=other.ref)
    for page in ("/moderation", "/start"):
        shown = client.get(page).content.decode()
        assert str(mine.ref) in shown and str(theirs.ref) not in shown
    case = client.get(f"/moderation/cases/{mine.ref}").content.decode()
    assert "words here" in case and "Keep the author from writing" not in case
    assert client.get(f"/moderation/cases/{theirs.ref}").status_code == 404
    assert client.post(f"/moderation/cases/{theirs.ref}/note", {"text": "x"}).status_code == 404
    assert client.post(f"/moderation/look/post/{other.ref}").status_code == 404
    with acting_as(bea.actor()) as actor:
        assert list(Case.objects.visible_to(actor)) == [mine]
        assert {row.case_id for row in Report.objects.visible_to(actor)} == {mine.pk}
    with acting_as(world.moderator.actor()) as actor:  # nothing was opened by trying
        assert Case.objects.visible_to(actor).count() == 2


def test_what_stays_with_the_whole_team_is_closed_to_her(world: World, sign_in: Any) -> None:
    one, _other, here, _there = two_cases(world)
    case = the_case(world, thing=one.ref)
    bea = keeper(world, here)
    client = sign_in(bea)
    for page in (
        "not-writing", "sealed", "opened", "rota", "rota/contacts", "drills", "texts",
        "half-years", "team", f"cases/{case.ref}/not-writing", f"cases/{case.ref}/who",
    ):  # fmt: skip
        assert client.get(f"/moderation/{page}").status_code == 403, page
    for page in ("/office/boards", "/office/boards/first", "/talk/figures"):
        assert client.get(page).status_code == 403, page
    assert client.get(f"/talk/people/{world.ruth.person.ref}/first").status_code == 403


def test_she_decides_undoes_and_writes_a_word_on_her_board(world: World, sign_in: Any) -> None:
    one, _other, here, _there = two_cases(world)
    bea = keeper(world, here)
    case = the_case(world, thing=one.ref)
    page = sign_in(bea).post(
        f"/moderation/cases/{case.ref}",
        {"version": case.version, "thing_version": 1, "after": "removed", "why": "so", "rule": "1"},
    )
    assert page.status_code == 302
    one.refresh_from_db()
    assert one.state == "removed" and one.sealed
    with acting_as(bea.actor()) as actor:
        decision = Decision.objects.visible_to(actor).get()
        assert Sealed.objects.visible_to(actor).count() == 1
        undo_decision(actor=actor, ref=decision.ref)
        write_word(actor=actor, ref=case.ref, text="A word", client_ref=uuid4())
        assert PrivateWord.objects.visible_to(actor).count() == 1
        assert CaseEvent.objects.visible_to(actor).filter(by=bea.person.pk).exists()
    one.refresh_from_db()
    assert one.state == "published" and one.text == "words here"
    assert b"Decided lately" in sign_in(bea).get("/moderation/decided").content


def test_she_decides_nothing_elsewhere_whatever_way_she_asks(world: World) -> None:
    one, other, here, there = two_cases(world)
    bea = keeper(world, here)
    theirs = the_case(world, thing=other.ref)
    with pytest.raises(Http404):
        decided(bea, theirs, "folded")
    with acting_as(bea.actor()) as actor, pytest.raises(PermissionDenied):
        decide_post(actor=actor, ref=other.ref, version=1, state="folded")
    first = decided(world.moderator, theirs, "folded")
    with acting_as(bea.actor()) as actor, pytest.raises(Http404):
        undo_decision(actor=actor, ref=first.ref)
    for asked in (
        lambda actor: keep_topic(actor=actor, topic=other.topic.ref, pinned=True, locked=True),
        lambda actor: split_topic(
            actor=actor, topic=other.topic.ref, numbers=[2], title="x", told="x"
        ),
        lambda actor: arrange_topic(  # out of her boards
            actor=actor, topic=one.topic.ref, board=there.ref, title="x", unlisted=False, told="x"
        ),
        lambda actor: arrange_topic(  # and into them
            actor=actor, topic=other.topic.ref, board=here.ref, title="x", unlisted=False, told="x"
        ),
    ):
        with acting_as(bea.actor()) as actor, pytest.raises(PermissionDenied):
            asked(actor)
    other.topic.refresh_from_db()
    assert other.topic.board_id == there.pk and not other.topic.locked


def test_on_her_boards_she_moves_closes_and_splits(world: World, sign_in: Any) -> None:
    here, also, elsewhere = a_board("Knees"), a_board("Feet"), a_board("Wrists")
    topic = begin(world.ruth, here).topic
    answer(world.gerd, topic)
    client = sign_in(keeper(world, here, also))
    assert "For moderators" in client.get(f"/talk/topics/{topic.ref}").content.decode()
    page = client.get(f"/talk/topics/{topic.ref}/arrange").content.decode()
    assert "Feet" in page and "Wrists" not in page
    sent = {"board": str(also.ref), "title": "Moved", "told": "why"}
    client.post(f"/talk/topics/{topic.ref}/arrange", sent)
    topic.refresh_from_db()
    assert topic.board_id == also.pk
    client.post(f"/talk/topics/{topic.ref}/keep", {"locked": "yes"})
    split = {"numbers": "2", "title": "Of its own", "told": "why", "act": "split"}
    assert client.post(f"/talk/topics/{topic.ref}/split", split).status_code == 302
    topic.refresh_from_db()
    assert topic.locked and also.topics.count() == 2
    others = begin(world.ruth, elsewhere).topic
    assert "For moderators" not in client.get(f"/talk/topics/{others.ref}").content.decode()
    for page in ("arrange", "split", "merge"):
        assert client.get(f"/talk/topics/{others.ref}/{page}").status_code == 403


def test_a_case_follows_its_post_to_another_board(world: World) -> None:
    one, _other, here, there = two_cases(world)
    bea, cleo = keeper(world, here), keeper(world, there, name="Cleo N.")
    case = the_case(world, thing=one.ref)
    assert case.place == here.ref
    with acting_as(world.moderator.actor()) as actor:
        arrange_topic(
            actor=actor, topic=one.topic.ref, board=there.ref, title="x", unlisted=False, told="x"
        )
    for who, sees in ((bea, False), (cleo, True)):
        with acting_as(who.actor()) as actor:
            assert Case.objects.visible_to(actor).filter(pk=case.pk).exists() is sees


def test_a_board_of_a_group_is_read_by_who_moderates_it(world: World, sign_in: Any) -> None:
    closed = a_group_board(world.ruth)
    post = begin(world.ruth, closed, "for the group")
    assert (
        sign_in(keeper(world, a_board())).get(f"/talk/topics/{post.topic.ref}").status_code == 404
    )
    page = sign_in(keeper(world, closed, name="Cleo N.")).get(f"/talk/topics/{post.topic.ref}")
    assert b"for the group" in page.content


def test_conflict_of_interest_and_training_hold_for_her(world: World, sign_in: Any) -> None:
    board = a_board()
    bea = keeper(world, board)
    own = begin(bea, board)
    told(world.gerd, own)
    with pytest.raises(PermissionDenied, match="of their own"):
        decided(bea, the_case(world, thing=own.ref), "folded")
    post = begin(world.ruth, board)
    told(world.gerd, post)
    with acting_as(world.administrator.actor()) as actor:
        write_training(actor=actor, text={"en": "Read this", "de": "Lesen"})
    case = the_case(world, thing=post.ref)
    with pytest.raises(PermissionDenied, match="read what we ask"):
        decided(bea, case, "folded")
    assert b"Read this" in sign_in(bea).get("/moderation/before-you-decide").content
    with acting_as(bea.actor()) as actor:
        confirm_training(actor=actor, number=1)
    assert decided(bea, case, "folded").after == "folded"


def test_without_a_second_factor_or_after_its_end_she_sees_nothing(
    world: World, sign_in: Any
) -> None:
    one, _other, here, _there = two_cases(world)
    bea = keeper(world, here)
    case = the_case(world, thing=one.ref)
    assert sign_in(bea, strong=False).get("/moderation").status_code in (302, 403)
    RoleHolding.objects.filter(account=bea.account, role=Hat.BOARD_MODERATOR).update(
        ends_at="2020-01-01T00:00Z"
    )
    assert sign_in(bea).get(f"/moderation/cases/{case.ref}").status_code == 403
    with acting_as(bea.actor()) as actor:
        assert not Case.objects.visible_to(actor).exists()
    with acting_as(world.administrator.actor()) as actor:  # named anew, for another board alone
        name_keeper(actor=actor, person=bea.person, places=[a_board().ref], reason="again")
    assert PlaceKeeper.objects.filter(person=bea.person).count() == 1
    assert sign_in(bea).get(f"/moderation/cases/{case.ref}").status_code == 404


def test_the_vault_by_itself_opens_her_places_and_no_other(world: World) -> None:
    one, _other, here, _there = two_cases(world)
    bea = keeper(world, here)
    tables = ("case", "report")
    with acting_as(bea.actor()), connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"select count(*) from moderation_{table}")
            assert cursor.fetchone()[0] == 1, table
        cursor.execute("update moderation_case set place = gen_random_uuid()")
        cursor.execute("select thing, place from moderation_case")
        assert cursor.fetchall() == [(one.ref, here.ref)]  # the database keeps it with the post
    with acting_as(world.gerd.actor()), connection.cursor() as cursor:
        cursor.execute("select count(*) from moderation_case")
        assert cursor.fetchone()[0] == 0


def test_the_list_costs_the_same_with_more_of_them(world: World, sign_in: Any) -> None:
    def queries() -> int:
        client = sign_in(world.administrator)
        client.get("/office/boards/moderators")
        with CaptureQueriesContext(
            connection,
        ) as caught:
            client.get("/office/boards/moderators")
        return len(caught)

    boards = [a_board(str(number)) for number in range(3)]
    keeper(world, boards[0])
    before = queries()
    for number in range(3):
        keeper(world, *boards, name=f"{'XYZ'[number]} M.")
    assert queries() == before


def test_look_at_opens_a_case_where_she_moderates(world: World) -> None:
    board = a_board()
    post = begin(world.ruth, board)
    with acting_as(keeper(world, board).actor()) as actor:
        assert look_at(actor=actor, kind="post", ref=post.ref).place == board.ref


def test_who_moderates_some_boards_stops_no_call_for_somebody_in_danger(
    world: World, sign_in: Any
) -> None:
    board = a_board()
    post = begin(world.ruth, board, "I do not want to be here any more")
    case = the_case(world, thing=post.ref)
    where = f"/moderation/cases/{case.ref}"
    bea, team = sign_in(keeper(world, board)), sign_in(world.moderator)
    page = bea.get(where).content.decode()
    assert "who moderates all boards is called at" in page and "call nobody else" not in page
    assert bea.post(f"{where}/looking").status_code == 403
    said = bea.post(f"{where}/next-step", {"triage": "now"}, follow=True).content.decode()
    assert "Call one of them." not in said  # names and addresses are not hers to open
    after = the_case(world, thing=post.ref)
    assert (after.triage, after.call_next_at) == ("now", case.call_next_at) and case.call_next_at
    assert call_next() == 1
    looks = team.post(f"{where}/looking", follow=True).content.decode()
    assert "Call the emergency number" in looks and call_next() == 0
    team.post(f"{where}/next-step", {"triage": "thoughts"})
    assert the_case(world, thing=post.ref).call_next_at is None


def test_a_false_alarm_of_hers_closes_nothing_while_people_are_called(
    world: World, sign_in: Any
) -> None:
    board = a_board()
    post = begin(world.ruth, board, "I do not want to be here any more")
    ref = the_case(world, thing=post.ref).ref
    where, bea = f"/moderation/cases/{ref}", keeper(world, board)
    hers, team = sign_in(bea), sign_in(world.moderator)
    page = hers.post(f"{where}/next-step", {"triage": "nobody"}, follow=True).content.decode()
    assert "Who moderates all boards is called on." in page
    assert "Decide and tell everybody" not in page
    for after in ("published", "folded", "returned"):
        with pytest.raises(PermissionDenied, match="is called on"):
            decided(bea, the_case(world, ref=ref), after)
    assert the_case(world, ref=ref).state == "open" and call_next() == 1
    team.post(f"{where}/next-step", {"triage": "nobody"})
    assert call_next() == 0 and "Decide and tell everybody" in hers.get(where).content.decode()
    decided(bea, the_case(world, ref=ref), "published", why="", rule=None)
    assert the_case(world, ref=ref).state == "decided"


def test_what_the_whole_team_planned_is_not_ended_by_who_moderates_some_boards(
    world: World, sign_in: Any
) -> None:
    board = a_board()
    post = begin(world.ruth, board, "I do not want to be here any more")
    where = f"/moderation/cases/{the_case(world, thing=post.ref).ref}/next-step"
    bea, team = sign_in(keeper(world, board)), sign_in(world.moderator)

    def planned() -> int:
        with acting_as(world.moderator.actor()) as actor:
            return FollowUp.objects.visible_to(actor).filter(done_at__isnull=True).count()

    team.post(where, {"triage": "thoughts"})
    for what in ("nobody", "grief"):
        bea.post(where, {"triage": what})
        assert planned() == 2, what
    team.post(where, {"triage": "nobody"})
    assert planned() == 0


def test_what_she_told_herself_and_what_was_decided_about_her_elsewhere_stays_hers(
    world: World, sign_in: Any
) -> None:
    here, there = a_board("Knees"), a_board("Wrists")
    bea = keeper(world, here)
    hers, other = begin(bea, there, "words of hers"), begin(world.ruth, there, "words there")
    client = sign_in(bea)
    for where, reason, words in (
        (f"member/{world.ruth.person.ref}", "poses", "canary-name"),
        (f"post/{other.ref}", "other", "canary-post"),
    ):
        sent = {"reason": reason, "text": words}
        assert client.post(f"/tell-us/{where}", sent).status_code == 302, where
    page = client.get("/me/told-you").content.decode()
    assert "canary-name" in page and "canary-post" in page
    told(world.gerd, hers, text="canary-gerd")
    decision = decided(world.moderator, the_case(world, thing=hers.ref), "folded")
    assert client.get(f"/me/decisions/{decision.ref}").status_code == 200
    with acting_as(bea.actor()) as actor:  # and nothing but her own
        assert not Case.objects.visible_to(actor).exists()
        found = Report.objects.visible_to(actor)
        assert set(found.values_list("person", flat=True)) == {bea.person.pk}
