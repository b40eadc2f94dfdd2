"""The window's sentences in the user's language, by gettext; English where there is no other."""

from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path

CATALOGUES = Path(__file__).resolve().parents[3] / "resources" / "translations"
"""One folder a language, with LC_MESSAGES/pam.po (what people write) and pam.mo (what is read)."""

LANGUAGES = {"en": "English", "es": "Español"}
"""What PAM's window speaks, each in its own words."""


class _Speech:
    """What is spoken now: one for the program, as Qt's own translations are."""

    catalogue: NullTranslations = NullTranslations()
    language = "en"


@cache
def _catalogue(language: str) -> NullTranslations:
    return translation("pam", CATALOGUES, [language], fallback=True)


def speak(language: str) -> str:
    """Choose the language for widgets that are made from now on: "es", "es_MX", "" for English.

    Returns the code of the language that is spoken; English where PAM does not know the other.
    """
    code = language.replace("-", "_").partition("_")[0].lower()
    _Speech.language = code if code in LANGUAGES else "en"
    _Speech.catalogue = _catalogue(_Speech.language)
    return _Speech.language


def speak_with(catalogue: NullTranslations) -> None:
    """Choose a catalogue that is not among PAM's own: a translator's draft, or a test's."""
    _Speech.catalogue = catalogue


def language() -> str:
    """The code of the language that is spoken."""
    return _Speech.language


def _(text: str) -> str:
    """A sentence of the window, as it is in English, in the language that is spoken.

    What varies stands in braces and is filled in afterwards: `_("About {days} days").format(…)`.
    """
    return _Speech.catalogue.gettext(text)


def N_(text: str) -> str:
    """Marks a sentence of a constant, which `_` translates where it is shown."""
    return text


def ngettext(one: str, many: str, count: int) -> str:
    """A sentence with a number in it, in the form that fits `count`; to be filled in afterwards."""
    return _Speech.catalogue.ngettext(one, many, count)
