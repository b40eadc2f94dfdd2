"""The bodies of the account endpoints."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, SecretStr

Email = Annotated[str, Field(min_length=3, max_length=254, description="An e-mail address")]
Password = Annotated[SecretStr, Field(min_length=8, max_length=1000)]
AnyPassword = Annotated[SecretStr, Field(max_length=1000)]
Refresh = Annotated[SecretStr, Field(min_length=1, max_length=200)]
Device = Annotated[
    str,
    Field(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$", description="What the user calls it"),
]

_PERSON: dict[str, JsonValue] = {
    "email": "ann@example.com",
    "password": "correct horse battery staple",
}
_USER = "0197a3e0-0000-7000-8000-00000000000a"
_SESSION = "0197a3e0-0000-7000-8000-0000000000f1"


class Registration(BaseModel):
    """A new account, and the device that makes it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PERSON]})

    email: Email
    password: Password
    device_name: Device = ""


class SignIn(BaseModel):
    """Who signs in, on which device."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_PERSON, "device_name": "Cab"}]})

    email: Annotated[str, Field(max_length=1000)]
    password: AnyPassword
    device_name: Device = ""


class RefreshGiven(BaseModel):
    """The newest refresh token the device has."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"refresh_token": "7ITXJFtRtsO4aPZz7UMujODQchUAa3m4"}]}
    )

    refresh_token: Refresh


class Erasing(BaseModel):
    """The password once more; empty for a user of Supabase, who has none here."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"password": "correct horse battery staple"}]}
    )

    password: AnyPassword


class TokensShown(BaseModel):
    """A pair of tokens. The refresh token before this one is over once this one is used."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "access_token": "eyJ…",
                    "refresh_token": "7ITXJFtRtsO4aPZz7UMujODQchUAa3m4",
                    "token_type": "Bearer",
                    "expires_in": 900,
                    "user_id": _USER,
                    "email": "ann@example.com",
                }
            ]
        }
    )

    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"] = "Bearer"
    expires_in: Annotated[int, Field(description="Seconds the access token is good")]
    user_id: str
    email: str


class SessionShown(BaseModel):
    """A device that is signed in; `current` is the one that asks."""

    id: str
    device_name: str
    created_at: datetime
    refreshed_at: datetime
    current: bool


class AccountShown(BaseModel):
    """An account. `email` is empty for a user of Supabase."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "user_id": _USER,
                    "email": "ann@example.com",
                    "created_at": "2026-05-01T18:30:00Z",
                    "sessions": [
                        {
                            "id": _SESSION,
                            "device_name": "Cab",
                            "created_at": "2026-05-01T18:30:00Z",
                            "refreshed_at": "2026-05-02T07:10:00Z",
                            "current": True,
                        }
                    ],
                }
            ]
        }
    )

    user_id: str
    email: str
    created_at: datetime
    sessions: list[SessionShown]
