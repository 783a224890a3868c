"""What is sold and who comes in: tiers, pools, carts, holds, orders, tickets, scans."""
