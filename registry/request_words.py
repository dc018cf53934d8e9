"""What states and steps of requests are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .request_flow import Move, State

STATES = {
    State.DRAFT.value: _("a draft"),
    State.SCREENING.value: _("with the curators"),
    State.QUESTION.value: _("a question back; the clock stands still"),
    State.REVIEW.value: _("with the committee"),
    State.AGREEMENT.value: _("approved; the contract is not signed yet"),
    State.SIGNED.value: _("signed; somebody looks at the contract"),
    State.READY.value: _("ready for the release"),
    State.AMENDING.value: _("approved; a change of it is being written"),
    State.RELEASED.value: _("data were released"),
    State.REFUSED.value: _("not approved"),
    State.WITHDRAWN.value: _("taken back"),
    State.CLOSED.value: _("over; the data are destroyed"),
}
STEPS = {
    Move.SEND.value: _("sent it"),
    Move.ASK_BACK.value: _("asked a question"),
    Move.ANSWER.value: _("answered"),
    Move.PASS_ON.value: _("passed it on to the committee"),
    Move.TURN_DOWN.value: _("turned it down"),
    Move.APPROVE.value: _("wrote down that the committee approved it"),
    Move.REFUSE.value: _("wrote down that the committee did not approve it"),
    Move.SIGN.value: _("brought the signed contract"),
    Move.RETURN_CONTRACT.value: _("gave the contract back"),
    Move.ACCEPT_CONTRACT.value: _("accepted the contract"),
    Move.AMEND.value: _("began to change what was approved"),
    Move.PROPOSE.value: _("sent the change"),
    Move.KEEP.value: _("left it as it was approved"),
    Move.HAND_OUT.value: _("set the release free"),
    Move.CLOSE.value: _("certified that the data are destroyed"),
    Move.WITHDRAW.value: _("took it back"),
}
# How a round of votes ended, as the minutes say it.
OUTCOMES = {
    Move.APPROVE.value: _("The committee approved it"),
    Move.REFUSE.value: _("The committee did not approve it"),
    Move.ASK_BACK.value: _("No decision: a question back, and another vote after the answer"),
    Move.WITHDRAW.value: _("No decision: whoever asked took it back"),
}
# Whose name was erased, by the side that took the step.
FORMER = {
    "asker": _("a former researcher"),
    "curator": _("a former curator"),
    "committee": _("a former member of the committee"),
    "system": "",
}
# Step → the words on its button and above what is written with it.
BUTTONS = {
    Move.SEND: _("Send the request"),
    Move.ASK_BACK: _("Ask a question"),
    Move.ANSWER: _("Send the answer"),
    Move.PASS_ON: _("Pass it on to the committee"),
    Move.TURN_DOWN: _("Turn it down"),
    Move.RETURN_CONTRACT: _("Give the contract back"),
    Move.ACCEPT_CONTRACT: _("Accept the contract"),
    Move.PROPOSE: _("Send the change"),
    Move.KEEP: _("Leave it as it was approved"),
    Move.AMEND: _("Change what was approved"),
    Move.WITHDRAW: _("Take the request back"),
}
