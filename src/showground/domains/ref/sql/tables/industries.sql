-- ISIC Rev. 4: 21 sections (A to U) and their 88 divisions (01 to 99).
create table ref.industries (
    code         text     not null primary key,
    name         text     not null,
    parent_code  text,
    current      boolean  not null default true,
    constraint industries_parent   foreign key (parent_code) references ref.industries (code),
    constraint industries_code     check (code ~ '^([A-U]|[0-9]{2})$'),
    constraint industries_two_deep check ((code ~ '^[A-U]$') = (parent_code is null)),
    constraint industries_named    check (name <> '')
);
create index industries_by_parent on ref.industries (parent_code);
comment on table  ref.industries             is 'International Standard Industrial Classification of All Economic Activities, revision 4 (United Nations, 2008).';
comment on column ref.industries.code        is 'Letter of the section, or number of the division with its leading zero.';
comment on column ref.industries.parent_code is 'Section of a division; null for a section.';
comment on column ref.industries.current     is 'False when a later edition of the source no longer has it; what refers to it stays valid.';

-- access
alter table ref.industries enable row level security;

create policy industries_read  on ref.industries for select to anon, authenticated, showground_definer
    using (true);
create policy industries_serve on ref.industries for all to service_role
    using (true) with check (true);

grant select                         on ref.industries to anon, authenticated, showground_definer;
grant select, insert, update, delete on ref.industries to service_role;
