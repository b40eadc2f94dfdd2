"""How each part of PAM is doing, as rows for the eye."""

from collections.abc import Callable, Iterator

from pam_core.vocabulary.events import Health, Part, PartChanged
from pam_core.vocabulary.service import ServiceLevel
from pam_core.vocabulary.sync_news import LineState
from pam_desktop.window.account.account_words import LINE_ICONS, line_words
from pam_desktop.window.health.part_row import Finding
from pam_desktop.window.health.source import HealthSheet
from pam_desktop.window.look.wording import LEVEL_ICONS, LEVEL_WORDS, PART_WORDS, megabytes
from pam_desktop.window.look.words import _, ngettext
from pam_desktop.window.standing import Standing

LITTLE_ROOM = 500_000_000
"""Bytes; with less, a log and a month of talk could fill the disk."""

SETTLED_BY_SETTINGS = (Part.MICROPHONE, Part.LOUDSPEAKER, Part.HEARING_MODEL, Part.VOICE_MODEL)
GRAVE = (LineState.SIGN_IN_AGAIN, LineState.STOPPED)


def findings(
    standing: Standing,
    sheet: HealthSheet,
    open_settings: Callable[[], object],
    open_account: Callable[[], object],
) -> Iterator[Finding]:
    """All parts, in the order sound goes through them; then what stands beside."""
    for part in Part:
        yield _part(part, standing.parts.get(part), open_settings)
    yield _level(standing)
    yield _line(standing, sheet, open_account)
    yield _disk(sheet)
    yield _map(sheet)


def _part(part: Part, event: PartChanged | None, mend: Callable[[], object]) -> Finding:
    name = _(PART_WORDS[part])
    if event is None:
        return Finding(name=name, sign="thinking", colour="text_soft", state=_("not started yet"))
    sign, colour, state = {
        Health.WORKING: ("check", "speaking", _("works")),
        Health.STARTING: ("thinking", "text_soft", _("is starting")),
        Health.DEGRADED: ("warning", "brand", _("works in part")),
        Health.LOST: ("warning", "trouble", _("does not work")),
    }[event.health]
    is_ill = event.health in (Health.DEGRADED, Health.LOST)
    can_mend = is_ill and part in SETTLED_BY_SETTINGS
    return Finding(
        name=name,
        sign=sign,
        colour=colour,
        state=state,
        sentence=event.sentence,
        mend=(_("Choose another"), mend) if can_mend else None,
    )


def _level(standing: Standing) -> Finding:
    name, level = _("Open questions"), standing.level
    if level is None:
        return Finding(name=name, sign="shield", colour="speaking", state=_("nobody is asked"))
    is_less = level.level not in (ServiceLevel.FULL, ServiceLevel.LOCAL)
    return Finding(
        name=name,
        sign=LEVEL_ICONS[level.level],
        colour="brand" if is_less else "speaking",
        state=_(LEVEL_WORDS[level.level]),
        sentence=level.sentence,
    )


def _line(standing: Standing, sheet: HealthSheet, mend: Callable[[], object]) -> Finding:
    name, line = _("Other computers"), standing.line
    if line is None or line.state is LineState.SIGNED_OUT:
        return Finding(name=name, sign="shield", colour="speaking", state=_("nothing is shared"))
    waits = ""
    if sheet.waiting:
        words = ngettext("{count} change waits.", "{count} changes wait.", sheet.waiting)
        waits = words.format(count=sheet.waiting)
    is_grave = line.state in GRAVE
    return Finding(
        name=name,
        sign=LINE_ICONS[line.state],
        colour="trouble" if is_grave else "speaking",
        state=line_words(line),
        sentence=f"{line.sentence} {line.mend} {waits}".strip(),
        mend=(_("Account"), mend) if is_grave else None,
    )


def _disk(sheet: HealthSheet) -> Finding:
    is_low = sheet.free_bytes < LITTLE_ROOM
    return Finding(
        name=_("Disk"),
        sign="warning" if is_low else "check",
        colour="trouble" if is_low else "speaking",
        state=_("{size} free").format(size=megabytes(sheet.free_bytes)),
        sentence=_("Make room, or nothing can be kept soon.") if is_low else "",
    )


def _map(sheet: HealthSheet) -> Finding:
    is_there = sheet.map_is_there
    return Finding(
        name=_("Map"),
        sign="check" if is_there else "thinking",
        colour="speaking" if is_there else "text_soft",
        state=_("is there") if is_there else _("is being made"),
    )
