-- The sponsors in which the caller has at least this role.
create function sponsorship.ids_of_caller(at_least sponsorship.sponsor_role default 'viewer') returns setof uuid
    language sql stable security definer
    set search_path = ''
    rows 3
begin atomic
    select m.sponsor_id from sponsorship.sponsor_members m where m.user_id = auth.uid() and m.role >= $1;
end;
grant execute on function sponsorship.ids_of_caller to anon, authenticated, service_role;

-- Whether a sponsor of the caller may ask for a package: it is listed, the caller sees it, and it is meant for nobody else.
create function sponsorship.package_open_to_caller(package uuid, sponsor uuid) returns boolean
    language plpgsql stable security invoker
    set search_path = ''
as $$
begin
    return exists (select from sponsorship.sponsorship_packages p
                    where p.id = package and p.status = 'listed' and (p.sponsor_id is null or p.sponsor_id = sponsor));
end $$;
grant execute on function sponsorship.package_open_to_caller to authenticated, service_role;

-- Whether the caller sees a negotiation: asked of the table as himself.
create function sponsorship.thread_open_to_caller(thread uuid) returns boolean
    language plpgsql stable security invoker
    set search_path = ''
as $$
begin
    return exists (select from sponsorship.proposal_threads t where t.id = thread);
end $$;
grant execute on function sponsorship.thread_open_to_caller to authenticated, service_role;

-- Whether the caller may speak in a negotiation that is still alive, for the side he names.
create function sponsorship.caller_may_say(thread uuid, side sponsorship.negotiator) returns boolean
    language plpgsql stable security invoker
    set search_path = ''
as $$
begin
    return exists (select from sponsorship.proposal_threads t
                    where t.id = thread and t.closed_at is null
                      and case side
                          when 'sponsor' then t.sponsor_id in (select sponsorship.ids_of_caller('editor'))
                          else t.seller_user_id = auth.uid() or t.seller_org_id in (select organizations.ids_of_caller('editor'))
                          end);
end $$;
grant execute on function sponsorship.caller_may_say to authenticated, service_role;

-- A sponsor without an owner could be managed by nobody. The row lock makes two owners who leave at once wait for each other.
create function sponsorship.keep_an_owner() returns trigger
    language plpgsql security definer
    set search_path = ''
as $$
begin
    perform 1 from sponsorship.sponsors s where s.id = old.sponsor_id for no key update;
    if found and not exists (select from sponsorship.sponsor_members m where m.sponsor_id = old.sponsor_id and m.role = 'owner') then
        raise exception 'the last owner stays' using errcode = 'SG080';
    end if;
    return null;
end $$;
