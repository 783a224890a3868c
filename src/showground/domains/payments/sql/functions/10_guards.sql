-- A ledger row names a transaction that is not the running one.
create function payments.refuse_other_transaction() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    raise exception 'a ledger row belongs to the transaction that writes it' using errcode = 'SG040';
end $$;

-- The provider may tell its story twice or out of order; ours goes one way.
create function payments.move_forward() returns trigger
    language plpgsql
    set search_path = ''
as $$
begin
    if not (case old.status
        when 'created' then true
        when 'pending' then new.status <> 'created'
        when 'failed' then new.status in ('captured')
        when 'cancelled' then new.status in ('captured')
        else false end)
    then
        raise exception 'a payment does not go from % to %', old.status, new.status using errcode = 'SG041';
    end if;
    return new;
end $$;
