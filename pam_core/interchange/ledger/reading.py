"""Opening a statement: which kind of file it is, and what it holds."""

from pathlib import Path

from pam_core.interchange.ledger.csv_statement import OnRow, read_csv
from pam_core.interchange.ledger.ofx_statement import is_ofx, read_ofx
from pam_core.interchange.ledger.rows import Statement, Wanted
from pam_core.interchange.ledger.text import text_of
from pam_core.vocabulary.errors import Fault, PamError


def read_statement(
    path: Path, wanted: Wanted, on_row: OnRow = lambda done, total: None
) -> Statement:
    """All that a file holds; it is told by its content, not by its name.

    Raises PamError: `ledger.file` where it cannot be opened, `ledger.empty`, and what `read_csv`
    and `read_ofx` raise.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PamError(
            "ledger.file",
            f"{path} cannot be read: {error.strerror}.",
            mend="Name a CSV, OFX or QFX file from your bank.",
            fault=Fault.USER,
        ) from error
    if not content.strip():
        raise PamError("ledger.empty", f"There is nothing in {path.name}.", fault=Fault.USER)
    if is_ofx(content):
        return read_ofx(content, wanted, on_row)
    return read_csv(text_of(content), wanted, on_row)
