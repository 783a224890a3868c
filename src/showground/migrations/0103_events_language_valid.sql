-- side: before   (old code must run on the result)
-- why:  validates what 0102 added, under a lock that reads and writes pass
set local lock_timeout = '4s';
set local statement_timeout = '10min';

alter table events.events validate constraint events_language_form;
