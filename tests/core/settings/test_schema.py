"""The schema itself: every setting is explained, and the page about them is true."""

from pathlib import Path

import pytest

from pam_core.settings.fields import SettingField, all_fields
from pam_core.settings.judging import check_value
from pam_core.settings.table import settings_page

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"


@pytest.mark.parametrize("field", all_fields(), ids=lambda field: field.name)
def test_every_setting(field: SettingField) -> None:
    """A setting says what it is for and what it takes, and its default fits."""
    assert field.help.endswith(".")
    assert field.takes
    assert check_value(field.section, field.key, field.default) == field.default


def test_variables_are_distinct() -> None:
    """One underscore is enough: no two settings share a variable."""
    assert len({field.variable for field in all_fields()}) == len(all_fields())


def test_page_is_up_to_date() -> None:
    """docs/settings.md is what the schema says today."""
    assert PAGE.read_text(encoding="utf-8") == settings_page()
