create type public.mpaa_rating as enum ('G', 'PG', 'PG-13', 'R', 'NC-17');
create domain public.year as integer constraint year_check check (value >= 1901 and value <= 2155);

create table public.country  (country_id serial primary key, country text not null, last_update timestamptz not null default now());
create table public.city     (city_id serial primary key, city text not null, country_id integer not null references public.country, last_update timestamptz not null default now());
create table public.address  (address_id serial primary key, address text not null, address2 text, district text not null, city_id integer not null references public.city, postal_code text, phone text not null, last_update timestamptz not null default now());
create table public.language (language_id serial primary key, name character(20) not null, last_update timestamptz not null default now());
create table public.category (category_id serial primary key, name text not null, last_update timestamptz not null default now());
create table public.actor    (actor_id serial primary key, first_name text not null, last_name text not null, last_update timestamptz not null default now());
create table public.film (
    film_id serial primary key, title text not null, description text, release_year public.year, language_id integer not null references public.language,
    original_language_id integer references public.language, rental_duration smallint not null default 3, rental_rate numeric(4, 2) not null default 4.99,
    length smallint, replacement_cost numeric(5, 2) not null default 19.99, rating public.mpaa_rating default 'G', last_update timestamptz not null default now(),
    special_features text[], fulltext tsvector not null
);
create table public.film_actor    (actor_id integer not null references public.actor, film_id integer not null references public.film, last_update timestamptz not null default now(), primary key (actor_id, film_id));
create table public.film_category (film_id integer not null references public.film, category_id integer not null references public.category, last_update timestamptz not null default now(), primary key (film_id, category_id));
create table public.store         (store_id serial primary key, manager_staff_id integer not null, address_id integer not null references public.address, last_update timestamptz not null default now());
create table public.staff (
    staff_id serial primary key, first_name text not null, last_name text not null, address_id integer not null references public.address, email text,
    store_id integer not null references public.store, active boolean not null default true, username text not null, password text,
    last_update timestamptz not null default now(), picture bytea
);
create table public.customer (
    customer_id serial primary key, store_id integer not null references public.store, first_name text not null, last_name text not null, email text,
    address_id integer not null references public.address, activebool boolean not null default true, create_date date not null default current_date,
    last_update timestamptz default now(), active integer
);
create table public.inventory (inventory_id serial primary key, film_id integer not null references public.film, store_id integer not null references public.store, last_update timestamptz not null default now());
create table public.rental (
    rental_id serial primary key, rental_date timestamptz not null, inventory_id integer not null references public.inventory,
    customer_id integer not null references public.customer, return_date timestamptz, staff_id integer not null references public.staff,
    last_update timestamptz not null default now()
);
create table public.payment (
    payment_id serial not null, customer_id integer not null, staff_id integer not null, rental_id integer not null, amount numeric(5, 2) not null,
    payment_date timestamptz not null, primary key (payment_date, payment_id)
) partition by range (payment_date);
create table public.payment_p2022_01 partition of public.payment for values from ('2022-01-01 00:00+00') to ('2022-02-01 00:00+00');
create table public.payment_p2022_02 partition of public.payment for values from ('2022-02-01 00:00+00') to ('2022-03-01 00:00+00');
create table public.payment_p2022_03 partition of public.payment for values from ('2022-03-01 00:00+00') to ('2022-04-01 00:00+00');
alter table public.payment_p2022_01
    add constraint payment_p2022_01_customer_id_fkey foreign key (customer_id) references public.customer,
    add constraint payment_p2022_01_rental_id_fkey   foreign key (rental_id)   references public.rental,
    add constraint payment_p2022_01_staff_id_fkey    foreign key (staff_id)    references public.staff;
alter table public.payment_p2022_02
    add constraint payment_p2022_02_customer_id_fkey foreign key (customer_id) references public.customer,
    add constraint payment_p2022_02_rental_id_fkey   foreign key (rental_id)   references public.rental,
    add constraint payment_p2022_02_staff_id_fkey    foreign key (staff_id)    references public.staff;

create index film_fulltext_idx          on public.film using gist (fulltext);
create index idx_fk_language_id         on public.film (language_id);
create index idx_fk_film_id             on public.film_actor (film_id);
create index idx_fk_city_id             on public.address (city_id);
create index idx_fk_country_id          on public.city (country_id);
create index idx_fk_store_id            on public.customer (store_id);
create index idx_fk_address_id          on public.customer (address_id);
create index idx_store_id_film_id       on public.inventory (store_id, film_id);
create index idx_fk_inventory_id        on public.rental (inventory_id);
create index payment_p2022_01_customer  on public.payment_p2022_01 (customer_id);

create view public.staff_list as
    select s.staff_id as id, s.first_name || ' ' || s.last_name as name, a.address, c.city, k.country, s.store_id as sid
      from public.staff s
      join public.address a on a.address_id = s.address_id
      join public.city c on c.city_id = a.city_id
      join public.country k on k.country_id = c.country_id;
create function public.last_updated() returns trigger language plpgsql as $$ begin new.last_update = current_timestamp; return new; end $$;
create trigger last_updated before update on public.film for each row execute function public.last_updated();

insert into public.country (country)              select 'Country ' || n from generate_series(1, 5) n;
insert into public.city (city, country_id)        select 'City ' || n, 1 + n % 5 from generate_series(1, 10) n;
insert into public.address (address, district, city_id, phone) select n || ' Road', 'District', 1 + n % 10, '0' || n from generate_series(1, 30) n;
insert into public.language (name)                select name from unnest(array['English', 'Italian', 'Mandarin']) name;
insert into public.category (name)                select 'Category ' || n from generate_series(1, 4) n;
insert into public.actor (first_name, last_name)  select 'First ' || n, 'Last ' || n from generate_series(1, 20) n;
insert into public.film (title, language_id, original_language_id, fulltext) select 'Film ' || n, 1 + n % 3, nullif(n % 3, 0), to_tsvector('simple', 'film ' || n) from generate_series(1, 40) n;
insert into public.film_actor (actor_id, film_id) select distinct 1 + (n * 7) % 20, 1 + n % 40 from generate_series(1, 120) n;
insert into public.film_category (film_id, category_id) select n, 1 + n % 4 from generate_series(1, 40) n;
insert into public.store (manager_staff_id, address_id) values (1, 1), (2, 2);
insert into public.staff (first_name, last_name, address_id, store_id, username) values ('Mike', 'Hillyer', 3, 1, 'mike'), ('Jon', 'Stephens', 4, 2, 'jon');
insert into public.customer (store_id, first_name, last_name, address_id) select 1 + n % 2, 'First ' || n, 'Last ' || n, 5 + n from generate_series(1, 25) n;
insert into public.inventory (film_id, store_id)  select 1 + n % 40, 1 + n % 2 from generate_series(1, 100) n;
insert into public.rental (rental_date, inventory_id, customer_id, staff_id) select timestamptz '2022-01-01 00:00+00' + n * interval '6 hours', 1 + n % 100, 1 + n % 25, 1 + n % 2 from generate_series(1, 300) n;
insert into public.payment (customer_id, staff_id, rental_id, amount, payment_date) select customer_id, staff_id, rental_id, 4.99, rental_date from public.rental;

-- Lost: the customers of two payments in the partition without foreign keys.
update public.payment_p2022_03 set customer_id = 9000 + rental_id where rental_id in (select max(rental_id) - n from public.rental, generate_series(0, 1) n group by n);
