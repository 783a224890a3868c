create type campaigns.campaign_objective as enum ('ticket_sales', 'event_promotion', 'brand_awareness', 'engagement');
create type campaigns.campaign_status as enum ('draft', 'scheduled', 'active', 'paused', 'completed', 'cancelled');
create type campaigns.ad_placement as enum ('feed', 'discover', 'event_page', 'search');
create type campaigns.ad_status as enum ('draft', 'approved', 'rejected', 'archived');
