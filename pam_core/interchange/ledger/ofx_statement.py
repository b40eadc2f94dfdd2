"""Statements as OFX and QFX, the banks' own format, in both of its versions."""

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from html import unescape
from xml.etree.ElementTree import Element

from pam_core.interchange.ledger.csv_statement import OnRow
from pam_core.interchange.ledger.rows import (
    BadRow,
    Moved,
    RowError,
    Statement,
    Wanted,
    checked,
    exact,
    tidy,
)
from pam_core.vocabulary.errors import Fault, PamError

_ACCOUNTS = ("BANKACCTFROM", "CCACCTFROM", "INVACCTFROM", "LOANACCTFROM")


def is_ofx(content: bytes) -> bool:
    """Whether a file begins as OFX does."""
    beginning = content[:2000].upper()
    return b"OFXHEADER" in beginning or b"<OFX>" in beginning


def read_ofx(content: bytes, wanted: Wanted, on_row: OnRow = lambda done, total: None) -> Statement:
    """Every transaction of every account. Raises PamError (`ledger.ofx`)."""
    moved: list[Moved] = []
    left_out: list[BadRow] = []
    transactions = list(_transactions(_tree(content), wanted))
    for number, (account, currency, transaction) in enumerate(transactions, start=1):
        try:
            moved.append(_moved(account, currency, transaction))
        except RowError as trouble:
            name = tidy(transaction.findtext("FITID")) or f"number {number}"
            left_out.append(BadRow(where=f"transaction {name}", reason=str(trouble)))
        on_row(number, len(transactions))
    return Statement(moved=tuple(moved), left_out=tuple(left_out))


def _tree(content: bytes) -> Element:
    from ofxtools.header import OFXHeaderError
    from ofxtools.Parser import OFXTree, ParseError

    try:
        return OFXTree().parse(io.BytesIO(content))
    except (OFXHeaderError, ParseError, ValueError, AssertionError, IndexError) as error:
        raise PamError(
            "ledger.ofx",
            "It begins as OFX but is broken further on.",
            mend="Download it from the bank again, or take the bank's CSV file.",
            fault=Fault.USER,
        ) from error


def _transactions(root: Element, wanted: Wanted) -> Iterator[tuple[str, str, Element]]:
    """Each transaction with its account and currency; statements of all kinds are built alike."""
    for statement in root.iter():
        lists = [child for child in statement if child.tag.endswith("TRANLIST")]
        if not lists:
            continue
        currency = tidy(statement.findtext("CURDEF")).upper() or wanted.currency
        account = _account(statement)
        for transaction in (found for one in lists for found in one.iter("STMTTRN")):
            yield account, currency, transaction


def _account(statement: Element) -> str:
    for tag in _ACCOUNTS:
        account = statement.find(tag)
        if account is not None:
            parts = (account.findtext(part) for part in ("BANKID", "BROKERID", "ACCTID"))
            return "/".join(tidy(part) for part in parts if part)
    return ""


def _moved(account: str, currency: str, transaction: Element) -> Moved:
    own = tidy(transaction.findtext("FITID"))
    if not own:
        raise RowError("the bank gave it no id")
    amount = exact(_decimal(transaction), _currency(transaction) or currency)
    day = _day(transaction.findtext("DTUSER") or transaction.findtext("DTPOSTED") or "")
    checked(amount, day)
    memo = tidy(unescape(transaction.findtext("MEMO") or ""))
    name = transaction.findtext("NAME") or transaction.findtext("PAYEE/NAME") or ""
    payee = tidy(unescape(name))
    return Moved(
        day=day,
        amount=amount,
        payee=payee or memo,
        description=memo if payee and memo != payee else "",
        bank_id=f"ofx:{account}:{own}",
    )


def _currency(transaction: Element) -> str:
    """Another currency than the account's, where the amount is in one."""
    return tidy(transaction.findtext("CURRENCY/CURSYM")).upper()


def _decimal(transaction: Element) -> Decimal:
    text = tidy(transaction.findtext("TRNAMT"))
    try:
        # Some banks write a comma before the cents; OFX allows it.
        amount = Decimal(text.replace(",", "."))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise RowError(f"{text[:40]!r} is no amount" if text else "it has no amount")
    return amount


def _day(text: str) -> date:
    """The day in the bank's own zone: the first eight digits, whatever hour follows."""
    digits = tidy(text)[:8]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise RowError(f"{digits!r} is no date" if digits else "it has no date") from None
