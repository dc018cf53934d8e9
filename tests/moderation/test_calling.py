"""People are called by every way there is: a way that fails stops no other; the desk calls them too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db.models.functions import Now

from audit.models import Event, Read
from members.actions import calls
from members.actions.calls import WantsCall
from members.models import CallRequest, RoleHolding
from moderation import callers
from moderation.actions.crisis import call_next
from moderation.actions.drilling import begin_drill
from moderation.actions.duty import forget_numbers, say_number
from moderation.gateway import hand_over, request_for
from moderation.models import CallNumber, Case, CaseEvent
from moderation.wording import LEAVE
from notifications.models import Outbox
from po_platform.access.actor import NOBODY, Hat, acting_as
from tests.forums.talking import a_board, begin
from tests.moderation.cases import another_moderator, rows, the_case, told
from tests.moderation.test_danger import named
from tests.personas import Persona, World, make_persona

pytestmark = pytest.mark.django_db
NUMBER = "01632 960 771"


class Service:
    """What a telephone service was handed over; `status` is what it answers."""

    def __init__(self) -> None:
        self.taken: list[dict[str, str]] = []
        self.secrets: list[str | None] = []
        self.status, self.location = 200, ""
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.taken.append(json.loads(body))
                outer.secrets.append(self.headers["Authorization"])
                self.send_response(outer.status)
                if outer.location:
                    self.send_header("Location", outer.location)
                self.end_headers()

            do_GET = do_POST

            def log_message(self, *_args: object) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://portal:s%40cret@127.0.0.1:{self.server.server_port}/calls"
        Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    found = Service()
    settings.CALL_URL = found.url
    yield found
    found.server.shutdown()


def says(who: Persona, number: str = NUMBER) -> None:
    with acting_as(who.actor()) as actor:
        say_number(actor=actor, number=number)


def events(world: World) -> list[str]:
    with acting_as(world.moderator.actor()):
        return [str(row.get_kind_display()) for row in rows(world, CaseEvent)]


def mails() -> int:
    return Outbox.objects.filter(kind="moderation/mail/called").count()


def test_a_number_is_called_beside_the_mail_in_neutral_words(
    world: World, service: Service, django_capture_on_commit_callbacks: Any
) -> None:
    says(world.moderator)
    another_moderator()  # gave no number
    told(world.gerd, begin(world.ruth, a_board(), "Goodbye"), "worried")
    with django_capture_on_commit_callbacks(execute=True):
        call_next()
    (sent,) = service.taken
    assert sent["number"] == NUMBER and sent["link"].endswith(str(the_case(world).ref))
    assert sent["text"].startswith("Morning Hands: ") and "Ruth" not in str(sent)
    assert "Goodbye" not in str(sent) and service.secrets == ["Basic cG9ydGFsOnNAY3JldA=="]
    assert mails() == 2


def test_a_drill_goes_the_same_way_and_says_so(
    world: World, service: Service, django_capture_on_commit_callbacks: Any
) -> None:
    lead = another_moderator("Lena L.")
    named(world, lead)
    says(world.moderator)
    with acting_as(lead.actor()) as actor:
        begin_drill(actor=actor)
    with django_capture_on_commit_callbacks(execute=True):
        call_next()
    assert [sent["text"] for sent in service.taken] == [
        "Morning Hands: A drill, and nothing has happened. Open the portal now, as if it were not."
    ]


def test_a_service_that_fails_stops_no_mail_and_no_other_call(
    world: World, service: Service, django_capture_on_commit_callbacks: Any,
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    service.status = 500
    second = another_moderator()
    for who in (world.moderator, second):
        says(who)

    def broken(_call: callers.Call) -> bool:
        Case.objects.for_purpose("call").filter(pk="x").exists()  # type: ignore[arg-type]
        return True

    monkeypatch.setattr(callers, "_callers", [broken, *callers._callers])
    for reporter, author in ((world.gerd, world.ruth), (world.ruth, world.gerd)):
        told(reporter, begin(author, a_board()), "worried")
    with django_capture_on_commit_callbacks(execute=True):
        assert call_next() == 2
    assert mails() == 4 and len(service.taken) == 4
    assert "HTTPError" in caplog.text and NUMBER not in caplog.text and "cret" not in caplog.text


def test_where_nobody_could_be_called_the_next_tick_calls_the_next_person(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_call: callers.Call) -> bool:
        raise OSError

    named(world, another_moderator("Lena L."))
    told(world.gerd, begin(world.ruth, a_board()), "worried")
    with monkeypatch.context() as patched:
        patched.setattr(callers, "_callers", [broken])
        for _tick in range(5):
            assert call_next() == 1
    assert "The next person was called" not in events(world)
    assert call_next() == 1 and mails() >= 1
    assert "The next person was called" in events(world)
    assert call_next() == 0


def test_a_service_that_sends_elsewhere_has_called_nobody(service: Service) -> None:
    service.status, elsewhere = 302, Service()
    service.location = elsewhere.url
    assert hand_over(service.url, {"number": NUMBER}) is False
    assert len(service.taken) == 1 and elsewhere.taken == []
    elsewhere.server.shutdown()


def test_the_number_goes_when_the_role_ends(world: World) -> None:
    says(world.moderator)
    former = another_moderator()
    says(former, "01632 960 772")
    assert forget_numbers() == 0
    RoleHolding.objects.filter(account__person=former.person).update(ends_at=Now())
    assert forget_numbers() == 1
    with acting_as(world.moderator.actor()) as actor:
        assert CallNumber.objects.visible_to(actor).count() == 1


def test_nobody_answering_at_the_other_end_is_a_no() -> None:
    assert hand_over("http://127.0.0.1:9/", {"number": NUMBER}) is False
    assert request_for("https://host.example/x", {}).headers.get("Authorization") is None


def test_a_number_is_hers_alone_and_goes_when_she_takes_it_away(
    world: World, sign_in: Any, settings: Any
) -> None:
    settings.CALL_URL = "https://calls.example.org"
    client, other = sign_in(world.moderator), another_moderator()
    page = "/moderation/for-you/number"
    assert b"in figures" in client.post(page, {"number": "call me"}, follow=True).content
    assert NUMBER in client.post(page, {"number": NUMBER}, follow=True).content.decode()
    assert NUMBER not in sign_in(other).get("/moderation/for-you").content.decode()
    assert sign_in(world.ruth).post(page, {"number": NUMBER}).status_code == 403
    with acting_as(other.actor()) as actor:
        assert not CallNumber.objects.visible_to(actor).exists()
        assert not rows(world, CallNumber).exists()  # the vault says so too
    with acting_as(world.moderator.actor()):
        assert NUMBER not in rows(world, CallNumber).get().number
    client.post(page, {"number": ""})
    with acting_as(world.moderator.actor()):
        assert not rows(world, CallNumber).exists()
    assert NUMBER not in str(list(Event.objects.values_list("detail", flat=True)))


WISH = WantsCall("Ruth Canary", "01632 960 331", "other", "any", "en")


def a_call(world: World, of: Persona | None) -> tuple[Persona, CallRequest]:
    """Somebody of the desk has it now."""
    actor = of.actor() if of else NOBODY
    with acting_as(actor):
        calls.ask_for_call(actor=actor, wish=WISH)
    desk = make_persona("Dana D.", role=Hat.DESK)
    caller = desk.actor()
    with acting_as(caller):
        call = CallRequest.objects.visible_to(caller).get()
        calls.take_call(actor=caller, ref=call.ref)
    return desk, call


def test_whoever_calls_says_that_somebody_may_be_in_danger(world: World, sign_in: Any) -> None:
    desk, call = a_call(world, world.ruth)
    client, address = sign_in(desk), f"/tell-us/call/{call.ref}"
    assert address in client.get(f"/desk/calls/{call.ref}").content.decode()
    page = client.get(address).content.decode()
    assert "I am worried about this person" in page and "It sells or advertises" not in page
    assert client.post(address, {"reason": "rude", "text": "x"}).status_code == 422
    sent = {"reason": "worried", "text": "She says goodbye"}
    assert client.post(address, sent).status_code == 302
    case = the_case(world)
    assert (case.kind, case.lane, case.person_id) == ("call", "crisis", world.ruth.person.pk)
    assert call_next() == 1
    queue = sign_in(world.moderator).get("/moderation").content.decode()
    assert str(case.ref) in queue and "others can answer" not in queue
    page = sign_in(world.moderator).get(f"/moderation/cases/{case.ref}").content.decode()
    assert "former member" not in page and "Keep the author from writing" not in page
    assert "She says goodbye" in page and "Name and number are with whoever called: Dana D." in page
    assert "960 331" not in page and "Canary" not in page
    assert "A word to the member" in page and "the author" not in page.lower()
    word = {"word-text": "We heard you.", "word-client_ref": str(uuid4())}
    told = (
        sign_in(world.moderator)
        .post(f"/moderation/cases/{case.ref}/word", word, follow=True)
        .content.decode()
    )
    assert "wrote to the member" in told and "to its author" not in told
    hers = sign_in(world.ruth).get("/me/words").content.decode()
    assert "About something you wrote or told us" in hers
    with acting_as(world.ruth.actor()) as ruth:
        assert Read.objects.visible_to(ruth).filter(what="moderation.call").exists()
    for who in (world.ruth, world.gerd, world.moderator):
        assert sign_in(who).get(address).status_code == 404


def test_what_is_written_down_about_a_call_feeds_the_lane(world: World, sign_in: Any) -> None:
    desk, call = a_call(world, None)
    reads, actor = sign_in(desk).get(f"/desk/calls/{call.ref}").content.decode(), desk.actor()
    with acting_as(actor):
        note = "She said: I want to die"
        calls.close_call(actor=actor, ref=call.ref, outcome="done", note=note)
    case = the_case(world)
    assert (case.lane, case.person_id) == ("crisis", None) and "danger_words" in case.because
    moderator = sign_in(world.moderator)
    read = moderator.get(f"/moderation/cases/{case.ref}")
    page = read.content.decode()
    assert note in page and "moderators read it" in reads
    for untrue in ("former member", "against something of theirs", "from writing", "others can answer",
                   "There for its readers", "Take it off", "Fold it", "Words for its author"):  # fmt: skip
        assert untrue not in page
    assert list(read.context["form"].fields["after"].choices) == [("published", LEAVE)]
    moderator.post(f"/moderation/cases/{case.ref}/next-step", {"triage": "thoughts"})
    given = {**read.context["form"].initial, "after": "published"}
    assert moderator.post(f"/moderation/cases/{case.ref}", given).status_code == 302
    assert the_case(world).state == "decided"


def test_an_ordinary_note_calls_nobody(world: World) -> None:
    desk, call = a_call(world, None)
    actor = desk.actor()
    with acting_as(actor):
        calls.close_call(actor=actor, ref=call.ref, outcome="done", note="Passkey made")
    with acting_as(world.moderator.actor()):
        assert not rows(world, Case).exists()
