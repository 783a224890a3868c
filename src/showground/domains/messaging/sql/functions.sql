-- The conversations that the caller is in and has not left. None for an operator who acts as somebody: what people write is theirs.
create function messaging.conversations_of_caller() returns setof uuid
    language sql stable security definer
    set search_path = ''
    rows 50
begin atomic
    select p.conversation_id from messaging.conversation_participants p where p.user_id = auth.uid() and p.left_at is null and showground.claim('operator') is null;
end;
grant execute on function messaging.conversations_of_caller to authenticated, service_role;

-- A conversation of two has nobody else in it. The pair of a conversation never changes: nobody is granted that.
create function messaging.keep_the_pair() returns trigger
    language plpgsql security definer
    set search_path = ''
as $$
begin
    if exists (select from messaging.direct_conversations c
                where c.id = new.conversation_id and new.user_id not in (c.low_user_id, c.high_user_id)) then
        raise exception 'a conversation of two has nobody else in it' using errcode = 'SG090';
    end if;
    return null;
end $$;

-- Tells the live hubs whose notifications have moved: ids only, since anybody who may connect may listen.
create function messaging.wake_readers() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    perform pg_catalog.pg_notify('showground_live', m.recipient_user_id::text) from (select distinct x.recipient_user_id from moved x) m;
    return null;
end $$;
