"""An OFX file as banks send it."""

_HEADER = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

"""


def transaction(
    fitid: str = "1",
    amount: str = "-45.10",
    day: str = "20261120233000.000[-7:MST]",
    name: str = "LOVES TRAVEL STOP #0332",
    more: str = "",
) -> str:
    """One transaction in the older, unclosed way of writing."""
    return (
        f"<STMTTRN><TRNTYPE>DEBIT\n<DTPOSTED>{day}\n<TRNAMT>{amount}\n<FITID>{fitid}\n"
        f"<NAME>{name}\n{more}</STMTTRN>\n"
    )


def ofx(*transactions: str, account: str = "12345", currency: str = "USD") -> bytes:
    """A bank statement with these transactions; QFX has the INTU tags besides."""
    body = (
        "<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0\n<SEVERITY>INFO\n</STATUS>"
        "<DTSERVER>20261123120000\n<LANGUAGE>ENG\n<INTU.BID>3000\n</SONRS></SIGNONMSGSRSV1>"
        "<BANKMSGSRSV1><STMTTRNRS><TRNUID>0\n<STATUS><CODE>0\n<SEVERITY>INFO\n</STATUS>"
        f"<STMTRS><CURDEF>{currency}\n<BANKACCTFROM><BANKID>999\n<ACCTID>{account}\n"
        "<ACCTTYPE>CHECKING\n</BANKACCTFROM><BANKTRANLIST><DTSTART>20261101\n<DTEND>20261130\n"
        f"{''.join(transactions)}</BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )
    return (_HEADER + body).encode("cp1252")
