-- side: before   (old code must run on the result)
-- why:  validates what 0100 added, under a lock that reads and writes pass
set local lock_timeout = '4s';
set local statement_timeout = '10min';

alter table users.contacts validate constraint contacts_language_form;
alter table ticketing.orders validate constraint orders_language_form;
