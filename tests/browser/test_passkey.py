"""A passkey from setting it up to signing in with it, on a device Chromium pretends to have."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from playwright.sync_api import Browser, CDPSession, Page, Request, Route, expect

from tests.browser import looks
from tests.members.signing_steps import browser as plain_browser
from tests.members.signing_steps import code_in, is_in, mail_to
from tests.notifications.mailbox import deliver
from tests.personas import World

# Playwright runs an event loop in this thread; our queries beside it are ordinary ones.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
SIGN_IN = "Sign in with this device"


def sent_by(request: Request) -> dict[str, Any]:
    """The fields of the form on its way."""
    return dict(request.post_data_json or {})


class Tablet:
    """A browser with a device that holds passkeys."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.device: CDPSession = page.context.new_cdp_session(page)
        self.device.send("WebAuthn.enable")
        made = self.device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self.id = made["authenticatorId"]
        self.violations: list[str] = []
        page.on("console", lambda said: self.violations.append(said.text))

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def sign_in_by_mail(self, address: str) -> None:
        self.open("/sign-in")
        self.page.locator("form[action='/sign-in'] input[type=email]").fill(address)
        self.press("Send me a code")
        self.page.get_by_label("The code from our e-mail").fill(code_in(mail_to(address)))
        self.press("Sign in")

    def set_up(self) -> None:
        self.open("/me/sign-in/passkey")
        self.page.get_by_label("What do you call this device?").fill("My tablet")
        self.press("Set up this device")

    def sign_out(self) -> None:
        self.open("/me/sessions")
        self.page.locator("td").get_by_role("button", name="Sign out").click()

    def sign_in(self) -> None:
        self.open("/sign-in")
        self.press(SIGN_IN)


@pytest.fixture
def tablet(browser: Browser, live_server: Any, world: World) -> Iterator[Tablet]:
    context = browser.new_context(locale="en-GB", viewport={"width": 768, "height": 1000})
    context.set_default_timeout(10_000)
    yield Tablet(context.new_page(), live_server.url)
    looks.leave(context)
    cache.clear()


@pytest.fixture
def hers(tablet: Tablet) -> Tablet:
    """Ruth's tablet, set up and signed out."""
    tablet.sign_in_by_mail("ruth@example.org")
    tablet.set_up()
    tablet.page.wait_for_url("**/me/sign-in")
    expect(tablet.page.get_by_role("rowheader", name="My tablet")).to_be_visible()
    deliver()
    tablet.sign_out()
    tablet.page.wait_for_url(tablet.address + "/")
    return tablet


def test_a_device_that_was_set_up_signs_in_without_a_word_typed(hers: Tablet) -> None:
    hers.sign_in()
    hers.page.wait_for_url("**/start")
    hers.open("/me/sessions")
    expect(hers.page.get_by_text("This device", exact=True)).to_be_visible()
    assert not [words for words in hers.violations if "Content Security Policy" in words]


def test_without_finger_face_or_number_nobody_gets_in(hers: Tablet) -> None:
    hers.device.send(
        "WebAuthn.setUserVerified", {"authenticatorId": hers.id, "isUserVerified": False}
    )
    hers.sign_in()
    expect(hers.page.get_by_text("The device did not answer")).to_be_visible()
    assert hers.page.url.endswith("/sign-in")


def test_a_device_that_was_removed_opens_nothing(hers: Tablet) -> None:
    Authenticator.objects.all().delete()
    hers.sign_in()
    expect(hers.page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(hers.page.get_by_text("We do not know this passkey").first).to_be_visible()


def test_a_device_whose_counter_went_back_is_refused(hers: Tablet) -> None:
    passkey = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    passkey.data["sign_count"] = 1_000_000
    passkey.save()
    hers.sign_in()
    expect(hers.page.get_by_text("We do not know this passkey").first).to_be_visible()


def test_an_answer_overheard_is_worth_nothing_in_another_browser(hers: Tablet) -> None:
    overheard: list[str] = []

    def listen(request: Request) -> None:
        if request.url.endswith("/sign-in/passkey"):
            overheard.append(str(sent_by(request)["credential"]))

    hers.page.on("request", listen)
    hers.sign_in()
    hers.page.wait_for_url("**/start")
    thief = plain_browser()
    thief.post("/sign-in/passkey/options")
    assert thief.post("/sign-in/passkey", {"credential": overheard[0]}).status_code == 422
    assert not is_in(thief)


def test_an_answer_given_to_another_site_is_refused(hers: Tablet) -> None:
    def forge(route: Route) -> None:
        credential = json.loads(sent_by(route.request)["credential"])
        padded = credential["response"]["clientDataJSON"] + "=="
        said = json.loads(base64.urlsafe_b64decode(padded))
        said["origin"] = "http://evil.example"
        forged = base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")
        credential["response"]["clientDataJSON"] = forged
        given = {**sent_by(route.request), "credential": json.dumps(credential)}
        answer = hers.page.request.post(route.request.url, form=given, max_redirects=0)
        route.fulfill(response=answer)

    hers.page.route("**/sign-in/passkey", forge)
    hers.sign_in()
    expect(hers.page.get_by_text("We do not know this passkey").first).to_be_visible()


def test_a_role_that_sees_others_data_sets_up_and_shows_the_passkey(tablet: Tablet) -> None:
    tablet.sign_in_by_mail("administrator@example.org")
    tablet.page.get_by_role("link", name="Set up this device").click()
    tablet.page.get_by_label("What do you call this device?").fill("My tablet")
    tablet.press("Set up this device")
    tablet.press("Show my codes")
    expect(tablet.page.locator(".codes li")).to_have_count(10)
    deliver()
    tablet.sign_out()
    tablet.sign_in_by_mail("administrator@example.org")
    tablet.page.wait_for_url("**/sign-in/second-step")
    tablet.press("Use your finger, face or number")
    tablet.page.wait_for_url("**/office")


@pytest.fixture
def without_script(browser: Browser, live_server: Any, world: World) -> Iterator[Page]:
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(live_server.url + "/sign-in")
    yield page
    looks.leave(context)


def test_without_a_script_the_page_says_what_to_do_instead(without_script: Page) -> None:
    expect(without_script.get_by_text("Use a code by e-mail instead.")).to_be_visible()
    expect(without_script.get_by_role("button", name=SIGN_IN)).to_be_hidden()
