-- Journals and their lines belong to the running transaction, whatever the caller claims. A trigger, not a check: a check would refuse a restored dump.
create trigger journals_now before insert on payments.journals
    for each row when (new.xact <> pg_current_xact_id()) execute function payments.refuse_other_transaction();

create trigger transfers_now before insert on payments.transfers
    for each row when (new.xact <> pg_current_xact_id()) execute function payments.refuse_other_transaction();

create trigger org_wallet_transactions_now before insert on payments.org_wallet_transactions
    for each row when (new.xact <> pg_current_xact_id()) execute function payments.refuse_other_transaction();

-- A payment only moves forward: created, pending, then one of captured, failed, cancelled; captured is final, failed may still be captured.
create trigger payments_forward before update of status on payments.payments
    for each row when (old.status is distinct from new.status) execute function payments.move_forward();
