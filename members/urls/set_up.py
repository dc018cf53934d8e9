"""Setting the portal up, and handing it over."""

from django.urls import path

from members.views import hand_over, set_up

urlpatterns = [
    path("office/set-up", set_up.set_up, name="set_up"),
    path("office/set-up/test-mail", set_up.test_mail, name="test_mail"),
    path("office/set-up/test-mail/code", set_up.test_mail_code, name="test_mail_code"),
    path("office/set-up/test-mail/again", set_up.test_mail_again, name="test_mail_again"),
    path("office/hand-over", hand_over.hand_over, name="hand_over"),
    path("office/hand-over/words", hand_over.words, name="hand_over_words"),
    path("office/hand-over/file", hand_over.file, name="hand_over_file"),
]
