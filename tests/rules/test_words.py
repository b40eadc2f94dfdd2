"""The window's sentences are translated: all of them, with the same places to fill in."""

import io
import re
from collections.abc import Iterable, Mapping

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from pam_desktop.window.look.words import CATALOGUES, LANGUAGES
from tests.rules.house import ROOT

TRANSLATED = sorted(set(LANGUAGES) - {"en"})
SPEAKING = ("pam_desktop/window", "pam_desktop/host")
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None}
Id = str | tuple[str, ...]


def in_the_code() -> set[Id]:
    """Every sentence that is asked for by `_` or `ngettext`."""
    found: set[Id] = set()
    for folder in SPEAKING:
        for _, _, message, *_ in extract_from_dir(ROOT / folder, keywords=KEYWORDS):
            found.add(tuple(message) if isinstance(message, list | tuple) else message)
    return found


def translated(language: str) -> Mapping[Id, Message]:
    """The sentences of a catalogue as people write it."""
    path = CATALOGUES / language / "LC_MESSAGES" / "pam.po"
    catalogue = read_po(io.BytesIO(path.read_bytes()), locale=language)
    return {_id(it.id): it for it in catalogue if it.id}


def _id(id: object) -> Id:
    return tuple(id) if isinstance(id, list | tuple) else str(id)


def texts(of: object) -> Iterable[str]:
    """One text, or those of each number."""
    return of if isinstance(of, list | tuple) else (str(of),)


def slots(text: str) -> set[str]:
    """What is filled in."""
    return set(re.findall(r"\{(\w*)[^}]*\}", text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_is_translated(language: str) -> None:
    """A catalogue has each sentence of the code, translated by a person who was sure, no other."""
    catalogue = translated(language)
    assert in_the_code() - catalogue.keys() == set()
    assert catalogue.keys() - in_the_code() == set()
    assert [it.id for it in catalogue.values() if it.fuzzy or not all(texts(it.string))] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_fills_in_the_same(language: str) -> None:
    """What varies in a sentence stands in its translation under the same name."""
    wrong = [
        it.id
        for it in translated(language).values()
        for text in texts(it.string)
        if slots(text) - set().union(*map(slots, texts(it.id)))
        or (not it.pluralizable and slots(text) != slots(str(it.id)))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_read_is_what_was_written(language: str) -> None:
    """The compiled catalogue says the same as the one that people write (`make words`)."""
    path = CATALOGUES / language / "LC_MESSAGES" / "pam.mo"
    compiled = read_mo(io.BytesIO(path.read_bytes()))
    read = {_id(it.id): tuple(texts(it.string)) for it in compiled if it.id}
    assert read == {id: tuple(texts(it.string)) for id, it in translated(language).items()}
