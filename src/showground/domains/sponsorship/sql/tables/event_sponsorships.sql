-- A package that a sponsor took, and the wallet line that paid for it. Written by the service only: it is money.
create table sponsorship.event_sponsorships (
    id                      uuid                            primary key,
    event_id                uuid                            not null,
    seller_org_id           uuid,
    seller_user_id          uuid,
    sponsor_id              uuid                            not null,
    package_id              uuid                            not null,
    payment_transaction_id  uuid,
    amount                  ref.minor_units                 not null,
    currency_code           text                            not null,
    status                  sponsorship.sponsorship_status  not null default 'pending',
    created_at              timestamptz                     not null default now(),
    cancelled_at            timestamptz,
    constraint event_sponsorships_paid_once  unique (payment_transaction_id),
    constraint event_sponsorships_priced     check (amount >= 0),
    constraint event_sponsorships_paid       check (status not in ('live', 'completed') or amount = 0 or payment_transaction_id is not null),
    constraint event_sponsorships_cancelled  check ((status = 'cancelled') = (cancelled_at is not null)),
    constraint event_sponsorships_one_seller check (num_nonnulls(seller_org_id, seller_user_id) = 1),
    constraint event_sponsorships_of_event   foreign key (event_id) references events.events (id),
    constraint event_sponsorships_of_org     foreign key (event_id, seller_org_id) references events.events (id, owner_org_id) deferrable,
    constraint event_sponsorships_of_user    foreign key (event_id, seller_user_id) references events.events (id, owner_user_id) deferrable,
    constraint event_sponsorships_of_sponsor foreign key (sponsor_id) references sponsorship.sponsors (id),
    constraint event_sponsorships_of_package foreign key (event_id, package_id) references sponsorship.sponsorship_packages (event_id, id),
    constraint event_sponsorships_currency   foreign key (package_id, currency_code)
                                             references sponsorship.sponsorship_packages (id, currency_code),
    constraint event_sponsorships_payment    foreign key (payment_transaction_id) references payments.org_wallet_transactions (id)
);
create unique index event_sponsorships_once on sponsorship.event_sponsorships (package_id, sponsor_id) where status <> 'cancelled';
create index event_sponsorships_by_event on sponsorship.event_sponsorships (event_id, package_id);
create index event_sponsorships_by_package on sponsorship.event_sponsorships (package_id, currency_code);
create index event_sponsorships_by_sponsor on sponsorship.event_sponsorships (sponsor_id, created_at desc);
create index event_sponsorships_by_org on sponsorship.event_sponsorships (seller_org_id) where seller_org_id is not null;
create index event_sponsorships_by_user on sponsorship.event_sponsorships (seller_user_id) where seller_user_id is not null;
comment on column sponsorship.event_sponsorships.payment_transaction_id is 'The line in the seller''s wallet; null until paid.';

-- access
alter table sponsorship.event_sponsorships enable row level security;

create policy event_sponsorships_read on sponsorship.event_sponsorships for select to authenticated
    using (seller_org_id in (select organizations.ids_of_caller()) or seller_user_id = (select auth.uid())
           or sponsor_id in (select sponsorship.ids_of_caller()));
create policy event_sponsorships_serve on sponsorship.event_sponsorships for all to service_role, showground_definer
    using (true) with check (true);

grant select                 on sponsorship.event_sponsorships to authenticated, showground_definer;
grant select, insert, update on sponsorship.event_sponsorships to service_role;
