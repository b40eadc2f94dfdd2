"""The language as PAM ships it, loaded once."""

from tests.core.language.conftest import language as language
