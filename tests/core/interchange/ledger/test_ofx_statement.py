"""Statements as OFX and QFX."""

from datetime import date

import pytest

from pam_core.interchange.ledger.ofx_statement import is_ofx, read_ofx
from pam_core.interchange.ledger.rows import Wanted
from pam_core.vocabulary.errors import PamError
from pam_core.vocabulary.money import Money
from tests.core.interchange.ledger.ofx import ofx, transaction


def test_a_transaction() -> None:
    """Amount, day, payee, memo and the bank's own id are taken as they stand."""
    content = ofx(transaction(more="<MEMO>Pump 4 &amp; 5\n"))
    assert is_ofx(content)
    (one,) = read_ofx(content, Wanted()).moved
    assert (one.amount, one.payee, one.description) == (
        Money(minor=-4510),
        "LOVES TRAVEL STOP #0332",
        "Pump 4 & 5",
    )
    assert one.bank_id == "ofx:999/12345:1"


def test_the_day_is_the_banks() -> None:
    """Half past eleven at night in Denver is that day, not the next one of Greenwich."""
    (one,) = read_ofx(ofx(transaction()), Wanted()).moved
    assert one.day == date(2026, 11, 20)


def test_the_newer_way_of_writing() -> None:
    """OFX 2 is XML with a declaration of its own."""
    content = (
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE"'
        b' NEWFILEUID="NONE"?>\n'
        b"<OFX><CREDITCARDMSGSRSV1><CCSTMTTRNRS><CCSTMTRS><CURDEF>CAD</CURDEF>"
        b"<CCACCTFROM><ACCTID>77</ACCTID></CCACCTFROM><BANKTRANLIST><STMTTRN>"
        b"<TRNTYPE>CREDIT</TRNTYPE><DTPOSTED>20261121</DTPOSTED><TRNAMT>12.00</TRNAMT>"
        b"<FITID>a</FITID><NAME>Refund</NAME></STMTTRN></BANKTRANLIST></CCSTMTRS>"
        b"</CCSTMTTRNRS></CREDITCARDMSGSRSV1></OFX>"
    )
    (one,) = read_ofx(content, Wanted()).moved
    assert (one.amount, one.bank_id) == (Money(minor=1200, currency="CAD"), "ofx:77:a")


def test_broken_transactions_are_named() -> None:
    """What cannot be read is left out by its id and the reason; the rest is kept."""
    content = ofx(
        transaction("1"),
        transaction("2", amount="abc"),
        transaction("3", day="20261131"),
        transaction("4", amount="0.00"),
        transaction("5", amount="1E+999999"),
        transaction("6", day="99991231"),
    )
    statement = read_ofx(content, Wanted())
    assert [one.bank_id for one in statement.moved] == ["ofx:999/12345:1"]
    assert [(row.where, row.reason) for row in statement.left_out] == [
        ("transaction 2", "'abc' is no amount"),
        ("transaction 3", "'20261131' is no date"),
        ("transaction 4", "its amount is zero"),
        ("transaction 5", "its amount is absurd"),
        ("transaction 6", "its year is 9999"),
    ]


@pytest.mark.parametrize(
    "content", [b"OFXHEADER:100\n\nno body", b"OFXHEADER:100\n<OFX><A>text</OFX>", b"<OFX></B>"]
)
def test_a_broken_file(content: bytes) -> None:
    """A file that only begins as OFX is refused in a sentence."""
    with pytest.raises(PamError) as trouble:
        read_ofx(content, Wanted())
    assert trouble.value.code == "ledger.ofx"
