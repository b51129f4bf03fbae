"""Sends traces to an OpenTelemetry collector, for terminal and centre alike.

Off without an address, and then nothing of OpenTelemetry is loaded. Spans wait in a
bounded queue and leave on a thread of their own: a collector that is slow, full or
gone costs spans and nothing else.
"""
# ruff: noqa: PLC0415 - loaded only where a collector is named

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kiosk.domain.trace import SILENT, SilentTracer, Span, TraceParent, Tracer

if TYPE_CHECKING:
    from opentelemetry import trace

__all__ = ["open_tracer"]

_PATH = "/v1/traces"
_SECONDS = 2.0
_MOST_WAITING = 2048
_AT_ONCE = 256
_PAUSE_MILLISECONDS = 2000

_Facts = Mapping[str, str | int | float]


def open_tracer(collector: str, service: str, name: str = "") -> Tracer:
    """Give who sends spans to a collector, or nobody where none is named.

    Args:
        collector: Base address, e.g. ``http://127.0.0.1:4318``; OTLP over HTTP.
        service: ``kiosk`` or ``centre``.
        name: Which of them, e.g. ``hall-001-07``.
    """
    if not collector:
        return SilentTracer()
    return _OtlpTracer(collector, service, name)


class _OtlpSpan:
    """A span of the library's, in our words."""

    def __init__(self, span: trace.Span) -> None:
        self._span = span
        context = span.get_span_context()
        self.parent = str(
            TraceParent(context.trace_id, context.span_id, int(context.trace_flags))
        )

    def note(self, facts: _Facts) -> None:
        """Add facts."""
        self._span.set_attributes(facts)

    def end(self) -> None:
        """Tell that it is over."""
        if self._span.is_recording():
            self._span.end()


class _OtlpTracer:
    """Implements `Tracer` by the OpenTelemetry SDK."""

    def __init__(self, collector: str, service: str, name: str) -> None:
        import requests
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        # A collector that is away is no news for anybody's log, each time anew.
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
        session = requests.Session()
        session.trust_env = False
        exporter = OTLPSpanExporter(
            collector.rstrip("/") + _PATH, timeout=_SECONDS, session=session
        )
        self._provider = TracerProvider(
            resource=Resource({"service.name": service, "service.instance.id": name}),
            shutdown_on_exit=False,
        )
        queue = BatchSpanProcessor(
            exporter,
            max_queue_size=_MOST_WAITING,
            max_export_batch_size=_AT_ONCE,
            schedule_delay_millis=_PAUSE_MILLISECONDS,
        )
        self._provider.add_span_processor(queue)
        self._tracer = self._provider.get_tracer("social-insurance-kiosk")

    def begin(self, name: str, facts: _Facts) -> Span:
        """Begin a trace of its own."""
        from opentelemetry.context import Context

        return _OtlpSpan(self._tracer.start_span(name, Context(), attributes=facts))

    def follow(self, parent: str, name: str, facts: _Facts) -> Span:
        """Begin a span below another, which may be at another machine."""
        from opentelemetry import trace
        from opentelemetry.context import Context

        known = TraceParent.read(parent)
        if known is None:
            return SILENT
        flags = trace.TraceFlags(known.flags)
        context = trace.SpanContext(
            known.trace, known.span, is_remote=True, trace_flags=flags
        )
        above = trace.set_span_in_context(trace.NonRecordingSpan(context), Context())
        return _OtlpSpan(self._tracer.start_span(name, above, attributes=facts))

    def close(self) -> None:
        """Send what was not sent yet; who ends waits for two seconds at most."""
        last = threading.Thread(target=self._provider.shutdown, daemon=True)
        last.start()
        last.join(_SECONDS)
