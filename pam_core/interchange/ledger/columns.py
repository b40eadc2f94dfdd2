"""Which column of a bank's table holds what, told from its heading."""

import re
from collections.abc import Sequence

_CURRENCY = re.compile(r"(?<=\w)[\W_]+([A-Z]{3})\)?$")

_HEADINGS: dict[str, tuple[str, ...]] = {
    "day": (
        "transaction date",
        "trans date",
        "date of transaction",
        "purchase date",
        "date",
        "booking date",
        "posting date",
        "posted date",
        "post date",
        "date posted",
        "posted",
        "value date",
        "settlement date",
        "completed date",
        "started date",
        "buchungstag",
        "fecha",
    ),
    "amount": (
        "amount",
        "transaction amount",
        "net amount",
        "amount usd",
        "value",
        "sum",
        "betrag",
        "importe",
    ),
    "spent": (
        "debit",
        "debits",
        "debit amount",
        "amount debit",
        "withdrawal",
        "withdrawals",
        "withdrawal amount",
        "money out",
        "paid out",
        "outflow",
        "charge",
        "charges",
    ),
    "came_in": (
        "credit",
        "credits",
        "credit amount",
        "amount credit",
        "deposit",
        "deposits",
        "deposit amount",
        "money in",
        "paid in",
        "inflow",
    ),
    "payee": (
        "payee",
        "merchant",
        "merchant name",
        "vendor",
        "counterparty",
        "name",
        "paid to",
        "beneficiary",
    ),
    "description": (
        "description",
        "original description",
        "transaction description",
        "details",
        "transaction details",
        "narrative",
        "narration",
        "particulars",
        "memo",
        "statement description",
        "verwendungszweck",
        "concepto",
        "notes",
        "note",
    ),
    "currency": ("currency", "ccy", "curr", "currency code", "transaction currency"),
    "id": (
        "id",
        "transaction id",
        "fitid",
        "transaction number",
        "reference number",
        "reference",
        "ref",
        "confirmation number",
        "unique id",
    ),
    "direction": (
        "debit credit",
        "dr cr",
        "cr dr",
        "credit debit",
        "credit debit indicator",
        "transaction type",
        "type",
        "kind",
    ),
    "category": ("category",),
}
"""For each of what a table may hold the headings that say so, the likeliest first."""

Columns = dict[str, int]
"""Where each of what a table holds stands, counted from 0."""


def columns_of(header: Sequence[str]) -> Columns | None:
    """The columns; None where this is no header of a table of payments."""
    plain = [_plain(cell) for cell in header]
    found: Columns = {}
    for what, headings in _HEADINGS.items():
        at = next((plain.index(heading) for heading in headings if heading in plain), None)
        if at is not None:
            found[what] = at
    has_amount = "amount" in found or "spent" in found
    return found if "day" in found and has_amount else None


def currency_in(heading: str) -> str:
    """The currency a heading names, as in "Amount (EUR)"; "" where it names none."""
    found = _CURRENCY.search(heading.strip())
    return found[1] if found else ""


def _plain(heading: str) -> str:
    """In small letters, without signs and without the currency at its end."""
    bare = _CURRENCY.sub("", heading.strip())
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare.casefold()).split())
