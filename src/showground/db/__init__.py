"""PostgreSQL: the embedded server, pools, principals, transactions, queries, migrations and catalog lints."""
