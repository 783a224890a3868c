create table public.schema_migrations    (version varchar primary key);
create table public.ar_internal_metadata (key varchar primary key, value varchar, created_at timestamp(6) not null, updated_at timestamp(6) not null);
create table public.users    (id bigserial primary key, email varchar not null, created_at timestamp(6) not null, updated_at timestamp(6) not null);
create table public.posts    (id bigserial primary key, user_id bigint not null constraint fk_rails_5b5ddfd518 references public.users, title varchar, created_at timestamp(6) not null, updated_at timestamp(6) not null);
create table public.photos   (id bigserial primary key, caption varchar, created_at timestamp(6) not null, updated_at timestamp(6) not null);
create table public.people   (id bigserial primary key, name varchar not null);
create table public.comments (
    id bigserial primary key, body text, commentable_type varchar not null, commentable_id bigint not null, author_id bigint not null,
    created_at timestamp(6) not null, updated_at timestamp(6) not null
);
create table public.active_storage_blobs (
    id bigserial primary key, key varchar not null, filename varchar not null, content_type varchar, metadata text, service_name varchar not null,
    byte_size bigint not null, checksum varchar, created_at timestamp(6) not null
);
create table public.active_storage_attachments (
    id bigserial primary key, name varchar not null, record_type varchar not null, record_id bigint not null,
    blob_id bigint not null constraint fk_rails_c3b3935057 references public.active_storage_blobs, created_at timestamp(6) not null
);
create table public.active_storage_variant_records (
    id bigserial primary key, blob_id bigint not null constraint fk_rails_993965df05 references public.active_storage_blobs, variation_digest varchar not null
);
create table public.taggings (id bigserial primary key, taggable_type varchar check (taggable_type in ('Post', 'Photo')), taggable_id bigint, label varchar);
create unique index index_users_on_email                        on public.users (email);
create index index_posts_on_user_id                             on public.posts (user_id);
create index index_comments_on_commentable                      on public.comments (commentable_type, commentable_id);
create unique index index_active_storage_blobs_on_key           on public.active_storage_blobs (key);
create index index_active_storage_attachments_on_blob_id        on public.active_storage_attachments (blob_id);
create unique index index_active_storage_attachments_uniqueness on public.active_storage_attachments (record_type, record_id, name, blob_id);
create unique index index_active_storage_variant_records_uniqueness on public.active_storage_variant_records (blob_id, variation_digest);

insert into public.users (email, created_at, updated_at)           select 'user' || n || '@example.org', now(), now() from generate_series(1, 10) n;
insert into public.posts (user_id, title, created_at, updated_at)  select 1 + n % 10, 'Post ' || n, now(), now() from generate_series(1, 30) n;
insert into public.photos (caption, created_at, updated_at)        select 'Photo ' || n, now(), now() from generate_series(1, 30) n;
insert into public.people (name)                                   select 'Person ' || n from generate_series(1, 5) n;
insert into public.comments (body, commentable_type, commentable_id, author_id, created_at, updated_at)
    select 'Nice', case when n % 3 = 0 then 'Photo' else 'Post' end, 1 + n % 30, 1 + n % 10, now(), now() from generate_series(1, 60) n;
insert into public.active_storage_blobs (key, filename, service_name, byte_size, created_at) select 'key' || n, n || '.png', 'local', n, now() from generate_series(1, 20) n;
insert into public.active_storage_variant_records (blob_id, variation_digest) values (1, 'thumb'), (2, 'thumb');
insert into public.active_storage_attachments (name, record_type, record_id, blob_id, created_at)
    select 'cover', case n % 4 when 0 then 'User' when 1 then 'Person' when 2 then 'ActiveStorage::VariantRecord' else 'Post' end, 1 + n % 2, n, now() from generate_series(1, 20) n;
insert into public.taggings (taggable_type, taggable_id, label) select case when n % 2 = 0 then 'Post' else 'Photo' end, n, 'tag' from generate_series(1, 20) n;

-- Lost: a post and two photos that were commented on; and one attachment is of a model that is gone.
insert into public.comments (id, body, commentable_type, commentable_id, author_id, created_at, updated_at)
    values (901, 'Gone', 'Post', 501, 1, now(), now()), (902, 'Gone', 'Photo', 502, 1, now(), now()), (903, 'Gone', 'Photo', 503, 1, now(), now());
insert into public.active_storage_attachments (name, record_type, record_id, blob_id, created_at) values ('cover', 'Legacy::Invoice', 7, 1, now());
