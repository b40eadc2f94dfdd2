"""The endpoints of accounts, in the whole server, asked everything by schemathesis."""

from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import given, settings
from schemathesis import GenerationMode
from schemathesis.python import asgi

from pam_server.app import Server
from pam_server.settings import ServerSettings
from tests.server.api.test_schemathesis import BOUNDED, CHECKS
from tests.support.server_world import a_document

MOST = 1_000_000
# Passwords are hashed slowly, on purpose.
FEW = settings(BOUNDED, max_examples=5)
OPERATIONS = [
    "account_erase",
    "account_export",
    "account_keys",
    "account_read",
    "account_refresh",
    "account_register",
    "account_sign_in",
    "account_sign_out",
    "account_ws_ticket",
]


class WholeApp:
    """The server as uvicorn serves it, made on the loop that serves it, with one user."""

    def __init__(self, folder: Path) -> None:
        self._settings = ServerSettings(
            data_folder=folder,
            metrics_port=0,
            speech=False,
            rest_per_minute=MOST,
            sign_in_per_minute=MOST,
            refresh_per_minute=MOST,
        )
        self._stack = AsyncExitStack()
        self._server: Any = None
        self._begun = 0
        self.token = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await self._server(scope, receive, send)
            return
        await receive()
        # Schemathesis ends the application after each test and begins it anew with the next.
        self._begun += 1
        own = {"data_folder": self._settings.data_folder / str(self._begun)}
        self._server = Server(self._settings.model_copy(update=own))
        await self._stack.enter_async_context(self._server.open())
        tokens = await self._server.identity.register("ann@example.com", "correct horse", "test")
        self.token = tokens.access_token
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._stack.aclose()
        await send({"type": "lifespan.shutdown.complete"})


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeApp]:
    yield WholeApp(tmp_path_factory.mktemp("whole"))
    asgi.shutdown_lifespans()


@pytest.fixture(scope="module")
def schema(app: WholeApp) -> Any:
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


def ids_of(document: dict[str, Any]) -> set[str]:
    return {one["operationId"] for path in document["paths"].values() for one in path.values()}


def test_every_endpoint_of_the_server_is_asked(schema):
    """Here or beside: an endpoint that is new must be added to one of the two."""
    assert ids_of(schema.raw_schema) == ids_of(a_document()) | set(OPERATIONS)


@pytest.mark.parametrize("operation_id", OPERATIONS)
def test_whatever_is_asked_the_answer_is_the_documents(app, schema, operation_id):
    """No 5xx, no undocumented status, type or content; what is allowed and what is not."""
    operation = schema.find_operation_by_id(operation_id)
    allowed = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)

    @FEW
    @given(case=allowed)
    def ask(case: schemathesis.Case) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {app.token}"})
        case.validate_response(answer, checks=CHECKS)

    ask()


@pytest.mark.parametrize(
    "operation_id",
    ["account_erase", "account_refresh", "account_register", "account_sign_in", "account_sign_out"],
)
def test_what_is_not_allowed_is_refused_as_documented(app, schema, operation_id):
    """Wrong bodies of every kind are problems, never faults."""
    operation = schema.find_operation_by_id(operation_id)
    wrong = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)

    @FEW
    @given(case=wrong)
    def ask(case: schemathesis.Case) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {app.token}"})
        case.validate_response(answer, checks=CHECKS)

    ask()
