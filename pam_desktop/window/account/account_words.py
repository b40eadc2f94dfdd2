"""The window's sentences about the account and the line to the server."""

from collections.abc import Mapping

from pam_core.vocabulary.sync_news import LineChanged, LineState
from pam_desktop.window.account.account_services import AccountSheet
from pam_desktop.window.look.words import N_, _, ngettext

WHAT_LEAVES = N_(
    "What goes to the server: your expenses, budgets, reminders, lists, trips and the like, so "
    "that your other computers have them too. What stays here: sound, models, settings and timers."
)
TALKS = N_("Also send what you and PAM say to each other")
TALKS_ABOUT = N_("Without it only the open questions that the server answers go there.")
NO_KEYRING = N_(
    "This computer has no keyring that could keep your sign-in. Choose a passphrase: PAM keeps the "
    "sign-in in a file that only the passphrase opens, and asks for it once after each start."
)
SEALED = N_(
    "Your sign-in is in a file that waits for its passphrase. Without it nothing is synced."
)
NOT_NEEDED = N_(
    "PAM does everything without an account. With one, your computers share what you keep."
)
IN_THE_DEMO = N_("The demo has no account. Leave it to sign in.")

LINE_WORDS: Mapping[LineState, str] = {
    LineState.CONNECTING: N_("Connecting to the PAM server"),
    LineState.CATCHING_UP: N_("Catching up"),
    LineState.ONLINE: N_("Online: in step with the PAM server"),
    LineState.WORKING_OFFLINE: N_("Working offline"),
    LineState.SIGN_IN_AGAIN: N_("Sign in again"),
    LineState.STOPPED: N_("Syncing has stopped"),
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
    words = _(LINE_WORDS[event.state]) if LINE_WORDS[event.state] else ""
    if event.state is LineState.CATCHING_UP and event.left:
        return _("{state}: {count} to go").format(state=words, count=f"{event.left:,}")
    return words


def standing_words(sheet: AccountSheet) -> str:
    """How the account stands, in a sentence or two."""
    if sheet.is_demo:
        return _(IN_THE_DEMO)
    if not sheet.email:
        return _(NOT_NEEDED)
    if sheet.is_signed_in:
        told = _("Signed in as {email} at {server}.")
    else:
        told = _("Signed out. This computer belongs to {email} at {server}.")
    stands = told.format(email=sheet.email, server=sheet.server)
    many = sheet.waiting
    if not many:
        return stands
    waits = ngettext("{count} change not sent yet.", "{count} changes not sent yet.", many)
    return f"{stands} {waits.format(count=f'{many:,}')}"
