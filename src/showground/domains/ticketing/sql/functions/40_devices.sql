-- The device and event of a credential; no row when it is unknown or revoked. Notes once a minute that the device was here.
create function ticketing.device_of_credential(secret_hash bytea)
    returns table (device_id uuid, event_id uuid, name text, gate_name text)
    language plpgsql volatile security definer
    set search_path = ''
as $$
#variable_conflict use_column
begin
    update ticketing.devices d set last_seen_at = now()
     where d.secret_hash = $1 and d.revoked_at is null and d.last_seen_at < now() - interval '1 minute';
    return query
    select d.id, d.event_id, d.name, d.gate_name from ticketing.devices d where d.secret_hash = $1 and d.revoked_at is null;
end $$;
comment on function ticketing.device_of_credential is 'gate: resolves the credential of a scanner before there is an identity';
