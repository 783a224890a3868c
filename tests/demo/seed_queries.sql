-- name: activity_of_person
-- User's events, tickets, posts, and analytics
SELECT
    u.display_name,
    e.title AS event_created,
    t.id AS ticket_owned,
    p.text AS post_made,
    a.event_type AS analytics_action
FROM users.user_profiles u
LEFT JOIN events.events e ON e.created_by = u.user_id
LEFT JOIN ticketing.tickets t ON t.owner_user_id = u.user_id
LEFT JOIN events.event_posts p ON p.author_user_id = u.user_id
LEFT JOIN analytics.analytics_events a ON a.user_id = u.user_id
WHERE u.user_id = 'some-user-id';

-- name: ecosystem_of_event
-- Event with tickets, sponsors, posts, and analytics
SELECT
    e.title,
    COUNT(DISTINCT t.id) AS ticket_count,
    COUNT(DISTINCT s.id) AS sponsor_count,
    COUNT(DISTINCT p.id) AS post_count,
    COUNT(DISTINCT a.id) AS impression_count
FROM events.events e
LEFT JOIN ticketing.tickets t ON t.event_id = e.id
LEFT JOIN sponsorship.event_sponsorships es ON es.event_id = e.id
LEFT JOIN sponsorship.sponsors s ON s.id = es.sponsor_id
LEFT JOIN events.event_posts p ON p.event_id = e.id
LEFT JOIN analytics.event_impressions a ON a.event_id = e.id
WHERE e.id = 'some-event-id'
GROUP BY e.id, e.title;

-- name: dashboard_of_organization
-- Org with members, events, campaigns, and revenue
SELECT
    o.name,
    COUNT(DISTINCT m.user_id) AS member_count,
    COUNT(DISTINCT e.id) AS event_count,
    COUNT(DISTINCT c.id) AS campaign_count,
    SUM(wt.amount) AS total_revenue
FROM organizations.organizations o
LEFT JOIN organizations.org_memberships m ON m.org_id = o.id
LEFT JOIN events.events e ON e.owner_context_id = o.id
LEFT JOIN campaigns.campaigns c ON c.org_id = o.id
LEFT JOIN payments.org_wallets w ON w.org_id = o.id
LEFT JOIN payments.org_wallet_transactions wt ON wt.wallet_id = w.id
WHERE o.id = 'some-org-id'
GROUP BY o.id, o.name;

-- name: purchase_of_ticket
-- Complete ticket purchase with all related data
SELECT
    u.display_name AS buyer,
    e.title AS event,
    t.id AS ticket,
    tt.name AS tier,
    o.total_amount AS paid,
    wt.amount AS payout_to_org,
    org.name AS organizer
FROM ticketing.tickets t
JOIN users.user_profiles u ON u.user_id = t.owner_user_id
JOIN events.events e ON e.id = t.event_id
JOIN ticketing.ticket_tiers tt ON tt.id = t.tier_id
JOIN ticketing.order_items oi ON oi.ticket_id = t.id
JOIN ticketing.orders o ON o.id = oi.order_id
JOIN organizations.organizations org ON org.id = e.owner_context_id
LEFT JOIN payments.org_wallet_transactions wt ON wt.related_order_id = o.id
WHERE t.id = 'some-ticket-id';

-- name: connections
-- Test all major cross-schema connections
SELECT
    'users → events' AS connection,
    COUNT(*) AS count
FROM events.events e
JOIN users.user_profiles u ON u.user_id = e.created_by

UNION ALL

SELECT
    'events → tickets',
    COUNT(*)
FROM ticketing.tickets t
JOIN events.events e ON e.id = t.event_id

UNION ALL

SELECT
    'users → tickets',
    COUNT(*)
FROM ticketing.tickets t
JOIN users.user_profiles u ON u.user_id = t.owner_user_id

UNION ALL

SELECT
    'organizations → events',
    COUNT(*)
FROM events.events e
JOIN organizations.organizations o ON o.id = e.owner_context_id
WHERE e.owner_context_type = 'organization'

UNION ALL

SELECT
    'events → analytics',
    COUNT(*)
FROM analytics.analytics_events a
JOIN events.events e ON e.id = a.event_id

ORDER BY count DESC;
