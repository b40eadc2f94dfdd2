"""A script of SQL cut into its statements: `executescript` would commit what came before it."""

from sqlite3 import complete_statement


def statements(script: str) -> list[str]:
    """The single statements, in order."""
    found, so_far = [], ""
    for line in script.splitlines(keepends=True):
        so_far += line
        if so_far.strip() and complete_statement(so_far):
            found.append(so_far.strip())
            so_far = ""
    return found
