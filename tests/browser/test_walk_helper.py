"""An able member with a helper abroad, who does what was ticked, under her own name, until it ends."""

from __future__ import annotations

import pytest

from tests.browser.walking import Walks, follow, press, shows
from tests.members.signing_steps import code_in, link_in, mail_to
from tests.notifications.mailbox import deliver
from tests.personas import World
from tests.proms.path import on_her_list, put_weekly_in_use

ANNA = "anna@example.org"
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_helper_abroad_answers_with_her_until_it_ends(world: World, walks: Walks) -> None:
    on_her_list(world.ruth, put_weekly_in_use(world))
    code = she_names_a_helper(walks, world)
    (asked,) = deliver()
    assert asked.to == [ANNA] and code in str(asked.body) and "Ruth" not in str(asked.body)
    with walks.acting(None, locale="de-DE") as page:
        page.goto(walks.address + link_in(asked))
        shows(page, "bittet")
        press(page, "Ich bin neu hier")
        page.get_by_label("Ihr Name").fill("Anna E.")
        page.get_by_label("Ihre E-Mail-Adresse").fill(ANNA)
        page.get_by_label("Deutsch").check()
        page.get_by_label("Ich bin 16").check()
        press(page, "Code zuschicken")
        page.get_by_label("Code").fill(code_in(mail_to(ANNA)))
        press(page, "Mitglied werden")
        shows(page, "Ruth E. bittet Sie um Hilfe")
        press(page, "Ja, ich helfe")
        shows(page, "Ruth E.")
        press(page, "Ruth E.")
        follow(page, "Mit den Fragen beginnen")
        follow(page, "Mit den Fragen beginnen")
        page.get_by_role("radio").nth(4).check()
        press(page, "Weiter")
        answer = page.goto(f"{walks.address}/my-answers")
        assert answer is not None and answer.status == 403
        page.goto(f"{walks.address}/for")
        with walks.acting(world.ruth) as hers:
            hers.goto(f"{walks.address}/start")
            follow(hers, "See and change it")
            hers.goto(f"{walks.address}/helpers")
            press(hers, "End it now")
            shows(hers, "Nobody helps you here")
            told = {mail.to[0]: str(mail.body) for mail in deliver()}
            assert set(told) == {world.ruth.account.email, ANNA}
            assert "Hilfe" in told[ANNA]
        follow(page, "Mit den Fragen")
        shows(page, "Diese Hilfe ist beendet")


def she_names_a_helper(walks: Walks, world: World) -> str:
    with walks.acting(world.ruth) as page:
        page.goto(f"{walks.address}/me")
        follow(page, "See who helps")
        follow(page, "Name a helper")
        press(page, "Send me a code")
        page.get_by_label("code").fill(code_in(mail_to(world.ruth.account.email)))
        press(page, "Confirm")
        page.get_by_label("Who shall help you?").fill("my daughter Anna")
        page.get_by_label("Their e-mail address").fill(ANNA)
        press(page, "Go on and read the words")
        shows(page, "There is a problem")
        page.get_by_label("helps with answering").check()
        press(page, "Go on and read the words")
        press(page, "Yes, I allow this")
        shows(page, "We have written an e-mail")
        return page.locator(".code-big").inner_text()
