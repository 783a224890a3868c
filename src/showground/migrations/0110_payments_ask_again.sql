-- side: before   (old code must run on the result)
-- why:  refunds are tried again after growing pauses, and silent payments asked after likewise; a refund that fails is posted back
set local lock_timeout = '4s';
set local statement_timeout = '15s';

alter type payments.journal_kind add value if not exists 'refund_failed' after 'payout';

alter table payments.refunds add column attempts integer not null default 0;
alter table payments.refunds add column due_at timestamptz not null default now();
alter table payments.refunds add column problem text not null default '';
comment on column payments.refunds.attempts is 'How often its provider was asked. Above one: it may have been sent, so it is asked after first.';
comment on column payments.refunds.due_at is 'When it is tried next, while it is pending.';
comment on column payments.refunds.problem is 'Why the last try did not end it, or why it failed.';

alter table payments.payments add column ask_at timestamptz not null default now();
comment on column payments.payments.ask_at is 'When its provider may be asked after it next, while it has no final word.';
