create type ticketing.order_status as enum ('pending', 'awaiting_approval', 'paid', 'cancelled', 'expired');
create type ticketing.ticket_status as enum ('valid', 'cancelled');
create type ticketing.tier_status as enum ('on_sale', 'paused', 'hidden');
create type ticketing.hold_state as enum ('active', 'consumed', 'released', 'expired');
create type ticketing.fee_payer as enum ('buyer', 'organizer');
create type ticketing.scan_verdict as enum ('admitted', 'duplicate', 'wrong_event', 'forged', 'unknown', 'cancelled', 'conflict');

-- One attempt at a door, as the scan function takes it. `forged`: the signature of the code did not hold.
create type ticketing.scan_request as (
    n               integer,
    scan_id         uuid,
    admission_id    uuid,
    event_id        uuid,
    actor           uuid,
    scanner_id      uuid,
    client_scan_id  uuid,
    code            text,
    ticket_id       uuid,
    secret          uuid,
    forged          boolean,
    digest          bytea,
    gate_name       text,
    device_time     timestamptz
);
