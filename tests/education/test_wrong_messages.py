"""A member says that something is wrong with what her guide wrote; the guide is the last to learn it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from audit.models import Read
from education.actions.guiding import let_guide_go, write_to_member
from education.models import Enrolment, Guide, GuideAssignment, GuideMessage
from members.models import RoleHolding
from members.queries.own import own_rows
from moderation.actions.crisis import call_next, triage_case
from moderation.actions.revealing import look_up, see_through
from moderation.actions.words import write_word
from moderation.models import (
    Case,
    FollowUp,
    Lane,
    PrivateWord,
    Report,
    Reveal,
    SafetyContact,
)
from notifications.models import Outbox
from po_platform.access.actor import Hat, Purpose, System, acting_as
from tests.education.test_guides import guided, works
from tests.moderation.cases import another_moderator
from tests.moderation.test_avoided import on_duty
from tests.moderation.test_crisis import called
from tests.moderation.test_danger import aged, reminded
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db
SENT = {"reason": "advert", "text": "canary-told"}


def oversteps(world: World, guide: Guide | None = None) -> tuple[Enrolment, GuideMessage]:
    """The guide wrote to Ruth what she should not have."""
    row = guided(world, guide=guide)
    with acting_as(world.ruth.actor()) as actor:
        assignment = own_rows(GuideAssignment, actor).select_related("enrolment").get()
    with acting_as(world.guide.actor()) as actor:
        said = write_to_member(actor=actor, assignment=assignment, text="canary-lend me money")
    return row, said


def address(row: Enrolment, said: GuideMessage) -> str:
    return f"/programmes/mine/{row.ref}/guide/wrong/{said.ref}"


def mailed(kind: str = "education.guide_told") -> set[int | None]:
    return set(Outbox.objects.filter(kind=kind).values_list("person_id", flat=True))


def case(world: World) -> Case:
    with acting_as(world.moderator.actor()) as actor:
        return Case.objects.visible_to(actor).get(kind="guide-message")


def test_she_says_so_under_the_message_and_hears_that_her_guide_is_not_told(
    world: World, sign_in: Any
) -> None:
    row, said = oversteps(world)
    ruth = sign_in(world.ruth)
    mine = ruth.get(f"/programmes/mine/{row.ref}/guide").content.decode()
    assert address(row, said) in mine
    page = ruth.get(address(row, said)).content.decode()
    assert "Your guide is not told, unless" in page
    assert "canary-lend me money" in page
    assert ruth.post(address(row, said), {"reason": ""}).status_code == 422
    done = ruth.post(address(row, said), SENT, follow=True).content.decode()
    assert "Thank you for telling us." in done
    assert "End it" in done
    assert "We are looking at it." in ruth.get("/me/told-you").content.decode()


def test_the_moderation_reads_this_message_alone_and_each_look_is_hers_to_read(
    world: World, sign_in: Any
) -> None:
    row, said = oversteps(world)
    ruth = sign_in(world.ruth)
    ruth.post(f"/programmes/mine/{row.ref}/guide", {"text": "A quiet word."})
    ruth.post(address(row, said), SENT)
    found = case(world)
    assert found.person_id is None, "no letter of the moderation goes to the guide"
    team, place = sign_in(world.moderator), f"/moderation/cases/{found.ref}"
    page = team.get(place).content.decode()
    assert "canary-lend me money" in page
    assert "canary-told" in page
    assert "A quiet word." not in page
    assert "A word to the author" not in page
    with acting_as(world.ruth.actor()) as actor:
        assert own_rows(Read, actor).filter(what="education.message_told").count() == 1
    with acting_as(world.moderator.actor()) as actor:
        Case.objects.visible_to(actor).filter(pk=found.pk).update(state="decided")
    assert "canary-lend me money" not in team.get(place).content.decode(), "until it is decided"


def test_the_office_and_whoever_looks_after_guides_learn_about_which_guide_and_no_word(
    world: World, sign_in: Any
) -> None:
    lead = make_persona("Lead Guide", role=Hat.GUIDE)
    works(lead)
    Guide.objects.filter(account=lead.account).update(leads=True)
    row, said = oversteps(world)
    sign_in(world.ruth).post(address(row, said), SENT)
    assert mailed() == {lead.person.pk, world.administrator.person.pk}
    for persona in (lead, world.administrator):
        page = sign_in(persona).get("/guide/told").content.decode()
        assert world.guide.name in page
        assert "The moderators look at it." in page
        for words in ("canary", "Ruth"):
            assert words not in page.partition("<main")[2], words


def test_the_guide_herself_learns_nothing_also_where_she_leads_and_moderates(
    world: World, sign_in: Any
) -> None:
    guide = works(world.guide)
    row, said = oversteps(world, guide)
    Guide.objects.filter(pk=guide.pk).update(leads=True)
    for role in (Hat.MODERATOR, Hat.ADMINISTRATOR):
        RoleHolding.objects.create(account=world.guide.account, role=role, reason="A test")
    sign_in(world.ruth).post(address(row, said), SENT)
    assert world.guide.person.pk not in mailed()
    assert not mailed("moderation.word")
    found = case(world)
    strong = replace(world.guide, strong=True)
    herself = sign_in(strong)
    for page in ("/guide/told", "/moderation"):
        answer = herself.get(page, follow=True).content.decode()
        assert str(found.ref) not in answer
        assert world.guide.name not in answer.partition("<main")[2]
    assert herself.get(f"/moderation/cases/{found.ref}").status_code == 404
    assert strong.actor().holds(Hat.MODERATOR)
    with acting_as(strong.actor()) as actor:
        assert not Case.objects.visible_to(actor).filter(pk=found.pk).exists()
    assert str(found.ref) in sign_in(world.moderator).get("/moderation").content.decode()


IN_DANGER = {"reason": "rude", "text": "canary-told. Since then I want to die."}


@pytest.mark.parametrize("worried", [False, True])
def test_with_words_of_danger_everybody_is_called_but_the_guide(
    world: World, sign_in: Any, worried: bool
) -> None:
    guide = works(world.guide)
    row, said = oversteps(world, guide)
    RoleHolding.objects.create(account=world.guide.account, role=Hat.MODERATOR, reason="A test")
    on_duty(world.guide)
    if worried:  # by the address of all things
        given = {"reason": "worried", "text": "canary-told"}
        sign_in(world.ruth).post(f"/tell-us/guide-message/{said.ref}", given)
    else:
        sign_in(world.ruth).post(address(row, said), IN_DANGER)
    with acting_as(world.moderator.actor()) as actor:
        cases = list(Case.objects.visible_to(actor))
    assert Lane.CRISIS in {one.lane for one in cases}
    strong = replace(world.guide, strong=True)
    herself = sign_in(strong)
    for one in cases:
        assert herself.get(f"/moderation/cases/{one.ref}").status_code == 404
        assert str(one.ref) not in herself.get("/moderation").content.decode()
    with acting_as(strong.actor()) as actor:
        assert not Case.objects.visible_to(actor).exists()
    assert call_next() == 1
    assert world.moderator.account.pk in called()
    assert world.guide.account.pk not in called()


def test_a_guide_who_moderates_is_not_asked_to_look_in_again(world: World, sign_in: Any) -> None:
    guide = works(world.guide)
    row, said = oversteps(world, guide)
    RoleHolding.objects.create(account=world.guide.account, role=Hat.MODERATOR, reason="A test")
    sign_in(world.ruth).post(address(row, said), IN_DANGER)
    with acting_as(world.moderator.actor()) as actor:
        crisis = Case.objects.visible_to(actor).get(lane=Lane.CRISIS)
    team = sign_in(world.moderator)
    team.post(f"/moderation/cases/{crisis.ref}/next-step", {"triage": "thoughts"})
    with acting_as(world.moderator.actor()) as actor:
        FollowUp.objects.visible_to(actor).update(due_at=timezone.now() - timedelta(hours=1))
        back = FollowUp.objects.visible_to(actor).order_by("pk").first()
    assert back is not None
    again = f"/moderation/follow-ups/{back.pk}"
    assert again in team.get("/moderation").content.decode()
    herself = sign_in(replace(world.guide, strong=True))
    assert again not in herself.get("/moderation").content.decode()
    assert herself.post(again).status_code == 404
    assert team.post(again).status_code == 302


def test_a_guide_who_alone_moderates_is_called_for_words_of_danger(
    world: World, sign_in: Any
) -> None:
    guide = works(world.guide)
    row, said = oversteps(world, guide)
    RoleHolding.objects.filter(role=Hat.MODERATOR).update(ends_at=timezone.now())
    RoleHolding.objects.create(account=world.guide.account, role=Hat.MODERATOR, reason="A test")
    sign_in(world.ruth).post(address(row, said), IN_DANGER)
    assert call_next() == 1
    assert called() == [world.guide.account.pk]
    strong = replace(world.guide, strong=True)
    with acting_as(strong.actor()) as actor:
        (found,) = Case.objects.visible_to(actor)
    assert found.kind == "told"
    assert "I want to die" in sign_in(strong).get(f"/moderation/cases/{found.ref}").content.decode()


@pytest.mark.parametrize("also", ["nobody", "ruth"])
def test_she_is_called_also_where_the_member_is_worried_or_moderates_herself(
    world: World, sign_in: Any, also: str
) -> None:
    guide = works(world.guide)
    row, said = oversteps(world, guide)
    RoleHolding.objects.filter(role=Hat.MODERATOR).update(ends_at=timezone.now())
    RoleHolding.objects.create(account=world.guide.account, role=Hat.MODERATOR, reason="A test")
    if also == "ruth":
        sign_in(world.ruth).post(address(row, said), IN_DANGER)
        RoleHolding.objects.create(account=world.ruth.account, role=Hat.MODERATOR, reason="A test")
    else:
        given = {"reason": "worried", "text": IN_DANGER["text"]}
        sign_in(world.ruth).post(f"/tell-us/guide-message/{said.ref}", given)
    for _turn in range(3):
        call_next()
        with acting_as(System(Purpose.CALL)) as actor:
            Case.objects.visible_to(actor).update(call_next_at=timezone.now())
    assert world.guide.account.pk in called()
    with acting_as(replace(world.guide, strong=True).actor()) as actor:
        (found,) = Case.objects.visible_to(actor)
    assert found.kind == "told"


def test_a_guide_who_leads_on_safety_is_not_called_for_what_was_told_about_her(
    world: World, sign_in: Any
) -> None:
    cache.clear()
    guide = works(world.guide)
    _row, said = oversteps(world, guide)
    RoleHolding.objects.create(account=world.guide.account, role=Hat.MODERATOR, reason="A test")
    for step, who in (("lead", world.guide), ("deputy", world.moderator)):
        SafetyContact.objects.update_or_create(step=step, defaults={"person": who.person})
    given = {"reason": "other", "text": "canary-told", "about_children": "on"}
    assert sign_in(world.ruth).post(f"/tell-us/guide-message/{said.ref}", given).status_code == 302
    mails = Outbox.objects.filter(kind="moderation/mail/law", service=True)
    assert list(mails.values_list("account_id", flat=True)) == [world.moderator.account.pk]


def opened_in_her_case(world: World, sign_in: Any) -> tuple[Persona, Reveal]:
    """The guide leads on safety; a colleague opens Ruth's name in the case that is kept from her."""
    guide = works(world.guide)
    row, said = oversteps(world, guide)
    RoleHolding.objects.create(account=world.guide.account, role=Hat.MODERATOR, reason="A test")
    other = another_moderator()
    for step, who in (("lead", world.guide), ("deputy", other), ("board", world.moderator)):
        SafetyContact.objects.update_or_create(
            step=step, defaults={"person": who.person, "named_by": make_persona("X").person.pk}
        )
    sign_in(world.ruth).post(address(row, said), IN_DANGER)
    with acting_as(world.moderator.actor()) as actor:
        crisis = Case.objects.visible_to(actor).get(lane=Lane.CRISIS)
        triage_case(actor=actor, ref=crisis.ref, triage="now")
        write_word(actor=actor, ref=crisis.ref, text="canary-word", client_ref=uuid4())
        return other, look_up(actor=actor, case=crisis.ref, why="canary-why")


@pytest.mark.django_db(transaction=True)
def test_what_was_opened_and_written_in_a_case_kept_from_her_is_kept_from_her_too(
    world: World, sign_in: Any
) -> None:
    other, opened = opened_in_her_case(world, sign_in)
    aged(opened, 25)
    see_through()
    assert reminded() == [other.account.pk]
    for who, seen in ((replace(world.guide, strong=True), 0), (other, 1)):
        with acting_as(who.actor()) as actor, connection.cursor() as cursor:
            for table, model in (("reveal", Reveal), ("privateword", PrivateWord)):
                cursor.execute(f"select count(*) from moderation_{table}")
                assert cursor.fetchone() == (seen,), table
                assert model.objects.visible_to(actor).count() == seen, table


def test_words_of_danger_at_the_end_of_many_are_heard(world: World, sign_in: Any) -> None:
    row, said = oversteps(world)
    many = {"reason": "private", "text": "x " * 990 + "I want to die."}
    sign_in(world.ruth).post(address(row, said), many)
    with acting_as(world.moderator.actor()) as actor:
        assert Case.objects.visible_to(actor).filter(lane=Lane.CRISIS).exists()


def test_a_case_about_a_guide_is_not_passed_on_to_her_where_she_leads_moderation(
    world: World, sign_in: Any
) -> None:
    guide = works(world.guide)
    row, said = oversteps(world, guide)
    RoleHolding.objects.create(account=world.guide.account, role=Hat.MODERATOR, reason="A test")
    SafetyContact.objects.update_or_create(step="lead", defaults={"person": world.guide.person})
    sign_in(world.ruth).post(address(row, said), SENT)
    found = case(world)
    sign_in(world.moderator).post(f"/moderation/cases/{found.ref}/raise")
    assert world.guide.person.pk not in mailed("moderation.raised")


def test_what_she_tells_later_about_the_same_message_is_read_as_well(
    world: World, sign_in: Any
) -> None:
    row, said = oversteps(world)
    ruth, team = sign_in(world.ruth), sign_in(world.moderator)
    ruth.post(address(row, said), SENT)
    found = case(world)
    left = {"after": "published", "version": found.version, "thing_version": 1}
    assert team.post(f"/moderation/cases/{found.ref}", left).status_code == 302
    assert "it stays as it is" not in ruth.get("/me/told-you").content.decode()
    ruth.post(address(row, said), {**SENT, "text": "canary-later: he stood at my door"})
    with acting_as(world.moderator.actor()) as actor:
        again = Case.objects.visible_to(actor).exclude(state="decided").get()
    assert "canary-later" in team.get(f"/moderation/cases/{again.ref}").content.decode()


def test_the_moderation_reads_what_she_ticked_and_which_guide_it_is(
    world: World, sign_in: Any
) -> None:
    row, said = oversteps(world)
    sign_in(world.ruth).post(address(row, said), SENT)
    page = sign_in(world.moderator).get(f"/moderation/cases/{case(world).ref}").content.decode()
    assert "It is about money, or sells something." in page
    assert f"{said.by_name}, the guide of Ruth E." in page


def test_told_twice_it_is_one_case_and_one_mail(world: World, sign_in: Any) -> None:
    row, said = oversteps(world)
    ruth = sign_in(world.ruth)
    for _twice in range(2):
        assert ruth.post(address(row, said), SENT).status_code == 302
    found = case(world)
    with acting_as(world.moderator.actor()) as actor:
        assert Report.objects.visible_to(actor).filter(case=found).count() == 1
    assert Outbox.objects.filter(kind="education.guide_told").count() == len(mailed())


def test_after_it_ended_she_still_finds_the_messages_and_can_say_so(
    world: World, sign_in: Any
) -> None:
    row, said = oversteps(world)
    with acting_as(world.ruth.actor()) as actor:
        let_guide_go(actor=actor, ref=row.ref, language="en")
    ruth = sign_in(world.ruth)
    assert address(row, said) in ruth.get(f"/programmes/mine/{row.ref}/guide").content.decode()
    assert ruth.post(address(row, said), SENT).status_code == 302


@pytest.mark.parametrize("who", ["guide", "gerd", "editor", "moderator"])
def test_nobody_says_it_for_her_or_about_another_message(
    world: World, sign_in: Any, who: str
) -> None:
    row, said = oversteps(world)
    assert sign_in(world.people[who]).post(address(row, said), SENT).status_code == 404
    ruth = sign_in(world.ruth)
    ruth.post(f"/programmes/mine/{row.ref}/guide", {"text": "Mine."})
    with acting_as(world.ruth.actor()) as actor:
        own = own_rows(GuideMessage, actor).get(by_guide=False)
    for other in (str(own.ref), str(uuid4())):
        path = f"/programmes/mine/{row.ref}/guide/wrong/{other}"
        assert ruth.post(path, SENT).status_code == 404
    with acting_as(world.moderator.actor()) as actor:
        assert not Case.objects.visible_to(actor).filter(kind="guide-message").exists()


def test_a_guide_who_looks_after_nobody_and_members_do_not_see_the_list(
    world: World, sign_in: Any
) -> None:
    works(world.guide)
    for persona in (world.guide, world.ruth, world.editor):
        assert sign_in(persona).get("/guide/told").status_code == 403


def test_a_moderator_alone_opens_no_message_between_two_people(world: World, sign_in: Any) -> None:
    """Without the member's word there is nothing to read, also where somebody makes up an address."""
    _row, said = oversteps(world)
    team: Persona = world.moderator
    assert sign_in(team).get(f"/tell-us/guide-message/{said.ref}").status_code == 404
