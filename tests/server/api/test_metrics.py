"""Metrics: what happens can be counted, and nobody can be told from it."""

import socket
import urllib.request

import httpx2
import pytest
from prometheus_client import generate_latest

from pam_core.vocabulary.errors import PamError
from pam_server.api.metrics import Measured, Metrics, serve_metrics
from tests.support.server_world import ANN


def text_of(metrics: Metrics) -> str:
    return generate_latest(metrics.registry).decode()


async def test_requests_are_counted_by_their_pattern(world):
    """An address's ids are not in it, nor an address that fits no endpoint."""
    metrics = Metrics()
    measured = httpx2.ASGITransport(app=Measured(world.app, metrics))
    headers = {"Authorization": f"Bearer {ANN}"}
    async with httpx2.AsyncClient(
        transport=measured, base_url="http://pam.test", headers=headers
    ) as ann:
        await ann.get(f"/api/v1/pam/conversations/{ANN}")
        await ann.get("/secret/my-token")
        await ann.request("HACK", "/api/health")
    text = text_of(metrics)
    route = "/api/v1/pam/conversations/{conversation_id}"
    assert f'pam_requests_total{{method="GET",route="{route}",status="404"}} 1.0' in text
    assert not any(secret in text for secret in (ANN, "my-token", "HACK"))


def test_metrics_have_a_port_of_their_own():
    """They are answered there until that is ended; a port that is taken is told."""
    metrics = Metrics()
    metrics.commands.labels("committed").inc()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    end = serve_metrics(metrics, "127.0.0.1", port)
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            assert b'pam_commands_total{verdict="committed"} 1.0' in answer.read()
        with pytest.raises(PamError) as taken:
            serve_metrics(metrics, "127.0.0.1", port)
        assert taken.value.code == "metrics.address"
    finally:
        end()
