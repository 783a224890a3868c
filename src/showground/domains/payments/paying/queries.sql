-- name: payment
-- As whoever asks: the buyer, the guest with the order's link, or who sells. No row: not his.
select id, order_id, event_id, provider, status, amount, captured_amount, refunded_amount, currency_code, created_at, captured_at
  from payments.payments
 where id = :payment_id;

-- name: payments_of_order
-- The latest first.
select id, order_id, event_id, provider, status, amount, captured_amount, refunded_amount, currency_code, created_at, captured_at
  from payments.payments
 where event_id = :event_id and order_id = :order_id
 order by created_at desc, id desc
 limit 50;
