"""What can be the matter with a setting, said as PamError."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pam_core.settings.addresses import without_secrets
from pam_core.settings.fields import all_fields, find_field, sections, written
from pam_core.settings.schema_answers import KEYED
from pam_core.vocabulary.errors import Fault, PamError

MOST_NAMED = 5
"""A file of another program has a hundred unknown keys; nobody reads them all."""

_LIKE_A_KEY = ("key", "token", "secret", "password")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that will not do: where it stands, what is the matter, whether it is unknown."""

    where: str
    line: int
    what: str
    is_unknown: bool
    key_of: str = ""
    """Whose key it is, where it is one: none may stand there."""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.where else self.what


def unknown(section: str, key: str | None) -> str:
    """That a section, or a key in a known section, does not exist, and what may have been meant."""
    if section not in sections():
        meant = _close(section, sections())
        return f"there is no section [{section}]{_question(f'[{meant}]' if meant else '')}"
    if is_key(section, key or ""):
        return f"[{section}] takes no key, for none is ever kept in clear"
    keys = [field.key for field in all_fields() if field.section == section]
    meant = _close(key or "", keys)
    if not meant:
        # Right key, wrong section is the next likely slip.
        elsewhere = [field.name for field in all_fields() if field.key == key]
        return f"[{section}] has no setting “{key}”{_question(elsewhere[0] if elsewhere else '')}"
    return f"[{section}] has no setting “{key}”{_question(meant)}"


def is_key(section: str, key: str) -> bool:
    """Whether a setting that does not exist would have been the key of a language model."""
    return section in KEYED and key.lower().endswith(_LIKE_A_KEY)


def unknown_at(where: str, line: int, section: str, key: str | None) -> Problem:
    """The same as a problem."""
    return Problem(
        where=where,
        line=line,
        what=unknown(section, key),
        is_unknown=True,
        key_of=section if is_key(section, key or "") else "",
    )


def unfit(section: str, key: str, value: object) -> str:
    """That a value does not fit its setting, and what would."""
    field = find_field(section, key)
    takes = field.takes if field else "something else"
    shown = without_secrets(value) if isinstance(value, str) else value
    return f"{section}.{key} takes {takes}, not {written(shown)}"


def found(problems: Iterable[Problem]) -> PamError:
    """One error for all that was found, in the order of the lines."""
    ordered: Sequence[Problem] = sorted(problems, key=lambda problem: problem.line)
    shown = "; ".join(str(problem) for problem in ordered[:MOST_NAMED])
    rest = len(ordered) - MOST_NAMED
    more = f"; and {rest} more like it" if rest > 0 else ""
    code = "settings.unknown_key" if ordered[0].is_unknown else "settings.bad_value"
    mend = "`pam settings` lists every setting and what it takes."
    owners = [problem.key_of for problem in ordered if problem.key_of]
    if owners:
        code = "settings.key_in_clear"
        mend = (
            f"Take it out and use `pam providers key {owners[0]}`, which keeps it in the system's "
            "keyring."
        )
    return PamError(code, sentence(shown + more), mend=mend, fault=Fault.USER)


def not_toml(path: Path, line: int, complaint: str) -> PamError:
    """The file is not TOML; it is left as it is."""
    return PamError(
        "settings.not_toml",
        f"{path}, line {line}: this is not TOML ({complaint}).",
        mend="Mend that line, or move the file aside to start from the defaults; PAM has not "
        "changed it.",
        fault=Fault.USER,
    )


def unreadable(path: Path, error: OSError) -> PamError:
    """The file is there and cannot be read."""
    return PamError(
        "settings.unreadable",
        f"PAM cannot read the settings in {path} ({error.strerror}).",
        mend="Check that it is a file and that you may read it.",
        fault=Fault.ENVIRONMENT,
    )


def unwritable(path: Path, error: OSError) -> PamError:
    """The file cannot be written; what was in it is still there."""
    return PamError(
        "settings.unwritable",
        f"PAM cannot write the settings to {path} ({error.strerror}).",
        mend="Check that the disk has room and that you may write there; what was in the file is "
        "still there.",
        fault=Fault.ENVIRONMENT,
    )


def missing(path: Path) -> PamError:
    """A settings file was asked for by name and is not there."""
    return PamError(
        "settings.missing",
        f"There is no settings file {path}.",
        mend="Check the name, or leave --settings out to use your own.",
        fault=Fault.USER,
    )


def sentence(text: str) -> str:
    """Text with a capital and a full stop."""
    return f"{text[0].upper()}{text[1:]}" + ("" if text.endswith("?") else ".")


def _close(word: str, choices: Iterable[str]) -> str:
    matches = get_close_matches(word.lower(), list(choices), n=1, cutoff=0.6)
    return matches[0] if matches else ""


def _question(meant: str) -> str:
    return f"; did you mean {meant}?" if meant else ""
