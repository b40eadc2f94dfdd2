"""What may be set about the server: a typed field per PAM_SERVER_ variable, with its help."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path
from pydantic import Field, HttpUrl, SecretStr, StringConstraints, ValidationError, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from pam_core.vocabulary.errors import Fault, PamError
from pam_server.settings_source import PREFIX, Environment

Port = Annotated[int, Field(ge=0, le=65_535)]
Limit = Annotated[int, Field(ge=1, le=1_000_000)]
Megabytes = Annotated[int, Field(ge=1, le=1000)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]

MEGABYTE = 1_000_000


def _data_folder() -> Path:
    return user_data_path("pam-server", appauthor=False)


class ServerSettings(BaseSettings):
    """The server's settings, from its environment and nowhere else.

    Made by `load_settings`; a test may give fields as keywords.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    host: Words = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 is every one.")
    port: Port = Field(8765, description="Port of the API and its WebSocket.")
    metrics_host: Words = Field("127.0.0.1", description="Address of the metrics.")
    metrics_port: Port = Field(
        9765,
        description="Port of `/metrics`; 0 offers none. Further workers take the ports after it.",
    )
    workers: int = Field(
        1, ge=1, le=64, description="Processes; more than one needs PostgreSQL and Redis."
    )
    data_folder: Path = Field(
        default_factory=_data_folder, description="Where the server keeps its own files."
    )
    database_url: SecretStr = Field(
        SecretStr(""),
        description="`sqlite:///path` or `postgresql://user:password@host/name`; empty is a SQLite "
        "file in the data folder.",
    )
    redis_url: SecretStr = Field(
        SecretStr(""), description="`redis://…`, which wakes the other processes; empty is none."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="How much is logged; no words, addresses or tokens on any level."
    )
    cors_origins: list[Words] = Field(
        default_factory=list, description="Web pages that may call the API, separated by commas."
    )
    trusted_proxies: list[Words] = Field(
        default_factory=list,
        description="Addresses of proxies whose X-Forwarded-For is believed, separated by commas.",
    )
    upload_megabytes: Megabytes = Field(25, description="The longest upload of speech.")
    body_megabytes: Megabytes = Field(1, description="The longest body of any other request.")

    registration_open: bool = Field(True, description="Whether anybody may make an account.")
    issuer: Words = Field("pam-server", min_length=1, description="Who the access tokens are from.")
    access_minutes: int = Field(15, ge=1, le=120, description="How long an access token is good.")
    refresh_days: int = Field(
        30, ge=1, le=400, description="After how many days unused a device must sign in again."
    )
    supabase_url: HttpUrl | None = Field(
        None, description="A Supabase project (`https://….supabase.co`) whose users may come too."
    )
    supabase_jwt_secret: SecretStr = Field(
        SecretStr(""), description="Its legacy secret, for tokens signed with HS256."
    )
    supabase_audience: Words = Field("authenticated", description="Whom its tokens must be for.")

    socket_per_minute: Limit = Field(100, description="Messages of one user by socket.")
    rest_per_minute: Limit = Field(50, description="REST requests of one user.")
    stt_per_minute: Limit = Field(20, description="Recordings of one user to be understood.")
    tts_per_minute: Limit = Field(30, description="Texts of one user to be spoken.")
    feedback_per_minute: Limit = Field(10, description="Feedback of one user.")
    sign_in_per_minute: Limit = Field(
        20, description="Attempts to sign in or to register, from one address."
    )
    refresh_per_minute: Limit = Field(60, description="Refreshed tokens, from one address.")

    lease_seconds: float = Field(
        30.0, gt=1, le=600, description="After how long a chat whose worker is gone is taken again."
    )
    chats_at_once: int = Field(4, ge=1, le=256, description="Chats answered at once per process.")
    replicas_open: int = Field(
        32, ge=1, le=4096, description="Users whose working copy is kept open per process."
    )
    log_days: int = Field(
        90, ge=1, le=3650, description="After how many days a device needs the whole snapshot."
    )

    speech: bool = Field(True, description="Whether speech is offered where it is installed.")
    models_folder: Path | None = Field(
        None, description="Where the speech models are; empty is the data folder's `models`."
    )
    speech_model: Words = Field(
        "", description="The Whisper model, by its name in the catalogue; empty is PAM's choice."
    )
    speech_voice: Words = Field("", description="The Piper voice; empty is PAM's choice.")
    speech_idle_minutes: float = Field(
        10.0, gt=0, description="After how many minutes unused the models leave the memory."
    )

    openai_api_key: SecretStr = Field(
        SecretStr(""), description="Key of an OpenAI-compatible service that answers questions."
    )
    openai_base_url: HttpUrl | None = Field(
        None, description="Its address, where it is not OpenAI's."
    )
    openai_model: Words = Field("", description="Its model; empty asks none.")
    anthropic_api_key: SecretStr = Field(
        SecretStr(""), description="Key of Anthropic's service, asked where the one above fails."
    )
    anthropic_base_url: HttpUrl | None = Field(
        None, description="Its address, where it is not Anthropic's."
    )
    anthropic_model: Words = Field("", description="Its model; empty asks none.")
    answer_seconds: float = Field(
        20.0, gt=0, le=300, description="How long a service may take for an answer."
    )

    @model_validator(mode="after")
    def _legacy_secret_needs_project(self) -> "ServerSettings":
        if self.supabase_jwt_secret.get_secret_value() and self.supabase_url is None:
            raise ValueError("supabase_jwt_secret needs supabase_url as well")
        return self

    @property
    def database(self) -> str:
        """The database's URL, its password in clear: never to be logged."""
        url = self.database_url.get_secret_value()
        return url or f"sqlite:///{self.data_folder.expanduser().absolute() / 'pam-server.db'}"

    @property
    def redis(self) -> str:
        """Redis's URL, "" for none: never to be logged."""
        return self.redis_url.get_secret_value()

    @property
    def models(self) -> Path:
        """The folder of speech models."""
        return self.models_folder or self.data_folder / "models"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Keywords alone: `load_settings` reads the environment itself, unknown names and all."""
        return (init_settings,)


def load_settings(environment: Mapping[str, str] = os.environ) -> ServerSettings:
    """The settings of an environment.

    Raises:
        PamError: `settings.unknown`, `settings.invalid`, `settings.file`: every variable that will
            not do is named, no value is.
    """
    given = Environment(ServerSettings, environment).read()
    try:
        return ServerSettings(**given)
    except ValidationError as error:
        lines = [
            f"{PREFIX}{str(one['loc'][0]).upper()}: {one['msg']}." if one["loc"] else one["msg"]
            for one in error.errors(include_input=False, include_url=False)
        ]
        raise PamError(
            "settings.invalid",
            "The server's settings will not do. " + " ".join(dict.fromkeys(lines)),
            mend="`pam-server settings` lists them all.",
            fault=Fault.USER,
        ) from None


def settings_table() -> str:
    """Every setting as one Markdown table."""
    from pam_server.settings_table import table_of

    return table_of(ServerSettings)
