"""Sign-in, second factor, fresh proof, sessions, tokens."""

from django.urls import path

from members.views import (
    fresh,
    passkeys,
    second_factor,
    sessions,
    signing,
    tokens,
    ways_in,
    who,
)

urlpatterns = [
    path("sign-in", signing.sign_in, name="sign_in"),
    path("sign-in/code", signing.sign_in_code, name="sign_in_code"),
    path("sign-in/code/again", signing.sign_in_again, name="sign_in_again"),
    path("sign-in/who", who.who, name="who"),
    path("sign-in/password", signing.sign_in_password, name="sign_in_password"),
    path("sign-in/passkey", passkeys.sign_in_passkey, name="sign_in_passkey"),
    path("sign-in/passkey/options", passkeys.passkey_options, name="passkey_options"),
    path("sign-in/second-step", second_factor.second_step, name="second_step"),
    path("sign-out", signing.sign_out, name="sign_out"),
    path("second-factor", second_factor.second_factor, name="second_factor"),
    path("confirm", fresh.fresh_proof, name="fresh_proof"),
    path("confirm/code", fresh.fresh_code, name="fresh_code"),
    path("confirm/code/again", fresh.fresh_again, name="fresh_again"),
    path("me/sign-in", ways_in.ways_in, name="ways_in"),
    path("me/sign-in/app", second_factor.app_add, name="app_add"),
    path("me/sign-in/app/remove", second_factor.app_remove, name="app_remove"),
    path("me/sign-in/passkey", passkeys.passkey_add, name="passkey_add"),
    path(
        "me/sign-in/passkey/<int:passkey_id>/remove",
        passkeys.passkey_remove,
        name="passkey_remove",
    ),
    path("me/sign-in/codes", ways_in.codes, name="codes"),
    path("me/sign-in/password", ways_in.password, name="password"),
    path("me/sign-in/password/remove", ways_in.password_remove, name="password_remove"),
    path("me/sessions", sessions.sessions, name="sessions"),
    path("me/sessions/others/end", sessions.sessions_end_others, name="sessions_end_others"),
    path("me/sessions/<int:session_id>/end", sessions.session_end, name="session_end"),
    path("me/tokens/new", tokens.token_add, name="token_add"),
    path("me/tokens/<int:token_id>/end", tokens.token_revoke, name="token_revoke"),
    path("me/hat", sessions.switch_hat, name="switch_hat"),
]
