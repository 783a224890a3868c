"""`showground schema propose` and `relocate`: a plan is proposed, tried, applied and taken back."""

from __future__ import annotations

import asyncpg
import msgspec
import pytest
from tests.cli.test_commands import showground
from tests.schema.relocating.journeys import everything
from tests.schema.relocating.test_moving import FLAT, PLAN
from tests.schema.servers import ask

WHERE = "select to_regclass('public.orders') is not null, to_regclass('sales.orders') is not null"


async def test_a_plan_is_tried_applied_and_taken_back(scratch, tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text(PLAN, encoding="utf-8")
    async with scratch(18, FLAT) as url:
        before = await everything(url)

        tried = showground("schema", "relocate", str(plan), "--dry-run", "--database", url)
        assert (tried[0], tried[2]) == (0, "")
        assert "alter table public.orders set schema sales;" in tried[1].splitlines()
        assert "32 pieces of SQL mean the same objects as before" in tried[1].splitlines()
        assert tried[1].splitlines()[-1] == "Rolled back: nothing was changed."
        assert await everything(url) == before

        done = showground("schema", "relocate", str(plan), "--apply", "--database", url)
        assert (done[0], done[2]) == (0, "")
        assert done[1].splitlines()[-1] == f"Done. {tmp_path}/plan.undo.json takes it back."
        assert await ask(url, WHERE) == [(False, True)]
        again = showground("schema", "relocate", str(plan), "--apply", "--database", url)
        assert again == (5, "", f"{tmp_path}/plan.undo.json is there already: undo that move, or move the file away.")

        back = showground("schema", "relocate", str(plan), "--undo", "--database", url)
        assert (back[0], back[2]) == (0, "")
        assert await everything(url) == before
        assert sorted(file.name for file in tmp_path.iterdir()) == ["plan.toml", "plan.undo.json.done"]


async def test_a_refusal_is_a_list_and_an_exit_code(scratch, tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text("[schemas.sales]\ntables = ['orders']", encoding="utf-8")
    function = "create function f() returns regclass language sql as"
    sql = f"create table orders (); {function} $$ select to_regclass('orders') $$"
    async with scratch(18, sql) as url:
        said = showground("schema", "relocate", str(plan), "--apply", "--database", url)

    reasons = "Nothing was moved, for 1 reasons:\n  public.f(), line 1: has the name of something that moves as a text"
    assert (said[0], said[1], said[2]) == (5, "", f"{reasons}: 'orders'")
    assert [file.name for file in tmp_path.iterdir()] == ["plan.toml"]


async def test_a_commit_that_fails_leaves_no_way_back(scratch, tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text("accept = ['late()']\n[schemas.sales]\ntables = ['orders']", encoding="utf-8")
    sql = """
        create table orders (id bigint primary key);
        create table items (id bigint references orders deferrable initially deferred);
        create function late() returns event_trigger language plpgsql
            as 'begin insert into public.items values (1); end';
        create event trigger late on ddl_command_start when tag in ('ALTER TABLE') execute function late();
    """
    async with scratch(18, sql) as url:
        code, out, err = showground("schema", "relocate", str(plan), "--apply", "--database", url)

        assert (code, out) == (5, "")
        assert "violates foreign key constraint" in err
        assert await ask(url, WHERE) == [(True, False)]
    assert [file.name for file in tmp_path.iterdir()] == ["plan.toml"]


async def test_a_lock_that_is_not_had_is_one_sentence(scratch, tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text("[schemas.sales]\ntables = ['orders']", encoding="utf-8")
    async with scratch(18, "create table orders (id bigint)") as url:
        other = await asyncpg.connect(url)
        await other.execute("begin; select * from orders")

        said = showground("schema", "relocate", str(plan), "--apply", "--lock-seconds", "0.1", "--database", url)

        await other.close()
        assert said == (1, "", "A lock was not had in time. Nothing was changed; try again when less is going on.")
        assert await ask(url, WHERE) == [(True, False)]


async def test_a_proposal_is_a_file_that_can_be_applied(scratch, tmp_path):
    plan = tmp_path / "proposal.toml"
    async with scratch(18, FLAT) as url:
        proposed = showground("schema", "propose", "--database", url, "--output", str(plan))
        tried = showground("schema", "relocate", str(plan), "--dry-run", "--database", url)

    assert proposed == (0, "", "")
    assert (tried[0], tried[2]) == (0, "")


def test_one_thing_is_to_be_said(tmp_path):
    assert showground("schema", "relocate", str(tmp_path / "x.toml"), "--dry-run", "--apply") == (
        2, "", "Say one of --dry-run, --apply and --undo.",
    )  # fmt: skip


@pytest.mark.parametrize("flag", ["--dry-run", "--undo"])
def test_a_file_that_is_not_there_is_named(tmp_path, flag):
    missing = tmp_path / ("x.toml" if flag == "--dry-run" else "x.undo.json")

    said = showground(
        "schema", "relocate", str(tmp_path / "x.toml"), flag, "--database", "postgresql://nobody@127.0.0.1:1/x"
    )

    assert said == (4, "", f"{missing} cannot be read: No such file or directory.")


def test_what_is_no_way_back_is_named(tmp_path):
    (tmp_path / "x.undo.json").write_bytes(msgspec.json.encode({"database": "x"}))

    code, out, err = showground(
        "schema", "relocate", str(tmp_path / "x.toml"), "--undo", "--database", "postgresql://a@b/c"
    )

    assert (code, out) == (2, "")
    assert err.startswith(f"{tmp_path}/x.undo.json is no way back from a move: ")
