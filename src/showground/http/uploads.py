"""Pictures that come in, as API and web share it: limits, decoding elsewhere, and their sizes in the storage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from litestar.datastructures import UploadFile

from showground.domains.users.pictures import service
from showground.http.limits import UPLOAD_OF_PERSON, count
from showground.kit.faults import TooLarge
from showground.kit.pictures import NotAPicture

if TYPE_CHECKING:
    from litestar import Request

    from showground.domains.users.types import NewPicture
    from showground.gateways.pictures.decoder import Decoder
    from showground.http.desk import Desk
    from showground.kit.pictures import PictureKind

MOST_BYTES = 12 * 1024 * 1024
FORM_BYTES = MOST_BYTES + 64 * 1024  # with what a form wraps around it
FIELD = "picture"


class PictureTooHeavy(TooLarge):
    """More bytes than a picture may have."""

    code, about = "picture_too_heavy", FIELD
    says = "This picture is larger than 12 megabytes. Save it smaller."


async def take_in(desk: Desk, content: bytes, kind: PictureKind) -> NewPicture:
    """Make what came the picture of a kind and keep it; nothing shows it yet.

    Whether the person may show it is asked before, so that nobody else has us work for him.

    Raises:
        TooMany: he uploads more than anybody needs to.
        PictureTooHeavy: it has too many bytes.
        Invalid: it is no picture, or too large a one.
        Unavailable: the storage does not take it now.
    """
    await count(desk, UPLOAD_OF_PERSON.of(desk.person))
    if len(content) > MOST_BYTES:
        raise PictureTooHeavy(most=MOST_BYTES)
    state = desk.request.app.state
    decoder: Decoder = state.decoder
    return await service.keep(state.storage, kind, await decoder.decode(content, kind))


async def body_of(request: Request[Any, Any, Any]) -> bytes:
    """Return a request's body: the picture itself. Its route says how much of it is read at most.

    Raises:
        NotAPicture: it is empty.
    """
    if not (content := await request.body()):
        raise NotAPicture
    return content


async def file_of(request: Request[Any, Any, Any]) -> bytes:
    """Return the file that a form sent.

    Raises:
        NotAPicture: none was chosen.
    """
    sent = (await request.form()).get(FIELD)
    if not isinstance(sent, UploadFile) or not (content := await sent.read()):
        raise NotAPicture("Choose a picture first.")
    return content
