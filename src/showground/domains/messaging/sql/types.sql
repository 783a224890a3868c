create type messaging.job_audience as enum ('ticket_holders', 'followers', 'members');
create type messaging.job_status as enum ('draft', 'scheduled', 'sending', 'sent', 'failed', 'cancelled');
create type messaging.delivery_status as enum ('pending', 'sent', 'failed', 'skipped');
create type messaging.participant_role as enum ('member', 'admin');
create type messaging.mail_status as enum ('queued', 'sending', 'sent', 'failed', 'uncertain', 'suppressed', 'kept');
