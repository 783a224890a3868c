-- side: before   (old code must run on the result)
-- why:  validates what 0030 added, under a lock that reads and writes pass
set local lock_timeout = '4s';
set local statement_timeout = '60s';

alter table users.contacts validate constraint contacts_wanted_email_form;
