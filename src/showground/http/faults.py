"""Every failure as an answer: which status, which headers, and RFC 9457 problems for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar import Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)

from showground.http.desk import request_id_of
from showground.kit.faults import Fault, Invalid, Kind, TooLarge, TooMany, Unavailable, Unknown, literal
from showground.logs import log

if TYPE_CHECKING:
    from litestar import Request

STATUS = {
    Kind.INVALID: 422,
    Kind.UNAUTHENTICATED: 401,
    Kind.REFUSED: 403,
    Kind.UNKNOWN: 404,
    Kind.CONFLICT: 409,
    Kind.MISMATCH: 422,
    Kind.TOO_LARGE: 413,
    Kind.TOO_MANY: 429,
    Kind.UNAVAILABLE: 503,
}
PROBLEM = "application/problem+json"
RETRY_SECONDS = 5


class Defect(Fault):
    """Something that we did not foresee; the log knows more."""

    kind, code = Kind.UNAVAILABLE, "defect"
    says = "The fault is ours. What you did last is either done whole or not at all."


class Malformed(Invalid):
    """The request itself cannot be read."""

    code = "malformed"
    says = "The request cannot be read."


class WrongMethod(Invalid):
    """The address is right, the method is not."""

    code = "wrong_method"
    says = "This address does not answer to this method."


class Failure:
    """A fault with its status and the headers that its answer carries.

    Args:
        for_programs: The fault's sentence is the framework's, in English; people are told its title.
    """

    def __init__(
        self, fault: Fault, status: int, headers: dict[str, str] | None = None, *, for_programs: bool = False
    ) -> None:
        self.fault, self.status, self.headers = fault, status, headers or {}
        self.says = fault.title if for_programs else fault.sentence


def failure_of(request: Request[Any, Any, Any], error: Exception) -> Failure:
    """Return what an exception means to the caller; what nobody foresaw is logged with its traceback."""
    match error:
        case Fault():
            return Failure(error, STATUS[error.kind], _headers_of(error))
        case ValidationException():
            return Failure(_invalid(error), 422, for_programs=True)
        case NotFoundException():
            return Failure(Unknown(), 404)
        case MethodNotAllowedException():
            return Failure(WrongMethod(), 405, dict(error.headers or {}))
        case HTTPException(status_code=413):
            return Failure(TooLarge(), 413)
        case HTTPException() if error.status_code < 500:
            return Failure(Malformed(error.detail), error.status_code, dict(error.headers or {}), for_programs=True)
        case TimeoutError() | ConnectionError():
            log().error("cannot serve", error=repr(error), path=request.url.path, request_id=request_id_of(request))
            return Failure(Unavailable(), 503, {"Retry-After": str(RETRY_SECONDS)})
        case _:
            log().error("unexpected", exc_info=error, path=request.url.path, request_id=request_id_of(request))
            return Failure(Defect(), 500)


def problem(request: Request[Any, Any, Any], failure: Failure) -> Response[dict[str, object]]:
    """Return a failure as a problem (RFC 9457): type, title, status, detail, code, request_id and the fault's facts."""
    fault = failure.fault
    body = {
        **fault.facts,
        "type": f"/problems/{fault.code}",
        "title": fault.title,
        "status": failure.status,
        "detail": fault.sentence,
        "code": fault.code,
        "request_id": request_id_of(request),
    }
    return Response(body, status_code=failure.status, media_type=PROBLEM, headers=failure.headers)


def _headers_of(fault: Fault) -> dict[str, str]:
    if isinstance(fault, TooMany) or "retry_after" in fault.facts:
        return {"Retry-After": str(fault.facts["retry_after"])}
    if fault.kind is Kind.UNAVAILABLE:
        return {"Retry-After": str(RETRY_SECONDS)}
    return {"WWW-Authenticate": "Bearer"} if fault.kind is Kind.UNAUTHENTICATED else {}


def _invalid(error: ValidationException) -> Fault:
    """Return what is wrong with which value."""
    found = error.extra if isinstance(error.extra, list) else []
    wrong = [{"field": str(one.get("key", "")), "says": str(one.get("message", ""))} for one in found]
    says = "; ".join(f"{one['field']}: {one['says']}" if one["field"] else one["says"] for one in wrong)
    return Invalid(literal(says or error.detail), errors=wrong)  # it repeats what was sent
