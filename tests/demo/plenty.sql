-- name: events_of_the_archive
select count(*) from events.events where import_key is not null and published_at <= starts_at and starts_at < now();

-- name: events_on_sale
select count(distinct e.id)
  from events.events e join ticketing.ticket_tiers t on t.event_id = e.id
 where e.status = 'published' and e.visibility = 'public' and e.ends_at > now() and t.status = 'on_sale';

-- name: next_editions
select count(*) from events.events
 where import_key is not null and status = 'published' and starts_at between now() and now() + interval '366 days';

-- name: running_today
select count(*) from events.events e
 where status = 'published' and starts_at < now() and ends_at > now() and exists (select from ticketing.scan_logs s where s.event_id = e.id);

-- name: paid_in_yen
select count(*) from ticketing.orders where currency_code = 'JPY' and status = 'paid' and total_amount > 0;

-- name: paid_in_dinars
select count(*) from ticketing.orders where currency_code = 'KWD' and status = 'paid' and total_amount > 0;

-- name: currencies_paid_in
select count(distinct currency_code) from ticketing.orders where status = 'paid' and total_amount > 0;

-- name: orders_awaiting_payment
select count(*) from ticketing.orders where status = 'pending' and expires_at > now();

-- name: pools_sold_out
select count(*) from ticketing.pools where held + sold = capacity and sold > 5 and not unlimited;

-- name: free_tiers
select count(*) from ticketing.ticket_tiers where price_amount = 0;

-- name: unlisted_events
select count(*) from events.events e join events.event_links l on l.event_id = e.id where e.visibility = 'unlisted' and e.status = 'published';

-- name: private_events
select count(*) from events.events where visibility = 'private';

-- name: drafts
select count(*) from events.events where status = 'draft';

-- name: settled_refunds
select count(*) from payments.refunds where status = 'done';

-- name: second_scans
select count(*) from ticketing.scan_logs where verdict = 'duplicate';
