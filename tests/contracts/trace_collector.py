"""A collector of traces for tests: takes OTLP over HTTP and keeps what it read."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
)

__all__ = ["Collector", "KeptSpan"]


@dataclass(frozen=True)
class KeptSpan:
    """One span as it came over the line."""

    service: str
    name: str
    trace: str
    span: str
    parent: str
    facts: dict[str, str]


class Collector:
    """Listens on a port of its own while it is entered."""

    def __init__(self) -> None:
        """Take a port; `address` tells which."""
        self._spans: list[KeptSpan] = []
        self._came = threading.Condition()
        self.raw = b""
        keep = self._keep

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                keep(self.path, self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Door)

    @property
    def address(self) -> str:
        """Base address for settings."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def await_spans(
        self, is_enough: Callable[[list[KeptSpan]], bool], seconds: float = 120
    ) -> list[KeptSpan]:
        """Wait until what came is enough, and give it."""
        with self._came:
            assert self._came.wait_for(lambda: is_enough(self._spans), seconds), [
                (each.service, each.name) for each in self._spans
            ]
            return list(self._spans)

    def _keep(self, path: str, body: bytes) -> None:
        assert path == "/v1/traces"
        with self._came:
            self.raw += body
            self._spans += spans_of(ExportTraceServiceRequest.FromString(body))
            self._came.notify_all()

    def __enter__(self) -> Self:
        """Begin to listen."""
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the door."""
        self._server.shutdown()
        self._server.server_close()


def spans_of(told: ExportTraceServiceRequest) -> list[KeptSpan]:
    """Read the spans of one message."""
    return [
        KeptSpan(
            service=_facts(group.resource.attributes)["service.name"],
            name=span.name,
            trace=span.trace_id.hex(),
            span=span.span_id.hex(),
            parent=span.parent_span_id.hex(),
            facts=_facts(span.attributes),
        )
        for group in told.resource_spans
        for scope in group.scope_spans
        for span in scope.spans
    ]


def _facts(pairs: object) -> dict[str, str]:
    told = {}
    for pair in pairs:  # type: ignore[attr-defined]
        kind = pair.value.WhichOneof("value")
        told[pair.key] = str(getattr(pair.value, kind))
    return told
