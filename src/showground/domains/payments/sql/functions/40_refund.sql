-- Decides a refund of some units of a paid order: the money leaves the seller's wallet and waits in refund clearing until the provider has
-- sent it. Fees stay with whom they went to: the buyer gets back what he paid for the units, the seller bears the fee.
-- Raises SG042 when a unit was refunded before or the order is not paid; the payment's own check refuses more than was captured.
create function payments.ask_refund(refund uuid, wanted_order uuid, items uuid[], reason text, journal uuid, wallet_line uuid, fact uuid,
                                    cancel_tickets boolean) returns bigint
    language plpgsql volatile security definer
    set search_path = ''
as $$
declare
    paid   payments.payments;
    due    bigint;
begin
    select * into paid from payments.payments p
     where p.order_id = wanted_order and p.status = 'captured' order by p.id limit 1 for no key update;
    if not found then
        raise exception 'nothing was paid' using errcode = 'SG042';
    end if;
    if exists (select from payments.refund_lines l join payments.refunds r on r.id = l.refund_id and r.order_id = l.order_id
                where l.order_id = wanted_order and l.order_item_id = any(items) and r.status <> 'failed') then
        raise exception 'a unit was refunded before' using errcode = 'SG042';
    end if;
    select sum(i.total_amount) into due
      from ticketing.order_items i where i.order_id = wanted_order and i.event_id = paid.event_id and i.id = any(items);
    if coalesce(due, 0) <= 0 then
        raise exception 'nothing to refund' using errcode = 'SG042';
    end if;
    update payments.payments p set refund_pending_amount = p.refund_pending_amount + due where p.id = paid.id;
    insert into payments.refunds (id, payment_id, order_id, event_id, seller_org_id, seller_user_id, amount, reason)
    values (refund, paid.id, paid.order_id, paid.event_id, paid.seller_org_id, paid.seller_user_id, due, reason);
    insert into payments.refund_lines (refund_id, order_id, order_item_id, amount, tax_amount, fee_amount)
    select refund, i.order_id, i.id, i.total_amount, i.tax_amount, i.fee_amount
      from ticketing.order_items i
     where i.order_id = wanted_order and i.event_id = paid.event_id and i.id = any(items) and i.total_amount > 0;

    perform 1 from payments.org_wallets w                     -- a debit locks the wallet
      where w.currency_code = paid.currency_code and (w.org_id = paid.seller_org_id or w.user_id = paid.seller_user_id)
        for no key update;
    insert into payments.journals (id, kind, source_type, source_id) values (journal, 'refund', 'refund', refund);
    insert into payments.transfers (journal_id, line, debit_account, credit_account, currency_code, amount)
    select journal, 1, w.account_id, r.id, paid.currency_code, due
      from payments.org_wallets w, payments.accounts r
     where w.currency_code = paid.currency_code and (w.org_id = paid.seller_org_id or w.user_id = paid.seller_user_id)
       and r.kind = 'refund_clearing' and r.currency_code = paid.currency_code;
    insert into payments.org_wallet_transactions (id, wallet_id, account_id, kind, amount, currency_code, journal_id, line,
                                                  debit_account, credit_account, related_order_id, related_event_id)
    select wallet_line, w.id, w.account_id, 'refund', -due, paid.currency_code, journal, 1, t.debit_account, t.credit_account,
           paid.order_id, paid.event_id
      from payments.transfers t join payments.org_wallets w on w.account_id = t.debit_account
     where t.journal_id = journal and t.line = 1;
    insert into showground.outbox (id, kind, body)
    values (fact, 'payments.refund_due', jsonb_build_object('refund', refund, 'order', paid.order_id, 'event', paid.event_id));
    if cancel_tickets then
        perform ticketing.cancel_tickets(array(
            select i.ticket_id from ticketing.order_items i
             where i.order_id = wanted_order and i.event_id = paid.event_id and i.id = any(items) and i.ticket_id is not null));
    end if;
    return due;
end $$;
grant execute on function payments.ask_refund to service_role;

-- The provider has sent the money: refund clearing is emptied against the provider. Once; a repeat changes nothing and returns false.
create function payments.finish_refund(refund uuid, journal uuid, sent_ref text) returns boolean
    language plpgsql volatile security definer
    set search_path = ''
as $$
declare
    done  payments.refunds;
begin
    update payments.refunds r set status = 'done', settled_at = now(), provider_ref = sent_ref
     where r.id = refund and r.status = 'pending'
    returning r.* into done;
    if not found then
        return false;
    end if;
    update payments.payments p
       set refund_pending_amount = p.refund_pending_amount - done.amount, refunded_amount = p.refunded_amount + done.amount
     where p.id = done.payment_id;
    insert into payments.journals (id, kind, source_type, source_id) values (journal, 'refund_settled', 'refund', refund);
    insert into payments.transfers (journal_id, line, debit_account, credit_account, currency_code, amount)
    select journal, 1, r.id, c.id, p.currency_code, done.amount
      from payments.payments p, payments.accounts r, payments.accounts c
     where p.id = done.payment_id
       and r.kind = 'refund_clearing' and r.currency_code = p.currency_code
       and c.kind = 'provider_clearing' and c.currency_code = p.currency_code;
    return true;
end $$;
grant execute on function payments.finish_refund to service_role;

-- The provider will not send the money. Returns what became of it: `failed`, a sale's goes back to the seller's wallet, and its units may be
-- refunded anew; `again`, what came late was never the seller's, so it is still owed and is tried under a new name from `again_at` on.
-- Once; a repeat changes nothing and returns null.
create function payments.fail_refund(refund uuid, journal uuid, wallet_line uuid, again uuid, why text, again_at timestamptz) returns text
    language plpgsql volatile security definer
    set search_path = ''
as $$
declare
    lost  payments.refunds;
    paid  payments.payments;
begin
    update payments.refunds r set status = 'failed', settled_at = now(), problem = why
     where r.id = refund and r.status = 'pending'
    returning r.* into lost;
    if not found then
        return null;
    end if;
    select * into paid from payments.payments p where p.id = lost.payment_id for no key update;
    if not exists (select from payments.journals j where j.source_type = 'refund' and j.source_id = refund and j.kind = 'refund') then
        insert into payments.refunds (id, payment_id, order_id, event_id, seller_org_id, seller_user_id, amount, reason, due_at, problem)
        values (again, paid.id, paid.order_id, paid.event_id, paid.seller_org_id, paid.seller_user_id, lost.amount, lost.reason, again_at, why);
        insert into payments.refund_lines (refund_id, order_id, order_item_id, amount, tax_amount, fee_amount)
        select again, l.order_id, l.order_item_id, l.amount, l.tax_amount, l.fee_amount
          from payments.refund_lines l where l.refund_id = refund and l.order_id = lost.order_id;
        return 'again';
    end if;
    update payments.payments p set refund_pending_amount = p.refund_pending_amount - lost.amount where p.id = paid.id;
    insert into payments.journals (id, kind, source_type, source_id) values (journal, 'refund_failed', 'refund', refund);
    insert into payments.transfers (journal_id, line, debit_account, credit_account, currency_code, amount)
    select journal, 1, t.credit_account, t.debit_account, t.currency_code, t.amount
      from payments.journals j join payments.transfers t on t.journal_id = j.id
     where j.source_type = 'refund' and j.source_id = refund and j.kind = 'refund';
    insert into payments.org_wallet_transactions (id, wallet_id, account_id, kind, amount, currency_code, journal_id, line,
                                                  debit_account, credit_account, related_order_id, related_event_id)
    select wallet_line, w.id, w.account_id, 'refund', t.amount, t.currency_code, journal, 1, t.debit_account, t.credit_account,
           lost.order_id, lost.event_id
      from payments.transfers t join payments.org_wallets w on w.account_id = t.credit_account
     where t.journal_id = journal and t.line = 1;
    return 'failed';
end $$;
grant execute on function payments.fail_refund to service_role;
