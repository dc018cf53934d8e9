"""Names allauth turns into addresses: the same pages of ours, under the names it knows."""

from django.urls import path

from members.views import second_factor, signing

urlpatterns = [
    path("sign-in", signing.sign_in, name="account_login"),
    path("sign-in/second-step", second_factor.second_step, name="mfa_authenticate"),
]
