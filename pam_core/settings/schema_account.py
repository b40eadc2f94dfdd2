"""The settings of an account at a PAM server; whether there is one is not a setting."""

from typing import Annotated

from pydantic import AfterValidator, Field

from pam_core.settings import addresses
from pam_core.settings.section import Section


def _server_or_none(address: str) -> str:
    return addresses.fit_address(address) if address.strip() else ""


class PamAccount(Section):
    """An account at a PAM server, for those who want one: `pam login` signs in."""

    server: Annotated[
        str,
        Field(
            description='The PAM server that `pam login` and the window sign in to; "" is none, '
            "and PAM asks for it.",
            json_schema_extra={"takes": f'{addresses.TAKES}; or ""'},
        ),
        AfterValidator(_server_or_none),
    ] = ""
    sync_talk: Annotated[
        bool,
        Field(
            description="Offer at sign-in that what you and PAM said goes to the server too; what "
            "you answer there is what counts."
        ),
    ] = False
    allow_http: Annotated[
        bool,
        Field(
            description="Sign in over http:// too, at a server in your own network; whoever "
            "listens there can read the password. This machine's own needs no leave."
        ),
    ] = False
