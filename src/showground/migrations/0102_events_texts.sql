-- side: before   (old code must run on the result)
-- why:  an event says what it is in one or more languages
set local lock_timeout = '4s';
set local statement_timeout = '15s';

alter table events.events
    add column language text not null default 'en';
alter table events.events
    add constraint events_language_form check (language ~ '^[a-z]{2,3}$') not valid;
comment on column events.events.language is 'What its organizer wrote it in; other languages stand in event_texts.';

-- What an event says in another language than its own (events.language).
create table events.event_texts (
    event_id     uuid      not null,
    language     text      not null,
    title        text      not null,
    summary      text      not null default '',
    description  text      not null default '',
    search       tsvector  generated always as (
                     setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', summary), 'C')) stored,
    constraint event_texts_pkey          primary key (event_id, language),
    constraint event_texts_language_form check (language ~ '^[a-z]{2,3}$'),
    constraint event_texts_titled        check (title <> '' and length(title) <= 200),
    constraint event_texts_of_event      foreign key (event_id) references events.events (id)
);
create index event_texts_search on events.event_texts using gin (search);
