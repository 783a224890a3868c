-- name: announce
insert into showground.outbox (id, kind, body)
select * from unnest(:ids::uuid[], :kinds::text[], :bodies::text[]::jsonb[]);

-- name: audit
insert into showground.audit_log (id, action, subject_type, subject_id, org_id, event_id, details)
select *
  from unnest(:ids::uuid[], :actions::text[], :subject_types::text[], :subject_ids::uuid[], :org_ids::uuid[], :event_ids::uuid[],
              :details::text[]::jsonb[]);
