"""Writes of the notifications app: what must be sent, and what a person does not want."""

from .opting import choose_mails, opt_in, opt_out
from .queueing import Note, queue, queue_all, send_service_mail

__all__ = [
    "Note",
    "choose_mails",
    "opt_in",
    "opt_out",
    "queue",
    "queue_all",
    "send_service_mail",
]
