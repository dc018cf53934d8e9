"""Who else reads a mailbox: then it proves nothing about anybody, and mails say for whom they are."""

from __future__ import annotations

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from members.models import Account, Person

from .signing import same_address

State = Person.State


def others_at(account: Account) -> QuerySet[Person]:
    """People who use the same address.

    Who died reads nothing. Who left still does, unless that was before this account came to be:
    then it may be the same person who came back.
    """
    if not account.email:
        return Person.objects.none()
    return (
        Person.objects.annotate(mailbox=Lower("account__email"))
        .filter(mailbox=same_address(account.email))
        .exclude(account_id=account.pk)
        .exclude(_gone(account.created_at))
    )


def is_shared(account: Account) -> bool:
    """Whether a code to this mailbox may be read by somebody else."""
    return others_at(account).exists()


def mail_proves(account: Account) -> bool:
    """Whether a code to the mailbox shows that it is she."""
    return bool(account.email) and not is_shared(account)


def names_at_mailbox(account: str = "") -> ArraySubquery:
    """For a query of accounts: the names of the others at each one's mailbox, [] for none.

    `account`: the way to the account where the query is of something else ("account__").
    """
    others = (
        Person.objects.annotate(mailbox=Lower("account__email"))
        .filter(mailbox=Lower(OuterRef(f"{account}email")))
        .exclude(account__email="")
        .exclude(account_id=OuterRef(f"{account}pk"))
        .exclude(_gone(OuterRef(f"{account}created_at")))
    )
    return ArraySubquery(others.order_by("pk").values("display_name"))


def _gone(since: object) -> Q:
    return Q(state=State.DECEASED) | Q(state=State.LEFT, state_since__lte=since)
