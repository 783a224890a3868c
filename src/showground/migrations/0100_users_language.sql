-- side: before   (old code must run on the result)
-- why:  letters and pages speak the language that a person chose; a guest's letters the one that he bought in
set local lock_timeout = '4s';
set local statement_timeout = '15s';

alter table users.contacts
    add column language text;                                 -- null: nothing is chosen
alter table users.contacts
    add constraint contacts_language_form check (language ~ '^[a-z]{2,3}$') not valid;
comment on column users.contacts.language is 'What pages and letters speak to him; null: what his browser likes, in letters English.';

alter table ticketing.orders
    add column language text not null default 'en';
alter table ticketing.orders
    add constraint orders_language_form check (language ~ '^[a-z]{2,3}$') not valid;
comment on column ticketing.orders.language is 'What the buyer read when he bought; letters to a guest speak it.';
