"""Before, in and after every questionnaire stand the same words, by whatever way somebody answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from members.models import Organisation
from members.queries.organisation import forget_organisation
from po_platform.access.actor import Tick
from proms.paper import printed_form
from proms.watched import fixed_words, line_while_answering
from questionnaires.queries import form_of
from tests.members.helper_steps import help_of
from tests.members.sharing_steps import share
from tests.personas import World
from tests.proms import test_desk, test_one_tap, test_waiting_room
from tests.proms.path import asked_by, on_her_list, put_weekly_in_use, text_of

pytestmark = pytest.mark.django_db
NOBODY = "Nobody watches the answers as they arrive."
WHEN = "can see them as soon as they are sent. They read them when they next open"
BY_POST = "once your sheet came in and was entered, which takes some days. They read them when they"
OWN, NONE = "In an emergency call 999.", "call the emergency number of where you are."

# The pages at the beginning and at the end, and those between them: name → what it says.
Pages = tuple[dict[str, str], dict[str, str]]


def by_herself(world: World, sign_in: Any) -> Pages:
    waiting = on_her_list(world.ruth, put_weekly_in_use(world))
    return answered(sign_in(world.ruth), f"/answer/{waiting.ref}")


def by_a_helper(world: World, sign_in: Any) -> Pages:
    waiting = on_her_list(world.ruth, put_weekly_in_use(world))
    client = sign_in(world.helper)
    client.post(f"/helping/{help_of(world.ruth, world.helper, Tick.ANSWER).pk}/act")
    return answered(client, f"/answer/{waiting.ref}")


def answered(client: Client, at: str, sent: str = "/sent") -> Pages:
    """Begun, one question, all of them, nothing to send yet, checked and sent."""
    ends = {"begin": text_of(client.get(at))}
    between = {name: text_of(client.get(f"{at}/{name}")) for name in ("1", "all", "check")}
    client.post(f"{at}/1", {"q1": "4"})
    ends["check"] = text_of(client.get(f"{at}/check"))
    done = client.post(f"{at}/check")
    ends["sent"] = text_of(client.get(f"{at}{sent}") if done.status_code == 302 else done)
    return ends, between


def by_a_link(world: World, sign_in: Any) -> Pages:
    share(world.ruth, world.nasser)
    asked_by(world.nasser, world.ruth, put_weekly_in_use(world))
    client = Client(headers={"accept-language": "en"})
    return answered(client, client.post(test_one_tap.link()).headers["Location"])


def on_a_tablet(world: World, sign_in: Any) -> Pages:
    waiting = on_her_list(world.ruth, put_weekly_in_use(world))
    tablet = test_waiting_room.opened(test_waiting_room.code_for(world.ruth, waiting))
    ends = {"begin": text_of(tablet.get("/room/form"))}
    between = {"1": text_of(tablet.get("/room/1"))}
    tablet.post("/room/1", {"q1": "4"})
    ends["check"] = text_of(tablet.get("/room/check"))
    ends["thanks"] = text_of(tablet.get(tablet.post("/room/check").headers["Location"]))
    return ends, between


def by_telephone(world: World, sign_in: Any) -> Pages:
    waiting = on_her_list(world.ruth, put_weekly_in_use(world))
    desk = sign_in(world.desk)
    at = test_desk.key(desk, test_desk.code_for(world.ruth, waiting))["Location"]
    ends = {"begin": text_of(desk.get(at))}
    assert "Read this out before the first question" in ends["begin"]
    between = {name: text_of(desk.get(f"{at}/{name}")) for name in ("1", "all")}
    test_desk.fill_in(desk, at, {"q1": "4"})
    ends["check"] = text_of(desk.get(f"{at}/check"))
    return ends, between


def on_paper(world: World, sign_in: Any) -> Pages:
    """As it is printed, and as the desk reads what is printed."""
    waiting = on_her_list(world.ruth, put_weekly_in_use(world))
    printed = printed_form(waiting, form_of(waiting.version, "en"))
    desk = sign_in(world.desk)
    at = test_desk.key(desk, test_desk.code_for(world.ruth, waiting), way="paper")["Location"]
    entering = text_of(desk.get(at))
    assert "This stands on the paper too" in entering
    ends = {"before": " ".join(printed.before), "after": " ".join(printed.after)}
    return ends | {"entering": entering}, {}


WAYS: list[Callable[[World, Any], Pages]] = [
    by_herself, by_a_helper, by_a_link, on_a_tablet, by_telephone, on_paper,
]  # fmt: skip


@pytest.mark.parametrize("numbers", [OWN, ""], ids=["with its own numbers", "without"])
@pytest.mark.parametrize("way", WAYS)
def test_nobody_watches_who_sees_it_when_and_whom_to_call(
    world: World, sign_in: Any, way: Callable[[World, Any], Pages], numbers: str
) -> None:
    Organisation.objects.update(emergency={"en": numbers} if numbers else {})
    forget_organisation()
    ends, between = way(world, sign_in)
    when, never = (BY_POST, WHEN) if way is on_paper else (WHEN, BY_POST)
    for name, said in ends.items():
        for words in (NOBODY, when, numbers or NONE):
            assert words in said, (name, words)
        assert never not in said, name
    for name, said in between.items():
        assert NOBODY in said and (numbers or NONE) in said, name


def test_it_is_read_out_in_the_language_of_the_form(world: World, sign_in: Any) -> None:
    waiting = on_her_list(world.ruth, put_weekly_in_use(world))
    code = test_desk.code_for(world.ruth, waiting, "de")
    desk = sign_in(world.desk)
    page = desk.get(test_desk.key(desk, code)["Location"])
    assert fixed_words(language="de")[0] in text_of(page)
    assert '<p lang="de">' in page.content.decode()


def test_whose_answers_a_helper_enters_is_named(world: World) -> None:
    assert "Ruth E. shares answers with" in fixed_words(name="Ruth E.")[1]
    assert "you" not in fixed_words(name="Ruth E.")[1].split()
    assert line_while_answering() == " ".join(fixed_words()[::2])
