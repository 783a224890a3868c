"""What buyers and holders read of their orders and tickets. Selling and scanning stand beside it."""
