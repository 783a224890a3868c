"""A body is taken apart into pieces that mean something by themselves."""

from __future__ import annotations

import pytest

from showground.schema.proving.plpgsql import DIAGNOSED, Reader, Unreadable, statements


def test_a_body_is_taken_apart():
    body = """
    declare
        wanted uuid[];
        n integer := cardinality(given) + 1;
    begin
        if not (case n when 1 then true else false end) then
            select array_agg(t.id), 1 into wanted, n from things t where t.id = any(given);   -- not; this
        elsif exists (select from things) then
            perform 1 from things for update;
        end if;
        for i in 1 .. n loop
            insert into things (id) values (given[i]) returning id into wanted;
        end loop;
        raise exception 'no %', (select 1) using errcode = 'SG001', detail = n::text;
        return query select 1;
    end
    """

    reader = Reader(body)

    assert reader.variables == {**DIAGNOSED, "wanted": "uuid[]", "n": "integer", "i": "integer"}
    assert [" ".join(piece.sql.split()) for piece in reader.pieces] == [
        "select (cardinality(given) + 1)",
        "select (not (case n when 1 then true else false end))",
        "select array_agg(t.id), 1 from things t where t.id = any(given)",
        "select (exists (select from things))",
        "select 1 from things for update",
        "select (1)",
        "select (n)",
        "insert into things (id) values (given[i]) returning id",
        "select ((select 1))",
        "select ('SG001')",
        "select (n::text)",
        "select 1",
    ]
    assert [piece.targets for piece in reader.pieces if piece.targets] == [("wanted", "n"), ("wanted",)]


def test_what_others_write_is_read_as_well():
    body = """
    <<outer>>
    DECLARE
        total numeric(10, 2) NOT NULL = 0;
        one CURSOR (low int) FOR SELECT id FROM things WHERE id > low;
        r RECORD;
    BEGIN
        CASE total
            WHEN 1, 2 THEN total = total + 1;
            ELSE NULL;
        END CASE;
        FOR r IN SELECT id, name FROM things LOOP
            CONTINUE outer WHEN r.id = 1;
        END LOOP;
        OPEN one(3);
        FETCH one INTO r;
        CLOSE one;
        CALL tidy(total);
        ASSERT total > 0, 'never';
        RETURN QUERY EXECUTE format('select %s', total) USING total;
    EXCEPTION
        WHEN unique_violation OR others THEN
            IF total = 1 THEN RAISE NOTICE E'it\\'s %', SQLERRM; END IF;
    END outer
    """

    reader = Reader(body)

    assert reader.variables == {
        **DIAGNOSED,
        "total": "numeric(10, 2)",
        "one": "refcursor",
        "low": "int",
        "r": "RECORD",
    }
    assert reader.labels == {"outer"}
    assert [" ".join(piece.sql.split()) for piece in reader.pieces] == [
        "select (0)",
        "SELECT id FROM things WHERE id > low",
        "select (total)",
        "select (array[1, 2])",
        "select (total)",
        "select (total + 1)",
        "SELECT id, name FROM things",
        "select (r.id = 1)",
        "select tidy(total)",
        "select (total > 0)",
        "select (format('select %s', total))",
        "select (total = 1)",
        "select (SQLERRM)",
    ]


def test_what_is_not_understood_is_not_skipped():
    with pytest.raises(Unreadable):
        Reader("begin conjure things; end")


def test_statements_end_where_no_text_goes_on():
    assert statements("select ';' as a; -- b;\nselect $x$;$x$;") == ["select ';' as a", "select $x$;$x$"]
