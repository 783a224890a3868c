"""What a database's rows and catalog prove about relations that are, or are said to be."""
