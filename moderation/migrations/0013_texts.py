"""Texts to begin an answer with where somebody may be in danger: ours, and to be read by a professional.

None holds a number: where one can turn to stands beside them, checked twice a year. No public one
holds words of danger (po_platform/kit/danger_words.py): as a post it would call people.
"""

from django.db import migrations, models

USES = [
    ("decision", "Words for its author, with a decision"),
    ("word", "A word in private"),
    ("answer", "A public answer"),
]
TRIAGES = [
    ("now", "Danger now"),
    ("thoughts", "Thoughts of not wanting to live"),
    ("despair", "Exhaustion or despair"),
    ("other", "About somebody else"),
    ("grief", "Grief"),
    ("nobody", "Nobody is in danger, a false alarm"),
]
# (what was read, where it is put, its name, the text), in English and German.
TEXTS = (
    ("now", "word", "Danger now: in private", "Gefahr jetzt: vertraulich",
     "I read what you wrote, and I take it seriously. Thank you for saying it. If you are in danger"
     " now, call the emergency number, or ask somebody near you to do it. You need not explain much:"
     " say that you are in danger, and where you are. Is somebody with you? I tell others of our team,"
     " so that you are not left alone with this. Answer here if you can, even with one word.",
     "Ich habe gelesen, was Sie geschrieben haben, und ich nehme es ernst. Danke, dass Sie es gesagt"
     " haben. Wenn Sie jetzt in Gefahr sind, rufen Sie den Notruf an, oder bitten Sie jemanden in Ihrer"
     " Nähe darum. Sie müssen nicht viel erklären: Sagen Sie, dass Sie in Gefahr sind und wo Sie sind."
     " Ist jemand bei Ihnen? Ich sage anderen in unserem Team Bescheid, damit Sie damit nicht allein"
     " bleiben. Antworten Sie hier, wenn Sie können, auch mit einem Wort."),
    ("now", "answer", "Danger now: for all to read", "Gefahr jetzt: öffentlich",
     "I read what you wrote, and I take it seriously. If you are in danger now, call the emergency"
     " number, or go to somebody near you. At the foot of this page, under “Where you can turn to”,"
     " stands who can be reached. You are not alone here, and I write to you in private too.",
     "Ich habe gelesen, was Sie geschrieben haben, und ich nehme es ernst. Wenn Sie jetzt in Gefahr"
     " sind, rufen Sie den Notruf an oder gehen Sie zu jemandem in Ihrer Nähe. Am Fuß dieser Seite"
     " steht unter „Wohin Sie sich wenden können“, wer zu erreichen ist. Sie sind hier nicht allein, und"
     " ich schreibe Ihnen auch vertraulich."),
    ("thoughts", "word", "Thoughts of not wanting to live: in private",
     "Gedanken, nicht mehr leben zu wollen: vertraulich",
     "Thank you for saying how bad it is. That takes courage. I read that you think of not wanting to"
     " live any more, and I take that seriously. Are you safe tonight? Is there somebody you can be"
     " with? At the foot of every page, under “Where you can turn to”, stand people who can be reached."
     " If it gets worse, call the emergency number. You can answer me here.",
     "Danke, dass Sie sagen, wie schlimm es ist. Dazu gehört Mut. Ich lese, dass Sie daran denken, nicht"
     " mehr leben zu wollen, und ich nehme das ernst. Sind Sie heute Nacht sicher? Gibt es jemanden, bei"
     " dem Sie sein können? Am Fuß jeder Seite stehen unter „Wohin Sie sich wenden können“ Menschen, die"
     " zu erreichen sind. Wenn es schlimmer wird, rufen Sie den Notruf an. Sie können mir hier antworten."),
    ("thoughts", "answer", "Thoughts of not wanting to live: for all to read",
     "Gedanken, nicht mehr leben zu wollen: öffentlich",
     "Thank you for saying it here. I read that you think of not wanting to live any more. It is good"
     " that you did not keep it to yourself. Are you safe tonight? At the foot of this page, under"
     " “Where you can turn to”, stand people you can talk to. Write on here whenever you like.",
     "Danke, dass Sie es hier sagen. Ich lese, wie schlimm Ihre Gedanken sind. Es ist gut, dass Sie es"
     " nicht für sich behalten haben. Sind Sie heute Nacht sicher? Am Fuß dieser Seite"
     " stehen unter „Wohin Sie sich wenden können“ Menschen, mit denen Sie sprechen können. Schreiben Sie"
     " hier weiter, wann immer Sie mögen."),
    ("despair", "word", "Exhaustion or despair: in private", "Erschöpfung oder Verzweiflung: vertraulich",
     "I read how exhausted you are. That is a lot to carry, and you need not manage it alone. What would"
     " help you today, even a little? If it gets worse, or thoughts come of not wanting to live any"
     " more, you find people who can be reached under “Where you can turn to”, at the foot of every"
     " page. You can answer me here.",
     "Ich lese, wie erschöpft Sie sind. Das ist viel zu tragen, und Sie müssen es nicht allein schaffen."
     " Was würde Ihnen heute helfen, auch nur ein wenig? Wenn es schlimmer wird oder Gedanken kommen,"
     " nicht mehr leben zu wollen, finden Sie unter „Wohin Sie sich wenden können“ am Fuß jeder Seite"
     " Menschen, die zu erreichen sind. Sie können mir hier antworten."),
    ("despair", "answer", "Exhaustion or despair: for all to read",
     "Erschöpfung oder Verzweiflung: öffentlich",
     "That sounds like a lot, for a long time. Thank you for telling us how it is. Others here know such"
     " days too. What would help you today, even a little? If it gets worse, you find people who can be"
     " reached under “Where you can turn to”, at the foot of this page.",
     "Das klingt nach sehr viel, schon lange. Danke, dass Sie erzählen, wie es ist. Andere hier kennen"
     " solche Tage auch. Was würde Ihnen heute helfen, auch nur ein wenig? Wenn es schlimmer wird, finden"
     " Sie unter „Wohin Sie sich wenden können“ am Fuß dieser Seite Menschen, die zu erreichen sind."),
    ("other", "word", "About somebody else: in private", "Über jemand anderen: vertraulich",
     "It is good that you look out for somebody, and hard to be the one who worries. If the person is in"
     " danger now, call the emergency number: it is there for that too. Otherwise stay in touch, listen,"
     " and ask openly how bad it is. Under “Where you can turn to”, at the foot of every page, stand"
     " people who also advise relatives and friends. You are not responsible for this alone. You can"
     " answer me here.",
     "Es ist gut, dass Sie auf jemanden achten, und schwer, sich so zu sorgen. Wenn der Mensch jetzt in"
     " Gefahr ist, rufen Sie den Notruf an: Er ist auch dafür da. Sonst bleiben Sie in Verbindung, hören"
     " Sie zu und fragen Sie offen, wie schlimm es ist. Unter „Wohin Sie sich wenden können“ am Fuß jeder"
     " Seite stehen Menschen, die auch Angehörige und Freunde beraten. Sie sind damit nicht allein"
     " verantwortlich. Sie können mir hier antworten."),
    ("other", "answer", "About somebody else: for all to read", "Über jemand anderen: öffentlich",
     "It is good that you look out for somebody. If the person is in danger now, call the emergency"
     " number: it is there for that too. Under “Where you can turn to”, at the foot of this page, stand"
     " people who also advise relatives and friends. You need not carry this alone.",
     "Es ist gut, dass Sie auf jemanden achten. Wenn der Mensch jetzt in Gefahr ist, rufen Sie den Notruf"
     " an: Er ist auch dafür da. Unter „Wohin Sie sich wenden können“ am Fuß dieser Seite stehen Menschen,"
     " die auch Angehörige und Freunde beraten. Sie müssen das nicht allein tragen."),
    ("grief", "word", "Grief: in private", "Trauer: vertraulich",
     "I am sorry for your loss. Thank you for telling us. There is no right way to grieve, and no day by"
     " which it has to be over. If you would like to talk to somebody, you find people under “Where you"
     " can turn to”, at the foot of every page. You can also write to me here.",
     "Mein herzliches Beileid. Danke, dass Sie es uns erzählen. Es gibt keine richtige Art zu trauern und"
     " keinen Tag, an dem es vorbei sein muss. Wenn Sie mit jemandem sprechen möchten, finden Sie Menschen"
     " unter „Wohin Sie sich wenden können“ am Fuß jeder Seite. Sie können auch mir hier schreiben."),
    ("grief", "answer", "Grief: for all to read", "Trauer: öffentlich",
     "I am sorry for your loss, and I am glad that you wrote about it here. There is no right way to"
     " grieve. Take the time you need. Whoever would like to answer: a few warm words are enough.",
     "Mein herzliches Beileid, und gut, dass Sie hier davon schreiben. Es gibt keine richtige Art zu"
     " trauern. Nehmen Sie sich die Zeit, die Sie brauchen. Wer antworten möchte: Ein paar warme Worte"
     " genügen."),
)  # fmt: skip


def texts_of_danger(apps, schema_editor):  # type: ignore[no-untyped-def]  # Django gives historical models
    reply = apps.get_model("moderation", "SavedReply")
    reply.objects.bulk_create(
        reply(
            triage=triage, use=use, unread=True,
            title={"en": name, "de": name_de}, text={"en": text, "de": text_de},
        )
        for triage, use, name, name_de, text, text_de in TEXTS
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("moderation", "0012_heard")]
    operations = [
        migrations.AddField(
            "savedreply",
            "use",
            models.CharField(
                choices=USES, default="decision", db_default="decision", max_length=8
            ),
        ),
        migrations.AddField(
            "savedreply",
            "triage",
            models.CharField(
                blank=True, choices=TRIAGES, default="", db_default="", max_length=8
            ),
        ),
        migrations.AddField(
            "savedreply", "unread", models.BooleanField(default=False, db_default=False)
        ),
        migrations.RunPython(texts_of_danger, migrations.RunPython.noop),
    ]
