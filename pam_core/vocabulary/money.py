"""Money as PAM counts it: whole minor units of one currency, never a float."""

from dataclasses import dataclass
from decimal import Decimal

_MINOR_DIGITS = {"JPY": 0, "KRW": 0, "ISK": 0, "CLP": 0, "VND": 0, "KWD": 3, "BHD": 3, "TND": 3}
"""Currencies whose minor unit is not a hundredth (ISO 4217)."""


def minor_digits(currency: str) -> int:
    """How many decimal places a currency's smallest unit has."""
    return _MINOR_DIGITS.get(currency, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount: `minor` units (cents for USD) of `currency` (ISO 4217, upper case)."""

    minor: int
    currency: str = "USD"

    @classmethod
    def of(cls, amount: Decimal, currency: str = "USD") -> "Money":
        """From an amount in major units; a fraction of a minor unit is rounded half to even."""
        return cls(minor=int(round(amount.scaleb(minor_digits(currency)))), currency=currency)

    @classmethod
    def from_slot(cls, slot: dict[str, str]) -> "Money":
        """From the slot shape {"amount": "45.00", "currency": "USD"}."""
        return cls.of(Decimal(slot["amount"]), slot["currency"])

    @property
    def amount(self) -> Decimal:
        """The amount in major units, with all its decimal places."""
        digits = minor_digits(self.currency)
        return Decimal(self.minor).scaleb(-digits).quantize(Decimal(1).scaleb(-digits))

    def to_slot(self) -> dict[str, str]:
        """The slot shape {"amount": "45.00", "currency": "USD"}."""
        return {"amount": str(self.amount), "currency": self.currency}
