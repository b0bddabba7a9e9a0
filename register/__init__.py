"""The register: what is known, and the rules it is kept by."""
