create type payments.account_kind as enum ('wallet', 'provider_clearing', 'platform_fee', 'refund_clearing');
create type payments.payment_status as enum ('created', 'pending', 'captured', 'failed', 'cancelled');
create type payments.refund_status as enum ('pending', 'done', 'failed');
create type payments.journal_kind as enum ('sale', 'late_capture', 'refund', 'refund_settled', 'adjustment', 'sponsorship', 'payout', 'refund_failed');
create type payments.wallet_line_kind as enum ('sale', 'refund', 'fee', 'adjustment', 'sponsorship', 'ad_spend', 'payout', 'top_up');
create type payments.provider as enum ('test', 'manual', 'stripe');

-- One purchase and its units, as the purchase function takes them. `n` numbers the purchases of a batch from 1.
create type payments.checkout_order as (
    n                  integer,
    order_id           uuid,
    event_id           uuid,
    buyer              uuid,
    link               text,
    cart_id            uuid,
    cart_secret        bytea,
    cart_exists        boolean,
    organization_id    uuid,
    email              text,
    contact_name       text,
    fee_payer          ticketing.fee_payer,
    settings_revision  integer,
    payment_id         uuid,
    provider           payments.provider,
    principal          text,
    key                text,
    request            bytea,
    fact_id            uuid,
    response           text
);
create type payments.checkout_unit as (
    n              integer,
    item_id        uuid,
    tier_id        uuid,
    tier_revision  integer,
    price_amount   bigint,
    tax_amount     bigint,
    fee_amount     bigint,
    total_amount   bigint,
    ticket_id      uuid,
    code           text,
    secret         uuid
);

-- One captured payment, with the ids of what may have to be written for it.
create type payments.settlement as (
    n             integer,
    inbox_id      uuid,
    payment_id    uuid,
    amount        bigint,
    currency      text,
    provider_ref  text,
    journal_id    uuid,
    wallet_id     uuid,
    line_id       uuid,
    refund_id     uuid,
    fact_id       uuid
);
create type payments.settlement_ticket as (
    n          integer,
    position   integer,
    ticket_id  uuid,
    code       text,
    secret     uuid
);
