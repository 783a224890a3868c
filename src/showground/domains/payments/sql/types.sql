create type payments.account_kind as enum ('wallet', 'provider_clearing', 'platform_fee', 'refund_clearing');
create type payments.payment_status as enum ('created', 'pending', 'captured', 'failed', 'cancelled');
create type payments.refund_status as enum ('pending', 'done', 'failed');
create type payments.journal_kind as enum ('sale', 'late_capture', 'refund', 'refund_settled', 'adjustment', 'sponsorship', 'payout');
create type payments.wallet_line_kind as enum ('sale', 'refund', 'fee', 'adjustment', 'sponsorship', 'ad_spend', 'payout', 'top_up');
create type payments.provider as enum ('test', 'manual', 'stripe');
