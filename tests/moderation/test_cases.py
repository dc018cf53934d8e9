"""From a report to an answer: a case, a claim, a decision, its reasons, an objection, an undo."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from forums.actions.changing import put_back_post, take_back_post
from forums.models import Post, Topic
from members.models import Organisation
from members.queries.organisation import forget_organisation
from moderation.actions.closing import close_gone
from moderation.actions.deciding import undo_decision
from moderation.actions.reporting import appeal_decision, report_thing
from moderation.content import Outdated
from moderation.guests import Guest
from moderation.models import Case, CaseEvent, Decision, Report
from notifications.models import Outbox
from po_platform.access.actor import Anonymous, acting_as
from po_platform.kit.crypto import seal_for_application
from tests.forums.talking import a_board, a_group_board, answer, begin, changed
from tests.moderation.cases import (
    also_a_member,
    another_moderator,
    decided,
    read_as,
    rows,
    the_case,
    told,
)
from tests.personas import Persona, World
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db


def sent(client: Any, case: Case, after: str, **given: Any) -> Any:
    thing = Post.objects.get(ref=case.thing)
    read = {"version": case.version, "thing_version": thing.version, "why": "because", "rule": "1"}
    return client.post(f"/moderation/cases/{case.ref}", {**read, "after": after, **given})


def test_a_report_opens_a_case_hides_nothing_and_gets_a_receipt(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board(), "rude words")
    page = sign_in(world.gerd).get(f"/talk/topics/{post.topic.ref}").content.decode()
    assert f"/tell-us/post/{post.ref}" in page
    done = sign_in(world.gerd).post(
        f"/tell-us/post/{post.ref}", {"reason": "rude", "text": "That hurts"}, follow=True
    )
    assert "We look at it and tell you what came of it." in done.content.decode()
    assert "We are looking at it." in done.content.decode()
    assert Outbox.objects.filter(kind="moderation.received").count() == 1
    assert b"rude words" in sign_in(world.gerd).get(f"/talk/topics/{post.topic.ref}").content
    queue = sign_in(world.moderator).get("/moderation").content.decode()
    assert "It hurts or attacks somebody" in queue and "rude words" not in queue
    assert "That hurts" not in queue
    start = sign_in(world.moderator).get("/start").content.decode()
    assert "It hurts or attacks somebody" in start
    case = sign_in(world.moderator).get(f"/moderation/cases/{the_case(world).ref}").content.decode()
    assert "rude words" in case and "That hurts" in case and "Gerd" not in case


def test_the_same_words_twice_are_one_report_and_a_second_person_another(world: World) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    told(world.gerd, post)
    told(world.helper, post, "private")
    with acting_as(world.moderator.actor()):
        assert rows(world, Case).count() == 1
        assert sorted(rows(world, Report).values_list("reason", flat=True)) == ["private", "rude"]


def test_nobody_reports_what_she_may_not_read_or_wrote_herself(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_group_board(world.ruth))
    with pytest.raises(Http404):
        told(world.gerd, post)
    assert sign_in(world.gerd).get(f"/tell-us/post/{post.ref}").status_code == 404
    with pytest.raises(PermissionDenied, match="your own"):
        told(world.ruth, post)
    assert sign_in(world.ruth).get("/tell-us/strange/" + str(post.ref)).status_code == 404


GUEST = {"text": "Forbidden", "name": "G. Uest", "address": "guest@example.org", "good_faith": "on"}


def test_a_guest_tells_what_is_against_the_law_with_a_name_that_lies_sealed(
    world: World, client: Any
) -> None:
    closed = begin(world.ruth, a_board())
    post = begin(world.ruth, a_board(widest="everybody"), "forbidden words")
    assert client.post(f"/tell-us/post/{closed.ref}", GUEST).status_code == 404
    address = f"/tell-us/post/{post.ref}"
    half = client.post(address, {**GUEST, "good_faith": "", "name": ""})
    assert half.status_code == 422
    assert client.post(address, {**GUEST, "reason": "rude"}).status_code == 302
    case = the_case(world)
    assert (case.lane, case.rank) == ("legal", 2)
    with acting_as(world.moderator.actor()):
        row = rows(world, Report).get()
    assert row.reason == "illegal" and "guest@example" not in row.guest and "Uest" not in row.guest
    assert Outbox.objects.filter(kind="moderation/mail/guest_received").count() == 1
    decided(world.moderator, case, "removed", rule=6, ground="The law on insults")
    assert Outbox.objects.filter(kind="moderation/mail/guest_answered").count() == 1


def test_a_guest_whose_address_does_not_open_stops_no_decision_and_is_told_by_the_next(
    world: World, client: Any, sign_in: Any
) -> None:
    post = begin(world.ruth, a_board(widest="everybody"), "forbidden words")
    client.post(f"/tell-us/post/{post.ref}", GUEST)
    with acting_as(world.moderator.actor()):
        broken = seal_for_application("{}", "moderation_report|guest|other")
        whole = rows(world, Report).exclude(guest="").get().guest
        assert rows(world, Report).exclude(guest="").update(guest=broken) == 1
    told(world.gerd, post, reason="illegal", text="It is")
    case = the_case(world)
    page, team = f"/moderation/cases/{case.ref}", sign_in(world.moderator)
    assert "not told what came of it" not in text_of(team.get(page)), "nothing is decided"
    decided(world.moderator, case, "removed", rule=6, ground="The law on insults")
    answered = Outbox.objects.filter(kind="moderation/mail/guest_answered")
    with acting_as(world.moderator.actor()):
        reports = rows(world, Report)
        assert list(reports.exclude(guest="").values_list("answer", "answered_at")) == [("", None)]
        assert reports.get(guest="").answer == "changed", "the others hear of it"
    assert not answered.exists()
    assert Event.objects.filter(verb="moderation.report.not_told").count() == 1
    shown = text_of(team.get(page))
    assert "They were not told what came of it. Their address cannot be read." in shown
    with acting_as(world.moderator.actor()) as actor:
        rows(world, Report).exclude(guest="").update(guest=whole)  # the key file is back
        undo_decision(actor=actor, ref=Decision.objects.visible_to(actor).latest("pk").ref)
    decided(world.moderator, the_case(world), "removed", rule=6, ground="The law on insults")
    assert answered.count() == 1
    assert "not told what came of it" not in text_of(team.get(page))


def test_a_flood_of_guests_ends_whatever_page_it_comes_by(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moderation.actions.reporting.MOST_OF_ONE_GUEST", 2)
    monkeypatch.setattr("moderation.actions.reporting.MOST_OF_ALL_GUESTS", 3)
    Organisation.objects.update(phone="0800 123", imprint={"en": "Morning Hands\n1 Mill Lane"})
    forget_organisation()
    post = begin(world.ruth, a_board(widest="everybody"))

    def tell(address: str) -> None:
        with acting_as(Anonymous()) as nobody:
            report_thing(
                actor=nobody, kind="post", ref=post.ref, reason="illegal", text="x",
                guest=Guest("G. Uest", address),
            )  # fmt: skip

    tell("a@b.example")
    tell("A@B.example")
    with pytest.raises(PermissionDenied, match="You told us a lot today"):
        tell("a@b.example")
    tell("c@d.example")
    with pytest.raises(PermissionDenied) as full:
        tell("e@f.example")
    assert "not because of you" in str(full.value) and "You told us a lot" not in str(full.value)
    assert "0800 123" in str(full.value) and "Morning Hands, 1 Mill Lane" in str(full.value)
    told(world.gerd, post)
    with acting_as(world.moderator.actor()):
        assert rows(world, Report).count() == 4
    forget_organisation()


def test_a_post_that_waits_has_a_case_and_its_author_reads_why(world: World, sign_in: Any) -> None:
    board = a_board(first_posts_held=1)
    post = begin(world.ruth, board, "secret until read", title="Buttons")
    case = the_case(world)
    assert case.because == ["first_posts"]
    client = sign_in(world.moderator)
    assert "Waits to come out" in client.get("/moderation").content.decode()
    page = client.get(f"/moderation/cases/{case.ref}").content.decode()
    assert "secret until read" in page and "You are new here" in page
    assert "Leave it as it is" not in page
    assert sent(client, case, "published", why="", rule="").status_code == 302
    post.refresh_from_db()
    assert (post.state, post.no) == ("published", 1)
    assert Outbox.objects.filter(kind="moderation.decided").count() == 1
    assert b"Nothing waits." in client.get("/moderation").content


def test_a_case_is_somebodys_for_ten_minutes_and_others_see_it(world: World, sign_in: Any) -> None:
    told(world.gerd, begin(world.ruth, a_board()))
    case, other = the_case(world), another_moderator()
    mine, theirs = sign_in(world.moderator), sign_in(other)
    assert "You are on this until" in mine.get(f"/moderation/cases/{case.ref}").content.decode()
    assert "Moderator Person is on this until" in theirs.get("/moderation").content.decode()
    page = theirs.get(f"/moderation/cases/{case.ref}").content.decode()
    assert "Moderator Person is on this until" in page and "Decide and tell" not in page
    late = sent(theirs, case, "folded")
    assert late.status_code == 409 and b"Somebody else is on this case now." in late.content
    mine.post(f"/moderation/cases/{case.ref}/leave", {"when": "now"})
    assert "Decide and tell" in theirs.get(f"/moderation/cases/{case.ref}").content.decode()
    with acting_as(world.moderator.actor()):
        rows(world, Case).update(claimed_until=timezone.now())
    assert "Decide and tell" in mine.get(f"/moderation/cases/{case.ref}").content.decode()


def test_not_me_today_takes_it_off_one_list_only(world: World, sign_in: Any) -> None:
    told(world.gerd, begin(world.ruth, a_board()))
    case, other = the_case(world), another_moderator()
    mine = sign_in(world.moderator)
    mine.get(f"/moderation/cases/{case.ref}")
    page = mine.post(f"/moderation/cases/{case.ref}/leave", {"when": "not_today"}, follow=True)
    assert b"Nothing waits." in page.content
    assert b"It hurts" in sign_in(other).get("/moderation").content
    assert the_case(world).claimed_by is None


@pytest.mark.parametrize("after", ["folded", "returned", "removed"])
def test_reasons_go_to_the_author_and_an_answer_to_who_told_us(
    world: World, sign_in: Any, after: str
) -> None:
    post = begin(world.ruth, a_board(), "rude words")
    told(world.gerd, post)
    client = sign_in(world.moderator)
    case = the_case(world)
    assert sent(client, case, after, why="").status_code == 403
    if after != "returned":
        refused = sent(client, case, after, rule="")
        assert refused.status_code == 403 and b"Choose the rule" in refused.content
    assert sent(client, case, after, why="That hurts people.", rule="1").status_code == 302
    post.refresh_from_db()
    assert post.state == after
    with acting_as(world.moderator.actor()):
        decision = rows(world, Decision).get()
    mine = sign_in(world.ruth).get(f"/me/decisions/{decision.ref}").content.decode()
    assert "That hurts people." in mine and "Be kind to each other" in mine
    assert "Version 1" in mine and "Somebody told us about it." in mine
    assert "Gerd" not in mine and "Moderator Person" not in mine
    for other in (world.gerd, world.administrator, world.moderator):
        page = sign_in(other).get(f"/me/decisions/{decision.ref}")
        assert page.status_code == 404
    told_back = sign_in(world.gerd).get("/me/told-you").content.decode()
    assert "We did something about it." in told_back and "That hurts people." not in told_back
    kinds = set(Outbox.objects.values_list("kind", flat=True))
    assert {"moderation.decided", "moderation.answered"} <= kinds


def test_left_as_it_is_only_who_told_us_hears(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    decided(world.moderator, the_case(world), "published", why="", rule=None)
    post.refresh_from_db()
    assert (post.state, post.version) == ("published", 1)
    assert b"it stays as it is" in sign_in(world.gerd).get("/me/told-you").content
    assert not Outbox.objects.filter(kind="moderation.decided").exists()


def test_returned_and_changed_goes_back_with_its_place_kept(world: World, sign_in: Any) -> None:
    topic = begin(world.ruth, a_board()).topic
    post = answer(world.gerd, topic, "call 01632 960 777")
    told(world.ruth, post, "private")
    decided(world.moderator, the_case(world), "returned", why="Leave the number out.", rule=None)
    assert the_case(world).state == "returned"
    assert b"960 777" not in sign_in(world.ruth).get(f"/talk/topics/{topic.ref}").content
    client = sign_in(world.gerd)
    page = client.get(f"/talk/posts/{post.ref}").content.decode()
    assert "A moderator asks you to change your post" in page and "Leave the number out." in page
    Post.objects.filter(pk=post.pk).update(written_at=timezone.now() - timedelta(days=9))
    post.refresh_from_db()
    client.post(f"/talk/posts/{post.ref}/change", {"text": "no number", "version": post.version})
    post.refresh_from_db()
    case = the_case(world)
    assert (post.state, post.no, case.state) == ("held", 2, "open")
    shown = sign_in(world.moderator).get(f"/moderation/cases/{case.ref}").content.decode()
    assert "no number" in shown and "Show how it read when somebody told us" in shown
    decided(world.moderator, case, "published", why="", rule=None)
    assert b"no number" in sign_in(world.ruth).get(f"/talk/topics/{topic.ref}").content


def test_a_case_that_waited_for_its_author_ends_with_the_decision_of_another_lane(
    world: World,
) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    decided(world.moderator, the_case(world), "returned", rule=None)
    changed(world.ruth, post, "I want to die", version=Post.objects.get().version)
    assert the_case(world, lane="normal").state == "returned"
    decided(world.moderator, read_as(world), "published", why="", rule=None)
    first = the_case(world, lane="normal")
    assert first.state == "decided" and first.decided_at is not None


def test_a_case_goes_on_waiting_while_another_lane_asks_for_a_change_too(world: World) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    decided(world.moderator, the_case(world), "returned", rule=None)
    changed(world.ruth, post, "I want to die", version=Post.objects.get().version)
    decided(world.moderator, read_as(world), "returned", rule=None)
    assert the_case(world, lane="normal").state == "returned"


def test_a_change_during_the_reading_is_refused_and_shown(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board(), "first words")
    told(world.gerd, post)
    case, client = the_case(world), sign_in(world.moderator)
    client.get(f"/moderation/cases/{case.ref}")
    words = {"text": "other words", "version": 1}
    sign_in(world.ruth).post(f"/talk/posts/{post.ref}/change", words)
    late = client.post(
        f"/moderation/cases/{case.ref}",
        {"after": "removed", "version": 1, "thing_version": 1, "why": "typed", "rule": "1"},
    )
    page = late.content.decode()
    assert late.status_code == 409 and "other words" in page and "typed" in page
    assert Post.objects.get().state == "published"
    with pytest.raises(Outdated):
        decided(world.moderator, case, "removed", thing_version=1)


def test_the_second_of_two_decisions_learns_who_took_the_first(world: World, sign_in: Any) -> None:
    told(world.gerd, begin(world.ruth, a_board()))
    case = the_case(world)
    read = {"version": 1, "thing_version": 1, "rule": "1", "why": "Too loud"}
    client = sign_in(another_moderator())
    assert client.post(f"/moderation/cases/{case.ref}", {**read, "after": "folded"})
    late = sign_in(world.moderator).post(
        f"/moderation/cases/{case.ref}", {**read, "after": "published"}
    )
    page = late.content.decode()
    assert late.status_code == 409 and "Decided last by Anneke V." in page and "Too loud" in page
    assert Post.objects.get().state == "folded"


def test_undo_brings_back_what_was_and_opens_the_case(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    first = decided(world.moderator, the_case(world), "removed")
    client = sign_in(another_moderator())
    page = client.post(f"/moderation/decisions/{first.ref}/undo", follow=True).content.decode()
    assert "Undone. The case is open again." in page and "Decide and tell" in page
    assert (Post.objects.get().state, the_case(world).state) == ("published", "open")
    mine = sign_in(world.ruth).get(f"/me/decisions/{first.ref}").content.decode()
    assert "This decision was undone later." in mine and "/object" not in mine
    again = client.post(f"/moderation/decisions/{first.ref}/undo", follow=True)
    assert b"There is nothing to undo here." in again.content
    with acting_as(world.moderator.actor()):
        assert rows(world, Decision).count() == 2


def test_undo_is_refused_when_something_else_happened(world: World) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    first = decided(world.moderator, the_case(world), "folded")
    Post.objects.update(version=99)
    with pytest.raises(Outdated), acting_as(world.moderator.actor()) as actor:
        undo_decision(actor=actor, ref=first.ref)


def test_an_objection_is_decided_by_another_person_once(world: World, sign_in: Any) -> None:
    told(world.gerd, begin(world.ruth, a_board()))
    first = decided(world.moderator, the_case(world), "removed")
    client = sign_in(world.ruth)
    address = f"/me/decisions/{first.ref}/object"
    assert client.post(address, {"text": ""}).status_code == 422
    page = client.post(address, {"text": "It was a quotation"}, follow=True).content.decode()
    assert "It was a quotation" in page and "did not take the decision" in page
    assert client.post(address, {"text": "again"}).status_code == 403
    assert sign_in(world.gerd).post(address, {"text": "not mine"}).status_code == 404
    case = the_case(world, lane="appeal")
    before = sign_in(world.moderator)
    refused = before.get(f"/moderation/cases/{case.ref}").content.decode()
    assert "You took the first decision." in refused and "Decide and tell" not in refused
    with pytest.raises(PermissionDenied, match="first decision"):
        decided(world.moderator, case, "published")
    second = sign_in(another_moderator())
    assert "It was a quotation" in second.get(f"/moderation/cases/{case.ref}").content.decode()
    assert sent(second, case, "published", why="You are right.").status_code == 302
    assert Post.objects.get().state == "published"
    with acting_as(world.moderator.actor()):
        answered = rows(world, Decision).get(source="appeal")
    mine = client.get(f"/me/decisions/{answered.ref}").content.decode()
    assert "You are right." in mine and f"{answered.ref}/object" not in mine


def test_an_objection_that_changes_nothing_is_answered_too(world: World) -> None:
    told(world.gerd, begin(world.ruth, a_board()))
    first = decided(world.moderator, the_case(world), "removed")
    with acting_as(world.ruth.actor()) as actor:
        appeal_decision(actor=actor, ref=first.ref, text="No")
    other = another_moderator()
    last = decided(other, the_case(world, lane="appeal"), "removed", why="It still hurts.")
    assert Outbox.objects.filter(kind="moderation.decided").count() == 2
    with acting_as(world.ruth.actor()) as actor, pytest.raises(PermissionDenied):
        appeal_decision(actor=actor, ref=last.ref, text="Again")


def test_nobody_decides_about_herself_or_what_she_reported(world: World) -> None:
    team = also_a_member(world.moderator)
    topic = begin(world.ruth, a_board()).topic
    own = answer(team, topic)
    told(world.gerd, own)
    with pytest.raises(PermissionDenied, match="their own"):
        decided(team, the_case(world), "folded")
    told(team, Post.objects.get(no=1))
    with pytest.raises(PermissionDenied, match="reported this yourself"):
        decided(team, the_case(world, thing=Post.objects.get(no=1).ref), "folded")


def test_only_moderators_reach_the_desk(world: World, sign_in: Any) -> None:
    told(world.gerd, begin(world.ruth, a_board(), "rude words"))
    case = the_case(world)
    for who in (world.ruth, world.gerd, world.administrator, world.committee, world.nasser):
        client = sign_in(who)
        for address in ("/moderation", "/moderation/decided", f"/moderation/cases/{case.ref}"):
            assert client.get(address).status_code == 403
        with pytest.raises(PermissionDenied):
            decided(who, case, "folded")
        with acting_as(who.actor()) as actor:
            assert not Case.objects.visible_to(actor).exists()
    weak = sign_in(world.moderator, strong=False)
    assert weak.get("/moderation").status_code != 200


def test_a_moderator_looks_at_something_nobody_reported(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board())
    page = sign_in(world.moderator).post(f"/moderation/look/post/{post.ref}", follow=True)
    assert b"A moderator wants to look at it" in page.content
    decision = decided(world.moderator, the_case(world), "folded")
    assert decision.source == "own"
    nowhere = "00000000-0000-4000-8000-000000000000"
    client = sign_in(world.moderator)
    assert client.post(f"/moderation/look/post/{nowhere}").status_code == 404


def test_notes_are_for_moderators_alone(world: World, sign_in: Any) -> None:
    told(world.gerd, begin(world.ruth, a_board()))
    address = f"/moderation/cases/{the_case(world).ref}"
    page = sign_in(world.moderator).post(f"{address}/note", {"text": "Third time"}, follow=True)
    assert b"Third time" in page.content
    empty = sign_in(world.moderator).post(f"{address}/note", {"text": ""}, follow=True)
    assert b"Write the note first" in empty.content
    assert sign_in(world.ruth).post(f"{address}/note", {"text": "mine"}).status_code == 403


def test_the_rules_are_there_for_everybody(world: World, client: Any) -> None:
    page = client.get("/how-we-talk").content.decode()
    assert "Be kind to each other" in page and "Ask us before you write." in page
    for way in ("/about/contact", "/call-me"):
        assert f'href="{way}"' in page and client.get(way).status_code == 200


def test_a_case_about_something_erased_says_so(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    Post.objects.filter(pk=post.pk).delete()
    page = sign_in(world.moderator).get(f"/moderation/cases/{the_case(world).ref}")
    assert page.status_code == 200 and b"What this was about is gone" in page.content
    assert sign_in(world.moderator).get("/moderation").status_code == 200


def queries(client: Any, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


def test_the_queue_asks_the_same_with_one_case_and_ten_thousand(world: World, sign_in: Any) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    client = sign_in(world.moderator)
    few = queries(client, "/moderation")
    with acting_as(world.moderator.actor()), connection.cursor() as cursor:
        cursor.execute(
            "select open_case('post', gen_random_uuid(), %s, 1, 'normal', 3, '[]')"
            " from generate_series(1, 10000)",
            [world.ruth.person.pk],
        )
        cursor.execute("update moderation_case set opened_at = now() - id * interval '1 minute'")
    assert queries(client, "/moderation") <= few + 1
    seen: set[str] = set()
    address = "/moderation"
    for _page in range(4):
        page = client.get(address)
        found = {row["url"] for row in page.context["work"]["rows"]}
        assert len(found) == 20 and not found & seen
        seen |= found
        address = f"/moderation{page.context['later_url']}"
    assert client.get("/moderation?after=nonsense").status_code == 404
    with acting_as(world.moderator.actor()), connection.cursor() as cursor:
        cursor.execute("set local enable_sort = off")  # nobody analysed the fresh rows
        cursor.execute(
            "explain select * from moderation_case where state = 'open'"
            " order by rank, opened_at, id limit 21"
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "moderation_case_queue" in plan and "Sort" not in plan


def turned_round(who: Persona, post: Post, turn: Any) -> None:
    with acting_as(who.actor()) as actor:
        turn(actor=actor, ref=post.ref)


@pytest.mark.parametrize("held", [False, True])
def test_taking_back_until_the_case_is_closed_and_putting_back_is_no_way_around_a_report(
    world: World, sign_in: Any, held: bool
) -> None:
    topic = begin(world.moderator, a_board(holds_all=held)).topic
    post = answer(world.ruth, topic, "rude words")
    if not held:
        told(world.gerd, post)
    turned_round(world.ruth, post, take_back_post)
    decided(world.moderator, the_case(world), "taken_back", why="", rule=None)
    turned_round(world.ruth, post, put_back_post)
    assert Post.objects.get(pk=post.pk).state == "held"
    assert b"rude words" not in sign_in(world.gerd).get(f"/talk/topics/{topic.ref}").content
    case = the_case(world, state="open")
    assert case.because == ["put_back"]
    mine = sign_in(world.ruth).get(f"/talk/posts/{post.ref}").content.decode()
    assert "You had taken it back when a moderator came to look at it" in mine
    decided(world.moderator, case, "published", why="", rule=None)
    turned_round(world.ruth, post, take_back_post)
    turned_round(world.ruth, post, put_back_post)
    assert Post.objects.get(pk=post.pk).state == "published"


def test_a_first_post_put_back_shows_its_topic_only_when_a_moderator_read_it(world: World) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    turned_round(world.ruth, post, take_back_post)
    decided(world.moderator, the_case(world), "taken_back", why="", rule=None)
    turned_round(world.ruth, post, put_back_post)
    assert Topic.objects.get().gone_at is not None
    decided(world.moderator, the_case(world, state="open"), "published", why="", rule=None)
    assert Topic.objects.get().gone_at is None


def test_cases_of_before_are_set_right_by_the_migration(world: World) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    told(world.gerd, begin(world.ruth, a_board()), "worried")
    decided(world.moderator, the_case(world, lane="normal"), "returned", rule=None)
    changed(world.ruth, post, "I want to die", version=Post.objects.get(pk=post.pk).version)
    decided(world.moderator, read_as(world, thing=post.ref), "published", why="")
    old_rows = import_module("moderation.migrations.0003_calls_again").OLD_ROWS
    with acting_as(world.moderator.actor()), connection.cursor() as cursor:
        rows(world, Case).filter(lane="normal").update(state="returned", decided_at=None)
        rows(world, Case).filter(lane="crisis", state="open").update(call_next_at=None, called=2)
        cursor.execute(old_rows)
    case = the_case(world, lane="normal")
    assert case.state == "decided" and case.decided_at is not None
    case = the_case(world, lane="crisis", state="open")
    assert case.call_next_at is not None and case.called == 0


def test_a_returned_post_taken_back_for_good_closes_its_case(world: World) -> None:
    post = begin(world.ruth, a_board())
    told(world.gerd, post)
    decided(world.moderator, the_case(world), "returned")
    turned_round(world.ruth, post, take_back_post)
    assert close_gone() == 0 and the_case(world).state == "returned"
    Post.objects.update(changed_at=timezone.now() - timedelta(hours=25))
    assert close_gone() == 1 and close_gone() == 0
    case = the_case(world)
    assert case.state == "decided" and case.decided_at is not None
    with acting_as(world.moderator.actor()):
        assert rows(world, CaseEvent).latest("pk").kind == "gone"
    other = begin(world.ruth, a_board())
    told(world.gerd, other)
    decided(world.moderator, the_case(world, thing=other.ref), "returned")
    assert close_gone() == 0
