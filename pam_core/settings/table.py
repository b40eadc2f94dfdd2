"""The settings as the page docs/settings.md; `python -m pam_core.settings.table` prints it."""

from pam_core.settings.fields import all_fields, sections, written

_OPENING = """# Settings

PAM reads one file, `settings.toml`, from the platform's config folder (`~/.config/pam` on Linux,
`~/Library/Application Support/pam` on macOS, `%LOCALAPPDATA%\\pam` on Windows, `config` under
`PAM_HOME` where that is set). It need not exist. `pam settings` prints every setting with its value
and where that came from; `pam settings set speaking.volume 0.5` changes one and leaves the file's
comments alone.

What is given later wins: defaults, the file, environment variables, `--set section.key=value` on
the command line. A setting or a value that PAM does not know stops it with the file and the line.

The keys of language models are no settings: `pam providers key NAME` keeps them in the system's
keyring, and on a machine without one PAM reads them from variables such as `PAM_KEY_OPENAI`.

This page is written by `python -m pam_core.settings.table > docs/settings.md`.
"""


def settings_page() -> str:
    """The whole page, in Markdown."""
    parts = [_OPENING]
    for name, section in sections().items():
        parts.append(f"\n## [{name}]\n\n{section.__doc__}\n")
        parts.append("| key | default | takes | what for | variable |\n|---|---|---|---|---|")
        parts += [
            f"| `{field.key}` | `{written(field.default)}` | {field.takes} | {field.help} "
            f"| `{field.variable}` |"
            for field in all_fields()
            if field.section == name
        ]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    print(settings_page(), end="")
