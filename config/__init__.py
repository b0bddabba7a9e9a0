"""Settings as plain frozen values, and the data an installation can change: questionnaires, columns, regions, catalogues."""
