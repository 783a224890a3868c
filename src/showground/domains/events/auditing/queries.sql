-- name: owner_org_of
select owner_org_id from events.events where id = :event_id;

-- name: entries_of_organization
-- For the service, newest first, keyset paged by the index of the organization.
select a.id, a.at, p.display_name, case when p.erased_at is null then p.handle end as handle, a.action, a.subject_type, a.subject_id, s.display_name, a.org_id, a.event_id, e.title,
       a.details::text
  from showground.audit_log a
  left join users.user_profiles p on p.user_id = a.actor
  left join users.user_profiles s on a.subject_type = 'person' and s.user_id = a.subject_id
  left join events.events e on e.id = a.event_id
 where a.org_id = :org_id and a.id < :before
   and (:area::text is null or a.action like :area || '.%')
   and (:who::text is null or p.handle = :who)
   and (:since::timestamptz is null or a.at >= :since) and (:until::timestamptz is null or a.at < :until)
 order by a.id desc
 limit :limit;

-- name: entries_of_person
-- For the service: what was done about the events that a person owns himself.
select a.id, a.at, p.display_name, case when p.erased_at is null then p.handle end as handle, a.action, a.subject_type, a.subject_id, s.display_name, a.org_id, a.event_id, e.title,
       a.details::text
  from events.events e
  join showground.audit_log a on a.event_id = e.id
  left join users.user_profiles p on p.user_id = a.actor
  left join users.user_profiles s on a.subject_type = 'person' and s.user_id = a.subject_id
 where e.owner_user_id = :user_id and a.id < :before
   and (:area::text is null or a.action like :area || '.%')
   and (:who::text is null or p.handle = :who)
   and (:since::timestamptz is null or a.at >= :since) and (:until::timestamptz is null or a.at < :until)
 order by a.id desc
 limit :limit;

-- name: entries_of_platform
-- For operators: everything.
select a.id, a.at, p.display_name, case when p.erased_at is null then p.handle end as handle, a.action, a.subject_type, a.subject_id, s.display_name, a.org_id, a.event_id, e.title,
       a.details::text
  from showground.audit_log a
  left join users.user_profiles p on p.user_id = a.actor
  left join users.user_profiles s on a.subject_type = 'person' and s.user_id = a.subject_id
  left join events.events e on e.id = a.event_id
 where a.id < :before
   and (:area::text is null or a.action like :area || '.%')
   and (:who::text is null or p.handle = :who)
   and (:since::timestamptz is null or a.at >= :since) and (:until::timestamptz is null or a.at < :until)
 order by a.id desc
 limit :limit;
