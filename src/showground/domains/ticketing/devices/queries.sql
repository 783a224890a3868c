-- name: device_of_credential
select device_id, event_id, name, gate_name from ticketing.device_of_credential(:secret_hash);

-- name: add_device
-- The seller is the event's: keys prove it.
insert into ticketing.devices (id, event_id, seller_org_id, seller_user_id, made_by, name, gate_name, code_hash, code_expires_at)
select :id, e.id, e.owner_org_id, e.owner_user_id, (select showground.actor()), :name, :gate_name, :code_hash::bytea, now() + :lasts::interval
  from events.events e
 where e.id = :event_id
returning id, event_id, name, gate_name, user_agent, created_at, code_expires_at, joined_at, last_seen_at;

-- name: renew_code
update ticketing.devices set code_hash = :code_hash, code_expires_at = now() + :lasts::interval
 where id = :id and event_id = :event_id and revoked_at is null
returning id, event_id, name, gate_name, user_agent, created_at, code_expires_at, joined_at, last_seen_at;

-- name: devices_of_event
select id, event_id, name, gate_name, user_agent, created_at, code_expires_at, joined_at, last_seen_at
  from ticketing.devices
 where event_id = :event_id and revoked_at is null
 order by created_at desc, id desc
 limit 200;

-- name: join
-- A code is used once: whoever comes second finds none. A device that had joined before is the new browser from now on.
update ticketing.devices
   set secret_hash = :secret_hash::bytea, user_agent = :user_agent, joined_at = now(), last_seen_at = now(),
       code_hash = null, code_expires_at = null
 where code_hash = :code_hash::bytea and code_expires_at > now() and revoked_at is null
returning id, event_id, name, gate_name;

-- name: revoke
update ticketing.devices set revoked_at = now(), code_hash = null, code_expires_at = null
 where id = :id and event_id = :event_id and revoked_at is null;

-- name: standing
-- For the service, after the credential was proved.
select d.id, d.event_id, d.name, d.gate_name, e.title, e.starts_at, e.timezone,
       (select count(distinct a.ticket_id) from ticketing.admissions a where a.event_id = e.id and a.undone_at is null),
       (select count(*) from ticketing.tickets t where t.event_id = e.id and t.status = 'valid')
  from ticketing.devices d
  join events.events e on e.id = d.event_id
 where d.id = :device_id and d.event_id = :event_id;
