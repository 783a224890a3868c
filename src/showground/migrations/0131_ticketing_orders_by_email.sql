-- side: before
-- why:  buyers without an account find their orders by their address
-- no transaction
-- It waits for whoever is at work on the table, and one that was given up would be an invalid index: no timeouts.
-- squawk-ignore require-lock-timeout,require-statement-timeout
create index concurrently if not exists orders_by_email on ticketing.orders (lower(email), created_at desc, id desc) where email is not null;
