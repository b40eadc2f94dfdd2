"""`pam doctor`: what works, what is missing, and the mend."""

import argparse
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pam_desktop.cli.exits import ENVIRONMENT, OK
from pam_desktop.cli.options import settings_of

if TYPE_CHECKING:
    from pam_desktop.cli.checks.finding import Check, Finding, Patient

HELP = "say what works, what is missing, and how to mend it"


_VERDICT = {
    True: "PAM can hold a spoken conversation.",
    False: "PAM cannot hold a spoken conversation until what is marked ✗ is mended.",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare `--json`."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(arguments: argparse.Namespace) -> int:
    """Look at everything; 0 where PAM can hold a conversation, 3 where something is broken."""
    from pam_desktop.cli.checks.finding import Verdict, examine

    findings = examine(_patient(arguments), _checks())
    broken = any(finding.verdict is Verdict.BROKEN for finding in findings)
    print(_as_json(findings, not broken) if arguments.json else _as_text(findings, not broken))
    return ENVIRONMENT if broken else OK


def _checks() -> Sequence["Check"]:
    from pam_desktop.cli.checks import account, answers, machine, parts
    from pam_desktop.cli.checks.finding import Check

    return (
        Check(part="Python", look=machine.python),
        Check(part="settings", look=parts.settings),
        Check(part="data folder", look=machine.data_folder),
        Check(part="log folder", look=machine.log_folder, essential=False),
        Check(part="database", look=parts.database),
        Check(part="map", look=parts.town_map, essential=False),
        Check(part="hearing model", look=parts.hearing_model),
        Check(part="voice model", look=parts.voice_model),
        Check(part="voice activity model", look=parts.voice_activity_model),
        Check(part="language model", look=answers.language_model, essential=False),
        Check(part="keyring", look=answers.keyring, essential=False),
        Check(part="open questions", look=answers.open_questions, essential=False),
        Check(part="account", look=account.account, essential=False),
        Check(part="microphone", look=parts.microphone),
        Check(part="loudspeaker", look=parts.loudspeaker),
        Check(part="screen", look=machine.screen, essential=False),
        Check(part="window libraries", look=machine.window_libraries, essential=False),
        Check(part="talk key", look=parts.talk_key, essential=False),
    )


def _patient(arguments: argparse.Namespace) -> "Patient":
    from pam_core.settings.paths import find_places
    from pam_core.settings.schema import Settings
    from pam_core.vocabulary.errors import PamError
    from pam_desktop.cli.checks.finding import Patient

    places = find_places()
    try:
        return Patient(places=places, settings=settings_of(arguments).settings)
    except PamError as error:
        # The rest is looked at with the defaults; the settings check tells of this.
        return Patient(places=places, settings=Settings(), settings_trouble=error)


def _as_text(findings: Sequence["Finding"], can_talk: bool) -> str:
    marks = {"works": "✓", "limited": "!", "broken": "✗"}
    width = max(len(finding.part) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f"{marks[finding.verdict]} {finding.part:{width}}  {finding.sentence}")
        if finding.mend:
            lines.append(f"  {'':{width}}  → {finding.mend}")
    lines.append("")
    lines.append(_VERDICT[can_talk])
    return "\n".join(lines)


def _as_json(findings: Sequence["Finding"], can_talk: bool) -> str:
    checks = [
        {
            "part": finding.part,
            "verdict": str(finding.verdict),
            "sentence": finding.sentence,
            "mend": finding.mend,
        }
        for finding in findings
    ]
    return json.dumps({"ok": can_talk, "checks": checks}, indent=2)
