-- side: before   (old code must run on the result)
-- why:  validates what 0152 added, under a lock that reads and writes pass
set local lock_timeout = '4s';
set local statement_timeout = '15s';

alter table showground.runs validate constraint runs_kind;
