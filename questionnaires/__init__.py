"""Form engine: definition, expressions, validation, rendering, drafts, FHIR."""
