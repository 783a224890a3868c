-- What a model knows of an event: where it lies among events, and how much it is asked for. Whoever sees the event may rank with it.
create table ml.event_features (
    event_id     uuid                not null,
    model        text                not null,
    embedding    public.vector(384)  not null,
    popularity   real                not null default 0,
    computed_at  timestamptz         not null default now(),
    constraint event_features_pkey        primary key (event_id, model),
    constraint event_features_model_named check (model ~ '^[a-z0-9][a-z0-9._-]{0,59}$'),
    constraint event_features_popularity  check (popularity between 0 and 1),
    constraint event_features_of_event    foreign key (event_id) references events.events (id) on delete cascade
);
create index event_features_near on ml.event_features using hnsw (embedding public.vector_cosine_ops);
comment on column ml.event_features.popularity is 'Share of events that are asked for less: 0 to 1.';

-- access
alter table ml.event_features enable row level security;

create policy event_features_read on ml.event_features for select to anon, authenticated
    using (events.shown_to_caller(event_id));
create policy event_features_serve on ml.event_features for all to service_role, showground_definer
    using (true) with check (true);

grant select                         on ml.event_features to anon, authenticated, showground_definer;
grant select, insert, update, delete on ml.event_features to service_role;
