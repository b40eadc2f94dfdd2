"""Statements as banks write them."""

from datetime import date

import pytest

from pam_core.interchange.ledger.csv_statement import read_csv
from pam_core.interchange.ledger.rows import DayOrder, Moved, Sign, Wanted
from pam_core.interchange.ledger.text import text_of
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.money import Money

PLAIN = "Date,Description,Amount\n2026-11-20,Pilot,-45.10\n2026-11-21,Payroll,1800.00\n"


def _moved(text: str, wanted: Wanted | None = None) -> list[tuple[date, int, str, str]]:
    statement = read_csv(text, wanted or Wanted())
    return [(one.day, one.amount.minor, one.amount.currency, one.payee) for one in statement.moved]


PAIR = [(date(2026, 11, 20), -4510, "USD", "Pilot"), (date(2026, 11, 21), 180000, "USD", "Payroll")]


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "Transaction Date,Post Date,Description,Category,Type,Amount,Memo\n"
        "11/20/2026,11/23/2026,Pilot,Gas,Sale,-45.10,\n"
        "11/21/2026,11/23/2026,Payroll,,Payment,1800.00,\n",
        "Date,Payee,Debit,Credit\n11/20/2026,Pilot,45.10,\n11/21/2026,Payroll,,1800.00\n",
        "Date,Payee,Debit,Credit\n11/20/2026,Pilot,-45.10,0.00\n11/21/2026,Payroll,0.00,1800.00\n",
        "Posted Date;Payee;Money Out;Money In\r\n20.11.2026;Pilot;45,10;\r\n"
        "21.11.2026;Payroll;;1.800,00\r\n",
        "Date\tName\tAmount\n20 Nov 2026\tPilot\t(45.10)\nNov 21, 2026\tPayroll\t$1,800.00\n",
        "date,amount,type,description\n20261120,45.10,DEBIT,Pilot\n20261121,1800,CREDIT,Payroll\n",
        "Account 1234\nFrom 11/01 to 11/30\n\nDate,Description,Amount\n"
        "11/20/26,Pilot,45.10-\n11/21/26,Payroll,1800.00\n",
        "Date,Description,Amount\n11/20/2026,Pilot,-$45.10\n11/21/2026,Payroll,+1800\n",
    ],
)
def test_the_ways_of_banks(text: str) -> None:
    """Headings, signs, sides, delimiters and dates are told from the file."""
    assert _moved(text) == PAIR


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
def test_encodings(encoding: str) -> None:
    """Text comes as it was written, in whatever encoding."""
    text = PLAIN.replace("Pilot", "Café Olé, Señor Ñandú".replace(",", ""))
    ((_, _, _, payee), _) = _moved(text_of(text.encode(encoding)))
    assert payee == "Café Olé Señor Ñandú"


def test_the_order_of_day_and_month_is_the_whole_files() -> None:
    """One day beyond the twelfth decides for all of them."""
    text = "Date,Payee,Amount\n03/04/2026,A,-1.00\n13/04/2026,B,-1.00\n"
    assert [row[0] for row in _moved(text)] == [date(2026, 4, 3), date(2026, 4, 13)]
    text = "Date,Payee,Amount\n03/04/2026,A,-1.00\n04/13/2026,B,-1.00\n"
    assert [row[0] for row in _moved(text)] == [date(2026, 3, 4), date(2026, 4, 13)]


@pytest.mark.parametrize(
    "days", [["03/04/2026", "05/06/2026"], ["13/04/2026", "04/13/2026"]], ids=["unclear", "both"]
)
def test_days_that_can_be_read_both_ways_are_refused(days: list[str]) -> None:
    """PAM asks rather than guess a month, and takes the answer."""
    text = "Date,Payee,Amount\n" + "".join(f"{day},A,-1.00\n" for day in days)
    with pytest.raises(PamError) as trouble:
        _moved(text)
    assert trouble.value.code == "ledger.days"
    assert "--days day-first" in trouble.value.mend
    first = _moved(text, Wanted(day_order=DayOrder.DAY_FIRST))[0][0]
    assert (first.month, first.year) == (4, 2026)


def test_broken_rows_are_named_by_their_line() -> None:
    """What cannot be read is left out with its line and the reason; the rest is kept."""
    text = (
        "Date,Description,Amount\n"
        "2026-11-20,Pilot,-45.10\n"
        "2026-11-31,No such day,-1.00\n"
        "2026-11-20,No amount,\n"
        "2026-11-20,Words,abc\n"
        "2026-11-20,Nothing,0.00\n"
        "0000-01-01,Year 0,-1.00\n"
        "9999-12-31,Year 9999,-1.00\n"
        "2026-11-20,Absurd,-99999999999999999999.00\n"
        "2026-11-20,Half a cent,-1.005\n"
        '"2026-11-21","Payroll\nof two lines",1800.00\n'
        "2026-11-22,Last,-2.00\n"
        ",,\n"
        "only one cell\n"
    )
    statement = read_csv(text, Wanted())
    assert [one.payee for one in statement.moved] == ["Pilot", "Payroll of two lines", "Last"]
    assert [(row.where, row.reason) for row in statement.left_out] == [
        ("line 3", "there is no day '2026-11-31'"),
        ("line 4", "it has no amount"),
        ("line 5", "'abc' is no amount"),
        ("line 6", "its amount is zero"),
        ("line 7", "there is no day '0000-01-01'"),
        ("line 8", "its year is 9999"),
        ("line 9", "its amount is absurd"),
        ("line 10", "-1.005 has too many decimals"),
        ("line 15", "it has no amount"),
    ]


def test_a_quotation_mark_that_is_never_closed() -> None:
    """It costs its own line, not the rest of the file; inches are no quotation."""
    rows = "".join(f"2026-11-{day:02},Shop {day},-1.00\n" for day in range(1, 29))
    text = f'Date,Payee,Amount\n2026-11-20,"Pilot,-45.10\n2026-11-20,5" hose,-4.00\n{rows}'
    statement = read_csv(text, Wanted())
    assert [row.where for row in statement.left_out] == ["line 2"]
    assert len(statement.moved) == 29
    assert statement.moved[0].payee == '5" hose'


def test_currencies() -> None:
    """A currency is taken from its column, the heading, the amount, or what the user says."""
    assert _moved("Date,Amount,Currency\n2026-11-20,-5.00,cad\n")[0][2] == "CAD"
    assert _moved("Date,Amount (EUR)\n2026-11-20,-5.00\n")[0][2] == "EUR"
    assert _moved("Date,Amount\n2026-11-20,-€5.00\n")[0][2] == "EUR"
    assert _moved("Date,Amount\n2026-11-20,-5.00\n", Wanted(currency="MXN"))[0][2] == "MXN"


def test_without_a_single_minus_all_is_spent() -> None:
    """A file of purchases without signs is taken as spent, and that is remarked on."""
    statement = read_csv("Date,Payee,Amount\n2026-11-20,A,5.00\n2026-11-21,B,6.00\n", Wanted())
    assert [one.amount.minor for one in statement.moved] == [-500, -600]
    assert statement.remarks == ("No amount has a minus: all of it was taken as spent.",)


def test_cards_that_write_a_plus_for_what_was_spent() -> None:
    """Where most amounts are positive PAM asks which sign means spent, and takes the answer."""
    rows = "".join(f"2026-11-{day:02},Shop,5.00\n" for day in range(1, 10))
    text = f"Date,Payee,Amount\n{rows}2026-11-20,Payment,-45.00\n"
    with pytest.raises(PamError) as trouble:
        read_csv(text, Wanted())
    assert trouble.value.code == "ledger.signs"
    assert "--spent plus" in trouble.value.mend
    card = read_csv(text, Wanted(spent=Sign.PLUS)).moved
    assert [one.amount.minor for one in card] == [-500] * 9 + [4500]
    bank = read_csv(text, Wanted(spent=Sign.MINUS)).moved
    assert [one.amount.minor for one in bank] == [500] * 9 + [-4500]


def test_rows_keep_their_names() -> None:
    """A row has the same id in every file it is in; the second coffee of a day is another one."""
    coffees = "2026-11-20,Coffee,-4.50\n2026-11-20,Coffee,-4.50\n"
    early = read_csv(f"Date,Payee,Amount\n{coffees}", Wanted()).moved
    late = read_csv(f"Date,Payee,Amount\n{coffees}2026-11-21,Coffee,-4.50\n", Wanted()).moved
    assert [one.bank_id for one in early] == [one.bank_id for one in late[:2]]
    assert len({one.bank_id for one in late}) == 3


def test_a_banks_own_numbers() -> None:
    """An id column tells rows apart, together with what they say."""
    text = "Id,Date,Payee,Amount\n1,2026-11-20,Coffee,-4.50\n2,2026-11-20,Coffee,-4.50\n"
    ids = [one.bank_id for one in read_csv(text, Wanted()).moved]
    other = read_csv(text.replace("Coffee", "Tea"), Wanted()).moved
    assert len({*ids, *(one.bank_id for one in other)}) == 4


@pytest.mark.parametrize("text", ["just some words\n", "a,b,c\n1,2,3\n", "\n\n", "2026-11-20,5\n"])
def test_no_statement(text: str) -> None:
    """A file without headings of a statement is refused with what to do."""
    with pytest.raises(PamError) as trouble:
        read_csv(text, Wanted())
    assert trouble.value.code == "ledger.columns"
    assert "Date, Description, Amount" in trouble.value.mend


def test_control_characters_go() -> None:
    """Text is kept on one line, without control characters, and not endless."""
    (one,) = read_csv(f"Date,Payee,Amount\n2026-11-20,A\x07B\0C{'x' * 500},-1.00\n", Wanted()).moved
    assert one.payee.startswith("A BCxxx")
    assert len(one.payee) == 200


def test_a_row_as_a_value() -> None:
    """A payee and a description are kept apart where the file has both."""
    text = "Date,Merchant,Description,Amount,Category\n2026-11-20,Pilot,Pump 4,-45.10,Fuel\n"
    (one,) = read_csv(text, Wanted()).moved
    assert one == Moved(
        day=date(2026, 11, 20),
        amount=Money(minor=-4510),
        payee="Pilot",
        description="Pump 4",
        category="Fuel",
        bank_id=one.bank_id,
    )
