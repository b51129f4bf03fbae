"""What the departments' interface looks like to programs (OpenAPI 3.1)."""

from __future__ import annotations

from typing import Any

from backend.store.words import LookUpLevel

__all__ = ["description"]

_TEXT = {"type": "string", "minLength": 1, "maxLength": 64}


def description() -> dict[str, Any]:
    """Give the whole description as plain JSON values."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Look-up of social insurance certificates for departments",
            "version": "1",
            "description": "Every request needs the department's client certificate."
            " Every look-up names a purpose and the department's own file number,"
            " and is kept for ever.",
        },
        "paths": {
            "/v1/department": {"get": _about()},
            "/v1/look-ups": {"post": _look_up()},
        },
        "components": {
            "schemas": {
                "Question": _question(),
                "Answer": _answer(),
                "Refusal": _object({"reason": {"type": "string"}}, ["reason"]),
            },
            "securitySchemes": {"certificate": {"type": "mutualTLS"}},
        },
        "security": [{"certificate": []}],
    }


def _about() -> dict[str, Any]:
    rights = {"type": "object", "additionalProperties": {"enum": list(LookUpLevel)}}
    told = {
        "name": _TEXT,
        "title": {"type": "string"},
        "purposes": {"type": "array", "items": _TEXT},
        "rights": rights,
    }
    return {
        "summary": "Who the centre takes us for, our purposes and our rights",
        "responses": {"200": _json(_object(told, list(told)), "known")}
        | _refusals("403"),
    }


def _look_up() -> dict[str, Any]:
    body = {"application/json": {"schema": _reference("Question")}}
    return {
        "summary": "Look one certificate up",
        "requestBody": {"required": True, "content": body},
        "responses": {"200": _json(_reference("Answer"), "looked up and noted")}
        | _refusals("403", "404", "409", "413", "415", "422", "429", "503"),
    }


def _question() -> dict[str, Any]:
    parts = {
        "number": {"type": "string", "minLength": 1, "maxLength": 32},
        "purpose": _TEXT,
        "reference": _TEXT | {"description": "the department's own file number"},
        "code": {
            "type": "string",
            "maxLength": 64,
            "description": "verification code of the paper; needed for the content",
        },
    }
    return _object(parts, ["number", "purpose", "reference"])


def _answer() -> dict[str, Any]:
    parts = {
        "verdict": {"enum": ["valid", "invalid", "cannot_tell"]},
        "reasons": {"type": "array", "items": {"type": "string"}},
        "level": {"enum": list(LookUpLevel)},
        "certificate": {"type": "object"},
    }
    return _object(parts, list(parts))


def _refusals(*statuses: str) -> dict[str, Any]:
    meaning = {
        "403": "revoked: no certificate of a department that is let in",
        "404": "number-unknown: no such certificate, or none of our kinds",
        "409": "purpose-not-agreed, or code-needed",
        "413": "too-large",
        "415": "not-json",
        "422": "invalid: another shape than described",
        "429": "too-many-questions",
        "503": "busy: nothing was done, ask again",
    }
    return {
        status: _json(_reference("Refusal"), meaning[status]) for status in statuses
    }


def _json(schema: dict[str, Any], summary: str) -> dict[str, Any]:
    return {"description": summary, "content": {"application/json": {"schema": schema}}}


def _object(parts: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": parts, "required": required}


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}
