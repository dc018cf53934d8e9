"""What people may be asked to allow: each purpose says what can be shared, with whom and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Scope:
    """One kind of rows a grant opens; `code` is the word the vault's policies ask for.

    `always`: part of every grant for this purpose, told but not chosen.
    """

    code: str
    label: Words
    hint: Words
    always: bool = False


@dataclass(frozen=True, slots=True)
class ConsentPurpose:
    """Why data may go to somebody. `grantees`: kinds of Grant.Grantee it may go to."""

    slug: str
    label: Words
    scopes: tuple[Scope, ...]
    grantees: frozenset[str]
    legal_ground: Words

    def choosable(self) -> list[Scope]:
        """What a person chooses from."""
        return [scope for scope in self.scopes if not scope.always]

    def full_scope(self, chosen: list[str]) -> list[str]:
        """The codes of a grant: what was chosen and offered here, and what always goes along."""
        return [scope.code for scope in self.scopes if scope.always or scope.code in chosen]

    def labels(self, codes: Iterable[str]) -> list[Words]:
        """What these codes mean, in words; a code nobody offers any more stands for itself."""
        known = {scope.code: scope.label for scope in self.scopes}
        return [known.get(code, code) for code in codes]

    def chosen_labels(self, codes: Iterable[str]) -> list[Words]:
        """The same without what always goes along: the consent text has its own words for that."""
        always = {scope.code for scope in self.scopes if scope.always}
        return self.labels(code for code in codes if code not in always)


_purposes: dict[str, ConsentPurpose] = {}


def register_purpose(purpose: ConsentPurpose) -> ConsentPurpose:
    """Once per purpose, at start, by the app that owns it."""
    if purpose.slug in _purposes:
        raise ValueError(f"The purpose {purpose.slug} is registered already.")
    _purposes[purpose.slug] = purpose
    return purpose


def purpose_of(slug: str) -> ConsentPurpose:
    """The purpose with this slug; raises KeyError when nobody registered it."""
    return _purposes[slug]


def known_purposes() -> list[ConsentPurpose]:
    """All of them, in the order of registration."""
    return list(_purposes.values())


CARE = register_purpose(
    ConsentPurpose(
        slug="care",
        label=_("Care by your doctor or clinic"),
        scopes=(
            Scope(
                "proms",
                _("answers to questionnaires, and the scores made from them"),
                _("Those you have sent so far, and new ones as soon as you send them."),
            ),
            Scope(
                "identity",
                _("name and year of birth"),
                _("So that nobody mistakes your answers for somebody else’s."),
                always=True,
            ),
        ),
        grantees=frozenset({"account", "clinic"}),
        legal_ground=_("Your explicit consent, GDPR Article 9(2)(a)"),
    )
)

# Grants of these purposes open nothing by themselves: only while somebody acts for their person.
HELP, PROXY = "help", "proxy"
HELPING = (HELP, PROXY)
# What somebody else may carry out for a person, a legal proxy or two people of the desk with the
# signed paper before them: purposes that begin so.
FOR_OTHERS = "registry:"


# What one person decides by telephone, read out to her by the desk that has her call.
BY_TELEPHONE = ("guide", "programme")


def decided_by_law(purpose: str) -> bool:
    """What a legal proxy decides for a child without an account: registries, and its care."""
    return purpose == CARE.slug or purpose.startswith(FOR_OTHERS)
