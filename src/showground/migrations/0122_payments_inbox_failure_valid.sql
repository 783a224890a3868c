-- side: before
-- why:  the checks of 0121 hold for all rows; proving that locks nobody out
set local lock_timeout = '4s';
set local statement_timeout = '60s';

alter table payments.inbox validate constraint inbox_failure_short;
alter table payments.inbox validate constraint inbox_failed_when;
