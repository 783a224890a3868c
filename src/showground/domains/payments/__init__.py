"""Money: the purchase command, payments and their providers, the ledger, wallets, refunds."""
