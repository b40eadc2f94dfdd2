"""The window's sentences about states, parts and moments."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

from PySide6.QtCore import QDate, QLocale

from pam_core.vocabulary.events import Part
from pam_core.vocabulary.money import Money, minor_digits
from pam_core.vocabulary.service import ServiceLevel
from pam_core.vocabulary.turn import TurnState
from pam_desktop.window.look.words import N_, _, language
from pam_desktop.window.services import TalkMode

STATE_WORDS: Mapping[TurnState, str] = {
    TurnState.ASLEEP: N_("Ready"),
    TurnState.WAITING: N_("Waiting for your voice"),
    TurnState.LISTENING: N_("Listening…"),
    TurnState.THINKING: N_("Thinking…"),
    TurnState.SPEAKING: N_("Speaking…"),
}

STATE_ICONS: Mapping[TurnState, str] = {
    TurnState.ASLEEP: "microphone",
    TurnState.WAITING: "waiting",
    TurnState.LISTENING: "listening",
    TurnState.THINKING: "thinking",
    TurnState.SPEAKING: "speaking",
}

PART_WORDS: Mapping[Part, str] = {
    Part.MICROPHONE: N_("Microphone"),
    Part.LOUDSPEAKER: N_("Loudspeaker"),
    Part.HEARING_MODEL: N_("Hearing"),
    Part.VOICE_MODEL: N_("Voice"),
    Part.STORAGE: N_("Memory"),
    Part.TALK_KEY: N_("Talk key"),
}

MODE_WORDS: Mapping[TalkMode, tuple[str, str]] = {
    TalkMode.HOLD: (
        N_("Hold to talk"),
        N_("PAM listens while the button or the key is held down."),
    ),
    TalkMode.TOGGLE: (
        N_("Press to talk"),
        N_("Press once and speak; PAM notices when you are done."),
    ),
    TalkMode.HANDS_FREE: (N_("Hands-free"), N_("The microphone stays open; just speak.")),
}

OFFLINE = N_("Working offline: everything stays on this computer")
SHARING = N_("All is well on this computer")

LEVEL_WORDS: Mapping[ServiceLevel, str] = {
    ServiceLevel.FULL: N_("Everything works"),
    ServiceLevel.REDUCED: N_("Reduced: a stand-in answers open questions"),
    ServiceLevel.BASIC: N_("Basic: this computer answers open questions by itself"),
    ServiceLevel.LOCAL: N_("Local: PAM's own skills only"),
    ServiceLevel.MAINTENANCE: N_("Maintenance: nothing can be kept"),
}

LEVEL_ICONS: Mapping[ServiceLevel, str] = {
    ServiceLevel.FULL: "level-full",
    ServiceLevel.REDUCED: "level-reduced",
    ServiceLevel.BASIC: "level-basic",
    ServiceLevel.LOCAL: "level-local",
    ServiceLevel.MAINTENANCE: "warning",
}


def button_word(state: TurnState, mode: TalkMode) -> str:
    """The word on the talk button: what is, and while nothing is, what to do."""
    match state:
        case TurnState.LISTENING:
            return _("Listening")
        case TurnState.THINKING:
            return _("Thinking")
        case TurnState.SPEAKING:
            return _("Speaking")
        case TurnState.WAITING if mode is TalkMode.HANDS_FREE:
            return _("Just speak")
        case _:
            return _(MODE_WORDS[mode][0]) if mode is not TalkMode.HANDS_FREE else _("Press to talk")


def state_hint(state: TurnState, mode: TalkMode, talk_key: str) -> str:
    """What the user can do in this state."""
    match state:
        case TurnState.LISTENING if mode is TalkMode.HOLD:
            return _("Let go when you have finished")
        case TurnState.LISTENING:
            return _("PAM notices when you have finished")
        case TurnState.THINKING:
            return _("One moment")
        case TurnState.SPEAKING:
            return _("Press to interrupt")
        case TurnState.WAITING if mode is TalkMode.HANDS_FREE:
            return _("The microphone is open")
        case _ if mode is TalkMode.HOLD:
            words = (
                _("Hold the button or {key} and speak")
                if talk_key
                else _("Hold the button and speak")
            )
            return words.format(key=talk_key)
        case _:
            words = (
                _("Press the button or {key} and speak")
                if talk_key
                else _("Press the button and speak")
            )
            return words.format(key=talk_key)


def clock_time(moment: datetime) -> str:
    """The time of day as it is shown beside a turn, the way this computer shows it."""
    if not uses_twelve_hours():
        return f"{moment:%H:%M}"
    return f"{moment.hour % 12 or 12}:{moment:%M} {'AM' if moment.hour < 12 else 'PM'}"


@cache
def uses_twelve_hours() -> bool:
    """Whether the system's short time format counts to twelve."""
    return "AP" in QLocale.system().timeFormat(QLocale.FormatType.ShortFormat).upper()


def day(moment: datetime, now: datetime) -> str:
    """A date as people say it: Today, Yesterday, or the date."""
    days = (now.date() - moment.date()).days
    if days == 0:
        return _("Today")
    if days == 1:
        return _("Yesterday")
    if moment.year == now.year:
        return _shown(moment.date(), "ddd d MMM")
    return _shown(moment.date(), "d MMM yyyy")


_SIGNS = {"USD": "$", "CAD": "C$", "MXN": "MX$", "EUR": "€", "GBP": "£"}


def amount(money: Money, *, whole: bool = False) -> str:
    """Money as it is read: "$1,412.60"; with `whole` to the unit, for a figure at a glance."""
    digits = 0 if whole else minor_digits(money.currency)
    number = f"{abs(money.amount):,.{digits}f}"
    sign = "−" if money.minor < 0 else ""
    if money.currency in _SIGNS:
        return f"{sign}{_SIGNS[money.currency]}{number}"
    return f"{sign}{number} {money.currency}"


def month_name(first: date, *, short: bool = False) -> str:
    """A month in the language of the window: "November 2026", or "Nov"."""
    kind = QLocale.FormatType.ShortFormat if short else QLocale.FormatType.LongFormat
    name = QLocale(language()).standaloneMonthName(first.month, kind)
    return name if short else f"{name} {first.year}"


def long_day(there: date) -> str:
    """A day in full: "Tuesday 24 November 2026"."""
    return _shown(there, "dddd d MMMM yyyy")


def short_day(there: date) -> str:
    """A day in the language of the window: "Nov 24", "24 nov"."""
    return _shown(there, _("MMM d"))


def _shown(there: date, order: str) -> str:
    return QLocale(language()).toString(QDate(there.year, there.month, there.day), order)


def megabytes(size_bytes: int) -> str:
    """A file size in words."""
    if size_bytes >= 10_000_000_000:
        return f"{size_bytes / 1_000_000_000:.0f} GB"
    return f"{size_bytes / 1_000_000:.0f} MB"


def as_moment(value: object) -> datetime | None:
    """A moment from the store: a datetime, or ISO-8601 text."""
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value) if isinstance(value, str) and value else None
