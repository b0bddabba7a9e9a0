"""Settings as plain frozen values; questionnaires, columns, regions and catalogues as data."""
