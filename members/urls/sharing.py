"""Consent, and sharing with a clinician or a clinic."""

from django.urls import path

from members.views import clinic, consent, sharing

urlpatterns = [
    path("sharing", sharing.shares, name="sharing"),
    path("sharing/invite", sharing.invite, name="invite_clinician"),
    path("sharing/confirm", consent.confirm, name="confirm_sharing"),
    path("sharing/codes/<int:ticket_id>/take-back", sharing.take_back, name="take_back_code"),
    path("sharing/<int:grant_id>/end", sharing.end, name="end_sharing"),
    path("sharing/<int:grant_id>/less", sharing.less, name="share_less"),
    path("sharing/<int:grant_id>/more", sharing.more, name="share_more"),
    path("clinic", clinic.people, name="clinic"),
    path("clinic/accept", clinic.accept, name="accept_sharing"),
]
