"""The relations and flows that the schema promises, as data; the report on the live catalog stands beside them."""
