-- Where a person's taste lies, by model. Everybody may read his own.
create table ml.user_embeddings (
    user_id      uuid                not null,
    model        text                not null,
    embedding    public.vector(384)  not null,
    signals      integer             not null default 0,
    computed_at  timestamptz         not null default now(),
    constraint user_embeddings_pkey        primary key (user_id, model),
    constraint user_embeddings_model_named check (model ~ '^[a-z0-9][a-z0-9._-]{0,59}$'),
    constraint user_embeddings_counted     check (signals >= 0),
    constraint user_embeddings_of_user     foreign key (user_id) references users.user_profiles (user_id) on delete cascade
);
create index user_embeddings_near on ml.user_embeddings using hnsw (embedding public.vector_cosine_ops);
comment on column ml.user_embeddings.signals is 'How many acts of the person it was learned from.';

-- access
alter table ml.user_embeddings enable row level security;

create policy user_embeddings_read on ml.user_embeddings for select to authenticated
    using (user_id = (select auth.uid()));
create policy user_embeddings_serve on ml.user_embeddings for all to service_role, showground_definer
    using (true) with check (true);

grant select                         on ml.user_embeddings to authenticated, showground_definer;
grant select, insert, update, delete on ml.user_embeddings to service_role;
