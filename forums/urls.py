"""Talking: boards, topics, posts; what somebody reads, writes and follows; setting up boards."""

from django.urls import path

from forums.views import (
    boards,
    by_mail,
    deciding,
    files,
    former,
    mine,
    office,
    posts,
    topics,
    writing,
)

app_name = "forums"
urlpatterns = [
    path("talk", boards.boards, name="boards"),
    path("talk/new", boards.new, name="new"),
    path("talk/unanswered", boards.unanswered, name="unanswered"),
    path("talk/read", boards.read_all, name="read_all"),
    path("talk/boards/<uuid:ref>", boards.board, name="board"),
    path("talk/boards/<uuid:ref>/read", boards.read_board, name="read_board"),
    path("talk/boards/<uuid:ref>/follow", boards.follow_board, name="follow_board"),
    path("talk/boards/<uuid:ref>/begin", writing.begin, name="begin"),
    path("talk/topics/<uuid:ref>", topics.topic, name="topic"),
    path("talk/topics/<uuid:ref>/print", topics.on_paper, name="on_paper"),
    path("talk/topics/<uuid:ref>/posts/<int:no>", topics.place, name="place"),
    path("talk/topics/<uuid:ref>/follow", topics.follow, name="follow_topic"),
    path("talk/topics/<uuid:ref>/helpful", topics.helpful, name="helpful"),
    path("talk/topics/<uuid:ref>/keep", deciding.keep, name="keep_topic"),
    path("talk/topics/<uuid:ref>/reply", writing.reply, name="reply"),
    path("talk/posts/<uuid:ref>", posts.post, name="post"),
    path("talk/posts/<uuid:ref>/change", writing.change, name="change"),
    path("talk/posts/<uuid:ref>/before", posts.before, name="before"),
    path("talk/posts/<uuid:ref>/take-back", posts.take_back, name="take_back"),
    path("talk/posts/<uuid:ref>/put-back", posts.put_back, name="put_back"),
    path("talk/files/<uuid:ref>", files.file, name="file"),
    path("talk/files/<uuid:ref>/whole", files.whole, name="whole_file"),
    path("talk/files/<uuid:ref>/small", files.small, name="small_file"),
    path("talk/files/<uuid:ref>/away", files.away, name="file_away"),
    # Mine
    path("talk/mine", mine.wrote_in, name="wrote_in"),
    path("talk/by-mail", by_mail.by_mail, name="by_mail"),
    path("talk/drafts", mine.drafts, name="drafts"),
    path("talk/drafts/<int:number>/away", mine.throw_away, name="throw_away"),
    path("talk/drafts/<slug:kind>/<uuid:ref>", writing.keep_draft, name="keep_draft"),
    path("talk/ignored", mine.ignored, name="ignored"),
    path("talk/people/<uuid:ref>/ignore", mine.ignore, name="ignore"),
    path("talk/people/<uuid:ref>/see", mine.see_again, name="see_again"),
    path("talk/settings", mine.settings, name="settings"),
    # What came from an older forum
    path("talk/former", former.former, name="former"),
    path("talk/former/<uuid:ref>", former.answer, name="answer_offer"),
    path("talk/former/<str:token>", former.claim, name="claim"),
    path("office/boards/former", former.vouch, name="vouch"),
    path("t/<int:topic>", former.discourse_topic, name="old_topic"),
    path("t/<slug:slug>/<int:topic>", former.discourse_topic, name="old_topic_named"),
    path("t/<slug:slug>/<int:topic>/<int:no>", former.discourse_topic, name="old_post"),
    path("viewtopic.php", former.phpbb_topic, name="old_view"),
    # Setting up
    path("office/boards", office.boards, name="office_boards"),
    path("office/boards/new", office.new_board, name="new_board"),
    path("office/boards/<uuid:ref>", office.board, name="office_board"),
    path("office/boards/<uuid:ref>/held", office.holding, name="holding"),
    path("office/boards/<uuid:ref>/close", office.close, name="close_board"),
]
