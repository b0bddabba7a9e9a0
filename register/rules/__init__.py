"""Pure rules: values in, values out; no database, network or clock."""
