create type ticketing.order_status as enum ('pending', 'awaiting_approval', 'paid', 'cancelled', 'expired');
create type ticketing.ticket_status as enum ('valid', 'cancelled');
create type ticketing.tier_status as enum ('on_sale', 'paused', 'hidden');
create type ticketing.hold_state as enum ('active', 'consumed', 'released', 'expired');
create type ticketing.fee_payer as enum ('buyer', 'organizer');
create type ticketing.scan_verdict as enum ('admitted', 'duplicate', 'wrong_event', 'forged', 'unknown', 'cancelled', 'too_early', 'conflict');
