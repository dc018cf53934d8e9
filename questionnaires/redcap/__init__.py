"""REDCap's dialect: dictionaries as CSV, branching logic and calculations."""
