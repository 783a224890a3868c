create domain ref.minor_units as bigint;
comment on domain ref.minor_units is
    'An amount in minor units of the currency that stands beside it: cents for EUR, yen for JPY, fils for KWD. ref.currencies has the exponents.';
