"""The page of the server's settings."""

from pathlib import Path

from pam_server.settings import settings_table

PAGE = Path(__file__).parents[2] / "docs" / "server-settings.md"


def test_the_page_has_every_setting_as_it_is() -> None:
    """docs/server-settings.md holds the table that `make docs` makes of the settings there are."""
    page = PAGE.read_text(encoding="utf-8")
    assert page[page.index("|") :].rstrip() == settings_table()
