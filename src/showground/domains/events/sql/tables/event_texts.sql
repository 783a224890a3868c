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

-- access
alter table events.event_texts enable row level security;

create policy event_texts_read on events.event_texts for select to anon, authenticated
    using (events.shown_to_caller(event_id));
create policy event_texts_add on events.event_texts for insert to authenticated
    with check (events.edited_by_caller(event_id));
create policy event_texts_edit on events.event_texts for update to authenticated
    using (events.edited_by_caller(event_id)) with check (events.edited_by_caller(event_id));
create policy event_texts_remove on events.event_texts for delete to authenticated
    using (events.edited_by_caller(event_id));
create policy event_texts_serve on events.event_texts for all to service_role, showground_definer
    using (true) with check (true);

grant select                         on events.event_texts to anon, authenticated, showground_definer;
grant insert (event_id, language, title, summary, description) on events.event_texts to authenticated;
grant update (title, summary, description) on events.event_texts to authenticated;
grant delete                         on events.event_texts to authenticated;
grant select, insert, update, delete on events.event_texts to service_role;
