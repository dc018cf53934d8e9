"""Joining: one calm page, a code to the mailbox, and only then an account and a person."""

from __future__ import annotations

import time

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from members.actions.newcomers import (
    NameTaken,
    Newcomer,
    NoLongerOpen,
    join as join_now,
    mail_join_code,
)
from members.arrival import JOINING_KEY, come_in
from members.asking import actor_of, signed_in_actor
from members.forms.joining import InvitationForm, JoinForm, NameForm
from members.joining_rules import may_join
from members.limits import count_try, patient
from members.mail_code import LASTS, Asked, Purpose, ask, asked_by
from members.models import Organisation, Person
from members.queries.joining import invitation_by_code, living_invitation, rules_in
from members.queries.organisation import current_organisation
from members.queries.signing import same_address
from po_platform.access.actor import SignedIn
from po_platform.access.declare import public, signed_in

from .mail_codes import Waiting, code_page

INVITATION_KEY = "invitation"
WAITING = Waiting(
    Purpose.JOIN,
    gettext_lazy("Join"),
    again="members:join_again",
    anew="members:join",
    anew_label=gettext_lazy("Begin once more"),
)
