"""Limits count across connections and failures, and let people in again."""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta

import pytest

from showground.http.limits import take_attempt
from showground.kit.faults import TooMany


async def test_one_too_many_is_told_when_to_come_back(db):
    bucket = secrets.token_hex(8)
    for _ in range(3):
        await take_attempt(db, bucket, most=3, per=timedelta(minutes=1))

    with pytest.raises(TooMany) as caught:
        await take_attempt(db, bucket, most=3, per=timedelta(minutes=1))

    assert 1 <= caught.value.retry_after <= 60


async def test_attempts_at_once_are_each_counted(db):
    bucket = secrets.token_hex(8)

    answers = await asyncio.gather(
        *(take_attempt(db, bucket, most=10, per=timedelta(minutes=1)) for _ in range(30)), return_exceptions=True
    )

    assert sum(answer is None for answer in answers) == 10


async def test_the_window_ends(db):
    bucket = secrets.token_hex(8)
    await take_attempt(db, bucket, most=1, per=timedelta(milliseconds=50))
    await asyncio.sleep(0.06)

    await take_attempt(db, bucket, most=1, per=timedelta(milliseconds=50))


async def test_guessing_a_password_stops(browse, make):
    person, browser = await make.user(), await browse()
    token = await browser.token("/sign-in")

    async def guess(password):
        fields = {"email": person.email, "password": password, "csrf_token": token}
        return (await browser.client.post("/sign-in", data=fields)).status_code

    wrong = [await guess("wrong password") for _ in range(10)]

    assert wrong == [422] * 10
    assert await guess(person.password) == 429  # right, but too late
