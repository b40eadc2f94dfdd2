"""What the file, the environment and the command line say, before anything is judged."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from pam_core.settings import file, trouble
from pam_core.settings.fields import ENVIRONMENT_PREFIX, all_fields, find_field, sections
from pam_core.settings.judging import Given, Origin
from pam_core.settings.lines import line_of
from pam_core.settings.schema_answers import KEYED
from pam_core.settings.trouble import Problem

Found = tuple[list[Given], list[Problem]]
"""The values given for settings there are, and what was given for settings there are not."""


def from_file(path: Path, must_exist: bool) -> Found:
    """What the file says. Raises PamError (`settings.unreadable`, `.not_toml`, `.missing`)."""
    content = file.read(path)
    if content is None:
        if must_exist:
            raise trouble.missing(path)
        return [], []
    given: list[Given] = []
    problems: list[Problem] = []

    def place(*at: str) -> tuple[str, int]:
        line = line_of(at, content.lines) or 1
        return f"{path}, line {line}", line

    for section, table in content.tree.items():
        if section not in sections():
            problems.append(trouble.unknown_at(*place(section), section, None))
        elif not isinstance(table, dict):
            where, line = place(section)
            what = f"[{section}] is a section, not a value"
            problems.append(Problem(where=where, line=line, what=what, is_unknown=True))
        else:
            for key, value in table.items():
                where, line = place(section, key)
                if find_field(section, key) is None:
                    problems.append(trouble.unknown_at(where, line, section, key))
                    continue
                one = Given(
                    section=section,
                    key=key,
                    value=value,
                    origin=Origin.FILE,
                    where=where,
                    line=line,
                )
                given.append(one)
    return given, problems


def from_environment(environment: Mapping[str, str]) -> Found:
    """What the environment says: `PAM_SECTION_KEY`.

    Other PAM_… variables are let be: Linux's own PAM sets PAM_USER and the like.
    """
    variables = {field.variable: field for field in all_fields()}
    prefixes = tuple(f"{ENVIRONMENT_PREFIX}{section}_".upper() for section in sections())
    given: list[Given] = []
    problems: list[Problem] = []
    for name, value in environment.items():
        field = variables.get(name)
        if field:
            one = Given(
                section=field.section,
                key=field.key,
                value=value,
                origin=Origin.ENVIRONMENT,
                where=f"the environment variable {name}",
            )
            given.append(one)
        elif name.startswith(prefixes):
            prefix = next(p for p in prefixes if name.startswith(p))
            section = prefix.removeprefix(ENVIRONMENT_PREFIX).rstrip("_").lower()
            key = name.removeprefix(prefix).lower()
            where = f"the environment variable {name}"
            problems.append(trouble.unknown_at(where, 0, section, key))
    return given, problems


def from_overrides(overrides: Sequence[str]) -> Found:
    """What the command line says: `section.key=value` each."""
    given: list[Given] = []
    problems: list[Problem] = []
    for text in overrides:
        name, equals, value = text.partition("=")
        section, _, key = name.strip().partition(".")
        # What is written behind such a name may be a key, mistyped or not.
        where = f"--set {name if section in KEYED else text}"
        if not equals:
            what = "it wants the form section.key=value"
            problems.append(Problem(where=where, line=0, what=what, is_unknown=True))
        elif find_field(section, key) is None:
            problems.append(trouble.unknown_at(where, 0, section, key))
        else:
            one = Given(
                section=section, key=key, value=value, origin=Origin.COMMAND_LINE, where=where
            )
            given.append(one)
    return given, problems
