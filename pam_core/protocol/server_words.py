"""What the server's end says, in a form that always fits a frame: receipts, advice, refusals."""

from collections.abc import Iterable
from dataclasses import replace

from pam_core.protocol.codec import FrameError, encode
from pam_core.protocol.frames import ChatDelta, ErrorFrame, LogEvent, Status
from pam_core.protocol.server_effects import SendFrame, ServerEffect
from pam_core.protocol.translation import ack_of
from pam_core.vocabulary.sync import Receipt


def receipts_sent(receipts: Iterable[Receipt]) -> list[ServerEffect]:
    """Receipts in their order."""
    return [_receipt_sent(receipt) for receipt in receipts]


def _receipt_sent(receipt: Receipt) -> ServerEffect:
    ack = ack_of(receipt)
    if ack.thing is None:
        return SendFrame(frame=ack)
    try:
        return SendFrame(frame=ack, text=encode(ack))
    except FrameError:
        # What became of the command matters more than what stands: that the log brings as well.
        return SendFrame(frame=replace(ack, thing=None))


def event_sent(event: LogEvent) -> list[ServerEffect]:
    """An entry of the log; nothing where it is too long for a frame: the client asks for it."""
    return _sent_if_it_fits(event)


def advice_sent(frame: ChatDelta | Status) -> list[ServerEffect]:
    """What may be missed; nothing where no frame can hold it."""
    return _sent_if_it_fits(frame)


def _sent_if_it_fits(frame: LogEvent | ChatDelta | Status) -> list[ServerEffect]:
    try:
        return [SendFrame(frame=frame, text=encode(frame))]
    except FrameError:
        return []


def refusal_sent(
    code: str,
    message: str,
    in_reply_to: str | None = None,
    *,
    retryable: bool = False,
    retry_after_ms: int | None = None,
    expected: int | None = None,
) -> list[ServerEffect]:
    """Something was not taken. With `retry_after_ms` it may be sent again in any case."""
    frame = ErrorFrame(
        code=code,
        message=message,
        in_reply_to=in_reply_to,
        retryable=retryable or retry_after_ms is not None,
        retry_after_ms=retry_after_ms,
        expected=expected,
    )
    return [SendFrame(frame=frame)]
