"""What the server counts, for Prometheus on a port of its own; no user is in any of it."""

import time
from collections.abc import Callable
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIServer

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pam_core.vocabulary.errors import Fault, PamError

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "pam_requests",
            "REST requests answered",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.request_seconds = Histogram(
            "pam_request_seconds",
            "How long a REST request took",
            ("route",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.commands = Counter(
            "pam_commands", "Commands answered", ("verdict",), registry=self.registry
        )
        self.sockets = Gauge("pam_sockets", "Sockets open", registry=self.registry)
        self.frames = Counter(
            "pam_frames", "Frames on sockets", ("direction",), registry=self.registry
        )
        self.jobs_waiting = Gauge("pam_jobs_waiting", "Chats waiting", registry=self.registry)
        self.limited = Counter(
            "pam_rate_limited", "Refused as too often", ("kind",), registry=self.registry
        )


class Measured:
    """ASGI middleware that counts what passes; a route's pattern stands for all its addresses."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass it on and count how it ended."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 500

        async def counted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, counted)
        finally:
            route = _pattern(scope)
            self._metrics.requests.labels(_method(scope), route, str(status)).inc()
            self._metrics.request_seconds.labels(route).observe(time.perf_counter() - began)


def serve_metrics(metrics: Metrics, host: str, port: int) -> Callable[[], None]:
    """Answer /metrics there from a thread; returns what ends it.

    Raises PamError `metrics.address` where the address cannot be had.
    """
    try:
        server, thread = start_http_server(port, addr=host, registry=metrics.registry)
    except OSError as error:
        raise PamError(
            "metrics.address",
            f"The port {port} for metrics is taken, or {host} is not this machine's.",
            mend="Set PAM_SERVER_METRICS_PORT to another one.",
            fault=Fault.ENVIRONMENT,
        ) from error
    return lambda: _end(server, thread)


def _end(server: WSGIServer, thread: Thread) -> None:
    server.shutdown()
    server.server_close()
    thread.join()


def _pattern(scope: Scope) -> str:
    # An address that fits no route could be anything, also a secret.
    route: Any = scope.get("route")
    return str(getattr(route, "path", "none"))


def _method(scope: Scope) -> str:
    known = ("GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS")
    return scope["method"] if scope["method"] in known else "other"
