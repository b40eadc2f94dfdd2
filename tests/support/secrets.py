"""Sample values of every kind that must not leave the machine: valid, and nobody's.

Keys are put together here, so that no scanner takes this file for a leak.
"""

import base64
import json

CARDS = (
    "4111111111111111",
    "4111 1111 1111 1111",
    "5555-5555-5555-4444",
    "3782 822463 10005",
    "6011111111111117",
    "3056 930902 5904",
    "4222222222222",
    "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
    "41 11 11 11 11 11 11 11",
    "4111, 1111, 1111, 1111",
)
"""The card schemes' own test numbers, as people type them and as Whisper writes them."""

ACCOUNTS = (
    "DE89 3704 0044 0532 0130 00",
    "GB82WEST12345698765432",
    "FR14 2004 1010 0505 0001 3M02 606",
    "nl91abna0417164300",
)
"""The IBAN standard's examples."""

SOCIAL_SECURITY_NUMBERS = ("536-90-4399", "536 90 4399", "5-3-6-9-0-4-3-9-9")

PHONES = (
    "435-555-0123",
    "(435) 555-0123",
    "435.555.0123",
    "435 555 0123",
    "4355550123",
    "+1 435 555 0123",
    "1-800-555-0199",
    "4-3-5-5-5-5-0-1-2-3",
    "+49 30 23125 000",
    "+44 20 7946 0018",
    "011 44 20 7946 0018",
)
"""Numbers set apart for stories."""

EMAILS = ("bob@example.com", "Anne.O'Neil+rv@mail.example.org", "bob at gmail dot com")


def _part(value: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


_MARK = "-" * 5
KEYS = (
    "sk-" + "proj-a1B2c3D4e5F6g7H8i9J0",
    "sk-" + "ant-api03-a1B2c3D4e5F6g7H8i9J0",
    "AKIA" + "IOSFODNN7EXAMPLE",
    "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8",
    "github_pat_" + "11AAAAAAA0a1B2c3D4e5F6g7H8",
    "xoxb-" + "123456789012-a1B2c3D4e5F6",
    "AIza" + "SyA1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q",
    f"{_part({'alg': 'HS256'})}.{_part({'sub': 'nobody'})}.a1B2c3D4e5F6",
    f"{_MARK}BEGIN PRIVATE KEY{_MARK}\nMC4CAQAwBQYD\nK2VwBCIE\n{_MARK}END PRIVATE KEY{_MARK}",
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
)

SECRETS = {
    "card number": CARDS,
    "account number": ACCOUNTS,
    "social security number": SOCIAL_SECURITY_NUMBERS,
    "phone number": PHONES,
    "e-mail address": EMAILS,
    "key": KEYS,
}
"""By what people call the kind; `Masking.found` names it so."""
