"""Two more reasons to tell us something, one more way we came to look, and two texts to begin with:
about a name, and after a loss.

No public text holds words of danger (po_platform/kit/danger_words.py): as a post it would call people.
"""

from django.db import migrations, models

REASONS = [
    ("rude", "It hurts or attacks somebody"),
    ("private", "It shows something private, or names somebody"),
    ("wrong", "It could harm somebody’s health"),
    ("advert", "It sells or advertises something"),
    ("other", "Something else is not right"),
    ("worried", "I am worried about this person"),
    ("illegal", "I think it is against the law"),
    ("appeal", "An objection to a decision"),
    ("team", "It attacks a moderator"),
    ("poses", "It pretends to be a health professional, or one of our team"),
    ("mailed", "An answer by e-mail that could not come out"),
]
SOURCES = [
    ("report", "Somebody told us about it."),
    ("waited", "It waited for a moderator before it came out."),
    ("noticed", "A list of words on our own machine marked it, for a person to read."),
    (
        "named",
        "A program on our own machine found the name of somebody of a clinic or practice in it, for a"
        " person to read.",
    ),
    ("own", "We saw it ourselves."),
    ("appeal", "You objected, and another person looked at it."),
]
# (what was read, where it is put, to be read by a professional, its name, the text), in two languages.
TEXTS = (
    ("", "word", False, "Another name, asked for in private", "Ein anderer Name: vertrauliche Bitte",
     "Thank you for being here. Your name on these pages can hurt others, or can be taken for the name"
     " of somebody else. Would you choose another one? Answer here with the name you would like: our"
     " office puts it beside everything you wrote. Your posts stay as they are.",
     "Schön, dass Sie hier sind. Ihr Name auf diesen Seiten kann andere verletzen oder für den Namen von"
     " jemand anderem gehalten werden. Würden Sie einen anderen wählen? Antworten Sie hier mit dem Namen,"
     " den Sie möchten: Unsere Geschäftsstelle setzt ihn neben alles, was Sie geschrieben haben. Ihre Beiträge bleiben,"
     " wie sie sind."),
    ("grief", "answer", True, "After a loss: for everybody here", "Nach einem Verlust: für alle hier",
     "Somebody who was one of us has died. Many of us are sad, and some are shaken. There is no right way"
     " to feel now. You can write here what you remember. Leave out how and where it happened: it could"
     " weigh on others. If reading gets too much, take a break, and be with somebody you trust. At the"
     " foot of this page, under “Where you can turn to”, stand people you can talk to. And whoever of us"
     " has an open ear just now: look after each other.",
     "Jemand, der zu uns gehörte, ist gestorben. Viele von uns sind traurig, manche erschüttert. Es gibt"
     " keine richtige Art, sich jetzt zu fühlen. Sie können hier schreiben, woran Sie sich erinnern. Lassen"
     " Sie weg, wie und wo es geschehen ist: Es könnte andere belasten. Wenn das Lesen zu viel wird, machen"
     " Sie eine Pause und seien Sie bei jemandem, dem Sie vertrauen. Am Fuß dieser Seite stehen unter"
     " „Wohin Sie sich wenden können“ Menschen, mit denen Sie sprechen können. Und wer von uns gerade ein"
     " offenes Ohr hat: Achten wir aufeinander."),
)  # fmt: skip


def texts(apps, schema_editor):  # type: ignore[no-untyped-def]  # Django gives historical models
    reply = apps.get_model("moderation", "SavedReply")
    reply.objects.bulk_create(
        reply(
            triage=triage, use=use, unread=unread,
            title={"en": name, "de": name_de}, text={"en": text, "de": text_de},
        )
        for triage, use, unread, name, name_de, text, text_de in TEXTS
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("moderation", "0016_kept_from_me")]
    operations = [
        migrations.AlterField(
            "report", "reason", models.CharField(choices=REASONS, max_length=8)
        ),
        migrations.AlterField(
            "decision", "source", models.CharField(choices=SOURCES, max_length=8)
        ),
        migrations.RunPython(texts, migrations.RunPython.noop),
    ]
