"""Strangers' bytes are decoded elsewhere: by a process that knows nothing, may take little, and may be killed."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest
from tests.make.pictures import picture_bytes, png, zipped

from showground.gateways.pictures.decoder import Decoder, TooMuchWork
from showground.kit.decoding import pictured
from showground.kit.pictures import NotAPicture, TooManyPixels


async def test_what_comes_back_is_what_the_pure_function_says():
    sent = picture_bytes((700, 500))

    assert await Decoder().decode(sent, "cover") == pictured(sent, "cover")


@pytest.mark.parametrize(("content", "refusal"), [(b"no", NotAPicture), (png(9**6, 9**6, b""), TooManyPixels)])
async def test_what_is_refused_there_is_refused_here(content, refusal):
    with pytest.raises(refusal):
        await Decoder().decode(content, "cover")


async def test_what_takes_too_long_is_given_up_and_its_process_is_gone():
    before = children()

    with pytest.raises(TooMuchWork):
        await Decoder(within_seconds=0.01).decode(png(7_000, 7_000, zipped(49 << 20)), "cover")

    assert children() == before


async def test_the_loop_goes_on_while_a_picture_is_decoded():
    pauses, working = [], asyncio.create_task(Decoder().decode(picture_bytes((4000, 3000)), "cover"))
    while not working.done():
        began = time.monotonic()
        await asyncio.sleep(0.01)
        pauses.append(time.monotonic() - began)

    assert len(await working) == 3
    assert len(pauses) > 10
    assert sorted(pauses)[len(pauses) // 2] < 0.2


async def test_no_more_than_so_many_are_decoded_at_once():
    most, decoder = 0, Decoder(at_once=2)
    working = [asyncio.create_task(decoder.decode(picture_bytes((600, 400)), "cover")) for _ in range(6)]
    while not all(task.done() for task in working):
        most = max(most, len(decoding()))
        await asyncio.sleep(0.005)

    assert 0 < most <= 2
    await asyncio.gather(*working)


def children():
    """Return the processes that this one started."""
    listed = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return {int(one) for one in listed if Path(f"/proc/{one}").exists()}


def decoding():
    """Return those of them that decode."""
    found = set()
    for one in children():
        try:
            if b"showground.gateways.pictures.child" in Path(f"/proc/{one}/cmdline").read_bytes():
                found.add(one)
        except OSError:
            continue
    return found
