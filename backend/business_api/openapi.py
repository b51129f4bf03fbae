"""What the items' interface looks like to programs (OpenAPI 3.1)."""

from __future__ import annotations

from typing import Any

from backend.cases.staff_file import COLUMNS_OF
from backend.catalogue.load import city_catalogue
from backend.store.words import CaseState

__all__ = ["description"]

_UUID = {"type": "string", "format": "uuid"}
_WORDS = {
    "type": "object",
    "properties": {"zh-CN": {"type": "string"}, "en": {"type": "string"}},
    "required": ["zh-CN", "en"],
}
_MEANING = {
    "403": "revoked: no certificate that is let in",
    "404": "no-such-item, no-such-case, no-record",
    "409": "assurance, no-employer, not-operator: who asks may not;"
    " id-reused, too-late, case-moved, not-at-this-door",
    "413": "too-large",
    "422": "form, rules or batch, with a trouble for each field; or invalid",
    "503": "busy: nothing was done, ask again",
}


def description() -> dict[str, Any]:
    """Give the whole description as plain JSON values."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Business items of social insurance",
            "version": "1",
            "description": "For terminals and employers' programs, by client"
            " certificate. The same rules and words as at every other door. An id"
            " made by the client names a case for ever; repeating it is safe.",
        },
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"certificate": {"type": "mutualTLS"}},
        },
        "security": [{"certificate": []}],
    }


def _paths() -> dict[str, Any]:
    item, case = _parameter("item", _item_ids()), _parameter("case", _UUID)
    files = _parameter("item", {"enum": list(COLUMNS_OF)})
    kinds = _parameter("format", {"enum": ["xlsx", "csv"]})
    return {
        "/v1/items": {"get": _get("List what is offered here", "Items")},
        "/v1/items/{item}": {"get": _get("One item with its form", "Item", item)},
        "/v1/items/{item}/check": {
            "post": _post("Tell what would be refused", "Check", "Troubles", item)
        },
        "/v1/cases": {
            "get": _get("The employer's cases", "Cases"),
            "post": _post("Hand a case in", "Submission", "Case"),
        },
        "/v1/cases/{case}": {"get": _get("One case", "Case", case)},
        "/v1/cases/{case}/withdrawal": {
            "post": _post("Take a case back", "Withdrawal", "Case", case)
        },
        "/v1/attachments": {"post": _upload()},
        "/v1/templates/{item}.{format}": {"get": _file(files, kinds)},
    }


def _schemas() -> dict[str, Any]:
    text = {"type": "string"}
    answers = {"type": "object"}
    holder = {"type": "object", "description": "whom a terminal identified"}
    submission = {
        "id": _UUID | {"description": "UUIDv7 made by the client"},
        "item": _item_ids(),
        "answers": answers,
        "holder": holder,
    }
    case = {
        "case_id": _UUID,
        "case_number": text,
        "item": text,
        "name": _WORDS,
        "state": {"enum": list(CaseState)},
        "submitted_at": text,
        "due_on": {"type": ["string", "null"]},
        "answers": answers,
        "result": {"type": "object"},
    }
    trouble = {"field": text, "zh-CN": text, "en": text}
    troubles = {"type": "array", "items": _object(trouble, list(trouble))}
    return {
        "Item": _object({"id": text, "name": _WORDS, "form": answers}, ["id", "form"]),
        "Items": _object({"groups": answers, "items": _list("Item")}, ["items"]),
        "Case": _object(case, list(case)),
        "Cases": _object({"cases": _list("Case")}, ["cases"]),
        "Check": _object({"answers": answers, "holder": holder}, []),
        "Submission": _object(submission, ["id", "item"]),
        "Withdrawal": _object({"holder": holder}, []),
        "Troubles": _object({"troubles": troubles}, ["troubles"]),
        "Attachment": _object({"sha256": text}, ["sha256"]),
        "Refusal": _object(
            {"reason": text, "field": text, "troubles": troubles}, ["reason"]
        ),
    }


def _item_ids() -> dict[str, Any]:
    return {"type": "string", "examples": list(city_catalogue().items)[:3]}


def _get(summary: str, answer: str, *parameters: object) -> dict[str, Any]:
    told = {"parameters": list(parameters)} if parameters else {}
    return {"summary": summary, **told, "responses": _answers(answer)}


def _post(summary: str, body: str, answer: str, *parameters: object) -> dict[str, Any]:
    content = {"application/json": {"schema": _reference(body)}}
    return {
        **_get(summary, answer, *parameters),
        "requestBody": {"required": True, "content": content},
    }


def _upload() -> dict[str, Any]:
    content = {"application/octet-stream": {"schema": {"type": "string"}}}
    return {
        **_get("Keep a picture, PDF or table", "Attachment"),
        "requestBody": {"required": True, "content": content},
    }


def _file(*parameters: object) -> dict[str, Any]:
    told = {"200": {"description": "the file to fill in"}}
    return {
        "summary": "A template for an item of many rows",
        "parameters": list(parameters),
        "responses": _answers("Attachment") | told,
    }


def _answers(name: str) -> dict[str, Any]:
    refusals = {
        status: _json("Refusal", meaning) for status, meaning in _MEANING.items()
    }
    return {"200": _json(name, "done"), **refusals}


def _json(name: str, summary: str) -> dict[str, Any]:
    content = {"application/json": {"schema": _reference(name)}}
    return {"description": summary, "content": content}


def _list(name: str) -> dict[str, Any]:
    return {"type": "array", "items": _reference(name)}


def _object(parts: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": parts, "required": required}


def _parameter(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _reference(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/schemas/{name}"}
