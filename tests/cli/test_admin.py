"""Accounts made on the command line, on the database that the environment names."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import timedelta
from uuid import uuid4

from showground.db.principal import Anonymous
from showground.domains.users import service

WEEK = timedelta(days=7)


async def showground(site, *words, password=""):
    """Run the real command; return its exit code, output and errors."""
    environment = {**os.environ, "DATABASE_URL": site.app_url}
    pipe = asyncio.subprocess.PIPE
    command = [sys.executable, "-m", "showground", *words]
    process = await asyncio.create_subprocess_exec(*command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe)
    out, err = await process.communicate(f"{password}\n".encode())
    return process.returncode, out.decode().strip(), err.decode().strip()


async def can_sign_in(site, email, password):
    async with site.db.acting_as(Anonymous()) as tx:
        return (await service.sign_in(tx, email=email, password=password, user_agent="", lasts=WEEK)).user_id


async def test_an_operator_is_made_with_a_password_from_a_pipe(site, sql):
    email = f"{uuid4().hex}@example.org"

    code, out, err = await showground(
        site, "admin", "create-user", "--email", email, "--operator", password="a long enough one"
    )

    assert (code, err) == (0, "")
    user_id = await can_sign_in(site, email, "a long enough one")
    assert out == f"{user_id} {email}"
    assert await sql.fetchval("select is_operator from users.accounts where user_id = $1", user_id)


async def test_a_password_is_made_up_and_printed_once(site):
    email = f"{uuid4().hex}@example.org"

    _, out, _ = await showground(site, "admin", "create-user", "--email", email, "--name", "Bo Sung")

    user_id, _, password = out.split()
    assert str(await can_sign_in(site, email, password)) == user_id


async def test_a_person_becomes_an_operator_and_none(site, make, sql):
    person = await make.user()
    query = "select is_operator from users.accounts where user_id = $1"

    await showground(site, "admin", "make-operator", person.email)
    made = await sql.fetchval(query, person.user_id)
    await showground(site, "admin", "make-operator", person.email, "--revoke")

    assert (made, await sql.fetchval(query, person.user_id)) == (True, False)


async def test_refusals_are_one_sentence_with_their_code(site, make):
    person = await make.user()

    taken = await showground(site, "admin", "create-user", "--email", person.email, password="a long enough one")
    unknown = await showground(site, "admin", "make-operator", "nobody@example.org")

    assert taken == (5, "", "There is an account with this e-mail address. Sign in instead.")
    assert unknown == (4, "", "Nobody has this e-mail address.")
