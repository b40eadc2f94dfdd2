"""The language as PAM ships it, loaded once."""

import pytest

from pam_core.language.grammar import Grammar
from pam_core.language.understanding import Language


@pytest.fixture(scope="session")
def language() -> Language:
    return Language(Grammar.load())
