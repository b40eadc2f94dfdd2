"""Settings from all their sources: defaults, then the file, the environment, the command line."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pam_core.settings import trouble
from pam_core.settings.fields import all_fields
from pam_core.settings.judging import Origin, judge
from pam_core.settings.schema import Settings
from pam_core.settings.sources import from_environment, from_file, from_overrides


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedSettings:
    """The settings in force, the file they are kept in, and where each `section.key` came from."""

    settings: Settings
    path: Path
    origins: Mapping[str, Origin]


def load_settings(
    path: Path,
    *,
    must_exist: bool = False,
    environment: Mapping[str, str] = os.environ,
    overrides: Sequence[str] = (),
) -> LoadedSettings:
    """The settings in force.

    Args:
        path: the settings file; where it is missing the defaults hold.
        must_exist: the user named the file, so a missing one is an error.
        environment: `PAM_SECTION_KEY` overrides the file.
        overrides: `section.key=value` each; they override everything.

    Raises:
        PamError: `settings.…`; the sentence names file and line, or the variable, or the option.
    """
    given, problems = from_file(path, must_exist)
    for source in (from_environment(environment), from_overrides(overrides)):
        given += source[0]
        problems += source[1]
    # The last one wins, but each must be fit: a bad value is not hidden by a later good one.
    tree: dict[str, dict[str, Any]] = {}
    origins = {field.name: Origin.DEFAULT for field in all_fields()}
    for one in given:
        problem = judge(one)
        if problem:
            problems.append(problem)
            continue
        tree.setdefault(one.section, {})[one.key] = one.value
        origins[f"{one.section}.{one.key}"] = one.origin
    if problems:
        raise trouble.found(problems)
    return LoadedSettings(
        settings=Settings.model_validate(tree), path=path, origins=MappingProxyType(origins)
    )
