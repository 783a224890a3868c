-- side: before   (old code must run on the result)
-- why:  operators see why a provider's notice could not be processed
set local lock_timeout = '4s';
set local statement_timeout = '15s';

alter table payments.inbox add column failure text;
alter table payments.inbox add column failed_at timestamptz;
alter table payments.inbox add constraint inbox_failure_short check (length(failure) <= 2000) not valid;
alter table payments.inbox add constraint inbox_failed_when check ((failure is null) = (failed_at is null)) not valid;
comment on column payments.inbox.failure is 'Why it could not be processed when that was tried last; it is tried again.';
