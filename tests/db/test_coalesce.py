"""Requests share commits; nobody waits for ever, nobody pays for another's fault."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from showground.db.coalesce import Coalescer


class Bank:
    """Doubles numbers; remembers its batches; a gate holds it up; 13 breaks the whole batch."""

    def __init__(self):
        self.batches = []
        self.gate = asyncio.Event()
        self.gate.set()

    async def run(self, batch):
        self.batches.append(list(batch))
        await self.gate.wait()
        if 13 in batch:
            raise ConnectionError(13)
        return [LookupError(number) if number < 0 else 2 * number for number in batch]


async def patiently(*waiting):
    """Return all answers and errors within a few seconds."""
    return await asyncio.wait_for(asyncio.gather(*waiting, return_exceptions=True), 5)


async def test_a_lone_request_goes_at_once_and_alone():
    bank = Bank()
    coalescer = Coalescer(bank.run)

    assert [await coalescer.submit(1), await coalescer.submit(2)] == [2, 4]
    assert bank.batches == [[1], [2]]


async def test_what_queues_while_a_batch_runs_shares_the_next_one():
    bank = Bank()
    bank.gate.clear()
    coalescer = Coalescer(bank.run, most=3)
    waiting = [asyncio.ensure_future(coalescer.submit(number)) for number in range(1, 6)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    bank.gate.set()

    assert await patiently(*waiting) == [2, 4, 6, 8, 10]
    assert [len(batch) for batch in bank.batches] == [3, 2]


async def test_a_batch_that_raises_is_split_and_only_the_guilty_hears_of_it():
    bank = Bank()
    coalescer = Coalescer(bank.run)

    answers = await patiently(*(coalescer.submit(number) for number in (1, 13, -2, 3)))

    assert [answers[0], answers[3]] == [2, 6]
    assert [type(answers[1]), type(answers[2])] == [ConnectionError, LookupError]
    assert bank.batches[0] == [1, 13, -2, 3]
    assert bank.batches[1:] == [[1], [13], [-2], [3]]


async def test_a_caller_who_goes_away_harms_nobody():
    bank = Bank()
    bank.gate.clear()
    coalescer = Coalescer(bank.run)
    first, second, third = (asyncio.ensure_future(coalescer.submit(number)) for number in (1, 2, 3))
    await asyncio.sleep(0.01)
    first.cancel()
    second.cancel()
    bank.gate.set()

    answers = await patiently(first, second, third, coalescer.submit(4))

    assert [type(answer) for answer in answers[:2]] == [asyncio.CancelledError] * 2
    assert answers[2:] == [6, 8]


async def test_a_wrong_number_of_answers_is_everybodys_error_and_the_next_request_is_served():
    async def forget_one(batch):
        return [0] * (len(batch) - 1) if len(batch) > 1 else ([] if batch[0] == 7 else batch)

    coalescer = Coalescer(forget_one)

    answers = await patiently(coalescer.submit(7), coalescer.submit(8))

    assert [isinstance(answers[0], ValueError), answers[1]] == [True, 8]
    assert await asyncio.wait_for(coalescer.submit(9), 5) == 9


async def test_draining_waits_for_everything_that_was_submitted():
    bank = Bank()
    bank.gate.clear()
    coalescer = Coalescer(bank.run, most=1)
    waiting = [asyncio.ensure_future(coalescer.submit(number)) for number in (1, 2, 3)]
    await asyncio.sleep(0)
    draining = asyncio.ensure_future(coalescer.drain())
    await asyncio.sleep(0.01)
    early = draining.done()
    bank.gate.set()
    await asyncio.wait_for(draining, 5)

    assert not early
    assert [one.result() for one in waiting] == [2, 4, 6]


@given(st.lists(st.tuples(st.integers(-20, 20), st.integers(0, 3)), max_size=60), st.integers(1, 5), st.integers(1, 3))
def test_everybody_gets_his_own_answer_however_they_come(requests, most, flushers):
    async def crowd():
        async def run(batch):
            await asyncio.sleep(0)
            if 13 in batch:
                raise ConnectionError(13)
            return [LookupError(number) if number < 0 else 2 * number for number in batch]

        coalescer = Coalescer(run, most=most, flushers=flushers)

        async def come(number, after):
            for _ in range(after):
                await asyncio.sleep(0)
            return await coalescer.submit(number)

        return await patiently(*(come(*request) for request in requests))

    answers = asyncio.run(crowd())

    for (number, _), answer in zip(requests, answers, strict=True):
        expected = ConnectionError if number == 13 else LookupError if number < 0 else None
        assert (type(answer) is expected) if expected else (answer == 2 * number)
