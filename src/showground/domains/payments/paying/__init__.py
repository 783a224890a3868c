"""What buyers read of their payments. Taking money stands beside it, what owners read of it in `wallets`."""
