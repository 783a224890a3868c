"""Has pictures decoded elsewhere, a few at a time, and gives up on those that take too long."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import msgspec

from showground.gateways.pictures.child import Answer
from showground.kit.faults import Invalid
from showground.kit.pictures import NotAPicture, TooManyPixels

if TYPE_CHECKING:
    from showground.kit.pictures import PictureKind, Variant

AT_ONCE, WITHIN_SECONDS = 2, 30.0
FAULTS: dict[str, type[Invalid]] = {fault.code: fault for fault in (NotAPicture, TooManyPixels)}


class TooMuchWork(Invalid):
    """Decoding it took too long."""

    code, about = "picture_too_hard", "picture"
    says = "This picture takes too long to read. Save it anew in another program, or smaller."


class Decoder:
    """Turns uploads into pictures. The process that does it has none of our secrets, little memory and little time."""

    def __init__(self, *, at_once: int = AT_ONCE, within_seconds: float = WITHIN_SECONDS) -> None:
        self._turns = asyncio.Semaphore(at_once)
        self._within_seconds = within_seconds

    async def decode(self, content: bytes, kind: PictureKind) -> list[Variant]:
        """Return a picture in the sizes of its kind.

        Raises:
            NotAPicture: it is none, or broke the program that reads it.
            TooManyPixels: it says that it is too large.
            TooMuchWork: it took too long.
        """
        async with self._turns:
            said = await self._ask(content, kind)
        try:
            answer = msgspec.msgpack.decode(said, type=Answer)
        except msgspec.MsgspecError as error:  # it died: of memory, of time, of a defect in a codec
            raise NotAPicture from error
        if answer.fault:
            raise FAULTS[answer.fault]
        return answer.variants

    async def _ask(self, content: bytes, kind: PictureKind) -> bytes:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-m", "showground.gateways.pictures.child", kind),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={},
            cwd="/",
        )
        try:
            async with asyncio.timeout(self._within_seconds):
                said, _ = await child.communicate(content)
        except TimeoutError as error:
            raise TooMuchWork from error
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
        return said
