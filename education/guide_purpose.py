"""What a member allows a guide to see: how far she is, always; what she writes, only if she says so."""

from __future__ import annotations

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from members.purposes import ConsentPurpose, Scope, register_purpose
from members.wording import Rendered

FAR, WORDS = "programme", "programme_words"

GUIDE = register_purpose(
    ConsentPurpose(
        slug="guide",
        label=_("A guide on a self-help programme"),
        scopes=(
            Scope(
                FAR,
                _("your display name, your goal, how far you are, and when you were last here"),
                _("So that your guide can notice when you are stuck."),
                always=True,
            ),
            Scope(
                WORDS,
                _("what you write and answer in the steps, and your plans"),
                _("So that you do not have to tell it twice."),
            ),
        ),
        grantees=frozenset({"account"}),
        legal_ground=_("Your explicit consent, GDPR Article 9(2)(a)"),
    )
)


# What a programme begun on the telephone rests on: nobody else sees anything by it.
BY_PHONE = register_purpose(
    ConsentPurpose(
        slug="programme",
        label=_("A self-help programme begun by telephone"),
        scopes=(),
        grantees=frozenset(),
        legal_ground=_("Your explicit consent, GDPR Article 9(2)(a)"),
    )
)


def scope_of(sees_words: bool) -> list[str]:
    """The codes of a grant."""
    return GUIDE.full_scope([WORDS] if sees_words else [])


def consent_words(guide: str, programme: str, sees_words: bool, language: str) -> Rendered:
    """Exactly what is decided, in her language."""
    with override(language):
        title = _now("%(guide)s goes along with me on “%(programme)s”") % {
            "guide": guide, "programme": programme,
        }  # fmt: skip
        lines = [
            _now("My guide sees my display name, my goal, how far I am, and when I was last here."),
            _now("My guide also sees what I write and answer in the steps, and my plans.")
            if sees_words
            else _now("My guide does not see what I write in the steps, nor my plans."),
            _now(
                "When my guide is away, another guide stands in and sees the same. I can end this at"
                " any time; from then on nobody sees anything."
            ),
        ]
        return Rendered(title, "\n\n".join(lines), language)


def child_words(programme: str, language: str) -> Rendered:
    """What is read out to who acts for a child by law, before a programme is begun for it."""
    with override(language):
        title = _now("I begin “%(programme)s” by telephone, for a child I act for by law") % {
            "programme": programme
        }
        lines = [
            _now(
                "The helper desk writes down that it begins. Nobody asks how the child is, and the desk"
                " sees nothing more of it."
            ),
            _now(
                "I go on with it together with the child, signed in, where I choose for whom I act."
                " What I write there is marked as mine."
            ),
            _now(
                "Once the child has an account of its own, it alone goes on and sees it. I can stop it"
                " on any day until then, and I need not say why."
            ),
        ]
        return Rendered(title, "\n\n".join(lines), language)


def telephone_words(programme: str, language: str) -> Rendered:
    """What is read out before a programme is begun on the telephone, in the language of the call."""
    with override(language):
        title = _now("I begin “%(programme)s”, by telephone") % {"programme": programme}
        lines = [
            _now(
                "The helper desk writes down that I begin, and later that I pause, go on or stop."
            ),
            _now(
                "I go my way on paper. If I like, I send in what I wrote or read it out, and the"
                " helper desk enters it. Whoever enters it reads that, and nothing else of mine."
            ),
            _now(
                "Nobody else sees it unless I say so. I can stop on any day, with a call, and I need"
                " not say why."
            ),
        ]
        return Rendered(title, "\n\n".join(lines), language)
