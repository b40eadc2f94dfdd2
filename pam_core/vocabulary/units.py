"""The system of units that quantities are said in."""

from enum import StrEnum


class Units(StrEnum):
    """How quantities are said."""

    US = "us"
    METRIC = "metric"
