"""Where allauth meets the house: no mail and no page of its own, second-factor secrets sealed."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from po_platform.access.actor import SignedIn
from po_platform.kit.crypto import open_for_application, seal_for_application

from .arrival import arrive, may_come_in, owes_a_factor
from .models import Person
from .next_page import with_next
from .queries.organisation import current_organisation
from .queries.signing import ways_in

WRONG_CODE = _(
    "This code does not fit. Enter the one your app shows now, or a code from your printed list"
)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Joining, mails and messages are ours; what is left to allauth is the way in."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("That was too often in a short time. Wait a few minutes"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return False  # the door asks for fresh proof before our pages change anything

    def get_login_stages(self) -> list[str]:
        return ["members.allauth_glue.SecondStep"]

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Our pages say what was done."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        raise LookupError(f"{template_prefix} is no mail of ours; notifications sends them all.")

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Our actions write the notice in the transaction of its cause."""

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        if may_come_in(user):
            return None
        clear_login(request)
        messages.warning(request, _("We could not sign you in. Call us, and we look together."))
        return redirect("members:sign_in")

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        arrive(request, user)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        actor = request.actor  # type: ignore[attr-defined]  # set by arrive
        if user.person.state == Person.State.APPLIED:
            return redirect("members:waiting")
        if isinstance(actor, SignedIn) and owes_a_factor(user, actor):
            return redirect(with_next("members:second_factor", response["Location"]))
        return response


class SecondStep(AuthenticateStage):  # type: ignore[misc]  # allauth ships no types
    """Asked after a mail code or password, of those who must; see queries.signing.ways_in."""

    def _should_handle(self, request: HttpRequest) -> bool:
        asked: bool = super()._should_handle(request)
        return asked and ways_in(self.login.user).must_step


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """TOTP seeds and recovery seeds never stand readable in the database."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        return seal_for_application(text, "mfa_authenticator|secret")

    def decrypt(self, encrypted_text: str) -> str:
        return open_for_application(encrypted_text, "mfa_authenticator|secret")

    def get_totp_label(self, user: Any) -> str:
        return str(user.person.display_name) if hasattr(user, "person") else "portal"

    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def build_totp_svg(self, url: str) -> str:
        """On white, so that a telephone reads it from a dark page too."""
        import qrcode  # only this page needs it
        from qrcode.image.svg import SvgPathFillImage

        picture = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(picture)
        return picture.getvalue().decode()

    def _get_site_name(self) -> str:
        return current_organisation(get_language() or "en").name

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """What the device shows beside the passkey: her name here, and which address."""
        told: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return told | {
            "display_name": user.person.display_name,
            "name": user.email or user.person.display_name,
        }
