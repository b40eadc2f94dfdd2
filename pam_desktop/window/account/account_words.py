"""The window's sentences about the account and the line to the server."""

from collections.abc import Mapping

from pam_core.vocabulary.sync_news import LineChanged, LineState
from pam_desktop.window.account.account_services import AccountSheet

WHAT_LEAVES = (
    "What goes to the server: your expenses, budgets, reminders, lists, trips and the like, so "
    "that your other computers have them too. What stays here: sound, models, settings and timers."
)
TALKS = "Also send what you and PAM say to each other"
TALKS_ABOUT = "Without it only the open questions that the server answers go there."
NO_KEYRING = (
    "This computer has no keyring that could keep your sign-in. Choose a passphrase: PAM keeps the "
    "sign-in in a file that only the passphrase opens, and asks for it once after each start."
)
SEALED = "Your sign-in is in a file that waits for its passphrase. Without it nothing is synced."
NOT_NEEDED = "PAM does everything without an account. With one, your computers share what you keep."
IN_THE_DEMO = "The demo has no account. Leave it to sign in."

LINE_WORDS: Mapping[LineState, str] = {
    LineState.CONNECTING: "Connecting to the PAM server",
    LineState.CATCHING_UP: "Catching up",
    LineState.ONLINE: "Online: in step with the PAM server",
    LineState.WORKING_OFFLINE: "Working offline",
    LineState.SIGN_IN_AGAIN: "Sign in again",
    LineState.STOPPED: "Syncing has stopped",
    LineState.SIGNED_OUT: "",
}

LINE_ICONS: Mapping[LineState, str] = {
    LineState.CONNECTING: "thinking",
    LineState.CATCHING_UP: "thinking",
    LineState.ONLINE: "check",
    LineState.WORKING_OFFLINE: "offline",
    LineState.SIGN_IN_AGAIN: "warning",
    LineState.STOPPED: "warning",
    LineState.SIGNED_OUT: "shield",
}


def line_words(event: LineChanged) -> str:
    """The state in a few words, with how much is left: "Catching up: 12 to go"."""
    words = LINE_WORDS[event.state]
    if event.state is LineState.CATCHING_UP and event.left:
        return f"{words}: {event.left:,} to go"
    return words


def standing_words(sheet: AccountSheet) -> str:
    """How the account stands, in a sentence or two."""
    if sheet.is_demo:
        return IN_THE_DEMO
    if not sheet.email:
        return NOT_NEEDED
    many = sheet.waiting
    waits = f" {many:,} change{'' if many == 1 else 's'} not sent yet." if many else ""
    if sheet.is_signed_in:
        return f"Signed in as {sheet.email} at {sheet.server}.{waits}"
    return f"Signed out. This computer belongs to {sheet.email} at {sheet.server}.{waits}"
