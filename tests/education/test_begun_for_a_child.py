"""On the telephone: who acts for a child by law says that a programme begins for it, and the desk writes it down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test import Client

from audit.models import Event, Read
from education.actions.cards import make_card
from education.actions.on_call import begin_for_child_on_call
from education.actions.stopping import stop_programme
from education.card_codes import code_of
from education.models import Enrolment, Measuring, Programme, ProgrammeVersion
from members.actions.post import choose_way
from members.actions.proxies import lay_down
from members.models import Decision, Grant, Person
from members.queries.own import own_rows
from notifications.actions.dispatching import dispatch
from notifications.models import Outbox
from po_platform.access.actor import Actor, Purpose, SignedIn, System, acting_as
from tests.education.programme_path import begun, short
from tests.members.everything_of import as_owner, protected
from tests.members.helper_steps import acting
from tests.members.letter_steps import lives_at, print_all, with_a_head, words_of
from tests.members.proxy_steps import accepted, proxy_for, second_office
from tests.members.test_on_the_line import rings
from tests.notifications.mailbox import deliver
from tests.notifications.neutral import assert_neutral
from tests.personas import Persona, World, make_persona
from tests.proms.path import text_of

pytestmark = pytest.mark.django_db
YES = {"agreed": "on", "code": ""}


class Family:
    """Gerd acts by law for Mia, who has no account; he rings, and the desk has his call."""

    def __init__(self, world: World, sign_in: Any) -> None:
        self.world, self.sign_in = world, sign_in
        self.programme: Programme = short(world)
        self.grant = proxy_for(world, world.gerd, second_office())
        self.mia = Person.objects.get(display_name="Mia A.")
        self.desk: Client = sign_in(world.desk)
        self.call = str(rings(self.desk, world.gerd)["Location"])
        self.page = f"{self.call}/programmes/begin/short"

    @property
    def desk_of_call(self) -> tuple[SignedIn, UUID]:
        """The desk, and the call it has."""
        return self.world.desk.actor(fresh=True), UUID(self.call.rsplit("/", 1)[-1])

    def begins(self, **given: str) -> Any:
        return self.desk.post(self.page, {**YES, "whom": str(self.mia.ref), **given})

    def by_law(self) -> SignedIn:
        found = acting(self.world.gerd, Grant(pk=self.grant))
        assert found is not None
        return found

    def told(self) -> System:
        gerd = self.world.gerd
        return System(Purpose.PAPER, gerd.subject, gerd.person.pk)


@pytest.fixture
def family(world: World, sign_in: Any) -> Family:
    return Family(world, sign_in)


def ways_of(actor: Actor) -> list[Enrolment]:
    with acting_as(actor):
        return list(own_rows(Enrolment, actor).order_by("pk"))


def of_the_vault(actor: Actor, family: Family) -> tuple[list[Any], Any]:
    """The children this actor is shown, and what comes of beginning for Mia."""
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute("select name from children_told()")
        names = [name for (name,) in cursor.fetchall()]
        cursor.execute("select begin_for_child(%s, %s)", [family.mia.ref, family.programme.pk])
        return names, cursor.fetchone()[0]


def test_it_begins_for_the_child_and_the_words_are_kept_with_who_said_them(
    family: Family, world: World
) -> None:
    page = text_of(family.desk.get(family.page))
    assert "Mia A." in page and "For themselves" in page and "Read out the first text" in page
    assert "by telephone, for a child I act for by law" in page
    assert family.begins(agreed="").status_code == 422
    for _press in range(2):
        assert family.begins().status_code == 302
    (row,) = ways_of(family.by_law())
    gerd = world.gerd.actor()
    assert (row.begun, row.begun_by, row.state) == ("proxy", gerd.account_id, "active")
    assert row.version_id == family.programme.live_id and row.steps_done == 0
    assert ways_of(gerd) == []  # nothing of his own
    with acting_as(gerd):
        (kept,) = own_rows(Decision, gerd).filter(purpose="programme")
    assert (kept.way, kept.account_id, kept.hat) == ("phone", world.desk.account.pk, "desk")
    assert "for a child I act for by law" in kept.rendered and "Mia" not in kept.rendered
    told = Outbox.objects.get(kind__startswith="education.")
    assert (told.kind, told.person_id) == ("education.begun_for", world.gerd.person.pk)
    (mail,) = [one for one in deliver() if "/mail/stop/" in one.body]
    assert mail.to == [world.gerd.account.email]
    assert_neutral(mail, ("A short one", "Mia A."))
    assert "/helping" in mail.body and "/programmes" not in mail.body


@pytest.mark.django_db(transaction=True)
def test_nobody_is_asked_how_the_child_is(family: Family, world: World) -> None:
    ProgrammeVersion.objects.filter(programme=family.programme).update(measured_by="something")
    begun(world.gerd, family.programme)
    with as_owner():
        asked = protected(Measuring).count()
    assert asked  # whoever begins herself is asked
    family.begins()
    assert len(ways_of(family.by_law())) == 1
    with as_owner():
        assert protected(Measuring).count() == asked


def test_who_gets_letters_reads_on_paper_that_it_began(family: Family, world: World) -> None:
    gerd = world.gerd
    lives_at(gerd, "4 Quay Street\nHarbour Town")
    choose_way(actor=gerd.actor(), way="letter")
    family.begins()
    dispatch()
    with_a_head(world)
    batch = print_all(world)
    assert batch is not None
    words = " ".join(words_of(batch, world).split())
    assert "something was begun for somebody you act for" in words and "call us" in words
    assert "A short one" not in words and "Mia" not in words
    assert deliver() == []


def test_who_acts_by_law_goes_on_with_it_signed_in(family: Family, world: World) -> None:
    family.begins()
    (row,) = ways_of(family.by_law())
    parent = family.sign_in(world.gerd)
    parent.post(f"/helping/{family.grant}/act")
    way = f"/programmes/mine/{row.ref}"
    assert "It was begun on" in text_of(parent.get(way))
    assert parent.get(f"{way}/steps/one").status_code == 200
    assert family.desk.get(way).status_code in (403, 404)


def test_both_read_that_the_desk_looked_and_wrote(family: Family, world: World) -> None:
    family.desk.get(family.page)
    family.begins()
    verbs = ("education.enrolment.begun_on_call", "education.enrolment.begun_for_child_on_call")
    for verb in verbs:
        deed = Event.objects.get(verb=verb)
        assert deed.account_id == world.desk.account.pk and deed.subject_mark
    assert looks_at_mia(family) == 1


def test_each_look_at_what_a_child_has_begun_is_written_down(family: Family) -> None:
    """Whoever is not listed has begun it: so it is learnt of her, too."""
    family.begins()
    for page in (family.page, f"{family.call}/programmes"):
        assert "Mia A." not in text_of(family.desk.get(page))
    assert looks_at_mia(family) == 2


def looks_at_mia(family: Family) -> int:
    """As she reads it herself, with an account of her own."""
    gets_an_account(family)
    family.mia.refresh_from_db()
    with acting_as(accepted(family.mia).actor()) as actor:
        return Read.objects.visible_to(actor).filter(what="education.desk_ways").count()


def test_it_is_begun_for_either_and_each_is_asked_for_once(family: Family, world: World) -> None:
    begun(world.gerd, family.programme)
    page = family.desk.get(family.page)
    assert "For themselves" not in text_of(page) and "Mia A." in text_of(page)
    # Nothing is read out to him that he cannot agree to.
    assert "Read out the first text" not in text_of(page) and page.context["words"] is None
    assert "by telephone, for a child I act for by law" in text_of(page)
    to_begin = f"{family.call}/programmes"
    assert family.programme in family.desk.get(to_begin).context["to_begin"]
    assert family.begins(whom="self").status_code == 422
    assert family.begins(whom="").status_code == 422
    assert family.begins().status_code == 302
    assert family.desk.get(to_begin).context["to_begin"] == []
    assert "Mia A." not in text_of(family.desk.get(family.page))


def test_a_card_is_for_whoever_it_was_given_to(family: Family, world: World) -> None:
    with acting_as(world.nasser.actor()) as doctor:
        card = make_card(
            actor=doctor, programme=family.programme, printed_name="A practice", may_be_used=1,
            days=90,
        )  # fmt: skip
    code = code_of(str(card.ref))
    answer = family.begins(code=code)
    assert answer.status_code == 422 and "Leave it empty for a child" in text_of(answer)
    card.refresh_from_db()
    assert card.used == 0 and ways_of(family.by_law()) == []
    assert family.begins(whom="self", code=code).status_code == 302
    card.refresh_from_db()
    assert card.used == 1 and ways_of(family.by_law()) == []


def test_whoever_rings_begins_for_no_child_of_another(family: Family, world: World) -> None:
    call = str(rings(family.desk, world.ruth)["Location"])
    page = f"{call}/programmes/begin/short"
    assert "Mia A." not in text_of(family.desk.get(page))
    answer = family.desk.post(page, {**YES, "whom": str(family.mia.ref)})
    assert answer.status_code == 422  # said of a child, it is never hers
    assert "They do not act for this child. Nothing was begun." in text_of(answer)
    assert ways_of(world.ruth.actor()) == [] and ways_of(family.by_law()) == []
    family.call = call
    desk, ref = family.desk_of_call
    with pytest.raises(Http404), acting_as(desk):
        begin_for_child_on_call(
            actor=desk, ref=ref, programme=family.programme, child=family.mia.ref
        )
    told = System(Purpose.PAPER, world.ruth.subject, world.ruth.person.pk)
    assert of_the_vault(told, family) == ([], None)
    assert ways_of(family.by_law()) == []


def lays_it_down(family: Family) -> None:
    gerd = family.world.gerd.actor()
    with acting_as(gerd):
        lay_down(actor=gerd, grant_id=family.grant, language="en")


def gets_an_account(family: Family) -> None:
    later: Persona = make_persona("Mia Later")
    Person.objects.filter(account=later.account).update(account=None)
    Person.objects.filter(pk=family.mia.pk).update(account=later.account)


@pytest.mark.parametrize("happens", [lays_it_down, gets_an_account])
def test_nothing_begins_once_nobody_decides_for_the_child(
    family: Family, world: World, happens: Any
) -> None:
    assert "Mia A." in text_of(family.desk.get(family.page))
    happens(family)
    assert family.begins().status_code == 422
    assert "Mia A." not in text_of(family.desk.get(family.page))
    assert of_the_vault(family.told(), family) == ([], None)
    gerd = world.gerd.actor()
    assert ways_of(gerd) == []
    with acting_as(gerd):
        assert not own_rows(Decision, gerd).filter(purpose="programme").exists()


def test_the_vault_shows_children_to_no_word_but_one_told_on_the_telephone(
    family: Family, world: World
) -> None:
    gerd = world.gerd
    others = (
        gerd.actor(),
        world.desk.actor(),
        System(Purpose.EXPORT, gerd.subject, gerd.person.pk),
        System(Purpose.PAPER, family_subject(family), family.mia.pk),  # the child's own word
    )
    for actor in others:
        assert of_the_vault(actor, family) == ([], None)
    assert of_the_vault(family.told(), family)[0] == ["Mia A."]


def family_subject(family: Family) -> Any:
    with acting_as(family.told()), connection.cursor() as cursor:
        cursor.execute("select subject_id from children_told()")
        return cursor.fetchone()[0]


def test_what_was_stopped_begins_for_nobody(family: Family, world: World) -> None:
    with acting_as(world.editor.actor()) as actor:
        stop_programme(actor=actor, ref=family.programme.ref, words="Leave it out.")
    assert family.begins().status_code == 403
    assert of_the_vault(family.told(), family)[1] is None
    assert ways_of(family.by_law()) == []


def test_what_was_stopped_meanwhile_is_not_said_to_have_begun(family: Family, world: World) -> None:
    page = Programme.objects.select_related("live").get(pk=family.programme.pk)  # as it was read
    with acting_as(world.editor.actor()) as actor:
        stop_programme(actor=actor, ref=family.programme.ref, words="Leave it out.")
    desk, ref = family.desk_of_call
    with pytest.raises(PermissionDenied, match="cannot be begun now"), acting_as(desk):
        begin_for_child_on_call(actor=desk, ref=ref, programme=page, child=family.mia.ref)
    assert ways_of(family.by_law()) == []
    assert not Outbox.objects.filter(kind="education.begun_for").exists()
