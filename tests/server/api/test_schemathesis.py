"""Everything the OpenAPI page allows, and much it does not: schemathesis asks, in this process."""

from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.python import asgi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.support.openapi_conformance import operations
from tests.support.server_world import ANN, a_document, a_world

ALL = [operation for _, _, operation in operations(a_document())]
ALLOWED = [(one["operationId"], GenerationMode.POSITIVE) for one in ALL]
# Of what takes nothing, nothing can be asked wrongly.
TAKING = [one for one in ALL if "parameters" in one or "requestBody" in one]
NOT_ALLOWED = [(one["operationId"], GenerationMode.NEGATIVE) for one in TAKING]
EXAMPLES = 30
BOUNDED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


class LateApp:
    """The application, made on the loop that serves it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._stack = AsyncExitStack()
        self._app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return
        await receive()
        world = await self._stack.enter_async_context(a_world(self._url))
        self._app = world.app_with(answer_seconds=0.0)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._stack.aclose()
        await send({"type": "lifespan.shutdown.complete"})


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    folder: Path = tmp_path_factory.mktemp("schemathesis")
    app = LateApp(f"sqlite:///{folder}/server.db")
    yield schemathesis.openapi.from_asgi("/api/openapi.json", app)
    asgi.shutdown_lifespans()


@pytest.mark.parametrize(("operation_id", "mode"), ALLOWED + NOT_ALLOWED)
def test_whatever_is_asked_the_answer_is_the_documents(schema, operation_id, mode):
    """No 5xx, no undocumented status, type or content, whether the request is allowed or not."""
    operation = schema.find_operation_by_id(operation_id)

    @BOUNDED
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {ANN}"})
        case.validate_response(answer, checks=CHECKS)

    ask()
