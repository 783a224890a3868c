"""What owners read of their money: wallets, their lines, income. Moving money is not here."""
