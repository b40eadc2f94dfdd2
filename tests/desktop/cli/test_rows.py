"""Tables in a terminal."""

from pam_core.vocabulary.reply import Table
from pam_desktop.cli.rows import lines_of


def test_columns_line_up() -> None:
    """Money and quantities are written out, and what is missing is a blank."""
    money, volume = {"amount": "45.00", "currency": "USD"}, {"value": "12.5", "unit": "gallon"}
    table = Table(
        columns=("what", "price", "how_much"),
        rows=(("fuel", money, volume), ("bread\nand milk", None, 3)),
    )
    assert lines_of(table) == [
        "what            price      how_much",
        "--------------  ---------  -----------",
        "fuel            45.00 USD  12.5 gallon",
        "bread and milk             3",
    ]


def test_no_rows() -> None:
    """A table without rows is its headings."""
    assert lines_of(Table(columns=("a", "b"), rows=())) == ["a  b", "-  -"]
