-- The organizations in which the caller has at least this role. One or two rows, so policies hash it for nothing.
create function organizations.ids_of_caller(at_least organizations.org_role default 'viewer') returns setof uuid
    language sql stable security definer
    set search_path = ''
    rows 3
begin atomic
    select m.org_id from organizations.org_memberships m where m.user_id = auth.uid() and m.role >= $1;
end;
grant execute on function organizations.ids_of_caller to anon, authenticated, service_role;

-- An organization without an owner could be managed by nobody. The row lock makes two owners who leave at once wait for each other.
create function organizations.keep_an_owner() returns trigger
    language plpgsql security definer
    set search_path = ''
as $$
begin
    perform 1 from organizations.organizations o where o.id = old.org_id for no key update;
    if found and not exists (select from organizations.org_memberships m where m.org_id = old.org_id and m.role = 'owner') then
        raise exception 'the last owner stays' using errcode = 'SG020';
    end if;
    return null;
end $$;
