"""Telling us about something, what came of it, and the moderators' desk."""

from django.urls import path

from moderation.views import cases, desk, duty, halfyears, mine, replies, reporting, ruling, words

app_name = "moderation"
urlpatterns = [
    path("how-we-talk", mine.rules, name="rules"),
    path("how-we-talk/<slug:half>", halfyears.told, name="told"),
    path("tell-us/<slug:kind>/<uuid:ref>", reporting.report, name="report"),
    path("tell-us/thank-you", reporting.thanks, name="thanks"),
    path("me/told-you", mine.my_reports, name="my_reports"),
    path("me/decisions/<uuid:ref>", mine.statement, name="statement"),
    path("me/decisions/<uuid:ref>/object", mine.appeal, name="appeal"),
    path("me/words", words.my_threads, name="my_threads"),
    path("me/words/<uuid:thread>", words.my_thread, name="my_thread"),
    # The desk
    path("moderation", desk.queue, name="queue"),
    path("moderation/decided", desk.decided, name="decided"),
    path("moderation/look/<slug:kind>/<uuid:ref>", desk.look, name="look"),
    path("moderation/cases/<uuid:ref>", cases.case, name="case"),
    path("moderation/cases/<uuid:ref>/leave", cases.leave, name="leave"),
    path("moderation/cases/<uuid:ref>/note", cases.note, name="note"),
    path("moderation/cases/<uuid:ref>/word", words.write, name="word"),
    path("moderation/cases/<uuid:ref>/word-read", words.read, name="word_read"),
    path("moderation/cases/<uuid:ref>/looking", cases.look_now, name="look_now"),
    path("moderation/cases/<uuid:ref>/next-step", cases.triage, name="triage"),
    path("moderation/decisions/<uuid:ref>/undo", cases.undo, name="undo"),
    path("moderation/follow-ups/<int:number>", duty.followed, name="followed"),
    path("moderation/texts", replies.replies, name="replies"),
    path("moderation/texts/new", replies.reply, name="new_reply"),
    path("moderation/texts/<int:number>", replies.reply, name="reply"),
    path("moderation/texts/<int:number>/away", replies.put_away, name="put_away"),
    path("moderation/half-years", halfyears.half_years, name="half_years"),
    path("moderation/half-years/<slug:half>", halfyears.half_year, name="half_year"),
    path("moderation/half-years/<slug:half>/record", halfyears.risk_record, name="risk_record"),
    path("moderation/rules", ruling.ruling, name="ruling"),
    path("moderation/rules/new", ruling.rule, name="new_rule"),
    path("moderation/rules/<int:number>", ruling.rule, name="rule"),
    path("moderation/rules/<int:number>/end", ruling.end, name="end_rule"),
    path("moderation/rota", duty.rota, name="rota"),
    path("moderation/rota/<int:number>", duty.shift, name="shift"),
    path("moderation/rota/contacts", duty.contacts, name="contacts"),
]
