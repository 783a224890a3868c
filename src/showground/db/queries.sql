-- name: announce
insert into showground.outbox (id, kind, body)
select * from unnest(:ids::uuid[], :kinds::text[], :bodies::text[]::jsonb[]);
