"""Every setting there is: its default, its limits, and what it is for."""

from datetime import tzinfo
from enum import StrEnum
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from pam_core.settings.schema_account import PamAccount
from pam_core.settings.schema_answers import (
    Answers,
    Anthropic,
    Custom,
    Embedded,
    LocalServer,
    OpenAi,
    OpenRouter,
)
from pam_core.settings.section import Section
from pam_core.vocabulary.units import Units


class HearingMode(StrEnum):
    """How the microphone is opened."""

    HOLD = "hold"
    TOGGLE = "toggle"
    HANDS_FREE = "hands_free"


class Weekday(StrEnum):
    """The days a week may begin on."""

    MONDAY = "monday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class LogLevel(StrEnum):
    """How much goes into the log; what the user said is only there at debug."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def _known_timezone(name: str) -> str:
    if name:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("not a known time zone") from error
    return name


class Hearing(Section):
    """The microphone, and when an utterance is over."""

    model: Annotated[
        str,
        Field(
            min_length=1,
            description="The speech model that hears you; `pam models list` names them.",
            json_schema_extra={"takes": "the name of a hearing model"},
        ),
    ] = "whisper-tiny.en"
    mode: Annotated[
        HearingMode,
        Field(
            description="How you open the microphone: hold the talk key, press it once and stop "
            "talking (toggle), or just speak (hands_free)."
        ),
    ] = HearingMode.HOLD
    microphone: Annotated[
        str,
        Field(description='The microphone\'s name as `pam devices` prints it; "" is the default.'),
    ] = ""
    patience: Annotated[
        float,
        Field(
            ge=0.5,
            le=3,
            description="How long PAM waits in your pauses before it takes its turn; 2 is twice "
            "as long as usual.",
        ),
    ] = 1.0
    utterance_limit_seconds: Annotated[
        float, Field(ge=5, le=600, description="An utterance is ended after this long.")
    ] = 120.0
    wake_phrase: Annotated[
        bool,
        Field(description='Hands-free, answer only to what begins with "Hey Pam".'),
    ] = True
    unload_minutes: Annotated[
        int,
        Field(
            ge=0,
            le=1440,
            description="Give back the models' memory after this long without a word; 0 is never.",
        ),
    ] = 0


class Speaking(Section):
    """PAM's voice and the loudspeaker."""

    voice: Annotated[
        str,
        Field(
            min_length=1,
            description="The voice that speaks; `pam models list` names them.",
            json_schema_extra={"takes": "the name of a voice model"},
        ),
    ] = "en_US-joe-medium"
    loudspeaker: Annotated[
        str,
        Field(description='The loudspeaker\'s name as `pam devices` prints it; "" is the default.'),
    ] = ""
    volume: Annotated[float, Field(ge=0, le=1, description="How loud PAM speaks.")] = 0.8
    rate: Annotated[
        float, Field(ge=0.5, le=2, description="How fast PAM speaks; 1 is the voice's own pace.")
    ] = 1.0
    duck: Annotated[bool, Field(description="Speak softly while you may have begun to speak.")] = (
        True
    )
    voice_barge_in: Annotated[
        bool,
        Field(
            description="Fall silent when you speak, not only when you press the talk key; "
            "wants a headset, or PAM may interrupt itself."
        ),
    ] = False


class TalkKey(Section):
    """The key that opens the microphone, whichever window is in front."""

    key: Annotated[
        str,
        Field(
            min_length=1,
            max_length=40,
            description='The talk key, such as "F9", "Pause" or "ctrl+space".',
            json_schema_extra={"takes": "the name of a key"},
        ),
    ] = "F9"


class Thinking(Section):
    """What PAM takes for granted when it understands you."""

    currency: Annotated[
        str,
        Field(
            pattern=r"^[A-Z]{3}$",
            description="The currency of an amount that names none, as an ISO 4217 code.",
            json_schema_extra={"takes": 'three capital letters, such as "USD"'},
        ),
    ] = "USD"
    timezone: Annotated[
        str,
        AfterValidator(_known_timezone),
        Field(
            description='Your time zone, such as "America/Denver"; "" is the system\'s.',
            json_schema_extra={"takes": 'a time zone such as "America/Denver", or ""'},
        ),
    ] = ""

    units: Annotated[
        Units,
        Field(description="Miles, gallons and Fahrenheit (us), or kilometers and so on (metric)."),
    ] = Units.US
    week_begins: Annotated[
        Weekday, Field(description='The first day of your week, for "this week".')
    ] = Weekday.MONDAY
    driving_hours_a_day: Annotated[
        float,
        Field(ge=1, le=14, description="How many hours a day you want to drive on a trip."),
    ] = 6.0

    def zone(self) -> tzinfo | None:
        """The chosen time zone; None is the system's."""
        return ZoneInfo(self.timezone) if self.timezone else None


class Window(Section):
    """How the window behaves; its place and size are kept apart, see `Places.window_file`."""

    close_to_tray: Annotated[
        bool,
        Field(description="Closing the window leaves PAM in the tray, where there is a tray."),
    ] = False
    first_run: Annotated[
        bool, Field(description="Offer the check of microphone and voice at the next start.")
    ] = True


class ThemeChoice(StrEnum):
    """When the window is light and when it is dark."""

    SUN = "sun"
    DAY = "day"
    NIGHT = "night"


class Language(StrEnum):
    """The languages of the window."""

    SYSTEM = "system"
    ENGLISH = "en"
    SPANISH = "es"


class Looks(Section):
    """How the window looks."""

    theme: Annotated[
        ThemeChoice,
        Field(
            description="Light by day, dark by night: by the sun where you are, or always the one."
        ),
    ] = ThemeChoice.SUN
    text_scale: Annotated[
        float, Field(ge=1, le=2, description="How much larger than usual the window's text is.")
    ] = 1.0
    language: Annotated[
        Language,
        Field(
            description="The language of the window from the next start on; PAM's voice speaks "
            "English."
        ),
    ] = Language.SYSTEM


class Storage(Section):
    """Where chats and expenses are kept."""

    database: Annotated[
        str,
        Field(
            description='The database file; "" is PAM\'s own in the data folder.',
            json_schema_extra={"takes": 'the path of a file, or ""'},
        ),
    ] = ""


class Log(Section):
    """The log."""

    level: Annotated[
        LogLevel,
        Field(
            description="How much is written to the log; what you said is only written at debug."
        ),
    ] = LogLevel.INFO


class Settings(BaseModel):
    """All that the user may choose."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hearing: Hearing = Hearing()
    speaking: Speaking = Speaking()
    talk_key: TalkKey = TalkKey()
    thinking: Thinking = Thinking()
    answers: Answers = Answers()
    openai: OpenAi = OpenAi()
    anthropic: Anthropic = Anthropic()
    openrouter: OpenRouter = OpenRouter()
    custom: Custom = Custom()
    local_server: LocalServer = LocalServer()
    embedded: Embedded = Embedded()
    account: PamAccount = PamAccount()
    window: Window = Window()
    looks: Looks = Looks()
    storage: Storage = Storage()
    log: Log = Log()
