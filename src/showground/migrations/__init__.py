"""SQL migrations: `0001_baseline.sql`, then one file per table change, linear and forward only."""
