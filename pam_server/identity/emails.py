"""E-mail addresses as names of accounts: one spelling each, and nothing a database chokes on."""

import re
import unicodedata

from pam_server.identity.refusals import bad_email

MOST_CHARACTERS = 254
"""RFC 5321, section 4.5.3.1.3."""
_SHAPE = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def normal_email(email: str) -> str:
    """An address as it is kept: composed (NFC), without regard to case.

    Whether mail arrives there nobody knows: none is sent. Raises PamError `account.email`.
    """
    address = folded(email)
    is_printable = address.isprintable() and address.encode("utf-8", "ignore").decode() == address
    if len(address) > MOST_CHARACTERS or not is_printable or not _SHAPE.fullmatch(address):
        raise bad_email()
    return address


def folded(email: str) -> str:
    """What was typed as an address, in the one spelling, whether it is one or not."""
    return unicodedata.normalize("NFC", email.strip()).casefold()
