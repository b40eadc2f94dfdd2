"""What identity refuses: one sentence per case, and nothing that helps whoever guesses."""

from pam_core.vocabulary.errors import Fault, PamError


def _refusal(code: str, sentence: str, mend: str = "") -> PamError:
    return PamError(code, sentence, mend=mend, fault=Fault.USER)


def no_token() -> PamError:
    """No Authorization header with a bearer token."""
    return _refusal("auth.missing", "This needs an access token.", "Sign in.")


def bad_token() -> PamError:
    """Not a token of ours, for whatever reason."""
    return _refusal("auth.invalid", "The access token is not a good one.", "Sign in again.")


def token_over() -> PamError:
    """A token that was good."""
    return _refusal("auth.expired", "The access token is over.", "Refresh it.")


def session_over() -> PamError:
    """Signed out, or erased."""
    return _refusal("auth.revoked", "This session is over.", "Sign in again.")


def bad_refresh() -> PamError:
    """A refresh token that nobody has, or that is over."""
    return _refusal("auth.refresh_invalid", "The refresh token is not good.", "Sign in again.")


def reused_refresh() -> PamError:
    """A refresh token that came after its successor was used: somebody has a copy."""
    return _refusal(
        "auth.refresh_reused",
        "The refresh token was used before, so this session was ended for safety.",
        "Sign in again.",
    )


def bad_ticket() -> PamError:
    """A ticket that was used, is over, or never was."""
    return _refusal("auth.ticket", "The ticket is not good.", "Get a new one.")


def wrong_password() -> PamError:
    """Address or password: which of the two is not told."""
    return _refusal("account.sign_in", "The e-mail address or the password is not right.")


def not_confirmed() -> PamError:
    """The password that was asked for again; the access token itself is good."""
    return _refusal("account.wrong_password", "The password is not right.")


def email_taken() -> PamError:
    """Registering signs in at once, with no mail in between, so this cannot be kept secret."""
    return _refusal(
        "account.email_taken", "There is an account with that e-mail address.", "Sign in."
    )


def bad_email() -> PamError:
    """Not an address."""
    return _refusal("account.email", "That is no e-mail address.")


def closed_to_new() -> PamError:
    """The operator lets nobody register."""
    return _refusal("account.closed", "This server takes no new accounts.")
